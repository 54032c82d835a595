/**
 * The deletion threshold.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { defaultThreshold } from "../../../src/provisioning/cycle/deletion-threshold.ts";
import type { Link } from "../../../src/provisioning/state/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

const DAY = 86_400_000;
const everybody = Array.from({ length: 60 }, (_one, index) => person(`user${index}`));

describe("the default threshold", () => {
  it.each([
    [0, 5],
    [20, 5],
    [59, 5],
    [60, 6],
    [4_999, 499],
    [100_000, 500],
  ])("of %i linked users is %i", (linked, threshold) => {
    expect(defaultThreshold(linked)).toBe(threshold);
  });

  it("protects a company of twenty from a file with one row", async () => {
    await world.cycle(everybody.slice(0, 20));
    const { summary, writes } = await world.cycle(everybody.slice(0, 1));
    expect(summary).toMatchObject({ outcome: "held_back", heldBack: 19, threshold: 5 });
    expect(writes).toEqual([]);
  });
});

describe("removals are held back", () => {
  beforeEach(async () => {
    world.directory.users = [...everybody];
    await world.job().runCycle();
    world.target.calls.length = 0;
  });

  it("above the threshold: none is executed, other changes are", async () => {
    world.directory.users = [person("user0", { jobTitle: "Director" }), ...everybody.slice(1, 30)];
    const summary = await world.job().runCycle();
    expect(summary).toMatchObject({
      outcome: "held_back",
      heldBack: 30,
      threshold: 6,
      counts: { updated: 1, disabled: 0 },
    });
    expect(world.writes()).toEqual(["PATCH t1 title"]);
  });

  it("counting disables of every kind together", async () => {
    world.directory.users = everybody
      .slice(0, 50)
      .map((user, index) => (index < 20 ? person(user.id, { accountEnabled: "False" }) : user));
    expect(await world.job().runCycle()).toMatchObject({ outcome: "held_back", heldBack: 30 });
    expect(world.writes()).toEqual([]);
  });

  it("not at the threshold itself", async () => {
    world.directory.users = everybody.slice(0, 54);
    expect(await world.job().runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 6 } });
  });

  it.each([
    ["allowDeletes", { allowDeletes: true }],
    ["a higher threshold", { deletionThreshold: 60 }],
    ["threshold off", { deletionThreshold: "off" }],
  ] as const)("not with %s", async (_how, options) => {
    world.directory.users = everybody.slice(0, 1);
    expect(await world.job(options).runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 59 } });
  });

  it("again in the next cycle, until they are allowed", async () => {
    world.directory.users = everybody.slice(0, 10);
    await world.job().runCycle();
    expect(await world.job().runCycle()).toMatchObject({ outcome: "held_back", heldBack: 50 });
    expect(await world.job({ allowDeletes: true }).runCycle()).toMatchObject({
      outcome: "completed",
      counts: { disabled: 50 },
    });
  });

  it("when the source fails halfway: nobody is removed", async () => {
    world.directory.users = everybody.map((user) => person(user.id, { accountEnabled: "False" }));
    world.directory.cutAfter = 5;
    const summary = await world.job().runCycle();
    expect(summary).toMatchObject({ outcome: "incomplete", problem: "connection lost", counts: { disabled: 0 } });
    expect(world.writes()).toEqual([]);
  });
});

describe("a mass removal that was allowed", () => {
  const here = everybody.slice(0, 10);
  const linkOf = async (id: string): Promise<Link | undefined> => (await world.state.get(id))?.link;

  beforeEach(async () => {
    await world.cycle(everybody);
    expect((await world.cycle(here)).summary.outcome).toBe("held_back");
    expect((await world.cycle(here, { allowDeletes: true })).summary.counts.disabled).toBe(50);
  });

  it("is not held back again when the users become due for deletion", async () => {
    world.advance(31 * DAY);
    const { summary } = await world.cycle(here);
    expect(summary).toMatchObject({ outcome: "completed", heldBack: 0, threshold: 6, counts: { deleted: 50 } });
  });

  it("is executed beside removals that are held back", async () => {
    world.advance(31 * DAY);
    const { summary, writes } = await world.cycle(here.slice(0, 2));
    expect(summary).toMatchObject({ outcome: "held_back", heldBack: 8, counts: { disabled: 0, deleted: 50 } });
    expect(writes.filter((call) => !call.startsWith("DELETE"))).toEqual([]);
  });

  it("no longer counts as allowed for users who were back meanwhile", async () => {
    expect((await linkOf("user20"))?.removalAllowed).toBe(true);
    expect((await world.cycle(everybody)).summary.counts.updated).toBe(50);
    expect(await linkOf("user20")).not.toHaveProperty("removalAllowed");
    expect((await world.cycle(here)).summary).toMatchObject({ outcome: "held_back", heldBack: 50 });
  });

  it("includes missing users whose accounts were disabled before", async () => {
    const disabled = everybody.map((user, index) =>
      index === 5 ? person(user.id, { accountEnabled: "False" }) : user,
    );
    await world.cycle(disabled);
    await world.cycle(everybody.slice(0, 5));
    await world.cycle(everybody.slice(0, 5), { allowDeletes: true });
    world.advance(31 * DAY);
    expect((await world.cycle(everybody.slice(0, 5))).summary).toMatchObject({ heldBack: 0, counts: { deleted: 55 } });
  });

  it.each([
    ["missing", here, []],
    ["unassigned", everybody, everybody.slice(10)],
  ])("is tried again for %s users whom the target refused", async (_how, users, unassigned) => {
    await world.cycle(everybody);
    for (const { id } of unassigned) world.directory.roles.set(id, []);
    world.target.failOn = { text: "PATCH", error: new ScimError("busy", { status: 503 }) };
    expect((await world.cycle(users, { allowDeletes: true })).summary.counts.disabled).toBe(0);
    world.target.failOn = undefined;
    expect((await world.cycle(users)).summary).toMatchObject({ outcome: "completed", counts: { disabled: 50 } });
  });
});

describe("assignments that name nobody", () => {
  const few = everybody.slice(0, 4);
  const unassignAll = () => {
    for (const { id } of few) world.directory.roles.set(id, []);
  };

  beforeEach(async () => {
    world = newWorld(few);
    const { directory } = world;
    const { assignments } = directory;
    directory.assignments = async () => ({
      rolesOf: () => [],
      ...(await assignments?.()),
      isEmpty: () => few.every(({ id }) => directory.roles.get(id)?.length === 0),
    });
    await world.cycle();
    unassignAll();
  });

  it("hold every removal back, however few there are", async () => {
    const { summary, writes } = await world.cycle(few, { deletionThreshold: 100 });
    expect(summary).toMatchObject({ outcome: "held_back", heldBack: 4, threshold: 0 });
    expect(writes).toEqual([]);
  });

  it("disable everybody once that is allowed, and later cycles are complete", async () => {
    expect((await world.cycle(few, { allowDeletes: true })).summary.counts.disabled).toBe(4);
    expect((await world.cycle(few)).summary).toMatchObject({ outcome: "completed", heldBack: 0 });
  });
});
