/**
 * Places in a text that match without consuming.
 */
import { isWordUnit } from "./categories.ts";
import type { Machine } from "./machine.ts";
import type { Anchor } from "./syntax.ts";

const NEWLINE = 10;

const ANCHORS: Readonly<Record<Anchor, (machine: Machine) => boolean>> = {
  textStart: ({ position }) => position === 0,
  textEnd: ({ position, text }) => position === text.length,
  textEndOrNewline: ({ position, text }) =>
    position === text.length || (position === text.length - 1 && text.charCodeAt(position) === NEWLINE),
  lineStart: ({ position, text }) => position === 0 || text.charCodeAt(position - 1) === NEWLINE,
  lineEnd: ({ position, text }) => position === text.length || text.charCodeAt(position) === NEWLINE,
  scanStart: ({ position, scanStart }) => position === scanStart,
  wordBoundary: isBoundary,
  noWordBoundary: (machine) => !isBoundary(machine),
};

/** The test that an anchor stands for. */
export function anchorTest(anchor: Anchor): (machine: Machine) => boolean {
  return ANCHORS[anchor];
}

function isBoundary({ position, text }: Machine): boolean {
  return isBoundaryUnit(text, position - 1) !== isBoundaryUnit(text, position);
}

/** For boundaries, .NET counts the two zero-width joiners as part of a word. */
function isBoundaryUnit(text: string, index: number): boolean {
  if (index < 0 || index >= text.length) return false;
  const unit = text.charCodeAt(index);
  return isWordUnit(unit) || unit === 0x200c || unit === 0x200d;
}
