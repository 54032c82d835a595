/** The state contract must find the defects of careless states. */
import { describe, expect, it } from "vitest";
import { MemoryState, type ProvisioningState } from "../../../src/provisioning/index.ts";
import { stateContract } from "../../../src/testing/index.ts";

/** A state in memory with some of its calls replaced. */
function broken(replace: (state: MemoryState) => Partial<ProvisioningState>): ProvisioningState {
  const state = new MemoryState();
  const replaced = new Map<PropertyKey, unknown>(Object.entries(replace(state)));
  return new Proxy<ProvisioningState>(state, {
    get(target, key) {
      const own: unknown = replaced.get(key) ?? Reflect.get(target, key);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

describe("the state contract", () => {
  it("has a unique name for every case", () => {
    const names = stateContract().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each<[string, (state: MemoryState) => Partial<ProvisioningState>]>([
    ["keeps no job", () => ({ writeJob: async () => undefined })],
    ["forgets nobody", () => ({ forgetAll: async () => undefined })],
    ["drops intents", () => ({ begin: async () => undefined })],
    ["knows no owner", () => ({ ownerOf: async () => undefined })],
    ["holds every entry", () => ({ hasEntry: async () => true })],
    ["ignores where entries begin", (state) => ({ entries: () => state.entries() })],
    ["ignores the bound of records", (state) => ({ records: () => state.records(Number.MAX_SAFE_INTEGER) })],
    ["leaves intents open", (state) => ({ commit: ({ endIntent: _, ...change }) => state.commit(change) })],
    ["loses entries", (state) => ({ commit: ({ entry: _, ...change }) => state.commit(change) })],
  ])("fails a state that %s", async (_, replace) => {
    const results = await Promise.allSettled(stateContract().map(({ run }) => run(broken(replace))));
    expect(results.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
  });

  it.each<[string, (state: MemoryState) => Promise<ProvisioningState>]>([
    ["is empty when it is opened again", async () => new MemoryState()],
    [
      "loses its intents when it is opened again",
      async (state) => {
        for (const { changeId } of await state.openIntents()) await state.commit({ endIntent: changeId });
        return state;
      },
    ],
  ])("fails a state that %s", async (_, replace) => {
    const reopen = (state: ProvisioningState) =>
      state instanceof MemoryState ? replace(state) : Promise.resolve(state);
    const results = await Promise.allSettled(stateContract({ reopen }).map(({ run }) => run(new MemoryState())));
    expect(results.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
  });

  it("passes an unchanged state", async () => {
    for (const { run } of stateContract()) await run(broken(() => ({})));
  });
});
