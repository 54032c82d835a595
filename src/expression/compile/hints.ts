/**
 * Hints about what people paste: forms of other languages, of web pages and of word processors, with what they mean.
 */

import { findFunction } from "../functions/registry.ts";
import { printString } from "../syntax/print.ts";
import { isOtherLanguage, meantFunction } from "./meant-function.ts";

/** What an error most likely comes from, and an edit that removes it where only one makes sense. */
export interface Hint {
  readonly message: string;
  /** Replaces the characters from `offset` up to `end`. */
  readonly fix?: { readonly offset: number; readonly end: number; readonly replacement: string } | undefined;
}

/** A form at an error, which may begin before it. */
interface Rule {
  readonly form: RegExp;
  /** The number of characters before the error at which the form may begin; 0 by default. */
  readonly before?: number;
  readonly message: string | ((found: string) => string);
  readonly replacement?: (found: string) => string | undefined;
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["==", "="],
  ["===", "="],
  ["!=", "<>"],
  ["!==", "<>"],
  ["><", "<>"],
  ["=>", ">="],
  ["=<", "<="],
  ["≠", "<>"],
  ["≥", ">="],
  ["≤", "<="],
]);

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["gt", ">"],
  ["lt", "<"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
]);

const ENTITY = /&(#\d{1,6}|#x[\da-f]{1,5}|gt|lt|amp|quot|apos|nbsp);/gi;

/** Characters that no font shows. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** Quotation marks other than the straight double one. */
const QUOTES = "‘’‚‛“”„‟«»‹›′″`´'";

const NO_OPERATORS = "There are no AND, OR and NOT: nest IIF, as in IIF(first, IIF(second, …, …), …)";

const LITERALS: ReadonlyMap<string, string> = new Map([
  ["true", '"True"'],
  ["false", '"False"'],
]);

/** In the order in which they are tried; made on demand, so that a page without errors need not load them. */
const rules = (): readonly Rule[] => [
  {
    form: /^(?:[!=<>]={1,2}|=[<>]|><|[≠≥≤])/,
    before: 1,
    message: (found) => `${found} is no operator: write ${OPERATORS.get(found)}`,
    replacement: (found) => OPERATORS.get(found),
  },
  {
    form: /^(?:(?:and|or|not)\b|&&|\|\|?|!)/i,
    before: 1,
    message: (found) => (found === "!" ? "There is no !: use Not(…), or <> to compare" : NO_OPERATORS),
  },
  {
    form: /^\+/,
    message: 'There is no +: join text with Join("", …, …) or Append(…, …)',
  },
  {
    form: /^(?:-?\d+(?:\.\d+)?|[-*/%^])/,
    message: "There is no arithmetic; use DateAdd for dates",
  },
  {
    form: new RegExp(`^[${QUOTES}]([^"${QUOTES}]*)["${QUOTES}]`),
    message: (found) => `${found.charAt(0)} is no quotation mark: strings stand in straight double quotes (")`,
    replacement: (found) => printString(found.slice(1, -1)),
  },
  {
    form: new RegExp(`^[${QUOTES}]`),
    message: (found) => `${found} is no quotation mark: strings stand in straight double quotes (")`,
  },
  { form: /^;\s*$/, message: "No semicolon ends an expression", replacement: () => "" },
  { form: /^;/, message: "Arguments are separated by commas", replacement: () => "," },
  { form: /^[，、；]/, message: "Arguments are separated by commas (,)", replacement: () => "," },
  { form: /^（/, message: "Expected a plain parenthesis", replacement: () => "(" },
  { form: /^）/, message: "Expected a plain parenthesis", replacement: () => ")" },
  { form: /^=/, message: "An expression does not begin with =", replacement: () => "" },
  {
    form: /^(?:null|nothing|undefined|none)\b/i,
    message: "There is no NULL: leave the argument empty, or test with IsNull(…)",
  },
  {
    form: /^(?:true|false)\b(?!\s*\()/i,
    message: "Booleans are the strings True and False",
    replacement: (found) => LITERALS.get(found.toLowerCase()),
  },
  {
    form: /^(?:\$?\{?[A-Za-z_]\w*(?:\.\w+)+\}?|[$@{]+[A-Za-z_]\w*\}?)/,
    message: (found) => `Attributes stand in brackets, by their name alone, as in [${lastName(found)}]`,
  },
  { form: /^\.\w/, message: "Attributes stand in brackets, by their name alone, as in [mail]" },
  {
    form: /^[A-Za-z_]\w*(?![\w(])/,
    message: (found) =>
      findFunction(found) === undefined ? attributeMessage(found) : `${found} is a function: ${found}(…)`,
    replacement: (found) => (findFunction(found) === undefined ? `[${found}]` : undefined),
  },
];

function lastName(path: string): string {
  return (
    path
      .replace(/[^\w.]/g, "")
      .split(".")
      .at(-1) ?? ""
  );
}

function attributeMessage(name: string): string {
  return `Attributes stand in brackets: [${name.slice(0, 80)}]; strings stand in double quotes`;
}

/** The most likely cause of an error of syntax at an offset; undefined if it looks like none of the known forms. */
export function syntaxHint(source: string, offset: number): Hint | undefined {
  return (
    entityHint(source, offset) ??
    invisibleHint(source, offset, offset + 1) ??
    spaceHint(source, offset) ??
    ruleHint(source, offset) ??
    openHint(source, offset)
  );
}

function ruleHint(source: string, offset: number): Hint | undefined {
  for (const { form, before = 0, message, replacement } of rules()) {
    for (let start = Math.max(0, offset - before); start <= offset; start++) {
      const found = form.exec(source.slice(start))?.[0];
      if (found === undefined || start + found.length <= offset) continue;
      const corrected = replacement?.(found);
      const fix =
        corrected === undefined ? undefined : { offset: start, end: start + found.length, replacement: corrected };
      return { message: typeof message === "string" ? message : message(found), fix };
    }
  }
  return undefined;
}

/** Text that was copied from the source of a web page: all of it is decoded. */
function entityHint(source: string, offset: number): Hint | undefined {
  const found = [...source.matchAll(ENTITY)];
  const here = found.find(({ 0: entity, index }) => index <= offset && offset < index + entity.length);
  if (here === undefined) return undefined;
  const [first] = found;
  const last = found.at(-1);
  const start = first?.index ?? 0;
  const end = (last?.index ?? 0) + (last?.[0].length ?? 0);
  const replacement = source.slice(start, end).replace(ENTITY, (_, name: string) => decodeEntity(name));
  return { message: `${here[0]} is HTML for ${decodeEntity(here[1] ?? "")}`, fix: { offset: start, end, replacement } };
}

function decodeEntity(name: string): string {
  const digits = /^#(x?)([\da-f]+)$/i.exec(name);
  if (digits === null) return ENTITIES.get(name.toLowerCase()) ?? "";
  return String.fromCodePoint(Number.parseInt(digits[2] ?? "", digits[1] === "" ? 10 : 16));
}

/** Invisible characters in a part of the expression; the fix removes them. */
export function invisibleHint(source: string, offset: number, end: number): Hint | undefined {
  const part = source.slice(offset, end);
  const [found] = part.match(INVISIBLE) ?? [];
  if (found === undefined) return undefined;
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const fix = { offset, end, replacement: part.replace(INVISIBLE, "") };
  return { message: `There is an invisible character (U+${code}), as web pages and chats insert them`, fix };
}

function spaceHint(source: string, offset: number): Hint | undefined {
  const [found] = /^\[[^[\]]*\]/.exec(source.slice(offset)) ?? [];
  const name = found?.slice(1, -1) ?? "";
  if (found === undefined || name.trim() === name || name.trim() === "") return undefined;
  const fix = { offset, end: offset + found.length, replacement: `[${name.trim()}]` };
  return { message: "The name of an attribute has no space at its ends", fix };
}

/** A string that begins with a straight quote and ends with another one. */
function openHint(source: string, offset: number): Hint | undefined {
  const found = new RegExp(`^"[^"${QUOTES.replace("'", "")}]*([${QUOTES.replace("'", "")}])`).exec(
    source.slice(offset),
  );
  if (found === null) return undefined;
  const place = offset + found[0].length - 1;
  const fix = { offset: place, end: place + 1, replacement: '"' };
  return { message: `${found[1]} is no quotation mark: strings stand in straight double quotes (")`, fix };
}

/** The function that an unknown one most likely means. */
export function functionHint(name: string): { readonly message: string; readonly replacement?: string | undefined } {
  const lower = name.toLowerCase();
  if (/^(?:and|or)$/.test(lower)) return { message: NO_OPERATORS };
  const replacement = meantFunction(name);
  if (replacement === undefined) return { message: `There is no function ${name.slice(0, 40)}` };
  const message = `There is no function ${name.slice(0, 40)}; did you mean ${replacement}?`;
  // A function of another language may have other arguments.
  return {
    message,
    replacement:
      isOtherLanguage(name) && /^(?:Mid|Switch|Replace|FormatDateTime|Join)$/.test(replacement)
        ? undefined
        : replacement,
  };
}
