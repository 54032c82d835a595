/**
 * Disables and deletes of one cycle. They wait until the source was read to its end, so that an accident in the directory, or half a file, does not
 * empty the target: above the threshold none of them is executed.
 */
import type { CycleContext } from "../context/context.ts";
import { settleLink } from "../decide/decide.ts";
import { makeEntry, missingStep, step } from "../log/log-entry.ts";
import { hideSecretsIn } from "../log/redaction.ts";
import {
  type Change,
  findChanges,
  newValues,
  toModifiedProperties,
  toOperations,
} from "../mapping/attribute-changes.ts";
import { mapUser } from "../mapping/evaluate-mapping.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStep } from "../ports/log.ts";
import type { Link, ObjectRecord, StoredRecord, TargetValues } from "../ports/state.ts";
import { DAY, notedBefore } from "../retry/clock-jumps.ts";
import { targetNameOf } from "./outcome.ts";
import type { Write } from "./write.ts";

/** Largest threshold that is chosen without being told, and the smallest. */
const MOST = 500;
const LEAST = 25;

/** The threshold for a number of linked users: the larger of 25 and a tenth of them, at most 500. */
export function defaultThreshold(linked: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(linked / 10)));
}

/** Collects removals up to the threshold, one an account; beyond it none is executed. */
export class Removals<Removal extends { readonly key: string }> {
  readonly #threshold: number | undefined;
  readonly #waiting = new Map<string, Removal>();
  #count = 0;

  /** @param threshold - Undefined: nothing is held back. */
  constructor(threshold: number | undefined) {
    this.#threshold = threshold;
  }

  /** Plans a removal; those that turn out to be too many, to be staged and let go. */
  plan(removal: Removal): readonly Removal[] {
    this.#count += 1;
    this.#waiting.set(removal.key, removal);
    if (!this.exceeded) return [];
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }

  /** Lets a planned removal go. One that was found to be too many already still counts. */
  cancel(key: string): void {
    if (this.#waiting.delete(key)) this.#count -= 1;
  }

  /** Whether there are more removals than allowed. */
  get exceeded(): boolean {
    return this.#threshold !== undefined && this.#count > this.#threshold;
  }

  /** How many removals were planned. */
  get count(): number {
    return this.#count;
  }

  /** The removals to execute; none when there are too many. */
  get executable(): Iterable<Removal> {
    return this.#waiting.values();
  }
}

/** What is to be done about a user whom a complete snapshot no longer lists. */
export type MissingDecision =
  /** Nothing to do. */
  | { readonly kind: "none" }
  /** Nothing to send: the record is written, or forgotten. */
  | { readonly kind: "record"; readonly record: ObjectRecord | undefined }
  | {
      readonly kind: "disable";
      readonly record: ObjectRecord;
      readonly link: Link;
      readonly changes: readonly Change[];
      readonly values: TargetValues;
      readonly reason: "Missing";
    }
  | { readonly kind: "delete"; readonly link: Link; readonly reason: "Missing" | "Deleted" };

/**
 * Decides about a missing user: a soft delete at first, which disables, and a delete once it is missing long enough, or is gone for good. Users
 * without an account are forgotten; accounts that are no longer managed are left alone. A clock that cannot be trusted deletes nobody: absence counts
 * from now then.
 */
export function decideMissing(context: CycleContext, stored: StoredRecord, removal: "soft" | "hard"): MissingDecision {
  const { link } = stored;
  if (link === undefined) return { kind: "record", record: undefined };
  if (link.status === "unmanaged") return { kind: "none" };
  const now = context.now();
  const since = missingSince(context, link, now);
  const goneForGood = removal === "hard" || now.getTime() - Date.parse(since) >= context.deleteAfterDays * DAY;
  const due = goneForGood || !(context.softDelete || context.skipOutOfScopeDeletions);
  if (due && context.actions.delete)
    return { kind: "delete", link, reason: removal === "hard" ? "Deleted" : "Missing" };
  return decideDisabling(context, stored, link, since);
}

function missingSince({ clockDoubtful }: CycleContext, link: Link, now: Date): string {
  const noted = clockDoubtful ? undefined : link.missingSince;
  return (noted === undefined ? now : notedBefore(noted, now)).toISOString();
}

function decideDisabling(context: CycleContext, stored: StoredRecord, link: Link, since: string): MissingDecision {
  const changes = disablingChanges(context, link);
  const after: Link = { ...settleLink(link, changes, "managed"), missingSince: since };
  const record = missingRecord(stored, after);
  if (changes.length > 0)
    return { kind: "disable", record, link: after, changes, values: newValues(changes), reason: "Missing" };
  return link.missingSince === since ? { kind: "none" } : { kind: "record", record };
}

/** What disables an account; nothing where that is switched off, or not possible. */
function disablingChanges(context: CycleContext, link: Link): readonly Change[] {
  if (!context.actions.update || !context.softDelete || context.skipOutOfScopeDeletions) return [];
  const disabling = context.mapping.attributes.filter((attribute) => attribute.readsSoftDeleted);
  const mapped = mapUser(disabling, (name) => (name === "IsSoftDeleted" ? true : null), "update", context);
  return mapped.kind === "values" ? findChanges(disabling, link.values, mapped.values) : [];
}

/** Without a fingerprint, so that the user is decided about anew when it returns. */
function missingRecord(stored: StoredRecord, link: Link): ObjectRecord {
  return { sourceId: stored.sourceId, name: stored.name, fingerprint: "", link };
}

/** The write that removes a missing user. */
export function removalOf(
  context: CycleContext,
  stored: StoredRecord,
  decision: Extract<MissingDecision, { kind: "disable" | "delete" }>,
): Write {
  return decision.kind === "delete"
    ? deletionOf(context, stored, decision.link)
    : disablingOf(context, stored, decision);
}

function deletionOf(context: CycleContext, stored: StoredRecord, { targetId }: Link): Write {
  const description = `User '${stored.name}' was deleted in ${context.targetName}`;
  const details = { ReportableIdentifier: stored.name };
  const exported = step("EntryExportDelete", "export", "success", description, details);
  const entry = removalEntry(context, stored, targetId, { action: "delete", exported, changes: [] });
  return {
    intent: {
      changeId: entry.changeId,
      kind: "delete",
      targetId,
      matching: [],
      expected: {},
      sourceId: stored.sourceId,
      record: undefined,
      entry,
    },
    send: async () => {
      await context.target.delete(targetId);
      return targetId;
    },
  };
}

function disablingOf(
  context: CycleContext,
  stored: StoredRecord,
  { record, link, changes, values }: Extract<MissingDecision, { kind: "disable" }>,
): Write {
  const { targetId } = link;
  const description = `User '${stored.name}' was disabled in ${context.targetName}`;
  const details = { ReportableIdentifier: stored.name, Reason: "Missing" };
  const exported = step("EntryExportUpdateSoftDelete", "export", "success", description, details);
  const entry = removalEntry(context, stored, targetId, { action: "disable", exported, changes });
  return {
    intent: {
      changeId: entry.changeId,
      kind: "update",
      targetId,
      matching: [],
      expected: values,
      sourceId: stored.sourceId,
      record,
      entry,
    },
    send: async () => {
      await context.target.patch(targetId, toOperations(changes));
      return targetId;
    },
  };
}

interface RemovalParts {
  readonly action: ProvisioningAction;
  readonly exported: ProvisioningStep;
  readonly changes: readonly Change[];
}

function removalEntry(
  context: CycleContext,
  stored: StoredRecord,
  targetId: string,
  { action, exported, changes }: RemovalParts,
): ProvisioningLogEntry {
  return makeEntry(context, {
    changeId: context.guid(),
    action,
    status: "success",
    steps: [missingStep(context, stored.name), exported],
    modified: toModifiedProperties(changes),
    sourceId: stored.sourceId,
    name: stored.name,
    targetId,
    targetName: targetNameOf(context, stored.link?.values ?? {}),
    began: context.now().getTime(),
    hide: hideSecretsIn(context.mapping, stored.link?.values),
  });
}
