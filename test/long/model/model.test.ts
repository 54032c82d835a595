/**
 * The engine against the model: companies by seed, thirty days of changes, and everything that can go wrong with a
 * target and a process. After each quiet day the target is as the model says, or the summary names the user; in the end
 * it is so for everybody.
 *
 * Forty seeds by default; `SEEDS=500 FROM=1` runs more. `node test/long/model/run.ts SEED 1 --shrink` looks for a small
 * run that shows the same.
 */
import { seedCases } from "./seed-cases.ts";

seedCases(40);
