/**
 * Checks options at run time, for programs without a compiler: a number that is NaN, such as one read from an unset
 * variable, must not switch a safety off, and a misspelled word must not give everybody an account.
 */

/** @throws RangeError for a number outside its bounds, NaN included; undefined stands for the default. */
export function requireBetween(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw new RangeError(`${name}: expected a number from ${min} to ${max}, not ${value}`);
}

/** @throws RangeError for a word that is not allowed; undefined stands for the default. */
export function requireOneOf<Word extends string>(
  name: string,
  value: Word | undefined,
  allowed: readonly Word[],
): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new RangeError(`${name}: expected one of ${allowed.join(", ")}, not ${JSON.stringify(value)}`);
}
