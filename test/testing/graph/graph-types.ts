/** Compares answers of the emulator with Microsoft's types of Graph: each one is compiled as a literal of its type. */
import { join } from "node:path";
import ts from "typescript";

/** An answer, or a part of one. */
export interface Sample {
  /** Name of the type in `@microsoft/microsoft-graph-types`. */
  readonly type: string;
  /** What the emulator answered. */
  readonly value: unknown;
}

const FILE = join(import.meta.dirname, "samples.ts");

/** Returns what the compiler says about samples: wrong types, and properties that a type does not have. */
export function typeProblems(samples: readonly Sample[]): readonly string[] {
  const types = [...new Set(samples.map(({ type }) => type))];
  const source = [
    `import type { ${types.join(", ")} } from "@microsoft/microsoft-graph-types";`,
    ...samples.map(({ type, value }, index) => `export const sample${index}: ${type} = ${literal(value)};`),
  ].join("\n");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    types: [],
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  host.fileExists = (name) => name === FILE || fileExists(name);
  host.readFile = (name) => (name === FILE ? source : readFile(name));
  const program = ts.createProgram([FILE], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start, file }) => {
    const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
    return `${samples[line - 1]?.type}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

/** A value as a literal, without the annotations of OData, which the types do not have. */
function literal(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).filter(([name]) => !name.includes("@")))
      : inner,
  );
}
