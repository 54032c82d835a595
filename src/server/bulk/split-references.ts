/**
 * Splits a resource of a bulk request whose references form a cycle into what can be written at once and what has to
 * wait (RFC 7644 §3.7.1).
 */
import { isObject } from "../../internal/values.ts";
import type { ResolvedPath } from "../../models/attribute-tree.ts";
import {
  type BulkData,
  collectBulkIds,
  copyMembers,
  isCore,
  mapTarget,
  targetOf,
} from "../../patch/bulk-references.ts";

/** A resource in two parts: what can be written now, and what has to wait for other resources. */
export interface SplitData {
  readonly now: unknown;
  /** Undefined when nothing has to wait. */
  readonly later: unknown;
}

/**
 * Separates from a resource what refers to resources that do not exist yet: whole elements of lists, and whole values
 * such as a manager, because a reference without its target is meaningless.
 *
 * @param missing - bulkIds of resources that do not exist yet.
 */
export function splitData({ value, tree }: BulkData, missing: ReadonlySet<string>): SplitData {
  if (tree === undefined || !isObject(value)) return { now: value, later: undefined };
  return splitMembers(value, (name, member) => {
    if (isCore(name, tree)) return splitData({ value: member, isPatch: false, tree }, missing);
    return splitTarget(member, targetOf(name, tree), missing);
  });
}

function splitTarget(value: unknown, target: ResolvedPath | undefined, missing: ReadonlySet<string>): SplitData {
  const waits = (part: unknown): boolean =>
    [...collectBulkIds((note) => void mapTarget(part, target, note))].some((bulkId) => missing.has(bulkId));
  if (!waits(value)) return { now: value, later: undefined };
  if (Array.isArray(value)) {
    return {
      now: nonEmpty(value.filter((element) => !waits(element))),
      later: nonEmpty(value.filter((element) => waits(element))),
    };
  }
  const { extension, attribute } = target ?? {};
  if (extension === undefined || attribute !== undefined || !isObject(value)) return { now: undefined, later: value };
  return splitMembers(value, (name, member) => {
    const node = extension.attributes.get(name.toLowerCase());
    return splitTarget(member, node === undefined ? undefined : { extension, attribute: node }, missing);
  });
}

function splitMembers(
  object: Readonly<Record<string, unknown>>,
  split: (name: string, value: unknown) => SplitData,
): SplitData {
  const parts = new Map(Object.entries(object).map(([name, value]) => [name, split(name, value)]));
  return {
    now: copyMembers(object, (_, name) => parts.get(name)?.now),
    later: [...parts.values()].some(({ later }) => later !== undefined)
      ? copyMembers(object, (_, name) => parts.get(name)?.later)
      : undefined,
  };
}

function nonEmpty(elements: readonly unknown[]): readonly unknown[] | undefined {
  return elements.length === 0 ? undefined : elements;
}
