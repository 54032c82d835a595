/** The wait that a service asks for, in all forms of its headers. */
import { describe, expect, it } from "vitest";
import { requestedWait } from "../../../src/client/transport/retry-after.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

function answer(status: number, headers: Record<string, string>): Response {
  return new Response(null, { status, headers });
}

describe("the requested wait", () => {
  it.each<readonly [string, number, Record<string, string>, number | undefined]>([
    ["seconds", 429, { "retry-after": "7" }, 7_000],
    ["a date", 503, { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" }, 9_000],
    ["a date in the past", 503, { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
    ["nonsense", 429, { "retry-after": "soon" }, undefined],
    ["nonsense that a lenient parser takes for a date", 429, { "retry-after": "soon 12" }, undefined],
    ["a negative number", 429, { "retry-after": "-5" }, undefined],
    ["a date in the older form", 503, { "retry-after": "Thursday, 01-Jan-26 00:00:09 GMT" }, 9_000],
    ["a date in the oldest form, which names no zone", 503, { "retry-after": "Thu Jan  1 00:00:09 2026" }, 9_000],
    ["a policy with others left before it", 200, { ratelimit: '"day";r=5;t=10, "second";r=0;t=3' }, 3_000],
    ["a policy whose name looks like its numbers", 200, { ratelimit: '"r=0;t=9";r=5;t=10' }, undefined],
    ["a reset as a point in time in milliseconds", 429, { "x-ratelimit-reset": String(NOW + 6_000) }, 6_000],
    ["nothing", 429, {}, undefined],
    ["500 with seconds", 500, { "retry-after": "3" }, 3_000],
    ["404 with seconds", 404, { "retry-after": "3" }, undefined],
    ["the older header fields", 429, { "ratelimit-reset": "5" }, 5_000],
    ["the newer header field", 429, { ratelimit: '"default";r=0;t=30' }, 30_000],
    ["the header field between them", 429, { ratelimit: "limit=10, remaining=0, reset=4" }, 4_000],
    ["a reset as a point in time", 429, { "x-ratelimit-reset": String(NOW / 1_000 + 6) }, 6_000],
    ["Retry-After before a reset", 429, { "retry-after": "1", "ratelimit-reset": "60" }, 1_000],
    ["a success that used the last request up", 200, { "ratelimit-remaining": "0", "ratelimit-reset": "2" }, 2_000],
    ["a success with requests left", 200, { "ratelimit-remaining": "3", "ratelimit-reset": "2" }, undefined],
    ["a success with `r` left", 200, { ratelimit: '"default";r=12;t=2' }, undefined],
  ])("%s with status %i", (_name, status, headers, milliseconds) => {
    expect(requestedWait(answer(status, headers), NOW)).toBe(milliseconds);
  });
});
