/**
 * Clock jumps and daylight-saving time: no user waits forever, and none is retried in a loop.
 */
import { describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const REFUSED = new ScimError("not allowed", { status: 403 });
const UNAUTHORIZED = new ScimRequestError("no", {
  code: "unauthorized",
  status: 401,
  method: "GET",
  requestPath: "/Users",
  attempts: 1,
});

const move = (world: World, milliseconds: number) => {
  world.clock = new Date(world.clock.getTime() + milliseconds);
};

/** Starts of the cycles of a schedule, in minutes of a steady clock, and the waits between them. */
async function scheduled(world: World, cycles: number, onWait: (count: number) => void = () => undefined) {
  const waits: number[] = [];
  const schedule = world.job().start({
    jitter: 0,
    onError: () => undefined,
    sleep: async (milliseconds) => {
      waits.push(milliseconds / MINUTE);
      move(world, milliseconds);
      onWait(waits.length);
      if (waits.length === cycles) void schedule.stop();
    },
  });
  await schedule.ended;
  return waits;
}

describe("a schedule", () => {
  it.each([
    ["back by a day", -DAY],
    ["forward by an hour", HOUR],
  ])("waits no longer than its interval when the clock is set %s during a cycle", async (_how, jump) => {
    const world = newWorld([person("ada")]);
    const { read } = world.directory;
    world.directory.read = (options) => {
      move(world, jump);
      return read(options);
    };
    for (const wait of await scheduled(world, 3)) expect(wait).toBeLessThanOrEqual(40);
  });

  it.each(["2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z"])(
    "keeps its interval when daylight-saving time begins or ends (%s)",
    async (begin) => {
      const world = newWorld([person("ada")]);
      world.clock = new Date(begin);
      expect(await scheduled(world, 4)).toEqual([40, 40, 40, 40]);
      expect(world.clock.getTime() - Date.parse(begin)).toBe(160 * MINUTE);
    },
  );
});

describe("quarantine", () => {
  it("lasts no longer than a day when the clock is set back by a year", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(world.cycle()).rejects.toBe(UNAUTHORIZED);
    world.target.failOn = undefined;
    move(world, -365 * DAY);
    await scheduled(world, 1);
    expect((await world.job().status()).code).toBe("Active");
  });
});

describe("a job whose clock is set forward by a year, and back", () => {
  const YEAR = 365 * DAY;

  it("deletes no account for an absence of a year, but after an absence of 30 days", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    await world.cycle();
    expect((await world.cycle([person("bob")])).summary.counts.disabled).toBe(1);
    move(world, YEAR);
    expect((await world.cycle()).writes).toEqual([]);
    move(world, 40 * MINUTE);
    expect((await world.cycle()).writes).toEqual([]);
    move(world, -YEAR);
    expect((await world.cycle()).writes).toEqual([]);
    move(world, 30 * DAY - MINUTE);
    expect((await world.cycle()).writes).toEqual([]);
    move(world, MINUTE);
    expect((await world.cycle()).writes).toEqual([expect.stringMatching(/^DELETE/)]);
  });

  it("deletes the account of a user who went missing while the clock was ahead, 30 days after it is right again", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    await world.cycle();
    move(world, YEAR);
    await world.cycle([person("bob")]);
    move(world, -YEAR);
    await world.cycle();
    move(world, 30 * DAY);
    expect((await world.cycle()).writes).toEqual([expect.stringMatching(/^DELETE/)]);
  });

  it("gives up no failing user", async () => {
    const world = newWorld([person("ada")]);
    world.target.failOn = { text: "POST", error: REFUSED };
    await world.cycle();
    move(world, YEAR);
    await world.cycle();
    move(world, -YEAR);
    world.target.failOn = undefined;
    expect((await world.cycle()).writes).toEqual(["POST ada@contoso.com"]);
  });

  it("is not disabled by its quarantine, and runs again when the clock is right", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(world.cycle()).rejects.toBe(UNAUTHORIZED);
    move(world, YEAR);
    await expect(world.cycle()).rejects.toBe(UNAUTHORIZED);
    move(world, -YEAR);
    world.target.failOn = undefined;
    expect(await scheduled(world, 1)).toEqual([40]);
    expect((await world.job().status()).code).toBe("Active");
  });
});

describe("a failed user", () => {
  /** A user who failed twice, and waits six hours. */
  async function failed(): Promise<World> {
    const world = newWorld([person("ada")]);
    world.target.failOn = { text: "POST", error: REFUSED };
    await world.cycle();
    await world.cycle();
    expect((await world.cycle()).summary.counts.waiting).toBe(1);
    return world;
  }

  it("is retried at once when the clock is set back by more than a day", async () => {
    const world = await failed();
    move(world, -365 * DAY);
    expect((await world.cycle()).writes).toEqual(["POST ada@contoso.com"]);
  });

  it("waits again as planned after that", async () => {
    const world = await failed();
    move(world, -365 * DAY);
    await world.cycle();
    expect((await world.cycle()).summary.counts.waiting).toBe(1);
    move(world, 13 * HOUR);
    expect((await world.cycle()).writes).toEqual(["POST ada@contoso.com"]);
  });

  it("is given up only after 28 days of the clock", async () => {
    const world = await failed();
    move(world, 27 * DAY);
    await world.cycle();
    expect((await world.state.get("ada"))?.escrow).toBeDefined();
  });

  it("waits as long when daylight-saving time begins or ends", async () => {
    const world = newWorld([person("ada")]);
    world.clock = new Date("2026-03-29T00:30:00Z");
    world.target.failOn = { text: "POST", error: REFUSED };
    await world.cycle();
    await world.cycle();
    move(world, 6 * HOUR - 1);
    expect((await world.cycle()).writes).toEqual([]);
    move(world, 1);
    expect((await world.cycle()).writes).toEqual(["POST ada@contoso.com"]);
  });
});

describe("a cycle", () => {
  it("during which the clock is set back has no negative duration, in the log neither", async () => {
    const world = newWorld([person("ada")]);
    const { create } = world.target.users;
    world.target.users.create = (resource, options) => {
      move(world, -DAY);
      return create(resource, options);
    };
    const { summary } = await world.cycle();
    expect(summary.duration).toBe(0);
    expect((await world.log("ada"))[0]?.durationInMilliseconds).toBe(0);
  });
});
