/**
 * The state contract over a state in memory.
 */
import { describe, it } from "vitest";
import { MemoryState } from "../../../src/provisioning/index.ts";
import { stateContract } from "../../../src/testing/index.ts";

describe("a state in memory", () => {
  it.each(stateContract())("$name", ({ run }) => run(new MemoryState()));
});
