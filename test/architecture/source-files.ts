/** The source files of the package as the architecture tests read them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { ENTRY_POINTS, fileOf } from "../../scripts/entry-points.ts";

/** Root of the repository. */
const ROOT = resolve(import.meta.dirname, "../..");

/** Folders with TypeScript of this repository. */
const FOLDERS = ["src", "test", "scripts", "bench", "examples", "docs/playground/src"];

/** Every TypeScript file of the repository, by its path below the root. */
export function typescriptFiles(folders: readonly string[] = FOLDERS): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes("node_modules"))
      .map((file) => join(folder, file)),
  );
}

/** Parses a file. */
export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true);
}

/** Every comment of a file with its position. */
export function commentsOf(source: ts.SourceFile): readonly ts.CommentRange[] {
  const ranges = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const range of [
      ...(ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ]) {
      ranges.set(range.pos, range);
    }
    if (node.kind !== ts.SyntaxKind.JsxText) for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...ranges.values()].sort((a, b) => a.pos - b.pos);
}

/** The entry points, compiled together so that their types can be compared. */
export interface PublicApi {
  readonly checker: ts.TypeChecker;
  /** The exports of each entry point, by its file below `src`. */
  readonly exports: ReadonlyMap<string, readonly ts.Symbol[]>;
}

/** Compiles the entry points. */
export function publicApi(): PublicApi {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const files = ENTRY_POINTS.map((entry) => join(ROOT, "src", fileOf(entry)));
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, ROOT);
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const exports = new Map<string, readonly ts.Symbol[]>();
  for (const entry of ENTRY_POINTS) {
    const source = program.getSourceFile(join(ROOT, "src", fileOf(entry)));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    exports.set(fileOf(entry), module === undefined ? [] : checker.getExportsOfModule(module));
  }
  return { checker, exports };
}
