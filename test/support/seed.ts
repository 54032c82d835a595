/**
 * Generated cases are the same on every run, so that a check of one change does not fail by the luck of another. New
 * cases come with a seed: `SEED=random npm test`, or the number that a failure printed.
 */
import fc from "fast-check";

const { SEED = "1" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
