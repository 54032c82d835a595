import { describe, expect, it } from "vitest";
import { callbackLog } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

describe("a callback log", () => {
  it("receives the entries in order, one at a time", async () => {
    const steps: string[] = [];
    const log = callbackLog(async ({ sourceIdentity: { id } }) => {
      steps.push(`begin ${id}`);
      await Promise.resolve();
      steps.push(`end ${id}`);
    });
    await newWorld([person("ada"), person("bob")], { log }).cycle();
    expect(steps).toEqual(["begin ada", "end ada", "begin bob", "end bob"]);
  });

  it("continues after the last entry that it reports", async () => {
    const received: string[] = [];
    const world = newWorld([person("ada"), person("bob"), person("eve")]);
    await world.cycle();
    const [first] = await world.log("ada");
    const log = callbackLog(({ sourceIdentity }) => void received.push(sourceIdentity.id), {
      lastEntryId: async () => first?.id,
    });
    await world.cycle(undefined, { log });
    expect(received).toEqual(["bob", "eve"]);
  });

  it("receives an entry again after an error, and the summary reports the error", async () => {
    const received: string[] = [];
    let full = true;
    const log = callbackLog(({ sourceIdentity: { id } }) => {
      if (full && id === "bob") throw new Error("full");
      received.push(id);
    });
    const world = newWorld([person("ada"), person("bob"), person("eve")], { log });
    const { summary } = await world.cycle();
    expect(summary).toMatchObject({
      outcome: "completed",
      counts: { created: 3 },
      logProblems: [{ sink: "log", reason: "full" }],
    });
    expect(received).toEqual(["ada"]);
    full = false;
    expect((await world.cycle()).summary.logProblems).toBeUndefined();
    expect(received).toEqual(["ada", "bob", "eve"]);
  });
});
