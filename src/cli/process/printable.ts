/** Makes strings, JSON and excerpts safe to print on a terminal. */
import { printable, toEscape } from "../../internal/text/printable.ts";

export { printable };

const ESCAPED_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** {@link printable} for a line and the line with a caret below one of its characters. */
export function printableExcerpt(excerpt: string): string {
  const [line = "", caret = ""] = excerpt.split("\n");
  return `${printable(line)}\n${" ".repeat(printable(line.slice(0, caret.length - 1)).length)}^`;
}

/** {@link printable}, line by line. */
export function printableLines(value: string): string {
  return value.split("\n").map(printable).join("\n");
}

/** A value as JSON on one line. Escapes what a terminal would interpret, so the JSON keeps its meaning. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(ESCAPED_IN_JSON, toEscape);
}

/** `1 user`, `2 users`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
