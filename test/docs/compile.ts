/** The compiler over pieces of documentation, with the settings of the project. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { ROOT } from "./code-blocks.ts";

/** Where the code of the documentation is put: below the project, so that the package is found under its name. */
const OUT = join(ROOT, "out/docs");

/** Writes a module below {@link OUT} and answers its path. */
export function writeModule(name: string, text: string): string {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name.replaceAll(/[^\w-]+/g, "-")}.ts`);
  writeFileSync(file, text);
  return file;
}

/** What the compiler says against each of some files; files without a fault are not in the answer. */
export function problemsOf(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT);
  // As strict as most projects: what only this one asks of itself would be noise on a page.
  const program = ts.createProgram(files, {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noPropertyAccessFromIndexSignature: false,
  });
  const problems = new Map<string, readonly string[]>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(inWords);
    if (found.length > 0) problems.set(file, found);
  }
  return problems;
}

function inWords({ file, start, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, " ");
  if (file === undefined || start === undefined) return message;
  const { line } = file.getLineAndCharacterOfPosition(start);
  const code = file.text.split("\n")[line]?.trim();
  return `${relative(ROOT, file.fileName)}:${line + 1}: ${code}\n  ${message}`;
}
