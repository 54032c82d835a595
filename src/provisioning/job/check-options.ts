/**
 * Bounds of options, for programs that no compiler checked. A number that is none, such as one read from an unset variable, must not switch a safety off, nor
 * a misspelt word give everybody an account.
 */

/** @throws RangeError for a number outside its bounds, NaN included; undefined stands for the default. */
export function refuseOutside(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  throw new RangeError(`${name}: expected a number from ${least} to ${most}, not ${value}`);
}

/** @throws RangeError for a word that is none of those allowed; undefined stands for the default. */
export function refuseOther<Word extends string>(
  name: string,
  value: Word | undefined,
  allowed: readonly Word[],
): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new RangeError(`${name}: expected one of ${allowed.join(", ")}, not ${JSON.stringify(value)}`);
}
