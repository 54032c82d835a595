/**
 * Random schedules of a live directory, as in `test/entra/directory`, but more of them and longer ones. `SEEDS=500
 * FROM=1` runs more.
 */
import { expect, it } from "vitest";
import { runSchedule } from "../../entra/directory/random-schedule.ts";

const { SEEDS = "150", FROM = "1" } = process.env;

it.each(Array.from({ length: Number(SEEDS) }, (_one, index) => Number(FROM) + index))(
  "seed %i leads to the users and roles of a plain full read",
  async (seed) => {
    expect(await runSchedule(seed, 250)).toEqual([]);
  },
);
