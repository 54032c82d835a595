/**
 * What every provisioning state promises, as named cases.
 */
import { expect } from "vitest";
import type {
  Intent,
  ObjectRecord,
  ProvisioningLogEntry,
  ProvisioningState,
  StoredRecord,
} from "../../src/provisioning/index.ts";

export function record(sourceId: string, targetId?: string): ObjectRecord {
  const base = { sourceId, name: `${sourceId}@contoso.com`, fingerprint: "f1" };
  return targetId === undefined
    ? base
    : { ...base, link: { targetId, values: { userName: sourceId, active: true }, status: "managed" } };
}

/** A record with an account that awaits another user's. */
export function awaiting(sourceId: string, other: string): ObjectRecord {
  return {
    sourceId,
    name: `${sourceId}@contoso.com`,
    fingerprint: "f1",
    link: { targetId: `t-${sourceId}`, values: {}, status: "managed", awaiting: { manager: other } },
  };
}

export function entry(id: string): ProvisioningLogEntry {
  return {
    id,
    activityDateTime: "2026-03-01T08:00:00.000Z",
    jobId: "job",
    cycleId: "cycle",
    changeId: `change-${id}`,
    provisioningAction: "create",
    durationInMilliseconds: 1,
    provisioningStatusInfo: { status: "success", errorInformation: null },
    provisioningSteps: [],
    modifiedProperties: [{ displayName: "userName", oldValue: null, newValue: 'Zoë "Z"\n👩' }],
    sourceSystem: { id: "", displayName: "Directory", details: {} },
    targetSystem: { id: "", displayName: "Target", details: {} },
    initiatedBy: { id: "", displayName: "test", initiatorType: "system" },
    sourceIdentity: { id: "ada", displayName: "ada", identityType: "User", details: {} },
    targetIdentity: { id: "", displayName: "", identityType: "User", details: {} },
  };
}

export function intent(changeId: string): Intent {
  return {
    changeId,
    kind: "create",
    matching: ['userName eq "ada"'],
    expected: { userName: "ada" },
    sourceId: "ada",
    record: record("ada", ""),
    entry: entry(changeId),
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const names = (records: readonly StoredRecord[]) => records.map((one) => one.sourceId);

export interface ContractCase {
  readonly name: string;
  readonly run: (state: ProvisioningState) => Promise<void>;
}

export const STATE_CONTRACT: readonly ContractCase[] = [
  {
    name: "is empty when it is new",
    run: async (state) => {
      expect(await state.readJob()).toBeUndefined();
      expect(await state.get("ada")).toBeUndefined();
      expect(await state.size()).toEqual({ linked: 0, lastOrdinal: 0 });
      expect(await state.openIntents()).toEqual([]);
      expect(await collect(state.entries())).toEqual([]);
    },
  },
  {
    name: "keeps the job's record",
    run: async (state) => {
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: false });
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: true, watermark: "w" });
      expect(await state.readJob()).toEqual({ jobId: "j", fingerprint: "f", initialDone: true, watermark: "w" });
    },
  },
  {
    name: "gives records an ordinal that stays with them",
    run: async (state) => {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob", "t2") });
      await state.commit({ record: record("ada", "t1") });
      expect(await state.get("ada")).toEqual({ ...record("ada", "t1"), ordinal: 1 });
      expect(await state.get("bob")).toEqual({ ...record("bob", "t2"), ordinal: 2 });
      expect(await state.size()).toEqual({ linked: 2, lastOrdinal: 2 });
    },
  },
  {
    name: "never gives an ordinal again",
    run: async (state) => {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob") });
      await state.commit({ forget: "bob" });
      await state.commit({ record: record("eve") });
      expect((await state.get("eve"))?.ordinal).toBe(3);
    },
  },
  {
    name: "knows the owner of an account as long as there is a link",
    run: async (state) => {
      await state.commit({ record: record("ada", "t1") });
      expect(await state.ownerOf("t1")).toBe("ada");
      await state.commit({ record: record("ada") });
      expect(await state.ownerOf("t1")).toBeUndefined();
      await state.commit({ record: record("ada", "t9") });
      await state.commit({ forget: "ada" });
      expect(await state.ownerOf("t9")).toBeUndefined();
      expect(await state.get("ada")).toBeUndefined();
    },
  },
  {
    name: "walks through records in order, up to an ordinal, also while they are removed",
    run: async (state) => {
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: record(`user${index}`) });
      const met: string[] = [];
      for await (const stored of state.records(1_100)) {
        met.push(stored.sourceId);
        await state.commit({ forget: stored.sourceId });
      }
      expect(met).toEqual(Array.from({ length: 1_100 }, (_one, index) => `user${index + 1}`));
      expect(names(await collect(state.records(1_200)))).toHaveLength(100);
    },
  },
  {
    name: "finds the records that await somebody who has an account by now",
    run: async (state) => {
      const resolvable = async () => names(await collect(state.resolvable())).sort();
      await state.commit({ record: awaiting("ada", "boss") });
      await state.commit({ record: awaiting("bob", "boss") });
      await state.commit({ record: awaiting("eve", "nobody") });
      await state.commit({ record: record("boss") });
      expect(await resolvable()).toEqual([]);
      await state.commit({ record: record("boss", "t9") });
      expect(await resolvable()).toEqual(["ada", "bob"]);
      expect((await collect(state.resolvable()))[0]).toMatchObject(awaiting("ada", "boss"));
      await state.commit({ record: record("ada", "t-ada") });
      await state.commit({ forget: "bob" });
      expect(await resolvable()).toEqual([]);
      await state.commit({ record: awaiting("bob", "boss") });
      await state.forgetAll();
      await state.commit({ record: record("boss", "t9") });
      expect(await resolvable()).toEqual([]);
    },
  },
  {
    name: "finds them all, also while they stop waiting",
    run: async (state) => {
      await state.commit({ record: record("boss", "t0") });
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: awaiting(`user${index}`, "boss") });
      const met: string[] = [];
      for await (const stored of state.resolvable()) {
        met.push(stored.sourceId);
        await state.commit({ record: record(stored.sourceId, `t-${stored.sourceId}`) });
      }
      expect(new Set(met).size).toBe(1_200);
      expect(met).toHaveLength(1_200);
    },
  },
  {
    name: "ends an intent together with what came of it",
    run: async (state) => {
      await state.begin(intent("c1"));
      await state.begin(intent("c2"));
      expect(await state.openIntents()).toEqual([intent("c1"), intent("c2")]);
      await state.commit({ endIntent: "c1", record: record("ada", "t1"), entry: entry("e1") });
      expect(await state.openIntents()).toEqual([intent("c2")]);
      expect(await collect(state.entries())).toEqual([entry("e1")]);
    },
  },
  {
    name: "gives log entries in the order of their commits, from the start or after one of them",
    run: async (state) => {
      for (const id of ["e3", "e1", "e2"]) await state.commit({ entry: entry(id) });
      const ids = async (after?: string) => (await collect(state.entries(after))).map((one) => one.id);
      expect(await ids()).toEqual(["e3", "e1", "e2"]);
      expect(await ids("e1")).toEqual(["e2"]);
      expect(await ids("e2")).toEqual([]);
      expect(await ids("unknown")).toEqual(["e3", "e1", "e2"]);
      expect(await state.hasEntry("e1")).toBe(true);
      expect(await state.hasEntry("unknown")).toBe(false);
    },
  },
];
