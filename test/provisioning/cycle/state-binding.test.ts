/**
 * A state belongs to one source and one target: a job with others changes nobody until the change is confirmed.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import type { ProvisioningJobOptions, SourceUser } from "../../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { listed, newDeltaWorld } from "../../support/delta-world.ts";
import { person } from "../../support/fake-directory.ts";
import { fakeTarget } from "../../support/fake-target.ts";
import { newWorld, type World } from "../../support/world.ts";

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => person(`${name}${index}`));
const OURS = numbered("ada", 6);
const THEIRS = numbered("eve", 6);
const A = "https://a.example.com/scim";
const B = "https://b.example.com/scim";

let world: World;
type Options = Partial<ProvisioningJobOptions>;

beforeEach(() => {
  world = newWorld(OURS);
});

const targetAt = (identity: string | undefined): Options => ({ target: { ...world.target, identity } });
const sourceOf = (identity: string | undefined, users: readonly SourceUser[] = OURS): Options => {
  world.directory.users = [...users];
  return { source: { ...world.directory, identity } };
};
const recordsOf = async () => collect(world.state.records((await world.state.size()).lastOrdinal));

/** Runs what must end with `state_mismatch` and write nothing; the message. */
async function mismatchOf(run: () => Promise<unknown>): Promise<string> {
  const everything = async () => [
    await world.state.readJob(),
    await recordsOf(),
    await collect(world.state.entries()),
    [...world.target.accounts],
  ];
  const before = JSON.stringify(await everything());
  const error: unknown = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "ProvisioningError", code: "state_mismatch" });
  expect(JSON.stringify(await everything())).toBe(before);
  return error instanceof Error ? error.message : "";
}

const refused = (options: Options = {}) => mismatchOf(() => world.job(options).runCycle());

describe("identities", () => {
  it.each([
    ["target", targetAt],
    ["source", sourceOf],
  ] as const)("refuse another %s, and name both", async (side, having) => {
    await world.cycle(OURS, having(A));
    const message = await refused(having(B));
    for (const part of [side, A, B, "--rebind", "--state"]) expect(message).toContain(part);
    expect((await world.cycle(undefined, having(A))).summary.counts.unchanged).toBe(6);
  });

  it.each<[string, (options: Options) => Promise<unknown>]>([
    ["a dry run", (options) => world.job({ ...options, dryRun: true }).runCycle()],
    ["provisioning on demand", (options) => world.job(options).provisionOnDemand("ada0")],
    ["discovery", (options) => collect(world.job(options).discover())],
    ["a restart", (options) => world.job(options).restart()],
  ])("are compared by %s, too", async (_what, run) => {
    await world.cycle(OURS, targetAt(A));
    await mismatchOf(() => run(targetAt(B)));
  });

  it("stay known while a run has none", async () => {
    await world.cycle(OURS, targetAt(A));
    await world.cycle(undefined, targetAt(undefined));
    await refused(targetAt(B));
  });

  it("are compared before a delta round, too", async () => {
    const delta = newDeltaWorld();
    await delta.change(...listed(person("ada")));
    Object.assign(delta.directory, { identity: "one" });
    await delta.change();
    Object.assign(delta.directory, { identity: "other" });
    await expect(delta.change(...listed(person("bob")))).rejects.toMatchObject({ code: "state_mismatch" });
    expect(delta.target.accounts.size).toBe(1);
  });

  it("are forgotten with the links by a full restart", async () => {
    await world.cycle(OURS, targetAt(A));
    await world.job(targetAt(B)).restart(["Full"]);
    expect((await world.cycle(undefined, targetAt(B))).summary.counts).toMatchObject({
      skipped: { RedundantExport: 6 },
    });
  });

  it("of clients are their base URL, without flags and slash, and with the host in lower case", () => {
    const tenantUrl = "https://API.Example.com:443/Scim/v1/?aadOptscim062020";
    const client = new ProxyclickScimClient({ tenantUrl, secretToken: "a-secret-token" });
    expect(client.identity).toBe("https://api.example.com/Scim/v1");
    expect(client.users.identity).toBe(client.identity);
  });
});

describe("a source without identity", () => {
  beforeEach(() => world.cycle());

  it("is refused when the state knows none of its users", async () => {
    world.directory.users = THEIRS;
    expect(await refused({ deletionThreshold: "off" })).toContain("links 6 users");
    await mismatchOf(() => world.job().provisionOnDemand("eve1"));
    await mismatchOf(() => collect(world.job().discover()));
  });

  it("is the same when one user is known, however late in the read", async () => {
    const { summary } = await world.cycle([...numbered("new", 50), ...OURS.slice(0, 1)], { deletionThreshold: "off" });
    expect(summary).toMatchObject({ outcome: "completed", counts: { created: 50, disabled: 5 } });
  });

  it.each([
    ["without users", []],
    ["with a few others", THEIRS.slice(0, 2)],
  ])("is a matter of the deletion threshold %s", async (_what, users) => {
    expect((await world.cycle(users)).summary).toMatchObject({ outcome: "held_back", heldBack: 6 });
  });

  it("that is cut short proves nothing", async () => {
    world.directory.cutAfter = 4;
    expect((await world.cycle(THEIRS)).summary).toMatchObject({ outcome: "incomplete", counts: { disabled: 0 } });
  });

  it("is not compared while the state links a few users only", async () => {
    world = newWorld(OURS.slice(0, 3));
    await world.cycle();
    expect((await world.cycle(THEIRS)).summary.counts).toMatchObject({ created: 6, disabled: 3 });
  });

  it("is compared when a delta reads everybody, not in its rounds", async () => {
    const delta = newDeltaWorld();
    await delta.change(...listed(...OURS));
    expect(await delta.change(...listed(...THEIRS))).toHaveLength(6);
    delta.rounds = [listed(...numbered("kim", 6))];
    await delta.job().restart(["Watermark"]);
    await expect(delta.change()).rejects.toMatchObject({ code: "state_mismatch" });
    expect(delta.target.accounts.size).toBe(12);
  });
});

describe("a target without identity", () => {
  beforeEach(() => world.cycle());

  it("is looked at once a cycle, and is the same when one account is there", async () => {
    world.target.accounts.delete("t1");
    expect((await world.cycle()).calls).toEqual(["GET t1", "GET t2"]);
  });

  it.each([
    ["has none of the linked accounts", () => world.target.accounts.clear()],
    [
      "has the ids for other accounts",
      () => {
        for (const id of [...world.target.accounts.keys()])
          world.target.accounts.set(id, { id, userName: `stranger-${id}@other.com` });
      },
    ],
  ])("is refused when it %s", async (_what, change) => {
    change();
    await refused();
    await mismatchOf(() => world.job().provisionOnDemand("ada1"));
  });

  it("that answers errors proves nothing, and is not remembered as the one of the state", async () => {
    world.target.failOn = { text: "GET", error: new ScimError("busy", { status: 503 }) };
    await world.cycle(undefined, targetAt(B));
    expect((await world.state.readJob())?.identities).toBeUndefined();
    world.target.failOn = undefined;
    await world.cycle(undefined, targetAt(A));
    expect((await world.state.readJob())?.identities).toEqual({ target: A });
  });
});

describe("rebind", () => {
  const rebind = true;

  it("keeps the links to a service that only moved", async () => {
    await world.cycle(OURS, targetAt(A));
    const { calls } = await world.cycle(undefined, { ...targetAt(B), rebind });
    expect(calls).toEqual(["GET t1"]);
    expect((await world.cycle(undefined, targetAt(B))).summary.counts.unchanged).toBe(6);
    await refused(targetAt(A));
  });

  it("forgets the links to a service that has none of the accounts, and matches everybody again", async () => {
    await world.cycle(OURS, targetAt(A));
    await world.cycle(OURS.slice(1), targetAt(A));
    const other = { ...fakeTarget(), identity: B };
    await other.users.create({ userName: "ada3@contoso.com" });
    const { summary } = await world.cycle(undefined, { target: other, rebind });
    expect(summary.counts).toMatchObject({ created: 4, updated: 1, disabled: 0 });
    expect([...other.accounts.values()].map(({ userName }) => userName)).toHaveLength(5);
    expect((await recordsOf()).map(({ sourceId }) => sourceId)).not.toContain("ada0");
  });

  it("forgets nothing while the target does not say what it has", async () => {
    await world.cycle(OURS, targetAt(A));
    world.target.failOn = { text: "GET", error: new ScimError("busy", { status: 503 }) };
    await expect(world.job({ ...targetAt(B), rebind }).runCycle()).rejects.toMatchObject({ status: 503 });
    expect((await recordsOf()).filter(({ link }) => link !== undefined)).toHaveLength(6);
    expect((await world.state.readJob())?.identities).toEqual({ target: A });
  });

  it("leaves the users of another source to the deletion threshold", async () => {
    await world.cycle(OURS, sourceOf("one"));
    const { summary } = await world.cycle(THEIRS, { ...sourceOf("other", THEIRS), rebind });
    expect(summary).toMatchObject({ outcome: "held_back", heldBack: 6, counts: { created: 6, disabled: 0 } });
  });

  it("reads everybody of a delta, whose watermark belongs to its source", async () => {
    const delta = newDeltaWorld();
    await delta.change(...listed(...OURS));
    Object.assign(delta.directory, { identity: "other" });
    await delta.cycle(undefined, { rebind });
    expect(delta.watermarks.at(-1)).toBeUndefined();
  });

  it("counts for the first run of a job only", async () => {
    await world.cycle(OURS, sourceOf(undefined));
    const job = world.job({ rebind, deletionThreshold: "off" });
    world.directory.users = THEIRS;
    await job.runCycle();
    world.directory.users = numbered("kim", 6);
    await mismatchOf(() => job.runCycle());
  });

  it("of a discovery or a dry run changes nothing", async () => {
    await world.cycle(OURS, targetAt(A));
    world.target.accounts.clear();
    const before = JSON.stringify([await recordsOf(), await world.state.readJob()]);
    const options = { ...targetAt(B), rebind };
    expect(await collect(world.job(options).discover())).toEqual([]);
    const planned = await world.job({ ...options, dryRun: true }).runCycle();
    expect(planned.counts.created).toBe(6);
    expect(JSON.stringify([await recordsOf(), await world.state.readJob()])).toBe(before);
  });
});
