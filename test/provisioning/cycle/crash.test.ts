/**
 * A crash at any step: the job is abandoned at every single call to the target, the state and the log in turn, before
 * and after it took effect. The next run must end where an undisturbed one ends, with every change in the log once.
 */
import { describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import {
  type CycleSummary,
  createProvisioningJob,
  type LogSink,
  MemoryState,
  type ProvisioningLogEntry,
  type SourceEvent,
} from "../../../src/provisioning/index.ts";
import { Crash, type CrashPoint, crashingSink, crashingState, crashingTarget } from "../../support/crash.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";

const DAY_1 = [
  person("ada"),
  person("bob"),
  person("eve"),
  person("off", { accountEnabled: "False" }),
  person("gone"),
  person("dup", { mail: "ada@contoso.com" }),
];
const DAY_2 = [
  person("ada", { jobTitle: "Director" }),
  person("bob", { accountEnabled: "False" }),
  person("eve", { mail: "eva@contoso.com" }),
  person("new"),
  person("off"),
  person("dup", { mail: "own@contoso.com" }),
];

interface World {
  readonly target: FakeTarget;
  readonly state: MemoryState;
  readonly entries: ProvisioningLogEntry[];
  readonly sink: LogSink;
}

function newWorld(): World {
  const entries: ProvisioningLogEntry[] = [];
  const sink: LogSink = {
    lastEntryId: async () => entries.at(-1)?.id,
    append: async (batch) => {
      entries.push(...batch);
    },
  };
  return { target: fakeTarget(), state: new MemoryState(), entries, sink };
}

const NEVER: CrashPoint = { at: undefined, effect: "before", calls: 0 };

async function run(world: World, users: typeof DAY_1, point: CrashPoint): Promise<CycleSummary> {
  const job = createProvisioningJob({
    source: fakeDirectory(users),
    target: crashingTarget(world.target, point),
    state: crashingState(world.state, point),
    log: crashingSink(world.sink, point),
    mapping: schema(),
    deleteAfterDays: 0,
    concurrency: 3,
  });
  return job.runCycle();
}

/** What a person sees of a world: the accounts, and which change of which user is in the log how often. */
function outcome({ target, entries }: World) {
  const accounts = [...target.accounts.values()].map(({ id: _id, ...account }) => account);
  const changes = entries
    .filter((entry) => entry.provisioningStatusInfo.status === "success")
    .map((entry) =>
      [
        entry.provisioningAction,
        entry.sourceIdentity.id,
        ...entry.modifiedProperties.map((property) => property.newValue),
      ].join(" "),
    );
  return { accounts: accounts.map((account) => JSON.stringify(account)).sort(), changes: changes.sort() };
}

/** Writes that the log counts, by what they do. */
async function writesInLog(state: MemoryState): Promise<Record<string, number>> {
  const writes = { created: 0, updated: 0, disabled: 0, deleted: 0 };
  const totals = new Map<string, keyof typeof writes>([
    ["create", "created"],
    ["update", "updated"],
    ["disable", "disabled"],
    ["delete", "deleted"],
  ]);
  for await (const { provisioningAction, provisioningStatusInfo } of state.entries()) {
    const total = totals.get(provisioningAction);
    if (total !== undefined && provisioningStatusInfo.status === "success") writes[total] += 1;
  }
  return writes;
}

async function logOfState(state: MemoryState): Promise<string[]> {
  const ids: string[] = [];
  for await (const entry of state.entries()) ids.push(entry.id);
  return ids;
}

async function undisturbed(
  days: readonly (typeof DAY_1)[],
): Promise<{ readonly world: World; readonly calls: number }> {
  const world = newWorld();
  let calls = 0;
  for (const users of days) {
    const point: CrashPoint = { at: undefined, effect: "before", calls: 0 };
    await run(world, users, point);
    calls = point.calls;
  }
  return { world, calls };
}

describe.each([
  ["an initial cycle", [DAY_1]],
  ["an incremental cycle", [DAY_1, DAY_2]],
] as const)("%s", (_cycle, days) => {
  it("that crashes at any step is completed by the next run", async () => {
    const { world: expected, calls } = await undisturbed(days);
    const last = days.at(-1) ?? [];
    expect(calls).toBeGreaterThan(20);
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const world = newWorld();
        for (const users of days.slice(0, -1)) await run(world, users, NEVER);
        await expect(run(world, last, { at, effect, calls: 0 }), `crash ${effect} call ${at}`).rejects.toThrow(Crash);
        const { created, updated, disabled, deleted } = await writesInLog(world.state);
        const { counts } = await run(world, last, NEVER);
        expect(outcome(world), `crash ${effect} call ${at}`).toEqual(outcome(expected));
        // A write whose effect the second run finds counts there, and one that the first run committed does not.
        expect(await writesInLog(world.state), `counts after crash ${effect} call ${at}`).toEqual({
          created: Number(created) + counts.created,
          updated: Number(updated) + counts.updated,
          disabled: Number(disabled) + counts.disabled,
          deleted: Number(deleted) + counts.deleted,
        });
        expect(
          world.entries.map((entry) => entry.id),
          `log after crash ${effect} call ${at}`,
        ).toEqual(await logOfState(world.state));
      }
    }
  });
});

/**
 * What the first suite does not meet: unique values, values that are cleared, and accounts that are deleted in place of
 * being disabled.
 */
describe("a cycle with unique values, nulls that flow and a target that cannot disable", () => {
  const NULLS = { flowNullValues: true };
  const mapping = schema({
    attributes: [
      ...BASIC_ATTRIBUTES,
      attribute("nickName", 'SelectUniqueValue([givenName], Append([givenName], "1"), Append([givenName], "2"))'),
      attribute("displayName", "[department]", NULLS),
    ],
  });
  const before = [person("ada"), person("bob"), person("eve")];
  const after = [person("ada", { department: "" }), person("bob", { accountEnabled: "False" }), person("new")];

  async function runSpecial(world: World, users: typeof before, point: CrashPoint): Promise<number> {
    const job = createProvisioningJob({
      source: fakeDirectory(users),
      target: crashingTarget(world.target, point),
      state: crashingState(world.state, point),
      log: world.sink,
      mapping,
      softDelete: false,
      concurrency: 1,
    });
    await job.runCycle();
    return point.calls;
  }

  it("that crashes at any step is completed by the next run", async () => {
    const expected = newWorld();
    await runSpecial(expected, before, { ...NEVER, calls: 0 });
    const calls = await runSpecial(expected, after, { ...NEVER, calls: 0 });
    expect(outcome(expected).accounts).toHaveLength(2);
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const world = newWorld();
        await runSpecial(world, before, { ...NEVER, calls: 0 });
        await expect(runSpecial(world, after, { at, effect, calls: 0 })).rejects.toThrow(Crash);
        await runSpecial(world, after, { ...NEVER, calls: 0 });
        expect(outcome(world), `crash ${effect} call ${at}`).toEqual(outcome(expected));
      }
    }
  });
});

/** Rounds of a directory that names only what changed. */
describe("a cycle over a delta, with users in escrow", () => {
  const rounds: readonly (readonly SourceEvent[])[] = [
    [person("ada"), person("bob"), person("eve"), person("joe")].map((user) => ({ kind: "user", user })),
    [
      { kind: "user", user: person("new") },
      { kind: "user", user: person("ada", { jobTitle: "Director" }) },
      { kind: "user", user: person("eve", { accountEnabled: "False" }) },
      { kind: "removed", id: "joe", removal: "hard" },
    ],
    [{ kind: "user", user: person("bob", { jobTitle: "Clerk" }) }],
  ];

  async function runRound(world: World, round: number, point: CrashPoint): Promise<number> {
    const source = fakeDirectory([]);
    Object.assign(source, {
      kind: "delta",
      read: async function* ({ watermark }: { readonly watermark?: string } = {}) {
        yield* rounds.slice(Number(watermark ?? 0), round).flat();
        yield { kind: "end", watermark: String(round) };
      },
    });
    const job = createProvisioningJob({
      source,
      target: crashingTarget(world.target, point),
      state: crashingState(world.state, point),
      log: world.sink,
      mapping: schema(),
      concurrency: 3,
    });
    await job.runCycle();
    return point.calls;
  }

  /** The second round fails for everybody it names. */
  async function failAll(world: World): Promise<void> {
    await runRound(world, 1, { ...NEVER, calls: 0 });
    const { users } = world.target;
    const refuse = async () => {
      throw new ScimError("busy", { status: 503 });
    };
    Object.assign(world.target, { users: { ...users, create: refuse, patch: refuse, delete: refuse } });
    await runRound(world, 2, { ...NEVER, calls: 0 });
    Object.assign(world.target, { users });
  }

  it("that crashes at any step is completed by the next run, though the delta does not list them again", async () => {
    const expected = newWorld();
    await failAll(expected);
    expect((await expected.state.readJob())?.watermark).toBe("2");
    const calls = await runRound(expected, 3, { ...NEVER, calls: 0 });
    expect(outcome(expected).accounts).toHaveLength(4);
    expect(outcome(expected).changes).toHaveLength(9);
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const world = newWorld();
        await failAll(world);
        await expect(runRound(world, 3, { at, effect, calls: 0 })).rejects.toThrow(Crash);
        await runRound(world, 3, { ...NEVER, calls: 0 });
        expect(outcome(world), `crash ${effect} call ${at}`).toEqual(outcome(expected));
      }
    }
  });
});
