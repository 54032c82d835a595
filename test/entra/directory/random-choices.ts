/** Random choices out of one sequence of numbers. */

/** A source of random choices. */
export interface Random {
  /** A whole number from 0 on, below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the values. */
  pick<Value>(values: readonly Value[]): Value;
  /** One of the values; undefined when there is none. */
  any<Value>(values: readonly Value[]): Value | undefined;
}

/** @param next - Returns numbers in [0, 1). */
export function toRandom(next: () => number): Random {
  const below = (limit: number) => Math.floor(next() * limit);
  const any = <Value>(values: readonly Value[]) => values[below(values.length)];
  return {
    below,
    any,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = any(values);
      if (value === undefined) throw new RangeError("there is nothing to pick from");
      return value;
    },
  };
}
