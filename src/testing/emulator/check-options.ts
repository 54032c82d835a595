/**
 * Checks the options of the emulator and of fault plans, so that a typing error cannot make a test pass for the wrong
 * reason.
 */
import type { Fault } from "./fault.ts";
import type { EmulatedLocation } from "./locations.ts";
import type { ProxyclickEmulatorOptions } from "./options.ts";

/** Throws an error for an option. */
function reject(name: string, expected: string): never {
  throw new RangeError(`Invalid ${name}: expected ${expected}.`);
}

/** The allowed values of options; undefined means the default. */
const CHOICES: readonly (readonly [keyof ProxyclickEmulatorOptions, readonly unknown[]])[] = [
  ["deactivation", ["keep", "remove"]],
  ["schemas", ["echo", "scim2", "scim1"]],
  ["discovery", [true, 404, 501]],
  ["disabledUsers", ["leave", "stay"]],
  ["cityAddress", ["primary", "work", "first"]],
  ["duplicateStatus", [409, 400]],
  ["invitations", [true, false]],
];

const FUNCTIONS = ["faults", "normalizePhone", "now", "sleep", "guid"] as const;

/**
 * Checks the options of an emulator.
 *
 * @throws RangeError for an invalid option.
 */
export function assertEmulatorOptions(options: ProxyclickEmulatorOptions): void {
  for (const [name, allowed] of CHOICES) {
    const value = options[name];
    if (value !== undefined && !allowed.includes(value))
      reject(name, allowed.map((each) => JSON.stringify(each)).join(" or "));
  }
  for (const name of FUNCTIONS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "function") reject(name, "a function");
  }
  const { journalLimit, tenantUrl, locations } = options;
  if (journalLimit !== undefined && !isCount(journalLimit)) reject("journalLimit", "a whole number from 0");
  if (tenantUrl !== undefined && !/^https?:$/.test(URL.parse(tenantUrl)?.protocol ?? "")) {
    reject("tenantUrl", "an absolute URL that begins with https:// or http://");
  }
  if (locations !== undefined) assertLocations(locations);
}

/**
 * Checks that locations are an array with unique ids.
 *
 * @throws RangeError for invalid locations.
 */
export function assertLocations(locations: readonly EmulatedLocation[]): void {
  const given: unknown = locations;
  if (!Array.isArray(given)) reject("locations", "an array of locations");
  const ids = locations.map(({ id }) => id);
  if (ids.some((id) => typeof id !== "string" || id === "")) reject("locations", "an id for each location");
  if (new Set(ids).size < ids.length) reject("locations", "a unique id for each location");
}

/**
 * Checks a fault.
 *
 * @throws RangeError for an invalid fault.
 */
export function assertFault(fault: Fault): void {
  switch (fault.kind) {
    case "latency":
    case "slow_body":
      if (!isDelay(fault.milliseconds)) reject("fault", `milliseconds from 0 to ${MAX_DELAY} for ${fault.kind}`);
      return;
    case "status":
      if (!isFaultStatus(fault.status)) reject("fault", "a status from 300 to 599 other than 304");
      if (fault.retryAfter !== undefined && !isCount(fault.retryAfter))
        reject("fault", "retryAfter as a whole number of seconds from 0");
      return;
    case "reset":
      if (!["before", "after"].includes(fault.when)) reject("fault", 'a reset with when "before" or "after"');
      return;
    case "gateway_timeout":
    case "truncated":
    case "not_json":
    case "expired_token":
      return;
    default:
      reject("fault", "a kind that the type Fault has");
  }
}

/**
 * Checks the options of random faults.
 *
 * @throws RangeError for an invalid option.
 */
export function assertRandomFaults(seed: number, probability: number, faults: readonly Fault[]): void {
  if (!Number.isSafeInteger(seed)) reject("seed", "a whole number");
  if (!(probability >= 0 && probability <= 1)) reject("probability", "a number from 0 to 1");
  if (faults.length === 0) reject("faults", "at least one fault");
  for (const fault of faults) assertFault(fault);
}

/** Maximum delay of a timer in milliseconds. */
const MAX_DELAY = 2 ** 31 - 1;

function isDelay(value: number): boolean {
  return value >= 0 && value <= MAX_DELAY;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** A 304 has no body for an error message. */
function isFaultStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 300 && status <= 599 && status !== 304;
}
