/**
 * Compiles replacement strings: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$+` and `$_`.
 *
 * A name that is no group stays unchanged.
 */
import type { Machine } from "./machine.ts";
import { invalid } from "./pattern-cursor.ts";

/** Returns a piece of a replacement for one match. */
type Piece = (match: FoundMatch) => string;

/** A match; the whole match is group 0. */
export interface FoundMatch {
  readonly machine: Machine;
  readonly start: number;
  readonly end: number;
}

/** Splits a replacement at its substitutions. */
const SUBSTITUTION = /(\$(?:\d+|\{[^{}$]+\}|[$&`'+_]))/;

/** .NET's numbers of groups have 32 bits; a larger one is an error, even where no group is meant. */
const MAX_NUMBER = 2 ** 31 - 1;

/** Compiles a replacement string. */
export function compileReplacement(replacement: string, groups: ReadonlyMap<string, number>): Piece {
  if (!replacement.includes("$")) return () => replacement;
  const pieces = replacement
    .split(SUBSTITUTION)
    .map((string, index) => (index % 2 === 1 ? pieceOf(string, groups) : undefined) ?? (() => string));
  return (match) => {
    let result = "";
    for (const piece of pieces) {
      const string = piece(match);
      match.machine.count(string.length);
      result += string;
    }
    return result;
  };
}

/** The meaning of a substitution; undefined if it names no group. */
function pieceOf(string: string, groups: ReadonlyMap<string, number>): Piece | undefined {
  switch (string) {
    case "$$":
      return () => "$";
    case "$&":
      return groupPiece(0);
    case "$`":
      return ({ machine, start }) => machine.string.slice(0, start);
    case "$'":
      return ({ machine, end }) => machine.string.slice(end);
    case "$+":
      return groupPiece(Math.max(...groups.values()));
    case "$_":
      return ({ machine }) => machine.string;
    default: {
      const name = string.replace(/[${}]/g, "").replace(/^0+(?=\d+$)/, "");
      if (Number(/^\d*/.exec(name)) > MAX_NUMBER) invalid({ pattern: string, offset: 0 }, `no group ${name}`);
      const group = groups.get(name);
      return group === undefined ? undefined : groupPiece(group);
    }
  }
}

function groupPiece(group: number): Piece {
  return (match) => groupString(match, group) ?? "";
}

/** The string that a group captured, by its index; undefined if it did not take part in the match. */
export function groupString({ machine }: FoundMatch, group: number): string | undefined {
  const from = machine.captureStart(group);
  return from < 0 ? undefined : machine.string.slice(from, machine.captureEnd(group));
}
