/** How long the client waits before it repeats a request to Microsoft Graph. */
import { describe, expect, it } from "vitest";
import { backOff, graphRetry, waitOf } from "../../src/entra/graph/graph-retry.ts";

const NOW = Date.parse("2026-12-01T00:00:00Z");

function waitFor(retryAfter: string | undefined, maxRetryAfter?: number) {
  const headers = new Headers(retryAfter === undefined ? {} : { "retry-after": retryAfter });
  return waitOf({ status: 504, headers, body: undefined, hasForeignBody: false }, graphRetry({ maxRetryAfter }), NOW);
}

describe("the wait that Graph asks for", () => {
  it.each([
    ["17", 17_000],
    ["0", 0],
    ["Tue, 01 Dec 2026 00:00:09 GMT", 9_000],
    ["Mon, 30 Nov 2026 00:00:00 GMT", 0],
    ["99999", 300_000],
    ["soon", undefined],
    [undefined, undefined],
  ])("of %o is %o milliseconds", (retryAfter, wait) => {
    expect(waitFor(retryAfter)).toBe(wait);
  });

  it("is bounded by maxRetryAfter", () => {
    expect(waitFor("17", 5_000)).toBe(5_000);
  });
});

describe("the delay of a retry", () => {
  it("doubles up to its limit, and is random between its half and all of it", () => {
    const delays = (random: number) =>
      [1, 2, 3, 9].map((attempt) => backOff(attempt, graphRetry({ random: () => random })));
    expect(delays(0)).toEqual([250, 500, 1_000, 15_000]);
    expect(delays(0.5)).toEqual([375, 750, 1_500, 22_500]);
  });

  it.each([{ limit: -1 }, { delay: Number.NaN }, { maxDelay: -1 }, { maxRetryAfter: -1 }])("rejects %o", (options) => {
    expect(() => graphRetry(options)).toThrow(RangeError);
  });
});
