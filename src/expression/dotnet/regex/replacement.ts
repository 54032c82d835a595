/**
 * Replacement texts: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$+` and `$_`. What names no group stays as it is.
 */
import type { Machine } from "./machine.ts";

/** A piece of a replacement, for one match. */
type Piece = (match: FoundMatch) => string;

/** A match, as replacements see it; all of it is group 0. */
export interface FoundMatch {
  readonly machine: Machine;
  readonly start: number;
  readonly end: number;
}

/** Cuts a replacement into texts and, between them, what may be a substitution. */
const SUBSTITUTION = /(\$(?:\d+|\{[^{}$]+\}|[$&`'+_]))/;

/** Makes a function of a replacement text. */
export function compileReplacement(replacement: string, groups: ReadonlyMap<string, number>): Piece {
  if (!replacement.includes("$")) return () => replacement;
  const pieces = replacement
    .split(SUBSTITUTION)
    .map((text, index) => (index % 2 === 1 ? pieceOf(text, groups) : undefined) ?? (() => text));
  return (match) => {
    let result = "";
    for (const piece of pieces) {
      const text = piece(match);
      match.machine.count(text.length);
      result += text;
    }
    return result;
  };
}

/** What a substitution stands for; undefined when it names no group. */
function pieceOf(text: string, groups: ReadonlyMap<string, number>): Piece | undefined {
  switch (text) {
    case "$$":
      return () => "$";
    case "$&":
      return groupPiece(0);
    case "$`":
      return ({ machine, start }) => machine.text.slice(0, start);
    case "$'":
      return ({ machine, end }) => machine.text.slice(end);
    case "$+":
      return groupPiece(Math.max(...groups.values()));
    case "$_":
      return ({ machine }) => machine.text;
    default: {
      const name = text.replace(/[${}]/g, "").replace(/^0+(?=\d+$)/, "");
      const group = groups.get(name);
      return group === undefined ? undefined : groupPiece(group);
    }
  }
}

function groupPiece(group: number): Piece {
  return (match) => groupString(match, group) ?? "";
}

/** The text of a group by its place; undefined when it took no part in the match. */
export function groupString({ machine }: FoundMatch, group: number): string | undefined {
  const from = machine.captureStart(group);
  return from < 0 ? undefined : machine.text.slice(from, machine.captureEnd(group));
}
