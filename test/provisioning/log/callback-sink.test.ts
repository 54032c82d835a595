import { describe, expect, it } from "vitest";
import { callbackLog } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

describe("a log that is a function", () => {
  it("is given the entries in order, never two at a time", async () => {
    const steps: string[] = [];
    const log = callbackLog(async ({ sourceIdentity: { id } }) => {
      steps.push(`begin ${id}`);
      await Promise.resolve();
      steps.push(`end ${id}`);
    });
    await newWorld([person("ada"), person("bob")], { log }).cycle();
    expect(steps).toEqual(["begin ada", "end ada", "begin bob", "end bob"]);
  });

  it("goes on after the entry that it says it has", async () => {
    const met: string[] = [];
    const world = newWorld([person("ada"), person("bob"), person("eve")]);
    await world.cycle();
    const [first] = await world.log("ada");
    const take = callbackLog(({ sourceIdentity }) => void met.push(sourceIdentity.id), {
      lastEntryId: async () => first?.id,
    });
    await world.cycle(undefined, { log: take });
    expect(met).toEqual(["bob", "eve"]);
  });

  it("is given an entry again whose function threw, and the summary tells of it", async () => {
    const met: string[] = [];
    let full = true;
    const log = callbackLog(({ sourceIdentity: { id } }) => {
      if (full && id === "bob") throw new Error("full");
      met.push(id);
    });
    const world = newWorld([person("ada"), person("bob"), person("eve")], { log });
    const { summary } = await world.cycle();
    expect(summary).toMatchObject({
      outcome: "completed",
      counts: { created: 3 },
      logProblems: [{ sink: "log", reason: "full" }],
    });
    expect(met).toEqual(["ada"]);
    full = false;
    expect((await world.cycle()).summary.logProblems).toBeUndefined();
    expect(met).toEqual(["ada", "bob", "eve"]);
  });
});
