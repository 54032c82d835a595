/** One test for each seed of a model test. */
import { expect, it } from "vitest";
import { configOf, type Overrides } from "./config.ts";
import { firstOfEach, summarize, tellStory } from "./describe-report.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";

/** Lines of each story. */
const LINES = 40;

/**
 * Declares the tests: `SEEDS` of the environment says how many, and `FROM` the first seed.
 *
 * @param count - Number of seeds where the environment says nothing.
 */
export function seedCases(count: number, overrides: Overrides = {}): void {
  const { SEEDS = String(count), FROM = "1" } = process.env;
  it.each(Array.from({ length: Number(SEEDS) }, (_, index) => Number(FROM) + index))(
    "seed %i: the target is as the model says, or the summary names the user",
    async (seed) => {
      const report = await simulate(scenarioOf(configOf(seed, overrides)));
      const stories = firstOfEach(report.findings).map((finding) => tellStory(report, finding, LINES));
      expect(report.findings, [summarize(report), ...stories].join("\n\n")).toEqual([]);
    },
  );
}
