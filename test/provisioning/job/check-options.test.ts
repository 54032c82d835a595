/**
 * Options of a job that no compiler checked.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { createProvisioningJob, type ProvisioningJobOptions } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("a number in the options", () => {
  it.each<Partial<ProvisioningJobOptions>>([
    { deletionThreshold: Number.NaN },
    { deletionThreshold: -1 },
    { deleteAfterDays: Number.NaN },
    { deleteAfterDays: -1 },
    { concurrency: 0 },
    { concurrency: Number.NaN },
    { concurrency: 100_000 },
  ])("that is outside its bounds is rejected, and switches no safety off: %j", (options) => {
    expect(() => world.job(options)).toThrow(RangeError);
  });

  it.each<Partial<ProvisioningJobOptions>>([
    { deletionThreshold: 0 },
    { deletionThreshold: "off" },
    { deleteAfterDays: 0 },
    { deleteAfterDays: Number.POSITIVE_INFINITY },
    { concurrency: 1 },
  ])("may be %j", (options) => {
    expect(() => world.job(options)).not.toThrow();
  });
});

describe("a word in the options, without a compiler", () => {
  it.each([
    ["scope", { scope: "asigned" }],
    ["scope", { scope: "All" }],
    ["filterPatterns", { filterPatterns: "entire" }],
    ["unmappedDefaults", { unmappedDefaults: "always" }],
  ])("is rejected when it is misspelled, and widens no scope: %s", (name, options) => {
    const all = { source: world.directory, target: world.target, mapping: schema(), ...options };
    expect(() => Reflect.apply(createProvisioningJob, undefined, [all])).toThrow(
      new RegExp(`^${name}: expected one of `),
    );
  });

  it("is rejected in a restart, which then forgets nothing", async () => {
    await world.job().runCycle();
    const restarting = world.job();
    await expect(Reflect.apply(restarting.restart, restarting, [["watermark"]])).rejects.toThrow(RangeError);
    expect((await world.job().runCycle()).kind).toBe("incremental");
  });
});
