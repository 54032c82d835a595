/**
 * Replacement texts: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$+` and `$_`. What names no group stays as it is.
 */
import type { Machine } from "./machine.ts";

/** A piece of a replacement, for one match. */
type Piece = (match: FoundMatch) => string;

/** A match, as replacements see it. */
export interface FoundMatch {
  readonly machine: Machine;
  readonly start: number;
  readonly end: number;
}

/** Makes a function of a replacement text. */
export function compileReplacement(replacement: string, groups: ReadonlyMap<string, number>): Piece {
  if (!replacement.includes("$")) return () => replacement;
  const pieces: Piece[] = [];
  let offset = 0;
  while (offset < replacement.length) {
    const dollar = replacement.indexOf("$", offset);
    if (dollar < 0) break;
    const token = tokenAt(replacement, dollar, groups);
    const until = token === undefined ? dollar + 1 : dollar;
    if (until > offset) pieces.push(constant(replacement.slice(offset, until)));
    if (token !== undefined) pieces.push(token.piece);
    offset = token?.end ?? until;
  }
  if (offset < replacement.length) pieces.push(constant(replacement.slice(offset)));
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

function constant(text: string): Piece {
  return () => text;
}

interface Substitution {
  readonly piece: Piece;
  readonly end: number;
}

/** Longer names stay as text. */
const MAX_TOKEN_LENGTH = 200;

const GROUP = /^\$(?:(\d+)|\{([^{}]+)\})/;

function tokenAt(replacement: string, offset: number, groups: ReadonlyMap<string, number>): Substitution | undefined {
  const symbol = symbolPiece(replacement[offset + 1], groups);
  if (symbol !== undefined) return { piece: symbol, end: offset + 2 };
  const found = GROUP.exec(replacement.slice(offset, offset + MAX_TOKEN_LENGTH));
  const name = found?.[1] ?? found?.[2];
  if (found === null || name === undefined) return undefined;
  const group = groups.get(/^\d+$/.test(name) ? String(Number(name)) : name);
  return group === undefined ? undefined : { piece: groupPiece(group), end: offset + found[0].length };
}

function symbolPiece(symbol: string | undefined, groups: ReadonlyMap<string, number>): Piece | undefined {
  switch (symbol) {
    case "$":
      return constant("$");
    case "&":
      return groupPiece(0);
    case "`":
      return ({ machine, start }) => machine.text.slice(0, start);
    case "'":
      return ({ machine, end }) => machine.text.slice(end);
    case "+":
      return groupPiece(Math.max(...groups.values()));
    case "_":
      return ({ machine }) => machine.text;
    default:
      return undefined;
  }
}

function groupPiece(group: number): Piece {
  return (match) => groupText(match, group) ?? "";
}

/** The text of a group by its place; undefined when it took no part in the match. */
export function groupText({ machine, start, end }: FoundMatch, group: number): string | undefined {
  if (group === 0) return machine.text.slice(start, end);
  const from = machine.captureStart(group);
  return from < 0 ? undefined : machine.text.slice(from, machine.captureEnd(group));
}
