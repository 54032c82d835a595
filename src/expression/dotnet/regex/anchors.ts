/** Anchors: positions in a string that match without consuming a character. */

import type { AnchorTest } from "./pattern-tree.ts";
import { isWordUnit } from "./unicode-categories.ts";

const NEWLINE = 10;

/** `^` and `\A`. */
export const stringStart: AnchorTest = ({ position }) => position === 0;

/** `\z` */
export const stringEnd: AnchorTest = ({ position, string }) => position === string.length;

/** `$` and `\Z`: also before a newline at the end of the string. */
export const stringEndOrNewline: AnchorTest = ({ position, string }) =>
  position === string.length || (position === string.length - 1 && string.charCodeAt(position) === NEWLINE);

/** `^` with option `m`. */
export const lineStart: AnchorTest = ({ position, string }) =>
  position === 0 || string.charCodeAt(position - 1) === NEWLINE;

/** `$` with option `m`. */
export const lineEnd: AnchorTest = ({ position, string }) =>
  position === string.length || string.charCodeAt(position) === NEWLINE;

/** `\G`: where the search started. */
export const scanStart: AnchorTest = (place) => place.position === place.scanStart;

/** `\b` */
export const wordBoundary: AnchorTest = ({ position, string }) =>
  isBoundaryUnit(string, position - 1) !== isBoundaryUnit(string, position);

/** `\B` */
export const noWordBoundary: AnchorTest = (place) => !wordBoundary(place);

/** For boundaries, .NET counts the two zero-width joiners as part of a word. */
function isBoundaryUnit(string: string, index: number): boolean {
  if (index < 0 || index >= string.length) return false;
  const unit = string.charCodeAt(index);
  return isWordUnit(unit) || unit === 0x200c || unit === 0x200d;
}
