/**
 * When a delta is not enough, and a cycle reads everybody.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { createProvisioningJob, type SourceEvent } from "../../../src/provisioning/index.ts";
import { Crash, type CrashPoint, crashingState, crashingTarget } from "../../support/crash.ts";
import { type DeltaWorld, listed, newDeltaWorld } from "../../support/delta-world.ts";
import { person, ROLE } from "../../support/fake-directory.ts";
import { type Loss, lossyTarget } from "../../support/lossy-target.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";

const MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, attribute(MANAGER, "[manager]")] });

/** A delta world that knows who is assigned. */
interface AssignedWorld extends DeltaWorld {
  assigned: Set<string>;
}

function newAssignedWorld(): AssignedWorld {
  const world: AssignedWorld = Object.assign(newDeltaWorld({ mapping }), { assigned: new Set(["ada", "bob"]) });
  Object.assign(world.directory, {
    assignments: async () => ({
      rolesOf: (id: string) => (world.assigned.has(id) ? [{ id: ROLE, direct: true }] : []),
      version: () => [...world.assigned].sort().join(),
    }),
  });
  return world;
}

let world: AssignedWorld;

beforeEach(() => {
  world = newAssignedWorld();
});

describe("everybody of a delta source is read again", () => {
  it("when others are assigned than before, and then no more", async () => {
    await world.change(...listed(person("ada"), person("bob"), person("eve")));
    world.assigned = new Set(["bob", "eve"]);
    expect(await world.change()).toEqual(["POST eve@contoso.com", "PATCH t1 active"]);
    expect(await world.change()).toEqual([]);
    expect(world.watermarks).toEqual([undefined, undefined, "1"]);
  });

  it("when the source cannot use its watermark: users whom it does not list are gone", async () => {
    await world.change(...listed(person("ada"), person("bob")));
    const { read } = world.directory;
    world.directory.read = async function* ({ watermark: _forgotten } = {}) {
      for await (const event of read()) yield event.kind === "end" ? { ...event, listsEverybody: true } : event;
    };
    world.rounds = [listed(person("bob"))];
    expect(await world.change()).toEqual(["PATCH t1 active"]);
    world.directory.read = read;
    expect(await world.change()).toEqual([]);
  });

  it("until such a read came to its end", async () => {
    await world.change(...listed(person("ada"), person("bob")));
    world.assigned = new Set(["bob"]);
    const { read } = world.directory;
    world.directory.read = async function* (options) {
      for await (const event of read(options)) if (event.kind !== "end") yield event;
    };
    expect((await world.cycle()).summary.outcome).toBe("incomplete");
    world.directory.read = read;
    expect(await world.change()).toEqual(["PATCH t1 active"]);
    expect(world.watermarks).toEqual([undefined, undefined, undefined]);
  });

  it("not when a dry run saw the assignments first: the next cycle still does", async () => {
    await world.change(...listed(person("ada"), person("bob")));
    world.assigned = new Set(["bob"]);
    expect((await world.cycle(undefined, { dryRun: true })).summary.counts.disabled).toBe(1);
    expect(await world.change()).toEqual(["PATCH t1 active"]);
  });

  it("when an account turns out to be gone as its manager is set", async () => {
    await world.change(...listed(person("ada", { manager: "bob" })));
    world.target.accounts.clear();
    await world.change(...listed(person("bob")));
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
    expect(world.account("ada")).toMatchObject({ [MANAGER.slice(0, -8)]: { manager: { value: "t2" } } });
    expect(await world.change()).toEqual([]);
    expect(world.watermarks).toEqual([undefined, "1", undefined, "2"]);
  });

  it("when an account is gone whose reference was being set, without an answer", async () => {
    await world.change(...listed(person("ada", { manager: "bob" })));
    const lost: Loss = { method: "patch", effect: "after", error: () => new ScimError("internal", { status: 500 }) };
    world.rounds.push(listed(person("bob")));
    await world.cycle(undefined, { target: lossyTarget(world.target, () => lost) });
    world.target.accounts.delete("t1");
    expect(await world.change()).toEqual([]);
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
    expect(world.account("ada")).toMatchObject({ [MANAGER.slice(0, -8)]: { manager: { value: "t2" } } });
  });

  it("when a link was broken by hand, and those who refer to the account are told", async () => {
    await world.change(...listed(person("ada"), person("bob", { manager: "ada" })));
    world.target.accounts.delete("t1");
    const job = world.job();
    await job.pause();
    await job.connections.delete("ada");
    await job.resume();
    expect(await world.change()).toEqual(["POST ada@contoso.com", `PATCH t2 ${MANAGER}`]);
  });
});

describe("a snapshot after a delta", () => {
  it("tries no user again from what the delta said: it lists everybody itself", async () => {
    await world.change(...listed(person("ada"), person("bob")));
    world.target.failOn = { text: "PATCH", error: new ScimError("busy", { status: 503 }) };
    await world.change(...listed(person("ada", { jobTitle: "Director" })));
    world.target.failOn = undefined;
    const read = async function* (): AsyncGenerator<SourceEvent> {
      yield* listed(person("bob"));
      yield { kind: "end" };
    };
    Object.assign(world.directory, { kind: "snapshot", read });
    expect(await world.change()).toEqual(["PATCH t1 active"]);
  });
});

describe("a crash at any step", () => {
  /** Who is assigned changes, and an account is gone whose manager is to be set. */
  async function prepared(): Promise<AssignedWorld> {
    const made = newAssignedWorld();
    made.rounds.push(listed(person("ada", { manager: "eve" }), person("bob"), person("eve")));
    await made.cycle();
    made.target.accounts.delete("t1");
    made.assigned = new Set(["ada", "eve"]);
    return made;
  }

  async function run(made: AssignedWorld, point: CrashPoint): Promise<void> {
    const job = createProvisioningJob({
      source: made.directory,
      target: crashingTarget(made.target, point),
      state: crashingState(made.state, point),
      mapping,
      now: () => made.clock,
    });
    await job.runCycle();
  }

  const accounts = (made: AssignedWorld) =>
    [...made.target.accounts.values()].map(({ userName, active }) => `${userName} ${active}`).sort();

  it("is completed by the next runs", async () => {
    const undisturbed = await prepared();
    const point: CrashPoint = { at: undefined, effect: "before", calls: 0 };
    await run(undisturbed, point);
    await run(undisturbed, { ...point });
    expect(accounts(undisturbed)).toEqual(["ada@contoso.com true", "bob@contoso.com false", "eve@contoso.com true"]);
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= point.calls; at += 1) {
        const made = await prepared();
        await expect(run(made, { at, effect, calls: 0 }), `${effect} call ${at}`).rejects.toThrow(Crash);
        for (let next = 0; next < 2; next += 1) await run(made, { at: undefined, effect, calls: 0 });
        expect(accounts(made), `crash ${effect} call ${at}`).toEqual(accounts(undisturbed));
      }
    }
  });
});
