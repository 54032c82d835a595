/** Whatever a delta query delivers, and however reads end, the users and roles are those of a plain full read. */
import { describe, expect, it } from "vitest";
import { runSchedule } from "./random-schedule.ts";

describe("any schedule of changes, cycles, faults and crashes", () => {
  it.each(Array.from({ length: 8 }, (_one, index) => index + 1))(
    "leads to the users and roles of a plain full read (seed %d)",
    async (seed) => {
      expect(await runSchedule(seed, 100)).toEqual([]);
    },
  );
});
