/**
 * Reads the JSON strings and numbers of a filter, which RFC 7644 §3.4.2.2 takes from JSON (RFC 8259 §6 and §7).
 */

/** A literal that was read, or the mistake that ended reading. */
export interface LiteralResult {
  /** The value; undefined for a mistake. */
  readonly value?: string | number;
  /** Offset after the literal, or of the mistake. */
  readonly end: number;
  /** For a mistake: what was expected at `end`. */
  readonly expected?: string;
}

/** Reads the string whose opening quote is at an offset. Lone surrogates are allowed, as in JSON. */
export function readString(source: string, start: number): LiteralResult {
  for (let end = start + 1; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code === 34) return { value: source.slice(start + 1, end), end: end + 1 };
    if (code === 92 || code < 32) break;
  }
  return readEscaped(source, start);
}

/**
 * The pattern matches what JSON allows and stops at the first character it does not. Its parts start with different
 * characters, so it never backtracks.
 */
function readEscaped(source: string, start: number): LiteralResult {
  const pattern = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[ !#-[\]-\uffff]*)*/y;
  pattern.lastIndex = start;
  pattern.test(source);
  const end = pattern.lastIndex;
  if (source[end] === '"') return { value: String(JSON.parse(source.slice(start, end + 1))), end: end + 1 };
  return { end, expected: end === source.length ? "a closing quote" : "an escape sequence of JSON" };
}

/** Reads the number at an offset: no leading zero, no plus, no bare point, and within the range of a double. */
export function readNumber(source: string, start: number): LiteralResult {
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = start;
  if (!pattern.test(source)) return { end: start, expected: "a number of JSON" };
  const end = pattern.lastIndex;
  const value = Number(source.slice(start, end));
  return Number.isFinite(value) ? { value, end } : { end: start, expected: "a number within the range of a double" };
}
