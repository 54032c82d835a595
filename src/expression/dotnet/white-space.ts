/** White space as .NET's `Char.IsWhiteSpace` has it: unlike in JavaScript, U+0085 is white space and U+FEFF is not. */

/** One character of white space, as the source of a regular expression. */
export const WHITE = "(?:(?!\\ufeff)[\\s\\x85])";

/** White space at the start. */
export const WHITE_START = new RegExp(`^${WHITE}+`);
const IS_WHITE = new RegExp(`^${WHITE}$`);

/** Removes white space at the start. */
export function trimStart(string: string): string {
  return string.replace(WHITE_START, "");
}

/** Removes white space at the end; a regular expression would look at every run of it. */
export function trimEnd(string: string): string {
  let end = string.length;
  while (end > 0 && IS_WHITE.test(string.charAt(end - 1))) end--;
  return string.slice(0, end);
}

/** Removes white space at both ends, like `String.Trim`. */
export function trim(string: string): string {
  return trimEnd(trimStart(string));
}
