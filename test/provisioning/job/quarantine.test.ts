/**
 * A job in quarantine.
 */

import { beforeEach, describe, expect, it } from "vitest";
import { ScimRequestError } from "../../../src/errors.ts";
import type { Notification, Notifier } from "../../../src/provisioning/index.ts";
import { listed, newDeltaWorld } from "../../support/delta-world.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

const MINUTE = 60_000;

const UNAUTHORIZED = new ScimRequestError("wrong token", {
  code: "unauthorized",
  status: 401,
  method: "GET",
  requestPath: "/Users",
  attempts: 1,
});

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("quarantine", () => {
  it("is entered when the target refuses the credentials, and left on success", async () => {
    await world.job().runCycle();
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(world.job().runCycle()).rejects.toBe(UNAUTHORIZED);
    expect(await world.job().status()).toMatchObject({
      code: "Quarantine",
      quarantine: { reason: "EncounteredQuarantineException", seriesCount: 1 },
    });
    world.target.failOn = undefined;
    await world.job().runCycle();
    expect((await world.job().status()).code).toBe("Active");
  });

  it("is entered when removals are held back", async () => {
    await world.job().runCycle();
    world.directory.users = [];
    await world.job({ deletionThreshold: 1 }).runCycle();
    expect((await world.job().status()).quarantine?.reason).toBe("TooManyDeletes");
  });

  it("is notified once when it is entered, and again when the reason changes", async () => {
    const told: string[] = [];
    const notify: Notifier = async ({ kind }) => {
      told.push(kind);
    };
    await world.job({ notify }).runCycle();
    world.directory.users = [];
    await world.job({ notify, deletionThreshold: 1 }).runCycle();
    await world.job({ notify, deletionThreshold: 1 }).runCycle();
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(world.job({ notify }).runCycle()).rejects.toBe(UNAUTHORIZED);
    await expect(world.job({ notify }).runCycle()).rejects.toBe(UNAUTHORIZED);
    expect(told).toEqual(["deletion_threshold", "quarantine_reason_changed"]);
  });

  it("makes a schedule back off, down to once a day, and stop after 28 days", async () => {
    await world.job().runCycle();
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    const runs: number[] = [];
    const began = world.clock.getTime();
    const schedule = world.job().start({
      jitter: 0,
      onError: () => runs.push((world.clock.getTime() - began) / MINUTE),
      sleep: async (milliseconds) => {
        world.advance(milliseconds);
      },
    });
    await expect(schedule.ended).rejects.toMatchObject({ code: "quarantined" });
    expect(runs.slice(0, 6)).toEqual([0, 40, 120, 280, 600, 1240]);
    const gaps = runs.slice(8).map((run, index) => run - (runs[index + 7] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([1440]));
    expect((runs.at(-1) ?? 0) / 1440).toBeGreaterThanOrEqual(28);
  });
});

describe("a job whose target refuses its first cycle", () => {
  it("is in quarantine, notifies once, and leaves it with the first success", async () => {
    const world = newDeltaWorld();
    const told: Notification["kind"][] = [];
    const call = { method: "GET", requestPath: "/Users", attempts: 1 };
    const error = new ScimRequestError("no", { code: "unauthorized", status: 401, ...call });
    const notify = async ({ kind }: Notification) => {
      told.push(kind);
    };
    world.target.failOn = { text: "test", error };
    await expect(world.job({ notify }).runCycle()).rejects.toBe(error);
    await expect(world.job({ notify }).runCycle()).rejects.toBe(error);
    const { code, quarantine } = await world.job().status();
    expect({ code, reason: quarantine?.reason }).toEqual({
      code: "Quarantine",
      reason: "EncounteredQuarantineException",
    });
    expect(told).toEqual(["quarantine_entered"]);
    world.target.failOn = undefined;
    expect(await world.change(...listed(person("ada")))).toEqual(["POST ada@contoso.com"]);
    expect((await world.job().status()).code).toBe("Active");
  });
});
