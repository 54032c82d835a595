/**
 * Users who change while a cycle runs, in the directory or in the target; and how many requests users cost.
 */
import { describe, expect, it } from "vitest";
import { createProvisioningJob, MemoryState, parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { fullService } from "../../support/full-service.ts";
import { newWorld } from "../../support/world.ts";

describe("a user who changes while a cycle runs", () => {
  it("in the directory, has the new state after the next cycle", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    const { create } = world.target.users;
    world.target.users.create = (resource, options) => {
      world.directory.users = [person("ada", { jobTitle: "Director" }), person("bob"), person("new")];
      return create(resource, options);
    };
    const { read } = world.directory;
    // The read goes on with the users as they were when it began.
    world.directory.read = async function* (options) {
      const events = [];
      for await (const event of read(options)) events.push(event);
      yield* events;
    };
    await world.cycle();
    expect(world.account("ada")).toMatchObject({ title: "Engineer" });
    expect((await world.cycle()).writes.toSorted()).toEqual(["PATCH t1 title", "POST new@contoso.com"]);
  });

  it("in the target, is not changed back before the directory changes, as in Entra", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    world.target.accounts.set("t1", { ...world.account("ada"), id: "t1", title: "changed by hand" });
    expect((await world.cycle()).calls).toEqual([]);
    await world.cycle([person("ada", { jobTitle: "Director" })]);
    expect(world.account("ada")).toMatchObject({ title: "Director" });
  });

  it("in the target, between the match and the write, keeps unmapped attributes", async () => {
    const world = newWorld([person("ada", { jobTitle: "Director" })]);
    world.target.accounts.set("old", { id: "old", userName: "ada@contoso.com", title: "Engineer" });
    const { patch } = world.target.users;
    world.target.users.patch = (id, operations, options) => {
      world.target.accounts.set("old", { ...world.account("ada"), id: "old", nickName: "by hand" });
      return patch(id, operations, options);
    };
    await world.cycle();
    expect(world.account("ada")).toMatchObject({ title: "Director", nickName: "by hand" });
  });

  it("in the target, by being created there between the match and the write, is adopted in the same cycle", async () => {
    const world = newWorld([person("ada")]);
    const { create } = world.target.users;
    world.target.users.create = async (resource, options) => {
      if (world.target.accounts.size === 0)
        world.target.accounts.set("rival", { id: "rival", userName: "ada@contoso.com", title: "by hand" });
      return create(resource, options);
    };
    const { summary } = await world.cycle();
    expect(summary.counts).toMatchObject({ created: 0, updated: 1, failed: {} });
    expect([...world.target.accounts.values()]).toMatchObject([{ id: "rival", title: "Engineer" }]);
  });

  it("by being deleted there while the cycle runs, is created again in the next one", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    const { patch } = world.target.users;
    world.target.users.patch = (id, operations, options) => {
      world.target.accounts.delete(id);
      return patch(id, operations, options);
    };
    const { summary } = await world.cycle([person("ada", { jobTitle: "Director" })]);
    expect(summary.counts.failed).toEqual({ InvalidAnchor: 1 });
    await world.cycle();
    expect(world.account("ada")).toMatchObject({ title: "Director" });
  });
});

describe("requests", () => {
  const COUNT = 100;
  const employee = (number: number, jobTitle = "Engineer") =>
    person(`user${number}`, {
      jobTitle,
      mobile: "+3225550100",
      city: "Gent",
      telephoneNumber: "",
      preferredLanguage: "en",
    });

  it("are at most 2.02 for a new user on the average, 1 for a changed one, none for an unchanged one", async () => {
    const service = fullService();
    let connects = 0;
    const target = {
      ...service.target,
      testConnection: async () => {
        connects += 1;
      },
    };
    const users = Array.from({ length: COUNT }, (_one, index) => employee(index));
    const directory = fakeDirectory(users);
    directory.describe = async () => ({});
    const mapping = parseSynchronizationSchema(defaultMapping());
    const job = createProvisioningJob({ source: directory, target, mapping, state: new MemoryState() });
    const cycle = async () => {
      connects = 0;
      const { counts } = await job.runCycle();
      return { counts, requests: service.takeRequests().length + connects };
    };

    const first = await cycle();
    expect(first.counts).toMatchObject({ created: COUNT, failed: {} });
    expect(first.requests / COUNT).toBeLessThanOrEqual(2.02);

    directory.users = users.map((user, index) => (index < 10 ? employee(index, "Director") : user));
    const second = await cycle();
    expect(second.counts).toMatchObject({ updated: 10, unchanged: COUNT - 10 });
    expect(second.requests - 1).toBe(10);

    expect((await cycle()).requests - 1).toBe(0);
  });
});
