/**
 * The place where a text stops being JSON (RFC 8259). `JSON.parse` decides whether a text is JSON; its messages often name no place, and may quote
 * personal data.
 */

const TOKEN = /[{}[\],:"]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
/** Beginnings of a token that the end of the text cut off. */
const CUT_TOKEN = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-)$/;
const CUT_ESCAPE = /^\\(?:u[\dA-Fa-f]{0,3})?$/;

/** What may come next. `firstItem` and `firstName` also allow the end of an empty list or object. */
type Expected = "value" | "firstItem" | "name" | "firstName" | "colon" | "afterValue" | "nothing";

/**
 * Where a text stops being the beginning of JSON, in UTF-16 code units; its length when it only ends too early. Linear in the length of the text.
 */
export function jsonErrorOffset(text: string): number {
  const tokens = new RegExp(TOKEN);
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = skipSpace(text, 0);
  while (at < text.length) {
    tokens.lastIndex = at;
    const token = tokens.exec(text)?.[0];
    if (token === undefined) return CUT_TOKEN.test(text.slice(at, at + 5)) ? text.length : at;
    const next = nextExpected(token, expected, open);
    if (next === undefined) return at;
    expected = next;
    at += token.length;
    if (token === '"') {
      const string = stringEnd(text, at);
      if (!string.closed) return string.at;
      at = string.at;
    }
    at = skipSpace(text, at);
  }
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += 1;
  return at;
}

function stringEnd(text: string, start: number): { readonly at: number; readonly closed: boolean } {
  const escapes = new RegExp(ESCAPE);
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x20) {
    if (text[at] === '"') return { at: at + 1, closed: true };
    if (text[at] === "\\") {
      escapes.lastIndex = at;
      if (!escapes.test(text)) return { at: CUT_ESCAPE.test(text.slice(at, at + 6)) ? text.length : at, closed: false };
      at = escapes.lastIndex;
    } else {
      at += 1;
    }
  }
  return { at, closed: false };
}

function nextExpected(token: string, expected: Expected, open: ("{" | "[")[]): Expected | undefined {
  const after = () => (open.length === 0 ? "nothing" : "afterValue");
  switch (token) {
    case "{":
    case "[":
      if (!isValuePlace(expected)) return undefined;
      open.push(token);
      return token === "{" ? "firstName" : "firstItem";
    case "}":
    case "]":
      return closes(token, expected, open) ? after() : undefined;
    case ",":
      if (expected !== "afterValue") return undefined;
      return open.at(-1) === "{" ? "name" : "value";
    case ":":
      return expected === "colon" ? "value" : undefined;
    case '"':
      if (expected === "name" || expected === "firstName") return "colon";
      return isValuePlace(expected) ? after() : undefined;
    default:
      return isValuePlace(expected) ? after() : undefined;
  }
}

function isValuePlace(expected: Expected): boolean {
  return expected === "value" || expected === "firstItem";
}

function closes(token: "}" | "]", expected: Expected, open: ("{" | "[")[]): boolean {
  const opening = token === "}" ? "{" : "[";
  const first = token === "}" ? "firstName" : "firstItem";
  if (open.at(-1) !== opening || (expected !== "afterValue" && expected !== first)) return false;
  open.pop();
  return true;
}
