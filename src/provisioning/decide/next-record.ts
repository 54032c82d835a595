/**
 * The link and record of a user after a decision.
 */
import type { CycleContext } from "../context/context.ts";
import { type AttributeChange, applyChanges } from "../mapping/attribute-changes.ts";
import type { Link, ObjectRecord } from "../ports/state.ts";

/** The record of a user with this link. */
export function recordWith(
  { sourceId, name, fingerprint }: Pick<ObjectRecord, "sourceId" | "name" | "fingerprint">,
  link: Link | undefined,
): ObjectRecord {
  const base = { sourceId, name, fingerprint };
  return link === undefined ? base : { ...base, link };
}

/** The link once changes are in the target. */
export function linkAfter(
  { targetId, values }: Pick<Link, "targetId" | "values">,
  changes: readonly AttributeChange[],
  status: Link["status"],
  awaiting?: Link["awaiting"],
): Link {
  const link = { targetId, values: applyChanges(values, changes), status };
  return awaiting === undefined ? link : { ...link, awaiting };
}

/** The link of a user whom the source lists: neither missing, nor held back or allowed to be removed any more. */
export function clearRemoval(link: Link): Link {
  const { missingSince: _missingSince, staged: _staged, removalAllowed: _removalAllowed, ...rest } = link;
  return rest;
}

/**
 * The link of a user whose removal is under way. In a cycle without a deletion threshold it is allowed, also as far as
 * a later cycle executes it.
 */
export function withPermission({ threshold }: Pick<CycleContext, "threshold">, before: Link, link: Link): Link {
  return threshold === undefined || before.removalAllowed === true ? { ...link, removalAllowed: true } : link;
}
