/**
 * What only the author of a test can do wrong, told when it is done rather than by a test that passes for the wrong reason.
 */
import type { Fault } from "./fault.ts";
import type { EmulatedLocation } from "./locations.ts";
import type { ProxyclickEmulatorOptions } from "./options.ts";

/** Refuses an option. */
function refuse(name: string, expected: string): never {
  throw new RangeError(`The test kit was given an unusable ${name}; expected ${expected}.`);
}

/** The values that an option may have; undefined means the default. */
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
 * Refuses options that no emulator can have.
 *
 * @throws RangeError
 */
export function assertEmulatorOptions(options: ProxyclickEmulatorOptions): void {
  for (const [name, allowed] of CHOICES) {
    const value = options[name];
    if (value !== undefined && !allowed.includes(value))
      refuse(name, allowed.map((each) => JSON.stringify(each)).join(" or "));
  }
  for (const name of FUNCTIONS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "function") refuse(name, "a function");
  }
  const { journalLimit, tenantUrl, locations } = options;
  if (journalLimit !== undefined && !isCount(journalLimit)) refuse("journalLimit", "a whole number from 0");
  if (tenantUrl !== undefined && !/^https?:$/.test(URL.parse(tenantUrl)?.protocol ?? "")) {
    refuse("tenantUrl", "an absolute URL that begins with https:// or http://");
  }
  if (locations !== undefined) assertLocations(locations);
}

/**
 * Refuses locations that could not be told apart.
 *
 * @throws RangeError
 */
export function assertLocations(locations: readonly EmulatedLocation[]): void {
  const given: unknown = locations;
  if (!Array.isArray(given)) refuse("locations", "a list of locations");
  const ids = locations.map(({ id }) => id);
  if (ids.some((id) => typeof id !== "string" || id === "")) refuse("locations", "an id for each location");
  if (new Set(ids).size < ids.length) refuse("locations", "an id of its own for each location");
}

/**
 * Refuses a fault that nothing can put in.
 *
 * @throws RangeError
 */
export function assertFault(fault: Fault): void {
  switch (fault.kind) {
    case "latency":
    case "slow_body":
      if (!isTime(fault.milliseconds)) refuse("fault", `milliseconds from 0 to ${LONGEST} for ${fault.kind}`);
      return;
    case "status":
      if (!isFaultStatus(fault.status)) refuse("fault", "a status from 300 to 599 other than 304");
      if (fault.retryAfter !== undefined && !isCount(fault.retryAfter))
        refuse("fault", "retryAfter in whole seconds from 0");
      return;
    case "reset":
      if (!["before", "after"].includes(fault.when)) refuse("fault", 'a reset with when "before" or "after"');
      return;
    case "gateway_timeout":
    case "truncated":
    case "not_json":
    case "expired_token":
      return;
    default:
      refuse("fault", "one of the kinds that Fault names");
  }
}

/**
 * Refuses a seed or a probability that decides nothing.
 *
 * @throws RangeError
 */
export function assertChance(seed: number, probability: number, faults: readonly Fault[]): void {
  if (!Number.isSafeInteger(seed)) refuse("seed", "a whole number");
  if (!(probability >= 0 && probability <= 1)) refuse("probability", "a number from 0 to 1");
  if (faults.length === 0) refuse("list of faults", "one fault at least");
  for (const fault of faults) assertFault(fault);
}

/** Longest wait of a timer. */
const LONGEST = 2 ** 31 - 1;

function isTime(value: number): boolean {
  return value >= 0 && value <= LONGEST;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** 304 has no body that could tell of a fault. */
function isFaultStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 300 && status <= 599 && status !== 304;
}
