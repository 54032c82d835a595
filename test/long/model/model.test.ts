/**
 * The engine against the model: companies by seed, thirty days of changes, and everything that can go wrong with a
 * target and a process. After each quiet day the target is as the model says, or the summary names the user; in the end
 * it is so for everybody.
 *
 * A quarter of the seeds also runs over Microsoft Graph, read live from an emulator.
 *
 * Forty seeds by default; `SEEDS=500 FROM=1` runs more. `node test/long/model/run.ts SEED 1 --shrink` looks for a small
 * run that shows the same.
 */
import { expect, it } from "vitest";
import { configOf, type Overrides } from "./config.ts";
import { firstOfEach, summarize, tellStory } from "./describe-report.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";

const { SEEDS = "40", FROM = "1" } = process.env;
const LINES = 40;

async function expectNoFindings(seed: number, overrides?: Overrides): Promise<void> {
  const report = await simulate(scenarioOf(configOf(seed, overrides)));
  const stories = firstOfEach(report.findings).map((finding) => tellStory(report, finding, LINES));
  expect(report.findings, [summarize(report), ...stories].join("\n\n")).toEqual([]);
}

function seeds(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Number(FROM) + index);
}

it.each(seeds(Number(SEEDS)))("seed %i: the target is as the model says, or the summary names the user", (seed) =>
  expectNoFindings(seed),
);

it.each(seeds(Math.ceil(Number(SEEDS) / 4)))("seed %i over Microsoft Graph: the same", (seed) =>
  expectNoFindings(seed, { source: "entra" }),
);
