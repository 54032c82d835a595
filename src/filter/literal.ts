/** Reads the JSON strings and numbers of a filter (RFC 7644 §3.4.2.2 takes both from JSON: RFC 8259 §6 and §7). */

/** What was read, or where reading stopped. */
export interface Read {
  /** The value; undefined for a mistake. */
  readonly value?: string | number;
  /** Offset behind the literal, or of the mistake. */
  readonly end: number;
  /** For a mistake: what should have stood at `end`. */
  readonly expected?: string;
}

/** Reads the string whose opening quote stands at an offset. Lone surrogates pass, as in JSON. */
export function readString(source: string, start: number): Read {
  for (let end = start + 1; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code === 34) return { value: source.slice(start + 1, end), end: end + 1 };
    if (code === 92 || code < 32) break;
  }
  return readEscaped(source, start);
}

/** The pattern takes what JSON allows and stops at the first thing it does not; its parts start differently, so it never goes back. */
function readEscaped(source: string, start: number): Read {
  const pattern = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[ !#-[\]-\uffff]*)*/y;
  pattern.lastIndex = start;
  pattern.test(source);
  const end = pattern.lastIndex;
  if (source[end] === '"') return { value: String(JSON.parse(source.slice(start, end + 1))), end: end + 1 };
  return { end, expected: end === source.length ? "a closing quote" : "an escape sequence of JSON" };
}

/** Reads the number that starts at an offset: no leading zero, no plus, no bare point; and none that a double cannot hold. */
export function readNumber(source: string, start: number): Read {
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = start;
  if (!pattern.test(source)) return { end: start, expected: "a number of JSON" };
  const end = pattern.lastIndex;
  const value = Number(source.slice(start, end));
  return Number.isFinite(value) ? { value, end } : { end: start, expected: "a number within the range of a double" };
}
