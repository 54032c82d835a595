/** Random values that databases and JavaScript are known to treat differently. */
import { seededRandom } from "../../../src/testing/emulator/seeded-random.ts";

/** A source of random choices. */
export interface Random {
  /** A whole number from 0 on, below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the values. */
  pick<Value>(values: readonly Value[]): Value;
}

/** Creates a source; the same seed makes the same choices. */
export function randomSource(seed: number): Random {
  const next = seededRandom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError("there is nothing to pick from");
      return value;
    },
  };
}

const LONG = "x".repeat(499);

/** Strings that fold, sort or match in a way of their own. */
export const STRINGS: readonly string[] = [
  "",
  "a",
  "A",
  "Ada",
  "ADA",
  "ada lovelace",
  "a_b",
  "a%b",
  "axb",
  "a\\b",
  "O'Brien",
  'say "hi"',
  "Straße",
  "STRASSE",
  "İstanbul",
  "ıstanbul",
  "istanbul",
  "ΟΔΟΣ",
  "οδος",
  "οδοσ",
  "é",
  "e\u0301",
  "E\u0301",
  "\u{ff21}da",
  "\u{ff5e}",
  "\u{1f600}",
  "\u{1f600}\u{1f601}",
  "\u{e000}",
  "\u{10ffff}",
  "\u{d7ff}",
  "work",
  "home",
  "Work ",
  " ",
  "true",
  "null",
  "{}",
  "0",
  "10",
  "9",
  "ada@contoso.com",
  "ADA@contoso.com",
  "bob@home.example",
  `${LONG}`,
  `${LONG}a`,
  `${LONG}ab`,
  `${LONG}abc`,
  `${LONG}abd`,
  `${LONG}\u{1f600}`,
  `${LONG}\u{1f600}z`,
];

/** Strings that only a filter may have. */
export const UNSTORABLE: readonly string[] = ["a\0", "\0", "\ud83d", "ada\udc00"];

/** Dates in several forms, of which some are the same instant. */
export const DATES: readonly string[] = [
  "2026-01-31T08:30:00Z",
  "2026-01-31T08:30:00.000Z",
  "2026-01-31T09:30:00+01:00",
  "2026-01-31T08:30:00.1Z",
  "2026-01-31T08:30:00.10000000001Z",
  "2026-01-31T08:30:00.49Z",
  "2026-01-31T08:30:00.5Z",
  "2026-01-31T23:59:60Z",
  "2026-02-01T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "0099-12-31T23:59:59Z",
  "1969-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59-12:00",
  "2026-01-31T08:30:00",
];

/** Numbers at the edges. */
export const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  2,
  9,
  10,
  0.1,
  0.2,
  0.1 + 0.2,
  0.3,
  -0.1,
  1e21,
  1e-7,
  -1e300,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 63),
];
