/**
 * What every provisioning state promises, as named cases for any test runner:
 *
 *     for (const { name, run } of stateContract()) test(name, async () => run(await openEmptyState()));
 */
import type { ProvisioningState } from "../../provisioning/index.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./case.ts";
import { reopenedCases, unknownMembers } from "./reopened-state-cases.ts";
import { awaiting, collect, entry, escrowed, intent, namesOf, record } from "./sample-records.ts";

/** Options of {@link stateContract}. */
export interface StateContractOptions {
  /**
   * Closes a state and opens it again, as the next process does, or the next version with tables of a newer format. Given, the cases also prove that nothing is
   * lost in between. Absent: the state ends with its process.
   */
  readonly reopen?: (state: ProvisioningState) => Promise<ProvisioningState>;
}

/**
 * The cases that prove a provisioning state. They import no test runner and need no clock.
 *
 * @param options - See {@link StateContractOptions}.
 * @example
 * ```ts
 * import { MemoryState } from "proxyclick-scim/provisioning";
 * import { stateContract } from "proxyclick-scim/testing";
 * import { test } from "vitest";
 *
 * for (const { name, run } of stateContract()) test(name, () => run(new MemoryState()));
 * ```
 */
export function stateContract({ reopen }: StateContractOptions = {}): readonly ContractCase<ProvisioningState>[] {
  return [...cases, unknownMembers, ...(reopen === undefined ? [] : reopenedCases(reopen))];
}

const cases: readonly ContractCase<ProvisioningState>[] = [
  {
    name: "is empty when it is new",
    async run(state) {
      checkEqual("the record of the job", await state.readJob(), undefined);
      checkEqual("the record of a user", await state.get("ada"), undefined);
      checkEqual("the size", await state.size(), { linked: 0, lastOrdinal: 0 });
      checkEqual("the open intents", await state.openIntents(), []);
      checkEqual("the entries", await collect(state.entries()), []);
    },
  },
  {
    name: "keeps the job's record",
    async run(state) {
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: false });
      await state.writeJob({ jobId: "j", fingerprint: "f", initialDone: true, watermark: "w" });
      checkEqual("the record of the job", await state.readJob(), {
        jobId: "j",
        fingerprint: "f",
        initialDone: true,
        watermark: "w",
      });
    },
  },
  {
    name: "gives records an ordinal that stays with them",
    async run(state) {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob", "t2") });
      await state.commit({ record: record("ada", "t1") });
      checkEqual("the record of a user", await state.get("ada"), { ...record("ada", "t1"), ordinal: 1 });
      checkEqual("the record of a user", await state.get("bob"), { ...record("bob", "t2"), ordinal: 2 });
      checkEqual("the size", await state.size(), { linked: 2, lastOrdinal: 2 });
    },
  },
  {
    name: "never gives an ordinal again",
    async run(state) {
      await state.commit({ record: record("ada") });
      await state.commit({ record: record("bob") });
      await state.commit({ forget: "bob" });
      await state.commit({ record: record("eve") });
      checkEqual("the record of a user", (await state.get("eve"))?.ordinal, 3);
    },
  },
  {
    name: "knows the owner of an account as long as there is a link",
    async run(state) {
      await state.commit({ record: record("ada", "t1") });
      checkEqual("the owner of an account", await state.ownerOf("t1"), "ada");
      await state.commit({ record: record("ada") });
      checkEqual("the owner of an account", await state.ownerOf("t1"), undefined);
      await state.commit({ record: record("ada", "t9") });
      await state.commit({ forget: "ada" });
      checkEqual("the owner of an account", await state.ownerOf("t9"), undefined);
      checkEqual("the record of a user", await state.get("ada"), undefined);
    },
  },
  {
    name: "walks through records in order, up to an ordinal, also while they are removed",
    async run(state) {
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: record(`user${index}`) });
      const met: string[] = [];
      for await (const stored of state.records(1_100)) {
        met.push(stored.sourceId);
        await state.commit({ forget: stored.sourceId });
      }
      checkEqual(
        "the users in the order they were met",
        met,
        Array.from({ length: 1_100 }, (_one, index) => `user${index + 1}`),
      );
      checkEqual("the number of records that remain", namesOf(await collect(state.records(1_200))).length, 100);
    },
  },
  {
    name: "finds the records that await somebody who has an account by now",
    async run(state) {
      const resolvable = async () => namesOf(await collect(state.resolvable())).sort();
      await state.commit({ record: awaiting("ada", "boss") });
      await state.commit({ record: awaiting("bob", "boss") });
      await state.commit({ record: awaiting("eve", "nobody") });
      await state.commit({ record: record("boss") });
      checkEqual("the users whose wait is over", await resolvable(), []);
      await state.commit({ record: record("boss", "t9") });
      checkEqual("the users whose wait is over", await resolvable(), ["ada", "bob"]);
      const [first] = await collect(state.resolvable());
      checkEqual("a record that awaits, as it is found", first, { ...awaiting("ada", "boss"), ordinal: 1 });
      await state.commit({ record: record("ada", "t-ada") });
      await state.commit({ forget: "bob" });
      checkEqual("the users whose wait is over", await resolvable(), []);
      await state.commit({ record: awaiting("bob", "boss") });
      await state.forgetAll();
      await state.commit({ record: record("boss", "t9") });
      checkEqual("the users whose wait is over", await resolvable(), []);
    },
  },
  {
    name: "finds the users in escrow who are due between two times, those due first earlier",
    async run(state) {
      const due = async (after: string, until: string) => namesOf(await collect(state.due(after, until)));
      const [early, noon, late] = ["2026-03-01T08:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-02T08:00:00.000Z"];
      await state.commit({ record: escrowed("late", late) });
      await state.commit({ record: escrowed("noon", noon) });
      await state.commit({ record: escrowed("early", early, { removal: "hard" }) });
      const { lastKnown: _unknown, ...escrow } = escrowed("forgetful", early).escrow;
      await state.commit({ record: { ...record("forgetful"), escrow } });
      checkEqual("the users due until noon", await due("", noon), ["early", "noon"]);
      checkEqual("the users due after the first", await due(early, late), ["noon", "late"]);
      const [first] = await collect(state.due("", early));
      checkEqual("a record that is due", first, { ...escrowed("early", early, { removal: "hard" }), ordinal: 3 });
      await state.commit({ record: escrowed("noon", late) });
      await state.commit({ record: record("early") });
      checkEqual("the users due until noon", await due("", noon), []);
      await state.commit({ forget: "late" });
      checkEqual("the users due at all", await due("", late), ["noon"]);
      await state.forgetAll();
      checkEqual("the users due at all", await due("", late), []);
    },
  },
  {
    name: "finds all who are due, many at one time, also while they leave escrow",
    async run(state) {
      const time = "2026-03-01T08:00:00.000Z";
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: escrowed(`user${index}`, time) });
      const met = new Set<string>();
      for await (const { sourceId } of state.due("", time)) {
        met.add(sourceId);
        await state.commit({ record: record(sourceId, `t-${sourceId}`) });
      }
      checkEqual("the number of users that were met", met.size, 1_200);
    },
  },
  {
    name: "finds them all, also while they stop waiting",
    async run(state) {
      await state.commit({ record: record("boss", "t0") });
      for (let index = 1; index <= 1_200; index += 1) await state.commit({ record: awaiting(`user${index}`, "boss") });
      const met: string[] = [];
      for await (const stored of state.resolvable()) {
        met.push(stored.sourceId);
        await state.commit({ record: record(stored.sourceId, `t-${stored.sourceId}`) });
      }
      checkEqual("the number of users that were met", new Set(met).size, 1_200);
      checkEqual("the number of records that were met", met.length, 1_200);
    },
  },
  {
    name: "ends an intent together with what came of it",
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
    name: "gives log entries in the order of their commits, from the start or after one of them",
    async run(state) {
      for (const id of ["e3", "e1", "e2"]) await state.commit({ entry: entry(id) });
      const ids = async (after?: string) => (await collect(state.entries(after))).map((one) => one.id);
      checkEqual("the ids of the entries", await ids(), ["e3", "e1", "e2"]);
      checkEqual("the ids of the entries", await ids("e1"), ["e2"]);
      checkEqual("the ids of the entries", await ids("e2"), []);
      checkEqual("the ids of the entries", await ids("unknown"), ["e3", "e1", "e2"]);
      checkEqual("whether the log holds an entry", await state.hasEntry("e1"), true);
      checkEqual("whether the log holds an entry", await state.hasEntry("unknown"), false);
    },
  },
  {
    name: "fulfils commits in the order in which their entries stand in the log",
    async run(state) {
      const fulfilled: string[] = [];
      const commits = ["e1", "e2", "e3", "e4"].map((id) =>
        state.commit({ entry: entry(id) }).then(() => fulfilled.push(id)),
      );
      await Promise.all(commits);
      const ids = (await collect(state.entries())).map((one) => one.id);
      checkEqual("the ids in the order of their fulfilment", fulfilled, ids);
    },
  },
  {
    name: "remembers how far each sink is, together with what else is committed",
    async run(state) {
      checkEqual("how far an unknown sink is", await state.delivered("file"), undefined);
      await state.commit({ delivered: { sink: "file", entry: "" } });
      checkEqual("how far a sink is at the beginning", await state.delivered("file"), "");
      await state.commit({ entry: entry("e1"), delivered: { sink: "file", entry: "e1" } });
      await state.commit({ delivered: { sink: "Zoë's mail", entry: "e0" } });
      await state.forgetAll();
      checkEqual("how far a sink is", await state.delivered("file"), "e1");
      checkEqual("how far another sink is", await state.delivered("Zoë's mail"), "e0");
    },
  },
  {
    name: "forgets users and intents together, and keeps the log and the job",
    async run(state) {
      const job = { jobId: "j", fingerprint: "f", initialDone: true };
      await state.writeJob(job);
      await state.commit({ record: record("ada", "t1"), entry: entry("e1") });
      await state.begin(intent("c1"));
      await state.forgetAll();
      checkEqual("the record of a user", await state.get("ada"), undefined);
      checkEqual("the owner of an account", await state.ownerOf("t1"), undefined);
      checkEqual("the number of linked users", (await state.size()).linked, 0);
      checkEqual("the open intents", await state.openIntents(), []);
      checkEqual("the entries", await collect(state.entries()), [entry("e1")]);
      checkEqual("the record of the job", await state.readJob(), job);
    },
  },
];
