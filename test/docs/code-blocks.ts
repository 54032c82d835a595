/**
 * The TypeScript of a page of documentation, as a module that can be compiled and run.
 *
 * A page reads as one program: a block sees what the blocks above it declared, and may declare a name anew. So each
 * block stands in the scope of the one before it, below the imports of all. An HTML comment that begins with `ts` is a
 * block that readers do not see: what the page takes for granted.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

export const ROOT = resolve(import.meta.dirname, "../..");

/** A piece of TypeScript on a page. */
export interface CodeBlock {
  /** Line of the page on which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
}

/** A page of documentation with code. */
export interface Page {
  /** Path below the root of the project. */
  readonly path: string;
  readonly text: string;
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), "utf8") };
}

/** The guides. */
export function guides(): readonly Page[] {
  return readdirSync(join(ROOT, "docs/guide"))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => readPage(`docs/guide/${file}`));
}

/** The blocks of a page, the hidden ones too, in order. */
export function codeBlocks({ text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(/^(?:```ts\n([\s\S]*?)\n```|<!-- ts\n([\s\S]*?)\n-->)$/gm)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length + 1,
    code: match[1] ?? match[2] ?? "",
  }));
}

/** A page as one module. */
export function moduleOf(page: Page): string {
  const imports = new Imports();
  const declared: string[] = [];
  const bodies = codeBlocks(page).map(({ line, code }) => {
    const body: string[] = [];
    for (const statement of statementsOf(code)) {
      const text = statement.getText();
      if (ts.isImportDeclaration(statement)) imports.add(statement);
      else if (standsOutside(statement)) declared.push(text);
      else body.push(statement.getFullText());
    }
    return `{ // ${page.path}:${line}\n${body.join("")}`;
  });
  return [...imports.lines(), ...declared, ...bodies, "}".repeat(bodies.length), "export {};\n"].join("\n");
}

function statementsOf(code: string): readonly ts.Statement[] {
  return [...ts.createSourceFile("block.ts", code, ts.ScriptTarget.Latest, true).statements];
}

/**
 * Whether a statement belongs below the imports: it is read by other such statements, or cannot stand inside a scope.
 */
function standsOutside(statement: ts.Statement): boolean {
  return isAmbient(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}

/** Whether a statement only says that something exists. */
function isAmbient(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  );
}

/** Whether a page can be run: nothing on it is only declared. */
export function isRunnable(page: Page): boolean {
  const statements = codeBlocks(page).flatMap(({ code }) => statementsOf(code));
  return statements.length > 0 && !statements.some(isAmbient);
}

/** What the page says is printed: the comment behind each `console.log(…);`, in order. */
export function promisedOutput(page: Page): readonly string[] {
  return codeBlocks(page).flatMap(({ code }) =>
    [...code.matchAll(/\bconsole\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? ""),
  );
}

/** The imports of several blocks, each name once. */
class Imports {
  readonly #names = new Map<string, Set<string>>();
  readonly #others = new Set<string>();

  add(statement: ts.ImportDeclaration): void {
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || ts.isNamespaceImport(bindings) || statement.importClause?.name !== undefined) {
      this.#others.add(statement.getText());
      return;
    }
    const typeOnly = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? "type " : "";
    const specifier = statement.moduleSpecifier.getText();
    const names = this.#names.get(specifier) ?? new Set();
    for (const element of bindings.elements) names.add(typeOnly + element.getText());
    this.#names.set(specifier, names);
  }

  lines(): readonly string[] {
    const named = [...this.#names].map(([from, names]) => `import { ${[...names].join(", ")} } from ${from};`);
    return [...this.#others, ...named];
  }
}
