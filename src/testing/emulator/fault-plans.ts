/** Plans that decide which request fails: at random from a seed, or by script. */
import { assertFault, assertRandomFaults } from "./check-options.ts";
import { EVERY_FAULT, type Fault, type FaultPlan } from "./fault.ts";
import { seededRandom } from "./seeded-random.ts";

/**
 * Injects faults at random.
 *
 * @param options - `seed`: an integer; the same seed and requests give the same faults. `probability`: the share of the
 * requests with a fault, from 0 to 1. `faults`: the faults, each equally likely; default: {@link EVERY_FAULT}.
 * @throws RangeError for a seed that is not an integer, a probability outside 0 to 1, and invalid faults.
 * @example
 * ```ts
 * import { createProxyclickEmulator, randomFaults } from "proxyclick-scim/testing";
 *
 * createProxyclickEmulator({ faults: randomFaults({ seed: 7, probability: 0.05 }) });
 * ```
 */
export function randomFaults(options: {
  readonly seed: number;
  readonly probability: number;
  readonly faults?: readonly Fault[] | undefined;
}): FaultPlan {
  const { seed, probability, faults = EVERY_FAULT } = options;
  assertRandomFaults(seed, probability, faults);
  const random = seededRandom(seed);
  return () => (random() < probability ? faults[Math.floor(random() * faults.length)] : undefined);
}

/**
 * Injects faults by script.
 *
 * @param steps - The fault of the first request, of the second, and so on; undefined for none. Requests after the last
 * step have no fault.
 * @throws RangeError for an invalid fault.
 * @example
 * ```ts
 * import { createProxyclickEmulator, scriptedFaults } from "proxyclick-scim/testing";
 *
 * // The first request succeeds. The second takes effect, but its response is lost.
 * createProxyclickEmulator({ faults: scriptedFaults(undefined, { kind: "reset", when: "after" }) });
 * ```
 */
export function scriptedFaults(...steps: readonly (Fault | undefined)[]): FaultPlan {
  for (const step of steps) if (step !== undefined) assertFault(step);
  let next = 0;
  return () => {
    const step = steps[next];
    next += 1;
    return step;
  };
}
