/** A one-line picture of a place in a text: the text around it and a caret below it. */
export function pointAt(text: string, offset: number): string {
  const width = 60;
  const start = Math.max(0, Math.min(offset - width / 2, text.length - width));
  const cut = text.slice(start, start + width).replace(/[\p{Cc}\u2028\u2029]/gu, " ");
  const before = start > 0 ? "…" : "";
  const after = start + width < text.length ? "…" : "";
  return `${before}${cut}${after}\n${" ".repeat(before.length + offset - start)}^`;
}
