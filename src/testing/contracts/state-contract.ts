/**
 * The contract of provisioning states, as named cases for any test runner:
 *
 *     for (const { name, run } of stateContract()) test(name, async () => run(await openEmptyState()));
 */
import type { ProvisioningState } from "../../provisioning/index.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { collect, entry, intent, record, recordAwaiting, recordInEscrow, sourceIdsOf } from "./sample-records.ts";
import { commandCases } from "./state-command-cases.ts";
import { mirrorCases } from "./state-mirror-cases.ts";
import { reopenCases, unknownMembers } from "./state-reopen-cases.ts";

/**
 * Returns the cases that every provisioning state must pass. They import no test runner and need no clock.
 *
 * @param options - `reopen` closes a state and opens it again as the next process does, or the next version with a
 * newer table format; with it, the cases also prove that nothing is lost in between. Default: the state ends with its
 * process.
 * @example
 * ```ts
 * import { MemoryState } from "proxyclick-scim/provisioning";
 * import { stateContract } from "proxyclick-scim/testing";
 * import { test } from "vitest";
 *
 * for (const { name, run } of stateContract()) test(name, () => run(new MemoryState()));
 * ```
 */
export function stateContract({
  reopen,
}: {
  readonly reopen?: (state: ProvisioningState) => Promise<ProvisioningState>;
} = {}): readonly ContractCase<ProvisioningState>[] {
  return [
    ...cases,
    ...commandCases,
    ...mirrorCases,
    unknownMembers,
    ...(reopen === undefined ? [] : reopenCases(reopen)),
  ];
}

const cases: readonly ContractCase<ProvisioningState>[] = [
  {
    name: "is empty at first",
    async run(state) {
      checkEqual("the job record", await state.readJob(), undefined);
      checkEqual("the user record", await state.get("ada"), undefined);
      checkEqual("the size", await state.size(), { linked: 0, lastOrdinal: 0 });
      checkEqual("the open intents", await state.openIntents(), []);
      checkEqual("the entries", await collect(state.entries()), []);
    },
  },
  {
    name: "stores the record of the job",
    async run(state) {
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: false });
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: true, watermark: "w" });
      checkEqual("the job record", await state.readJob(), {
        jobId: "j",
        fingerprint: "f",
        initialDone: true,
        watermark: "w",
      });
    },
  },
  {
    name: "assigns each record an ordinal that does not change",
    async run(state) {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob", "t2") });
      await state.commit({ record: record("ada", "t1") });
      checkEqual("the user record", await state.get("ada"), { ...record("ada", "t1"), ordinal: 1 });
      checkEqual("the user record", await state.get("bob"), { ...record("bob", "t2"), ordinal: 2 });
      checkEqual("the size", await state.size(), { linked: 2, lastOrdinal: 2 });
    },
  },
  {
    name: "never reuses an ordinal",
    async run(state) {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob") });
      await state.commit({ forget: "bob" });
      await state.commit({ record: record("eve") });
      checkEqual("the user record", (await state.get("eve"))?.ordinal, 3);
    },
  },
  {
    name: "knows the owner of an account while a link exists",
    async run(state) {
      await state.commit({ record: record("ada", "t1") });
      checkEqual("the owner of an account", await state.ownerOf("t1"), "ada");
      await state.commit({ record: record("ada") });
      checkEqual("the owner of an account", await state.ownerOf("t1"), undefined);
      await state.commit({ record: record("ada", "t9") });
      await state.commit({ forget: "ada" });
      checkEqual("the owner of an account", await state.ownerOf("t9"), undefined);
      checkEqual("the user record", await state.get("ada"), undefined);
    },
  },
  {
    name: "iterates over records in order up to an ordinal, even while they are removed",
    async run(state) {
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: record(`user${index}`) });
      const visited: string[] = [];
      for await (const stored of state.records(1_100)) {
        visited.push(stored.sourceId);
        await state.commit({ forget: stored.sourceId });
      }
      checkEqual(
        "the users in the order of iteration",
        visited,
        Array.from({ length: 1_100 }, (_one, index) => `user${index + 1}`),
      );
      checkEqual("the number of remaining records", sourceIdsOf(await collect(state.records(1_200))).length, 100);
    },
  },
  {
    name: "keeps why a user is skipped, until the user no longer is",
    async run(state) {
      await state.commit({ record: { ...record("ada"), skipped: "NotAssigned" } });
      const kept = { ...record("ada"), skipped: "NotAssigned", ordinal: 1 };
      checkEqual("the record", await state.get("ada"), kept);
      checkEqual("the records", await collect(state.records(1)), [kept]);
      if (state.countSkipped !== undefined) checkEqual("the counts", await state.countSkipped(), { NotAssigned: 1 });
      await state.commit({ record: record("ada") });
      checkEqual("the record", await state.get("ada"), { ...record("ada"), ordinal: 1 });
    },
  },
  {
    name: "finds the records that wait for a user who now has an account",
    async run(state) {
      const resolvable = async () => sourceIdsOf(await collect(state.resolvable())).sort();
      await state.commit({ record: recordAwaiting("ada", "boss") });
      await state.commit({ record: recordAwaiting("bob", "boss") });
      await state.commit({ record: recordAwaiting("eve", "nobody") });
      await state.commit({ record: record("boss") });
      checkEqual("the users that no longer need to wait", await resolvable(), []);
      await state.commit({ record: record("boss", "t9") });
      checkEqual("the users that no longer need to wait", await resolvable(), ["ada", "bob"]);
      const [first] = await collect(state.resolvable());
      checkEqual("a waiting record", first, { ...recordAwaiting("ada", "boss"), ordinal: 1 });
      await state.commit({ record: record("ada", "t-ada") });
      await state.commit({ forget: "bob" });
      checkEqual("the users that no longer need to wait", await resolvable(), []);
      await state.commit({ record: recordAwaiting("bob", "boss") });
      await state.forgetAll();
      await state.commit({ record: record("boss", "t9") });
      checkEqual("the users that no longer need to wait", await resolvable(), []);
    },
  },
  {
    name: "finds the users in escrow that are due between two times, in the order of their times",
    async run(state) {
      const due = async (after: string, until: string) => sourceIdsOf(await collect(state.due(after, until)));
      const [early, noon, late] = ["2026-03-01T08:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-02T08:00:00.000Z"];
      await state.commit({ record: recordInEscrow("late", late) });
      await state.commit({ record: recordInEscrow("noon", noon) });
      await state.commit({ record: recordInEscrow("early", early, { removal: "hard" }) });
      const { lastKnown: _unknown, ...escrow } = recordInEscrow("forgetful", early).escrow;
      await state.commit({ record: { ...record("forgetful"), escrow } });
      checkEqual("the users due until noon", await due("", noon), ["early", "noon"]);
      checkEqual("the users due after the first time", await due(early, late), ["noon", "late"]);
      const [first] = await collect(state.due("", early));
      checkEqual("a due record", first, { ...recordInEscrow("early", early, { removal: "hard" }), ordinal: 3 });
      await state.commit({ record: recordInEscrow("noon", late) });
      await state.commit({ record: record("early") });
      checkEqual("the users due until noon", await due("", noon), []);
      await state.commit({ forget: "late" });
      checkEqual("all due users", await due("", late), ["noon"]);
      await state.forgetAll();
      checkEqual("all due users", await due("", late), []);
    },
  },
  {
    name: "finds many users that are due at the same time, even while they leave escrow",
    async run(state) {
      const time = "2026-03-01T08:00:00.000Z";
      for (let index = 1; index <= 1_200; index += 1)
        await state.commit({ record: recordInEscrow(`user${index}`, time) });
      const visited = new Set<string>();
      for await (const { sourceId } of state.due("", time)) {
        visited.add(sourceId);
        await state.commit({ record: record(sourceId, `t-${sourceId}`) });
      }
      checkEqual("the number of different users", visited.size, 1_200);
    },
  },
  {
    name: "finds all records that wait, even while they stop waiting",
    async run(state) {
      await state.commit({ record: record("boss", "t0") });
      for (let index = 1; index <= 1_200; index += 1)
        await state.commit({ record: recordAwaiting(`user${index}`, "boss") });
      const visited: string[] = [];
      for await (const stored of state.resolvable()) {
        visited.push(stored.sourceId);
        await state.commit({ record: record(stored.sourceId, `t-${stored.sourceId}`) });
      }
      checkEqual("the number of different users", new Set(visited).size, 1_200);
      checkEqual("the number of records", visited.length, 1_200);
    },
  },
  {
    name: "ends an intent and stores its outcome in one commit",
    async run(state) {
      await state.begin(intent("c1"));
      await state.begin(intent("c2"));
      checkEqual("the open intents", await state.openIntents(), [intent("c1"), intent("c2")]);
      await state.commit({ endIntent: "c1", record: record("ada", "t1"), entry: entry("e1") });
      checkEqual("the open intents", await state.openIntents(), [intent("c2")]);
      checkEqual("the entries", await collect(state.entries()), [entry("e1")]);
    },
  },
  {
    name: "returns log entries in the order of their commits, from the first or after a given one",
    async run(state) {
      for (const id of ["e3", "e1", "e2"]) await state.commit({ entry: entry(id) });
      const ids = async (after?: string) => (await collect(state.entries(after))).map((one) => one.id);
      checkEqual("the ids of the entries", await ids(), ["e3", "e1", "e2"]);
      checkEqual("the ids of the entries", await ids("e1"), ["e2"]);
      checkEqual("the ids of the entries", await ids("e2"), []);
      checkEqual("the ids of the entries", await ids("unknown"), ["e3", "e1", "e2"]);
      checkEqual("whether the log contains an entry", await state.hasEntry("e1"), true);
      checkEqual("whether the log contains an entry", await state.hasEntry("unknown"), false);
    },
  },
  {
    name: "drops old entries that the sinks have, up to the position of the slowest, if it drops any",
    async run(state) {
      if (state.dropEntries === undefined) return;
      const ids = async () => (await collect(state.entries())).map((one) => one.id);
      const times = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
      for (const [index, day] of times.entries())
        await state.commit({ entry: { ...entry(`e${index + 1}`), activityDateTime: `${day}T08:00:00.000Z` } });
      await state.dropEntries("2026-03-04T00:00:00.000Z", ["file"]);
      checkEqual("the entries before a sink has any", await ids(), ["e1", "e2", "e3", "e4"]);
      await state.commit({ delivered: { sink: "file", entry: "e3" } });
      await state.dropEntries("2026-03-02T00:00:00.000Z", ["file"]);
      checkEqual("the entries after the old one was dropped", await ids(), ["e2", "e3", "e4"]);
      await state.dropEntries("2026-04-01T00:00:00.000Z", ["file"]);
      checkEqual("the entries from the position of the sink on", await ids(), ["e3", "e4"]);
    },
  },
  {
    name: "resolves commits in the order of their entries in the log",
    async run(state) {
      const resolved: string[] = [];
      const commits = ["e1", "e2", "e3", "e4"].map((id) =>
        state.commit({ entry: entry(id) }).then(() => resolved.push(id)),
      );
      await Promise.all(commits);
      const ids = (await collect(state.entries())).map((one) => one.id);
      checkEqual("the ids in the order in which the commits resolved", resolved, ids);
    },
  },
  {
    name: "stores the delivery position of each sink in the same commit as other changes",
    async run(state) {
      checkEqual("the delivery position of an unknown sink", await state.delivered("file"), undefined);
      await state.commit({ delivered: { sink: "file", entry: "" } });
      checkEqual("the initial delivery position of a sink", await state.delivered("file"), "");
      await state.commit({ entry: entry("e1"), delivered: { sink: "file", entry: "e1" } });
      await state.commit({ delivered: { sink: "Zoë's mail", entry: "e0" } });
      await state.forgetAll();
      checkEqual("the delivery position of a sink", await state.delivered("file"), "e1");
      checkEqual("the delivery position of another sink", await state.delivered("Zoë's mail"), "e0");
    },
  },
  {
    name: "forgets users and intents, but keeps the log and the job",
    async run(state) {
      const job = { jobId: "j", fingerprint: "f", initialDone: true };
      await state.writeJob(job);
      await state.commit({ record: record("ada", "t1"), entry: entry("e1") });
      await state.begin(intent("c1"));
      await state.forgetAll();
      checkEqual("the user record", await state.get("ada"), undefined);
      checkEqual("the owner of an account", await state.ownerOf("t1"), undefined);
      checkEqual("the number of linked users", (await state.size()).linked, 0);
      checkEqual("the open intents", await state.openIntents(), []);
      checkEqual("the entries", await collect(state.entries()), [entry("e1")]);
      checkEqual("the job record", await state.readJob(), job);
    },
  },
];
