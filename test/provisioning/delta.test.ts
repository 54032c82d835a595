/**
 * A source that names only what changed: whoever failed must be met again, for a delta names nobody twice.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../src/errors.ts";
import type { Notification, SourceEvent } from "../../src/provisioning/index.ts";
import { person } from "../support/fake-directory.ts";
import { newWorld, type World } from "../support/world.ts";

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

const is = (...users: readonly ReturnType<typeof person>[]) =>
  users.map((user): SourceEvent => ({ kind: "user", user }));

describe("a delta source", () => {
  it("is read from where the last cycle ended", async () => {
    await cycle(...is(person("ada")));
    expect(await cycle(...is(person("bob")))).toEqual(["POST bob@contoso.com"]);
    expect(await cycle()).toEqual([]);
    expect(from).toEqual([undefined, "1", "2"]);
  });

  it("is read again for a user who failed, and no further once that is done", async () => {
    await cycle(...is(person("ada")));
    world.target.failOn = { text: "POST bob", error: BUSY };
    await cycle(...is(person("bob"), person("eve")));
    expect(await cycle()).toEqual(["POST bob@contoso.com"]);
    world.target.failOn = undefined;
    expect(await cycle()).toEqual(["POST bob@contoso.com"]);
    expect(await cycle()).toEqual([]);
    expect(from).toEqual([undefined, "1", "1", "1", "2"]);
  });

  it("is read again for a removal that failed", async () => {
    await cycle(...is(person("ada")));
    world.target.failOn = { text: "DELETE", error: BUSY };
    await cycle({ kind: "removed", id: "ada", removal: "hard" });
    world.target.failOn = undefined;
    expect(await cycle()).toEqual(["DELETE t1"]);
    expect(await cycle()).toEqual([]);
  });
});

describe("a job whose target refuses its first cycle", () => {
  it("is in quarantine, tells so once, and leaves it with the first success", async () => {
    const told: Notification["kind"][] = [];
    const call = { method: "GET", path: "/Users", attempts: 1 };
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
