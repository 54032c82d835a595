/**
 * Log entries: their fields beyond the change itself, and how often a lasting failure is logged.
 */
import { describe, expect, it, vi } from "vitest";
import { Counters } from "../../../src/provisioning/context/counters.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { collect, intent } from "../../../src/testing/contracts/sample-records.ts";
import { person } from "../../support/fake-directory.ts";
import { schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

const HOUR = 3_600_000;
const GUID = "11111111-2222-3333-4444-555555555555";

describe("a log entry", () => {
  it("carries tenant, application and systems where they are known", async () => {
    const identity = {
      tenantId: GUID,
      servicePrincipal: { id: "sp-1", displayName: "Visitors", appId: "app-1" },
    };
    const document = schema();
    const [rule] = document.synchronizationRules;
    const mapping = {
      ...document,
      directories: [
        { id: "dir-1", name: "Microsoft Entra ID", objects: [] },
        { id: "dir-2", name: "Proxyclick", objects: [] },
      ],
      synchronizationRules: [
        { ...Object(rule), sourceDirectoryName: "Microsoft Entra ID", targetDirectoryName: "Proxyclick" },
      ],
    };
    const world = newWorld([person("ada")], { identity, mapping });
    await world.cycle();
    expect((await world.log("ada"))[0]).toMatchObject({
      tenantId: GUID,
      servicePrincipal: { id: "sp-1", displayName: "Visitors" },
      sourceSystem: { id: "dir-1", displayName: "Directory", details: {} },
      targetSystem: {
        id: "dir-2",
        displayName: "Fake",
        details: {
          ApplicationId: "app-1",
          ServicePrincipalId: "sp-1",
          ServicePrincipalDisplayName: "Visitors",
        },
      },
    });
  });

  it("leaves out unknown fields", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    const [entry] = await world.log("ada");
    expect(entry).not.toHaveProperty("tenantId");
    expect(entry).not.toHaveProperty("servicePrincipal");
    expect(entry).toMatchObject({ sourceSystem: { id: "" }, targetSystem: { id: "", details: {} } });
  });

  it("has the application of the assignments without the option `identity`", async () => {
    const world = newWorld([person("ada")]);
    const assigned = await world.directory.assignments?.();
    const source = {
      ...world.directory,
      assignments: async () => ({
        rolesOf: assigned?.rolesOf ?? (() => []),
        servicePrincipal: { id: "sp-2", displayName: "From Graph" },
      }),
    };
    await world.cycle(undefined, { source });
    expect((await world.log("ada"))[0]?.servicePrincipal).toEqual({ id: "sp-2", displayName: "From Graph" });
  });
});

describe("a duplicate id in the source", () => {
  const twice = [person("ada"), person("ada", { mail: "other@contoso.com" })];
  const failures = async (entries: AsyncIterable<ProvisioningLogEntry>) =>
    (await collect(entries)).filter(({ provisioningStatusInfo }) => provisioningStatusInfo.status === "failure").length;

  it("is logged when a retry is due, like the failure of any user, not in every cycle", async () => {
    const world = newWorld(twice);
    expect((await world.cycle()).summary.counts.failed).toEqual({ DuplicateSourceEntries: 1 });
    for (let cycle = 0; cycle < 10; cycle += 1) await world.cycle();
    expect(await failures(world.state.entries())).toBe(2);
    expect((await world.cycle()).summary.counts).toMatchObject({ waiting: 1, failed: {} });
    world.clock = new Date(world.clock.getTime() + 6 * HOUR);
    expect((await world.cycle()).summary.counts.failed).toEqual({ DuplicateSourceEntries: 1 });
  });

  it("is one user and one duplicate, also while the user waits for a taken value", async () => {
    const world = newWorld([person("bob")]);
    await world.cycle();
    const other = person("eve", { mail: "bob@contoso.com" });
    const between = Array.from({ length: 40 }, (_, index) => person(`user${index}`));
    await world.cycle([other, ...between, other, person("bob")]);
    const reasons = (await world.log("eve")).map((entry) => entry.provisioningStatusInfo.errorInformation?.reason);
    expect(new Set(reasons).size).toBe(2);
  });

  it("is given up after 28 days, until it changes", async () => {
    const world = newWorld(twice);
    for (let day = 0; day < 40; day += 1) {
      await world.cycle();
      world.clock = new Date(world.clock.getTime() + 24 * HOUR);
    }
    const logged = await failures(world.state.entries());
    expect(logged).toBeLessThan(35);
    await world.cycle();
    expect(await failures(world.state.entries())).toBe(logged);
    await world.cycle([person("ada"), person("ada", { mail: "third@contoso.com" })]);
    expect(await failures(world.state.entries())).toBe(logged + 1);
  });

  it("is logged once in a cycle, however often it occurs, and forgotten when it is corrected", async () => {
    const world = newWorld([...twice, ...twice]);
    expect((await world.cycle()).summary.counts).toMatchObject({
      read: 4,
      created: 1,
      waiting: 2,
      failed: { DuplicateSourceEntries: 1 },
    });
    await world.cycle([person("ada")]);
    await world.cycle([person("ada")]);
    expect(await collect(world.state.records(100))).toHaveLength(1);
  });
});

describe("a scoping filter that cannot be evaluated for a user", () => {
  it("fails the user once, until the user changes", async () => {
    const clause = {
      sourceOperandName: "jobTitle",
      operatorName: "REGEX MATCH",
      targetOperand: { values: ["^(a|aa)+\\1$"] },
    };
    const mapping = schema({
      scope: { groups: [{ name: "slow", clauses: [clause] }] },
    });
    const slow = (text: string) => person("ada", { jobTitle: `${"a".repeat(40)}${text}` });
    const world = newWorld([slow("!")], { mapping });
    const first = (await world.cycle()).summary.counts;
    const second = (await world.cycle()).summary.counts;
    const third = (await world.cycle([slow("?")])).summary.counts;
    const entries = await world.log("ada");
    expect([first.failed, second.failed, third.failed]).toEqual([{ InternalError: 1 }, {}, { InternalError: 1 }]);
    expect(entries).toHaveLength(2);
  });
});

describe("a dry run after a crash", () => {
  it("counts a write in flight as the real run does, and leaves it open", async () => {
    const world = newWorld([person("ada")]);
    await world.state.begin({ ...intent("c1"), matching: ['userName eq "ada@contoso.com"'] });
    await world.target.users.create({ userName: "ada@contoso.com" });
    const { summary } = await world.cycle(undefined, { dryRun: true });
    expect(await world.state.openIntents()).toHaveLength(1);
    expect((await world.cycle()).summary.counts).toEqual(summary.counts);
  });
});

describe("counts", () => {
  it("are assembled only when they are read", async () => {
    const snapshot = vi.spyOn(Counters.prototype, "snapshot");
    const world = newWorld(Array.from({ length: 20 }, (_, index) => person(`u${index}`)));
    await world.cycle();
    expect(snapshot).toHaveBeenCalledTimes(1);
    snapshot.mockClear();
    await world.job().runCycle({ onProgress: () => undefined });
    expect(snapshot.mock.calls.length).toBeGreaterThan(20);
    snapshot.mockRestore();
  });
});
