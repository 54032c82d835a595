/**
 * A source that names only what changed: whoever failed must be met again, for a later round does not name them anew.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../../src/errors.ts";
import type { DirectorySource, Notification, SourceEvent } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

const BUSY = new ScimError("busy", { status: 503 });

let world: World;
/** What changed, round by round. */
let rounds: SourceEvent[][];
let from: (string | undefined)[];

beforeEach(() => {
  world = newWorld();
  rounds = [];
  from = [];
  Object.assign(world.directory, {
    kind: "delta",
    read: async function* ({ watermark }: { readonly watermark?: string } = {}) {
      from.push(watermark);
      yield* rounds.slice(Number(watermark ?? 0)).flat();
      yield { kind: "end", watermark: String(rounds.length) };
    },
  });
});

/** Runs a cycle after these changes; what it wrote. */
async function cycle(...events: readonly SourceEvent[]): Promise<readonly string[]> {
  if (events.length > 0) rounds.push([...events]);
  return (await world.cycle()).writes;
}

const at = (hour: number) => new Date(Date.parse("2026-03-01T00:00:00Z") + hour * 3_600_000);

/** A read that ends too early the first time. */
function spoilOnce(read: DirectorySource["read"]): DirectorySource["read"] {
  let spoilt = false;
  return async function* (options) {
    for await (const event of read(options)) if (spoilt || event.kind !== "end") yield event;
    spoilt = true;
  };
}

const is = (...users: readonly ReturnType<typeof person>[]) =>
  users.map((user): SourceEvent => ({ kind: "user", user }));

describe("a delta source", () => {
  it("is read from where the last cycle ended", async () => {
    await cycle(...is(person("ada")));
    expect(await cycle(...is(person("bob")))).toEqual(["POST bob@contoso.com"]);
    expect(await cycle()).toEqual([]);
    expect(from).toEqual([undefined, "1", "2"]);
  });

  it("is not read again for a user who failed: the state remembers whom to try again", async () => {
    await cycle(...is(person("ada")));
    world.target.failOn = { text: "POST bob", error: BUSY };
    await cycle(...is(person("bob"), person("eve")));
    expect(await cycle()).toEqual(["POST bob@contoso.com"]);
    world.target.failOn = undefined;
    expect(await cycle()).toEqual(["POST bob@contoso.com"]);
    expect(await cycle()).toEqual([]);
    expect(from).toEqual([undefined, "1", "2", "2", "2"]);
  });

  it("is not read again for a removal that failed", async () => {
    await cycle(...is(person("ada")));
    world.target.failOn = { text: "DELETE", error: BUSY };
    await cycle({ kind: "removed", id: "ada", removal: "hard" });
    world.target.failOn = undefined;
    expect(await cycle()).toEqual(["DELETE t1"]);
    expect(await cycle()).toEqual([]);
    expect(from).toEqual([undefined, "1", "2", "2"]);
  });

  it("names nobody twice: who failed is tried on the ladder, from what the source said last", async () => {
    const tries: number[] = [];
    world.target.failOn = { text: "POST", error: new ScimError("taken", { status: 409 }) };
    rounds.push([...is(person("ada", { jobTitle: "Clerk", department: "Sales" }))]);
    for (const hour of [0, 1, 2, 5, 6, 7, 12, 13, 24, 47, 48]) {
      world.clock = at(hour);
      if ((await cycle()).length > 0) tries.push(hour);
    }
    // A conflict is looked at a second time at the end of its cycle.
    expect(tries).toEqual([0, 1, 6, 12, 24, 48]);
    world.target.failOn = undefined;
    world.clock = at(72);
    await cycle();
    expect(world.account("ada")).toMatchObject({ title: "Clerk" });
  });

  it("names a user anew who is in escrow: only what it says now counts", async () => {
    world.target.failOn = { text: "POST", error: BUSY };
    await cycle(...is(person("ada", { jobTitle: "Clerk" })));
    world.target.failOn = undefined;
    expect(await cycle(...is(person("ada", { jobTitle: "Director" })))).toEqual(["POST ada@contoso.com"]);
    expect(world.account("ada")).toMatchObject({ title: "Director" });
    expect(await cycle()).toEqual([]);
  });

  it("has everybody in escrow tried at once after a restart of the escrows, whatever crashes before", async () => {
    world.target.failOn = { text: "POST", error: new ScimError("no", { status: 403 }) };
    await cycle(...is(person("ada")));
    await cycle();
    expect(await cycle()).toEqual([]);
    await world.job().restart(["Escrows"]);
    world.target.failOn = undefined;
    Object.assign(world.directory, { read: spoilOnce(world.directory.read) });
    expect((await world.cycle()).summary.outcome).toBe("incomplete");
    expect(await cycle()).toEqual(["POST ada@contoso.com"]);
    expect(await cycle()).toEqual([]);
  });

  it("has users tried again whose attempt a clock planned that has been set back since", async () => {
    world.clock = at(24 * 400);
    world.target.failOn = { text: "POST", error: BUSY };
    await cycle(...is(person("ada")));
    world.clock = at(0);
    world.target.failOn = undefined;
    expect(await cycle()).toEqual(["POST ada@contoso.com"]);
  });

  it("leaves an account that vanished to the next cycle, which makes another", async () => {
    await cycle(...is(person("ada")));
    world.target.accounts.clear();
    await cycle(...is(person("ada", { jobTitle: "Clerk" })));
    expect(await cycle()).toEqual(["POST ada@contoso.com"]);
  });

  it("is remembered for with the attributes that the job reads, and no others", async () => {
    world.target.failOn = { text: "POST", error: BUSY };
    await cycle(...is(person("ada", { salary: "100000" })));
    const text = JSON.stringify(await world.state.get("ada"));
    expect(text).toContain("ada@contoso.com");
    expect(text).not.toContain("100000");
  });

  it("takes users in escrow over from a state that remembers nothing of them", async () => {
    world.target.failOn = { text: "POST", error: new ScimError("no", { status: 403 }) };
    await cycle(...is(person("ada")));
    await cycle();
    const stored = await world.state.get("ada");
    if (stored?.escrow === undefined) throw new Error("ada is not in escrow");
    const { lastKnown: _unknown, ...escrow } = stored.escrow;
    await world.state.commit({ record: { ...stored, escrow } });
    expect(await cycle(...is(person("ada")))).toEqual([]);
    world.target.failOn = undefined;
    world.clock = new Date(world.clock.getTime() + 86_400_000);
    expect(await cycle()).toEqual(["POST ada@contoso.com"]);
  });

  it("that said a user is gone for good is remembered when everybody is read again", async () => {
    await cycle(...is(person("ada"), person("bob")));
    world.target.failOn = { text: "DELETE", error: BUSY };
    await cycle({ kind: "removed", id: "ada", removal: "hard" });
    world.target.failOn = undefined;
    await world.job().restart(["Watermark"]);
    rounds = [[...is(person("bob"))]];
    expect(await cycle()).toEqual(["DELETE t1"]);
  });
});

describe("a delta that names a user more than once", () => {
  const off = (id: string) => person(id, { accountEnabled: "False" });
  const gone = (id: string): SourceEvent => ({ kind: "removed", id, removal: "hard" });
  const renamed = (id: string) => person(id, { jobTitle: "Analyst" });

  beforeEach(() => cycle(...is(person("ada"))));

  it.each<[string, SourceEvent[], string[]]>([
    [
      "changed, then changed",
      is(person("ada", { jobTitle: "Clerk" }), renamed("ada")),
      ["PATCH t1 title", "PATCH t1 title"],
    ],
    ["new, then changed", is(person("bob"), renamed("bob")), ["POST bob@contoso.com", "PATCH t2 title"]],
    ["new, then gone", [...is(person("bob")), gone("bob")], ["POST bob@contoso.com", "DELETE t2"]],
    ["disabled, then enabled", is(off("ada"), person("ada")), []],
    ["gone, then there", [gone("ada"), ...is(renamed("ada"))], ["PATCH t1 title"]],
    ["gone, then gone", [gone("ada"), gone("ada")], ["DELETE t1"]],
    ["enabled, then disabled", is(renamed("ada"), off("ada")), ["PATCH t1 title", "PATCH t1 active"]],
    ["the same again", is(person("ada"), person("ada")), []],
  ])("takes the last word: %s", async (_what, events, writes) => {
    expect(await cycle(...events)).toEqual(writes);
    expect(await cycle()).toEqual([]);
  });

  it("keeps to the threshold by the last word", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `user${index}`);
    await cycle(...is(...many.map((id) => person(id))));
    await cycle(...is(...many.slice(0, 20).map(off), ...many.slice(0, 20).map((id) => person(id))));
    expect(await cycle(...is(...many.slice(20).map(off)))).toHaveLength(20);
  });

  it("takes the last word of a user whose first one met a value that was taken", async () => {
    await cycle(...is(person("bob")));
    const named = (id: string, name: string) => person(id, { mail: `${name}@contoso.com` });
    await cycle(
      ...is(named("ada", "bob"), named("eve", "bob"), named("bob", "rob"), named("ada", "ann"), named("eve", "eva")),
    );
    const names = [...world.target.accounts.values()].map(({ userName }) => userName).sort();
    expect(names).toEqual(["ann@contoso.com", "eva@contoso.com", "rob@contoso.com"]);
    expect(await cycle()).toEqual([]);
  });

  it("reads it again when the read was incomplete", async () => {
    world.directory.read = spoilOnce(world.directory.read);
    const events = is(person("bob"), renamed("bob"));
    await cycle(...events);
    await cycle();
    expect(world.target.accounts.get("t2")).toMatchObject({ userName: "bob@contoso.com", title: "Analyst" });
  });

  it("takes the last word on demand too", async () => {
    rounds.push(is(person("bob"), renamed("bob"), person("eve")), [gone("eve")]);
    const { result } = await world.job().provisionOnDemand("BOB@contoso.com");
    expect([result, world.account("bob")?.["title"]]).toEqual(["Success", "Analyst"]);
    await expect(world.job().provisionOnDemand("eve")).rejects.toMatchObject({ code: "invalid_source" });
  });
});

describe("a job whose target refuses its first cycle", () => {
  it("is in quarantine, tells so once, and leaves it with the first success", async () => {
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
    expect(await cycle(...is(person("ada")))).toEqual(["POST ada@contoso.com"]);
    expect((await world.job().status()).code).toBe("Active");
  });
});

describe("an adoption", () => {
  it.each([
    ["that changes nothing", {}],
    ["that changes the account", { title: "Clerk" }],
  ])("%s is logged with both identities", async (_what, attributes) => {
    await cycle(...is(person("ada")));
    const account = { ...world.account("ada"), ...attributes, id: "t9" };
    const users = is(person("ada"));
    const other = newWorld(users.flatMap((event) => (event.kind === "user" ? [event.user] : [])));
    other.target.accounts.set("t9", account);
    await other.cycle();
    const [entry] = await other.log("ada");
    expect(entry?.sourceIdentity).toMatchObject({ id: "ada", displayName: "ada@contoso.com" });
    expect(entry?.targetIdentity).toMatchObject({ id: "t9", displayName: "ada@contoso.com" });
  });
});
