/**
 * The link and record of a user after a decision.
 */
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

/** The link of a user whom the source lists: neither missing nor held back any more. */
export function clearRemoval({ missingSince: _missingSince, staged: _staged, ...link }: Link): Link {
  return link;
}
