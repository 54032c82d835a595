/** Random numbers by seed: in sequence, and by a key, so that leaving one thing out leaves all others as they were. */
import { seededRandom } from "../../../src/testing/emulator/seeded-random.ts";

/** A source of random choices. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from 0 on, below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the values. */
  pick<Value>(values: readonly Value[]): Value;
}

function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError("there is nothing to pick from");
      return value;
    },
  };
}

/** Random choices that depend on the key alone (FNV-1a). */
export function randomFor(...key: readonly (string | number)[]): Random {
  let hash = 0x811c9dc5;
  for (const character of key.join("|")) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return randomOf(hash);
}
