/** Sample records, log entries and intents for tests of a provisioning state. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import type { Escrow, Intent, LastKnownUser, ObjectRecord, StoredRecord } from "../../provisioning/state/index.ts";

/** The record of a user, with a link when a target id is given. */
export function record(sourceId: string, targetId?: string): ObjectRecord {
  const base = { sourceId, name: `${sourceId}@contoso.com`, fingerprint: "f1" };
  return targetId === undefined
    ? base
    : { ...base, link: { targetId, values: { userName: sourceId, active: true }, status: "managed" } };
}

/** The record of a user that waits for another user's account. */
export function recordAwaiting(sourceId: string, other: string): ObjectRecord {
  return {
    sourceId,
    name: `${sourceId}@contoso.com`,
    fingerprint: "f1",
    link: { targetId: `t-${sourceId}`, values: {}, status: "managed", awaiting: { manager: other } },
  };
}

/** The record of a user in escrow, who can be retried without reading the source. */
export function recordInEscrow(
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

/** A log entry with characters that a careless state would corrupt. */
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
    initiatedBy: { id: "", displayName: "proxyclick-scim", initiatorType: "system" },
    sourceIdentity: { id: "ada", displayName: "ada", identityType: "User", details: {} },
    targetIdentity: { id: "", displayName: "", identityType: "User", details: {} },
  };
}

/** The intent of a create. */
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

/** Collects all items in order. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The source ids of records, in order. */
export function sourceIdsOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ sourceId }) => sourceId);
}
