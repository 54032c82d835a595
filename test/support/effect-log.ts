/** The provisioning log against what was done to accounts. */
import type { ProvisioningLogEntry } from "../../src/provisioning/index.ts";
import type { Effect } from "./observed-target.ts";

/** How often each thing was done to an account. */
export type EffectCounts = Record<Effect["kind"], number>;

/** Counts effects by account. */
export function countEffect(counts: Map<string, EffectCounts>, { id, kind }: Effect): void {
  const own = counts.get(id) ?? { create: 0, change: 0, nothing: 0, delete: 0 };
  own[kind] += 1;
  counts.set(id, own);
}

/** An account of whose effects the log says too few or too many. */
export interface LogGap {
  readonly kind: "lacks" | "repeats";
  readonly id: string;
  readonly text: string;
}

/**
 * Where the log does not have one entry for each effect. A write that was executed and changed nothing may have one,
 * too.
 */
export function logGaps(
  entries: readonly ProvisioningLogEntry[],
  effects: ReadonlyMap<string, EffectCounts>,
): readonly LogGap[] {
  const logged = new Map<string, Record<string, number>>();
  for (const { targetIdentity, provisioningAction, provisioningStatusInfo } of entries) {
    if (provisioningStatusInfo.status !== "success") continue;
    const counts = logged.get(targetIdentity.id) ?? {};
    const action = provisioningAction === "disable" ? "update" : provisioningAction;
    counts[action] = (counts[action] ?? 0) + 1;
    logged.set(targetIdentity.id, counts);
  }
  return [...effects].flatMap(([id, done]): readonly LogGap[] => {
    const { create = 0, update = 0, delete: deleted = 0 } = logged.get(id) ?? {};
    const text = `account ${id}: created ${done.create}, changed ${done.change}, deleted ${done.delete}; the log says ${create}, ${update}, ${deleted}`;
    if (create < done.create || update < done.change || deleted < done.delete) return [{ kind: "lacks", id, text }];
    // An account that somebody else has deleted is deleted once in the log.
    const repeated = create > done.create || deleted > Math.max(1, done.delete) || update > done.change + done.nothing;
    return repeated ? [{ kind: "repeats", id, text }] : [];
  });
}
