import { describe, it } from "vitest";
import { MemoryState } from "../../src/provisioning/index.ts";
import { STATE_CONTRACT } from "../support/state-contract.ts";

describe("a state in memory", () => {
  it.each(STATE_CONTRACT)("$name", ({ run }) => run(new MemoryState()));
});
