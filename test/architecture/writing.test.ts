/**
 * How code is written: comments fit into 120 columns, each source file says what it is, and names use the field's own
 * terms.
 */
import { basename } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { commentsOf, parse, publicApi, typescriptFiles } from "./source-files.ts";

const MAX_COLUMNS = 120;

/** Words that no identifier, file name or public docstring contains; a better one is in the comment. */
const AVOIDED_WORDS: ReadonlySet<string> = new Set([
  "anew", // again
  "asked", // requested, called
  "circle", // cycle
  "circles",
  "heed", // apply, honor
  "heeds",
  "hopeless", // unavailable
  "house", // architecture
  "ladder", // retry schedule
  "mend", // repair, normalize
  "mended",
  "mends",
  "met", // seen, encountered
  "past", // previous, clock jump
  "room", // module
  "standing", // status
  "tell", // report, notify
  "tells",
  "text", // string
  "texts",
  "told", // notified
  "who", // a noun
  "whoever",
]);

/** Phrases that no public docstring contains. "Who" is no subject of a sentence, but may refer to a user. */
const AVOIDED_PHRASES: readonly RegExp[] = [/\bin step\b/, /\bof your own\b/, /(?:^|[.:;]\s+)who\b/];

/** The words of an identifier or a file name, in lower case. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

function hasAvoidedWord(name: string): boolean {
  return wordsOf(name).some((word) => AVOIDED_WORDS.has(word));
}

/** Names that come from elsewhere, by the file that declares them. */
const FOREIGN_NAMES: ReadonlySet<string> = new Set([
  "src/provisioning/retry/email-notifier.ts: text" /* nodemailer */,
  "src/entra/application/plan/plan-types.ts: text" /* a plan as text, beside its steps */,
]);

/** Names that a file declares; a name that overrides another is not its own. */
function declaredNames(source: ts.SourceFile): readonly string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isBinding =
      ts.isBindingElement(node) && node.propertyName === undefined && ts.isObjectBindingPattern(node.parent);
    const isOverride = ts.isMethodDeclaration(node) && node.modifiers?.some(({ kind }) => kind === OVERRIDE);
    const name = isOverride === true ? undefined : nameOf(node);
    if (!isBinding && name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)))
      names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...names];
}

const OVERRIDE = ts.SyntaxKind.OverrideKeyword;

function nameOf(node: ts.Node): ts.Node | undefined {
  return ts.isDeclarationStatement(node) || isNamed(node) ? node.name : undefined;
}

function isNamed(node: ts.Node): node is ts.Node & { readonly name: ts.Node } {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessor(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

/** The lines of a file's comments that are too long; a line with a single word cannot be shorter. */
function longCommentLines(source: ts.SourceFile): readonly string[] {
  const lines = source.text.split("\n");
  return commentsOf(source).flatMap(({ pos, end }) => {
    const first = source.getLineAndCharacterOfPosition(pos).line;
    const last = source.getLineAndCharacterOfPosition(end).line;
    return lines
      .slice(first, last + 1)
      .filter((line) => line.length > MAX_COLUMNS && line.replace(/^[\s/*]+/, "").includes(" "))
      .map((line) => `${source.fileName}: ${line.trim()}`);
  });
}

/** The opening sentence of a file; undefined when it has none. */
function openingOf(source: ts.SourceFile): string | undefined {
  const opening = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\/\n(?:\n|import |export (?:type )?[{*])/.exec(source.text)?.[1];
  const [paragraph = ""] = (opening ?? "").split(/\n\s*\*\s*\n|\n\s*\*\s*@/);
  const sentence = paragraph.replaceAll(/\s*\n\s*\*\s*/g, " ").trim();
  return /^[^.]*(?:\.\S[^.]*)*[.:]$/.test(sentence) ? sentence : undefined;
}

/** The docstrings that users of the package see, by the names that have them. */
function publicDocstrings(): ReadonlyMap<string, string> {
  const { checker, exports } = publicApi();
  const docs = new Map<string, string>();
  const read = (symbol: ts.Symbol, name: string): void => {
    const parts = [
      ...symbol.getDocumentationComment(checker),
      ...symbol
        .getJsDocTags(checker)
        .filter((tag) => tag.name !== "example")
        .flatMap((tag) => tag.text ?? []),
    ];
    docs.set(name, parts.map((part) => part.text).join(" "));
  };
  for (const [file, symbols] of exports) {
    for (const symbol of symbols) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      read(target, `${file} ${symbol.name}`);
      for (const member of target.members?.values() ?? []) read(member, `${file} ${symbol.name}.${member.name}`);
    }
  }
  return docs;
}

function avoidedIn(docstring: string): readonly string[] {
  const prose = docstring.replaceAll(/```[\s\S]*?```|`[^`]*`/g, "").toLowerCase();
  return [
    ...(prose.match(/[a-z]+/g) ?? []).filter((word) => word !== "who" && AVOIDED_WORDS.has(word)),
    ...AVOIDED_PHRASES.flatMap((phrase) => phrase.exec(prose)?.[0] ?? []),
  ];
}

describe("comments", () => {
  it(`are wrapped at ${MAX_COLUMNS} columns`, () => {
    expect(typescriptFiles().flatMap((file) => longCommentLines(parse(file)))).toEqual([]);
  });

  it("open every source file with one sentence that says what it is", () => {
    expect(typescriptFiles(["src"]).filter((file) => openingOf(parse(file)) === undefined)).toEqual([]);
  });
});

describe("words to avoid", () => {
  it("are in no file name", () => {
    expect(typescriptFiles(["src"]).filter((file) => hasAvoidedWord(basename(file)))).toEqual([]);
  });

  it("are in no identifier", () => {
    const found = typescriptFiles(["src"]).flatMap((file) =>
      declaredNames(parse(file))
        .filter(hasAvoidedWord)
        .map((name) => `${file}: ${name}`)
        .filter((place) => !FOREIGN_NAMES.has(place)),
    );
    expect(found).toEqual([]);
  });

  it("are in no public docstring", () => {
    const found = [...publicDocstrings()].flatMap(([name, docstring]) => {
      const words = avoidedIn(docstring);
      return words.length === 0 ? [] : [`${name}: ${words.join(", ")}`];
    });
    expect(found).toEqual([]);
  });
});
