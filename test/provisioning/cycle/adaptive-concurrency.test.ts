/**
 * How many users a cycle processes at the same time.
 */
import { describe, expect, it } from "vitest";
import { AdaptiveConcurrency } from "../../../src/provisioning/cycle/adaptive-concurrency.ts";

function record(concurrency: AdaptiveConcurrency, errorCode: string | undefined, times = 1): AdaptiveConcurrency {
  for (let time = 0; time < times; time += 1) concurrency.record(errorCode);
  return concurrency;
}

describe("the concurrency of a cycle", () => {
  it("halves when the target limits the rate, down to one user at a time", () => {
    const limits = [1, 2, 3, 4, 5].map((times) => record(new AdaptiveConcurrency(16), "TooManyRequests", times).limit);
    expect(limits).toEqual([8, 4, 2, 1, 1]);
  });

  it("rises by one after fifty successes, up to the configured maximum", () => {
    const concurrency = record(new AdaptiveConcurrency(4), "TooManyRequests");
    expect(record(concurrency, undefined, 49).limit).toBe(2);
    expect(record(concurrency, undefined).limit).toBe(3);
    expect(record(concurrency, undefined, 500).limit).toBe(4);
  });
});
