/** What the cases of the state contract are made of. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import type { Escrow, Intent, LastKnownUser, ObjectRecord, StoredRecord } from "../../provisioning/state/index.ts";

/** What is remembered of a user, with an account when a target id is given. */
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

/** A record of a user in escrow who can be tried again without the source. */
export function escrowed(
  sourceId: string,
  nextAttempt: string,
  lastKnown?: LastKnownUser,
): ObjectRecord & { readonly escrow: Escrow } {
  const said = lastKnown ?? {
    user: { id: sourceId, attributes: { displayName: 'Zoë "Z"', proxies: ["a", "b"], age: 7, on: true, none: null } },
  };
  return {
    ...record(sourceId),
    escrow: { since: nextAttempt, attempts: 1, nextAttempt, fingerprint: "f", lastKnown: said },
  };
}

/** A log entry, with text that a careless store would spoil. */
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

/** A create that is about to be sent. */
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

/** All items, in order. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The users of records, in order. */
export function namesOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ sourceId }) => sourceId);
}
