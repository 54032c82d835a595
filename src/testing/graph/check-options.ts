/**
 * Checks the options of the emulator of Microsoft Graph, so that a typing error cannot make a test pass for the wrong
 * reason.
 */
import { DEFAULT_BEHAVIOR, type GraphBehavior } from "./directory/behavior.ts";
import type { GraphEmulatorOptions } from "./options.ts";

const CHOICES: readonly (readonly [keyof GraphBehavior, readonly unknown[]])[] = [
  ["expiredDeltaToken", ["400", "404", "410", "410-location", "random"]],
  ["purgedMemberships", ["reported", "silent", "random"]],
  ["reorder", [true, false]],
  ["endlessNextLink", [true, false]],
  ["lostRetriedLinks", [true, false]],
  ["incompleteSmallPages", [true, false]],
];

const COUNTS = ["deltaLag", "readLag", "readsUntilFound", "assignmentLag"] as const;
const FUNCTIONS = ["faults", "now", "sleep"] as const;

/**
 * Checks the options of an emulator.
 *
 * @throws RangeError for an invalid option.
 */
export function assertGraphOptions(options: GraphEmulatorOptions): void {
  const { seed = 1, journalLimit = 0, throttle, behavior = {} } = options;
  if (!Number.isSafeInteger(seed)) reject("seed", "an integer");
  if (!isCount(journalLimit)) reject("journalLimit", "a whole number from 0");
  for (const name of FUNCTIONS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "function") reject(name, "a function");
  }
  if (throttle !== undefined && !(throttle.units >= 1 && throttle.seconds > 0))
    reject("throttle", "units from 1 and seconds above 0");
  assertBehavior(behavior);
}

function assertBehavior(behavior: Partial<GraphBehavior>): void {
  for (const name of Object.keys(behavior))
    if (!Object.hasOwn(DEFAULT_BEHAVIOR, name)) reject(`behavior.${name}`, "a member that GraphBehavior has");
  const { pageSize = DEFAULT_BEHAVIOR.pageSize, replays = 0 } = behavior;
  const { min, max } = typeof pageSize === "number" ? { min: pageSize, max: pageSize } : pageSize;
  if (!isCount(min) || !isCount(max) || max < 1 || min > max)
    reject("behavior.pageSize", "a whole number from 1, or a range that ends above 0");
  if (!(replays >= 0 && replays <= 1)) reject("behavior.replays", "a number from 0 to 1");
  for (const [name, allowed] of CHOICES) {
    const value = behavior[name];
    if (value !== undefined && !allowed.includes(value)) reject(`behavior.${name}`, allowed.join(" or "));
  }
  for (const name of COUNTS) if (!isCount(behavior[name] ?? 0)) reject(`behavior.${name}`, "a whole number from 0");
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function reject(name: string, expected: string): never {
  throw new RangeError(`Invalid ${name}: expected ${expected}.`);
}
