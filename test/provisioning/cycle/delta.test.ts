/**
 * Cycles over a delta: users who failed are tried again from the state, because a later round does not list them.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import type {
  DirectorySource,
  ProvisioningJobOptions,
  SourceEvent,
  SourceUser,
} from "../../../src/provisioning/index.ts";
import { type DeltaWorld, listed, newDeltaWorld } from "../../support/delta-world.ts";
import { person } from "../../support/fake-directory.ts";
import { type Loss, lossyTarget } from "../../support/lossy-target.ts";

const BUSY = new ScimError("busy", { status: 503 });

let world: DeltaWorld;

beforeEach(() => {
  world = newDeltaWorld();
});

const at = (hour: number) => new Date(Date.parse("2026-03-01T00:00:00Z") + hour * 3_600_000);

/** A read that ends too early the first time. */
function spoilOnce(read: DirectorySource["read"]): DirectorySource["read"] {
  let spoilt = false;
  return async function* (options) {
    for await (const event of read(options)) if (spoilt || event.kind !== "end") yield event;
    spoilt = true;
  };
}

describe("a delta source", () => {
  it("is read from where the last cycle ended", async () => {
    await world.change(...listed(person("ada")));
    expect(await world.change(...listed(person("bob")))).toEqual(["POST bob@contoso.com"]);
    expect(await world.change()).toEqual([]);
    expect(world.watermarks).toEqual([undefined, "1", "2"]);
  });

  it("is not read again for a user who failed: the state keeps what is needed to try again", async () => {
    await world.change(...listed(person("ada")));
    world.target.failOn = { text: "POST bob", error: BUSY };
    await world.change(...listed(person("bob"), person("eve")));
    expect(await world.change()).toEqual(["POST bob@contoso.com"]);
    world.target.failOn = undefined;
    expect(await world.change()).toEqual(["POST bob@contoso.com"]);
    expect(await world.change()).toEqual([]);
    expect(world.watermarks).toEqual([undefined, "1", "2", "2", "2"]);
  });

  it("is not read again for a removal that failed", async () => {
    await world.change(...listed(person("ada")));
    world.target.failOn = { text: "DELETE", error: BUSY };
    await world.change({ kind: "removed", id: "ada", removal: "hard" });
    world.target.failOn = undefined;
    expect(await world.change()).toEqual(["DELETE t1"]);
    expect(await world.change()).toEqual([]);
    expect(world.watermarks).toEqual([undefined, "1", "2", "2"]);
  });

  it("lists no change twice: a failed user is tried on the retry schedule, from what the source said last", async () => {
    const tries: number[] = [];
    world.target.failOn = { text: "POST", error: new ScimError("taken", { status: 409 }) };
    world.rounds.push([...listed(person("ada", { jobTitle: "Clerk", department: "Sales" }))]);
    for (const hour of [0, 1, 2, 5, 6, 7, 12, 13, 24, 47, 48]) {
      world.clock = at(hour);
      if ((await world.change()).length > 0) tries.push(hour);
    }
    // A conflict is looked at a second time at the end of its cycle.
    expect(tries).toEqual([0, 1, 6, 12, 24, 48]);
    world.target.failOn = undefined;
    world.clock = at(72);
    await world.change();
    expect(world.account("ada")).toMatchObject({ title: "Clerk" });
  });

  it("lists a user again who is in escrow: only what it says now counts", async () => {
    world.target.failOn = { text: "POST", error: BUSY };
    await world.change(...listed(person("ada", { jobTitle: "Clerk" })));
    world.target.failOn = undefined;
    expect(await world.change(...listed(person("ada", { jobTitle: "Director" })))).toEqual(["POST ada@contoso.com"]);
    expect(world.account("ada")).toMatchObject({ title: "Director" });
    expect(await world.change()).toEqual([]);
  });

  it("has everybody in escrow tried at once after a restart of the escrows, whatever crashes before", async () => {
    world.target.failOn = { text: "POST", error: new ScimError("no", { status: 403 }) };
    await world.change(...listed(person("ada")));
    await world.change();
    expect(await world.change()).toEqual([]);
    await world.job().restart(["Escrows"]);
    world.target.failOn = undefined;
    Object.assign(world.directory, { read: spoilOnce(world.directory.read) });
    expect((await world.cycle()).summary.outcome).toBe("incomplete");
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
    expect(await world.change()).toEqual([]);
  });

  it("has users tried again whose attempt a clock planned that has been set back since", async () => {
    world.clock = at(24 * 400);
    world.target.failOn = { text: "POST", error: BUSY };
    await world.change(...listed(person("ada")));
    world.clock = at(0);
    world.target.failOn = undefined;
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
  });

  it("leaves an account that vanished to the next cycle, which makes another", async () => {
    await world.change(...listed(person("ada")));
    world.target.accounts.clear();
    await world.change(...listed(person("ada", { jobTitle: "Clerk" })));
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
  });

  it("is remembered for with the attributes that the job reads, and no others", async () => {
    world.target.failOn = { text: "POST", error: BUSY };
    await world.change(...listed(person("ada", { salary: "100000" })));
    const text = JSON.stringify(await world.state.get("ada"));
    expect(text).toContain("ada@contoso.com");
    expect(text).not.toContain("100000");
  });

  it("takes users in escrow over from a state that remembers nothing of them", async () => {
    world.target.failOn = { text: "POST", error: new ScimError("no", { status: 403 }) };
    await world.change(...listed(person("ada")));
    await world.change();
    const stored = await world.state.get("ada");
    if (stored?.escrow === undefined) throw new Error("ada is not in escrow");
    const { lastKnown: _unknown, ...escrow } = stored.escrow;
    await world.state.commit({ record: { ...stored, escrow } });
    expect(await world.change(...listed(person("ada")))).toEqual([]);
    world.target.failOn = undefined;
    world.clock = new Date(world.clock.getTime() + 86_400_000);
    expect(await world.change()).toEqual(["POST ada@contoso.com"]);
  });

  it("that says a user is gone for good is believed at once, also shortly before the delete that was planned", async () => {
    const run = async (...events: SourceEvent[]) => {
      world.rounds.push(events);
      return (await world.cycle(undefined, { deleteAfterDays: 3 })).writes;
    };
    await run(...listed(person("ada")));
    expect(await run({ kind: "removed", id: "ada", removal: "soft" })).toEqual(["PATCH t1 active"]);
    world.advance(2.5 * 24 * 3_600_000);
    expect(await run()).toEqual([]);
    expect(await run({ kind: "removed", id: "ada", removal: "hard" })).toEqual(["DELETE t1"]);
  });

  it("that said a user is gone for good is remembered when everybody is read again", async () => {
    await world.change(...listed(person("ada"), person("bob")));
    world.target.failOn = { text: "DELETE", error: BUSY };
    await world.change({ kind: "removed", id: "ada", removal: "hard" });
    world.target.failOn = undefined;
    await world.job().restart(["Watermark"]);
    world.rounds = [[...listed(person("bob"))]];
    expect(await world.change()).toEqual(["DELETE t1"]);
  });
});

describe("a user who leaves while a failed change waits", () => {
  it.each([
    ["soft", []],
    ["hard", ["DELETE t1"]],
  ] as const)("is not enabled by its retry (%s, disabled before)", async (removal, writes) => {
    await world.change(...listed(person("ada")));
    await world.change(...listed(person("ada", { accountEnabled: "False" })));
    world.target.failOn = { text: "PATCH", error: BUSY };
    await world.change(...listed(person("ada")));
    world.target.failOn = undefined;
    expect(await world.change({ kind: "removed", id: "ada", removal })).toEqual(writes);
    world.clock = at(48);
    expect(await world.change()).toEqual([]);
  });

  it.each(["soft", "hard"] as const)("is not enabled by its retry (%s, out of scope before)", async (removal) => {
    await world.change(...listed(person("ada")));
    world.directory.roles.set("ada", []);
    await world.change(...listed(person("ada", { jobTitle: "Left" })));
    world.directory.roles.delete("ada");
    world.target.failOn = { text: "PATCH", error: BUSY };
    await world.change(...listed(person("ada")));
    world.target.failOn = undefined;
    expect(await world.change({ kind: "removed", id: "ada", removal })).toEqual([]);
    world.clock = at(48);
    expect(await world.change()).toEqual([]);
  });
});

describe("a delta that lists a user more than once", () => {
  const off = (id: string) => person(id, { accountEnabled: "False" });
  const gone = (id: string): SourceEvent => ({ kind: "removed", id, removal: "hard" });
  const renamed = (id: string) => person(id, { jobTitle: "Analyst" });
  const user = (changed: SourceUser): SourceEvent => ({ kind: "user", user: changed });

  beforeEach(() => world.change(...listed(person("ada"))));

  /** So many other users that the first events are decided about before the last ones are read. */
  const OTHERS = Array.from({ length: 10_000 }, (_, index): SourceEvent => gone(`nobody${index}`));

  /** Events, and what is written for them when they lie close together, and far apart. */
  const REPETITIONS: [string, SourceEvent, SourceEvent, string[], string[]][] = [
    [
      "changed, then changed",
      user(person("ada", { jobTitle: "Clerk" })),
      user(renamed("ada")),
      ["PATCH t1 title"],
      ["PATCH t1 title", "PATCH t1 title"],
    ],
    [
      "new, then changed",
      user(person("bob")),
      user(renamed("bob")),
      ["POST bob@contoso.com"],
      ["POST bob@contoso.com", "PATCH t2 title"],
    ],
    ["new, then gone", user(person("bob")), gone("bob"), [], ["POST bob@contoso.com", "DELETE t2"]],
    ["disabled, then enabled", user(off("ada")), user(person("ada")), [], []],
    ["gone, then there", gone("ada"), user(renamed("ada")), ["PATCH t1 title"], ["PATCH t1 title"]],
    ["gone, then gone", gone("ada"), gone("ada"), ["DELETE t1"], ["DELETE t1"]],
    [
      "enabled, then disabled",
      user(renamed("ada")),
      user(off("ada")),
      ["PATCH t1 active"],
      ["PATCH t1 title", "PATCH t1 active"],
    ],
    ["the same again", user(person("ada")), user(person("ada")), [], []],
  ];

  it.each(REPETITIONS)("decides about the latest event alone: %s", async (_what, first, last, close) => {
    expect(await world.change(first, last)).toEqual(close);
    expect(await world.change()).toEqual([]);
  });

  it.each(REPETITIONS)("brings the account to the latest event far behind: %s", async (_what, first, last, _, far) => {
    expect(await world.change(first, ...OTHERS, last)).toEqual(far);
    expect(await world.change()).toEqual([]);
  });

  describe.each(["before", "after"] as const)("with an answer lost, its effect %s the loss", (when) => {
    const error = () => new ScimError("internal error", { status: 500 });
    const lossy = (method: Loss["method"]): ProvisioningJobOptions["target"] =>
      lossyTarget(world.target, () => ({ method, effect: when === "before" ? "after" : "before", error }));

    it.each<[string, Loss["method"], SourceEvent, SourceEvent, unknown]>([
      ["new, then gone", "create", user(person("bob")), gone("bob"), undefined],
      ["new, then disabled", "create", user(person("bob")), user(off("bob")), { active: false }],
      ["changed, then disabled", "patch", user(renamed("ada")), user(off("ada")), { active: false }],
      ["changed, then gone", "patch", user(renamed("ada")), gone("ada"), undefined],
      ["gone, then there", "delete", gone("ada"), user(renamed("ada")), { active: true, title: "Analyst" }],
    ])("the account ends up as the latest event says: %s", async (_what, method, first, last, expected) => {
      world.rounds.push([first, ...OTHERS, last]);
      await world.cycle(undefined, { target: lossy(method) });
      await world.change();
      const id = first.kind === "user" ? first.user.id : "ada";
      const account = world.account(id);
      if (expected === undefined) expect(account).toBeUndefined();
      else if (account !== undefined || method !== "create") expect(account).toMatchObject(Object(expected));
    });
  });

  it("counts the latest event against the threshold", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `user${index}`);
    await world.change(...listed(...many.map((id) => person(id))));
    const [first, second] = [many.slice(0, 5), many.slice(5, 10)];
    expect(await world.change(...listed(...first.map(off), ...first.map((id) => person(id))))).toEqual([]);
    expect(await world.change(...listed(...second.map(off)))).toHaveLength(5);
  });

  it("applies the latest event of a user whose first one wanted a value that was taken", async () => {
    await world.change(...listed(person("bob")));
    const named = (id: string, name: string) => person(id, { mail: `${name}@contoso.com` });
    await world.change(
      ...listed(
        named("ada", "bob"),
        named("eve", "bob"),
        named("bob", "rob"),
        named("ada", "ann"),
        named("eve", "eva"),
      ),
    );
    const names = [...world.target.accounts.values()].map(({ userName }) => userName).sort();
    expect(names).toEqual(["ann@contoso.com", "eva@contoso.com", "rob@contoso.com"]);
    expect(await world.change()).toEqual([]);
  });

  it("reads it again when the read was incomplete", async () => {
    world.directory.read = spoilOnce(world.directory.read);
    const events = listed(person("bob"), renamed("bob"));
    await world.change(...events);
    await world.change();
    expect(world.target.accounts.get("t2")).toMatchObject({ userName: "bob@contoso.com", title: "Analyst" });
  });

  it("applies the latest event on demand, too", async () => {
    world.rounds.push(listed(person("bob"), renamed("bob"), person("eve")), [gone("eve")]);
    const { result } = await world.job().provisionOnDemand("BOB@contoso.com");
    expect([result, world.account("bob")?.["title"]]).toEqual(["Success", "Analyst"]);
    await expect(world.job().provisionOnDemand("eve")).rejects.toMatchObject({ code: "invalid_source" });
  });
});
