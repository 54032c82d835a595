/**
 * Decides about a user who is no longer in the source.
 */
import type { CycleContext } from "../context/context.ts";
import { type AttributeChange, changedValues, findChanges } from "../mapping/attribute-changes.ts";
import { evaluateMapping } from "../mapping/evaluate-mapping.ts";
import type { Link, ObjectRecord, StoredRecord, TargetValues } from "../ports/state.ts";
import { clampToNow, DAY } from "../retry/clock-jumps.ts";
import { settleLink } from "./decide.ts";

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
      readonly changes: readonly AttributeChange[];
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
  return (noted === undefined ? now : clampToNow(noted, now)).toISOString();
}

function decideDisabling(context: CycleContext, stored: StoredRecord, link: Link, since: string): MissingDecision {
  const changes = disablingChanges(context, link);
  const after: Link = { ...settleLink(link, changes, "managed"), missingSince: since };
  const record = missingRecord(stored, after);
  if (changes.length > 0)
    return { kind: "disable", record, link: after, changes, values: changedValues(changes), reason: "Missing" };
  return link.missingSince === since ? { kind: "none" } : { kind: "record", record };
}

/** What disables an account; nothing where that is switched off, or not possible. */
function disablingChanges(context: CycleContext, link: Link): readonly AttributeChange[] {
  if (!context.actions.update || !context.softDelete || context.skipOutOfScopeDeletions) return [];
  const disabling = context.mapping.attributes.filter((attribute) => attribute.readsSoftDeleted);
  const mapped = evaluateMapping(disabling, (name) => (name === "IsSoftDeleted" ? true : null), "update", context);
  return mapped.kind === "values" ? findChanges(disabling, link.values, mapped.values) : [];
}

/** Without a fingerprint, so that the user is decided about anew when it returns. */
function missingRecord(stored: StoredRecord, link: Link): ObjectRecord {
  return { sourceId: stored.sourceId, name: stored.name, fingerprint: "", link };
}
