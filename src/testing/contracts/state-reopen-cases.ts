/** Cases for a provisioning state that outlives its process, and for records that a newer version wrote. */
import type { ProvisioningState } from "../../provisioning/index.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { collect, entry, intent, record, recordAwaiting, recordInEscrow, sourceIdsOf } from "./sample-records.ts";

/** A newer version may have written members that this version does not know; a downgrade must not lose them. */
export const unknownMembers: ContractCase<ProvisioningState> = {
  name: "keeps unknown members of jobs, links, escrows, intents and entries",
  async run(state) {
    const later = { addedLater: ["Zoë", { deep: true }] };
    const job = { jobId: "j", fingerprint: "f", initialDone: true, ...later };
    const escrow = { since: "s", attempts: 1, nextAttempt: "n", fingerprint: "f", ...later };
    const known = {
      ...record("ada"),
      link: { targetId: "t1", values: {}, status: "managed", ...later },
      escrow,
    } as const;
    await state.writeJob(job);
    await state.commit({ record: known, entry: { ...entry("e1"), ...later } });
    await state.begin({ ...intent("c1"), ...later });
    checkEqual("the job record", await state.readJob(), job);
    checkEqual("the user record", await state.get("ada"), { ...known, ordinal: 1 });
    checkEqual("the entries", await collect(state.entries()), [{ ...entry("e1"), ...later }]);
    checkEqual("the open intents", await state.openIntents(), [{ ...intent("c1"), ...later }]);
  },
};

/**
 * Returns the cases for a state that outlives its process.
 *
 * @param reopen - Closes a state and opens it again as the next process does.
 */
export function reopenCases(
  reopen: (state: ProvisioningState) => Promise<ProvisioningState>,
): readonly ContractCase<ProvisioningState>[] {
  const afterwards = async (state: ProvisioningState, check: (again: ProvisioningState) => Promise<void>) => {
    const again = await reopen(state);
    try {
      await check(again);
    } finally {
      await again.close();
    }
  };
  return [
    {
      name: "keeps everything when it is closed and reopened",
      async run(state) {
        const identities = { source: "tenant", target: "https://scim.example.com/scim" };
        const job = { jobId: "j", fingerprint: "f", initialDone: true, watermark: "w", identities };
        await state.writeJob(job);
        await state.commit({ record: recordAwaiting("ada", "boss"), entry: entry("e1") });
        await state.commit({ record: record("boss", "t9"), delivered: { sink: "file", entry: "e1" } });
        await state.commit({ record: recordInEscrow("eve", "2026-03-01T08:00:00.000Z") });
        await state.begin(intent("c1"));
        await state.mirror.write([{ collection: "users", key: "ada", value: "1" }]);
        await afterwards(state, async (again) => {
          checkEqual("the job record", await again.readJob(), job);
          checkEqual("the user record", await again.get("ada"), { ...recordAwaiting("ada", "boss"), ordinal: 1 });
          checkEqual("the owner of an account", await again.ownerOf("t9"), "boss");
          checkEqual("the users that no longer need to wait", sourceIdsOf(await collect(again.resolvable())), ["ada"]);
          checkEqual("the due users", sourceIdsOf(await collect(again.due("", "9999"))), ["eve"]);
          checkEqual("the open intents", await again.openIntents(), [intent("c1")]);
          checkEqual("the entries", await collect(again.entries()), [entry("e1")]);
          checkEqual("the delivery position of a sink", await again.delivered("file"), "e1");
          checkEqual("a record of the mirror", await again.mirror.get("users", "ada"), "1");
        });
      },
    },
    {
      name: "never reuses an ordinal, even when its last record is gone and it is reopened",
      async run(state) {
        await state.commit({ record: record("ada") });
        await state.commit({ record: record("bob") });
        await state.commit({ forget: "bob" });
        await afterwards(state, async (again) => {
          await again.commit({ record: record("eve") });
          checkEqual("the ordinal of a new record", (await again.get("eve"))?.ordinal, 3);
        });
      },
    },
  ];
}
