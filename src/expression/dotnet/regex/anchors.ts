/**
 * Places in a text that match without consuming.
 */

import type { AnchorTest } from "./pattern-tree.ts";
import { isWordUnit } from "./unicode-categories.ts";

const NEWLINE = 10;

/** `^` and `\A`. */
export const textStart: AnchorTest = ({ position }) => position === 0;

/** `\z` */
export const textEnd: AnchorTest = ({ position, text }) => position === text.length;

/** `$` and `\Z`: also before a newline that ends the text. */
export const textEndOrNewline: AnchorTest = ({ position, text }) =>
  position === text.length || (position === text.length - 1 && text.charCodeAt(position) === NEWLINE);

/** `^` with option `m`. */
export const lineStart: AnchorTest = ({ position, text }) =>
  position === 0 || text.charCodeAt(position - 1) === NEWLINE;

/** `$` with option `m`. */
export const lineEnd: AnchorTest = ({ position, text }) =>
  position === text.length || text.charCodeAt(position) === NEWLINE;

/** `\G`: where the search began. */
export const scanStart: AnchorTest = (place) => place.position === place.scanStart;

/** `\b` */
export const wordBoundary: AnchorTest = ({ position, text }) =>
  isBoundaryUnit(text, position - 1) !== isBoundaryUnit(text, position);

/** `\B` */
export const noWordBoundary: AnchorTest = (place) => !wordBoundary(place);

/** For boundaries, .NET counts the two zero-width joiners as part of a word. */
function isBoundaryUnit(text: string, index: number): boolean {
  if (index < 0 || index >= text.length) return false;
  const unit = text.charCodeAt(index);
  return isWordUnit(unit) || unit === 0x200c || unit === 0x200d;
}
