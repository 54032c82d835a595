/** Counts over time, for any order of entries. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OUTCOMES, Timeline } from "../../../src/files/report/timeline.ts";

const entries = fc.array(
  fc.record({ time: fc.integer({ min: -1e12, max: 4e12 }), outcome: fc.constantFrom(...OUTCOMES) }),
  { minLength: 2, maxLength: 300 },
);

describe("counts over time", () => {
  it("begin at nothing, never fall, and end at the totals, with few points whatever the times and their order", () => {
    fc.assert(
      fc.property(entries, (all) => {
        const timeline = new Timeline();
        for (const { time, outcome } of all) timeline.add(time, outcome);
        const points = timeline.points();
        const times = all.map(({ time }) => time);
        if (Math.min(...times) === Math.max(...times)) {
          expect(points).toEqual([]);
          return;
        }
        expect(points.length).toBeLessThanOrEqual(19);
        expect(points[0]).toEqual({ time: Math.min(...times), counts: { changed: 0, skipped: 0, failed: 0 } });
        expect(points.at(-1)).toEqual({ time: Math.max(...times), counts: timeline.total });
        for (const [place, point] of points.entries()) {
          const before = points[place - 1] ?? point;
          expect(point.time).toBeGreaterThanOrEqual(before.time);
          for (const outcome of OUTCOMES) expect(point.counts[outcome]).toBeGreaterThanOrEqual(before.counts[outcome]);
        }
      }),
    );
  });

  it("count an entry without a usable time in the total only", () => {
    const timeline = new Timeline();
    timeline.add(Number.NaN, "failed");
    expect(timeline.total).toEqual({ changed: 0, skipped: 0, failed: 1 });
    expect(timeline.points()).toEqual([]);
  });
});
