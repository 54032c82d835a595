/** Shows a position in a string: the surrounding characters on one line, and a caret below it. */

/** Characters of the string that are shown. */
const WIDTH = 60;

/** Two lines: the part of the string around an offset, without line breaks, and a caret below the offset. */
export function caretExcerpt(source: string, offset: number): string {
  const start = Math.max(0, Math.min(offset - WIDTH / 2, source.length - WIDTH));
  const end = start + WIDTH;
  const before = start > 0 ? "…" : "";
  const after = end < source.length ? "…" : "";
  const line = before + source.slice(start, end).replace(/[\p{Cc}\u2028\u2029]/gu, " ") + after;
  return `${line}\n${" ".repeat(before.length + offset - start)}^`;
}
