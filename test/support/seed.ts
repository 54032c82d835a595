/**
 * Makes generated cases the same on every run, so that a change does not fail by chance. For other cases, set a seed:
 * `SEED=random npm test`, or the number that a failure printed.
 */
import fc from "fast-check";

const { SEED = "1" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
