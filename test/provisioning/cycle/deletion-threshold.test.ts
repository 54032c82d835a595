/**
 * The deletion threshold.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("removals are held back", () => {
  const everybody = Array.from({ length: 60 }, (_one, index) => person(`user${index}`));

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
      threshold: 25,
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
    world.directory.users = everybody.slice(0, 35);
    expect(await world.job().runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 25 } });
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
