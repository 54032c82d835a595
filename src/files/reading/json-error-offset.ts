/** Finds the position of the first syntax error in JSON (RFC 8259), which the message of `JSON.parse` often omits. */

const TOKEN = /[{}[\],:"]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
/** The start of a token whose rest is beyond the end of the input. */
const CUT_TOKEN = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-)$/;
const CUT_ESCAPE = /^\\(?:u[\dA-Fa-f]{0,3})?$/;

/** What may come next. `firstItem` and `firstName` also allow the end of an empty array or object. */
type Expected = "value" | "firstItem" | "name" | "firstName" | "colon" | "afterValue" | "nothing";

type Bracket = "{" | "[";

/**
 * Offset of the first syntax error, in UTF-16 code units; the length of the input when it only ends too early. Runs in
 * linear time.
 *
 * @param json - Input that `JSON.parse` rejects.
 */
export function jsonErrorOffset(json: string): number {
  const tokens = new RegExp(TOKEN);
  const open: Bracket[] = [];
  let expected: Expected = "value";
  let at = skipSpace(json, 0);
  while (at < json.length) {
    tokens.lastIndex = at;
    const token = tokens.exec(json)?.[0];
    if (token === undefined) return CUT_TOKEN.test(json.slice(at, at + 5)) ? json.length : at;
    const next = nextExpected(token, expected, open);
    if (next === undefined) return at;
    expected = next;
    at += token.length;
    if (token === '"') {
      const string = findStringEnd(json, at);
      if (!string.closed) return string.at;
      at = string.at;
    }
    at = skipSpace(json, at);
  }
  return at;
}

function skipSpace(json: string, start: number): number {
  let at = start;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at += 1;
  return at;
}

function findStringEnd(json: string, start: number): { readonly at: number; readonly closed: boolean } {
  const escapes = new RegExp(ESCAPE);
  let at = start;
  while (at < json.length && json.charCodeAt(at) >= 0x20) {
    if (json[at] === '"') return { at: at + 1, closed: true };
    if (json[at] === "\\") {
      escapes.lastIndex = at;
      if (!escapes.test(json)) return { at: CUT_ESCAPE.test(json.slice(at, at + 6)) ? json.length : at, closed: false };
      at = escapes.lastIndex;
    } else {
      at += 1;
    }
  }
  return { at, closed: false };
}

/** What may follow a token; undefined when the token itself is not expected. */
function nextExpected(token: string, expected: Expected, open: Bracket[]): Expected | undefined {
  const after = () => (open.length === 0 ? "nothing" : "afterValue");
  switch (token) {
    case "{":
    case "[":
      if (!allowsValue(expected)) return undefined;
      open.push(token);
      return token === "{" ? "firstName" : "firstItem";
    case "}":
    case "]":
      return popBracket(token, expected, open) ? after() : undefined;
    case ",":
      if (expected !== "afterValue") return undefined;
      return open.at(-1) === "{" ? "name" : "value";
    case ":":
      return expected === "colon" ? "value" : undefined;
    case '"':
      if (expected === "name" || expected === "firstName") return "colon";
      return allowsValue(expected) ? after() : undefined;
    default:
      return allowsValue(expected) ? after() : undefined;
  }
}

function allowsValue(expected: Expected): boolean {
  return expected === "value" || expected === "firstItem";
}

/** Removes the innermost open bracket if this closing bracket may stand here and matches it. */
function popBracket(token: "}" | "]", expected: Expected, open: Bracket[]): boolean {
  const opening = token === "}" ? "{" : "[";
  const first = token === "}" ? "firstName" : "firstItem";
  if (open.at(-1) !== opening || (expected !== "afterValue" && expected !== first)) return false;
  open.pop();
  return true;
}
