/** Sets of code units: character classes, and single letters if case is ignored. */
import { lowerCharacter, upperCharacter } from "../casing.ts";
import type { CodeUnitTest } from "./pattern-tree.ts";

/** The definition of a set. */
export interface CodeUnitSet {
  readonly tests: readonly CodeUnitTest[];
  readonly negated: boolean;
  /** The set in `-[…]` at the end, which is subtracted. */
  readonly subtracted: CodeUnitTest | undefined;
  readonly ignoreCase: boolean;
}

/** Compiles a set to a test. */
export function compileCodeUnitSet(set: CodeUnitSet): CodeUnitTest {
  return memoizeAscii((unit) => isInSet(set, unit));
}

/** Memoizes the results of a test for ASCII. */
export function memoizeAscii(test: CodeUnitTest): CodeUnitTest {
  const table = new Int8Array(128);
  return (unit) => {
    const known = table[unit] ?? 0;
    if (known !== 0) return known > 0;
    const found = test(unit);
    table[unit] = found ? 1 : -1;
    return found;
  };
}

function isInSet(set: CodeUnitSet, unit: number): boolean {
  const variants = set.ignoreCase ? caseVariants(unit) : [unit];
  const found = variants.some((variant) => set.tests.some((test) => test(variant)));
  return found !== set.negated && set.subtracted?.(unit) !== true;
}

/** Lower case of a code unit in the invariant culture. */
export function lowerUnit(unit: number): number {
  return lowerCharacter(String.fromCharCode(unit)).charCodeAt(0);
}

/** The code units that are equal to this one if case is ignored: those with the same lower case. */
export function caseVariants(unit: number): readonly number[] {
  const lower = lowerUnit(unit);
  const upper = upperCharacter(String.fromCharCode(lower)).charCodeAt(0);
  const variants = new Set([unit, lower]);
  if (lowerUnit(upper) === lower) variants.add(upper);
  if (lower === 0x6b) variants.add(0x212a);
  if (lower === 0xe5) variants.add(0x212b);
  return [...variants];
}
