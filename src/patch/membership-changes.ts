/**
 * Recognizes changes of group membership, so that their cost depends on the change and not on the size of the group.
 */
import { comparisonKey } from "../internal/comparison-key.ts";
import { readProperty } from "../internal/values.ts";
import { type AttributeNode, isReference, type ResourceTypeLike } from "../models/attribute-tree.ts";
import { equalConditions } from "./compile-path.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";
import { fillLeniencies, type PatchOptions } from "./options.ts";
import { readOperations } from "./read-operations.ts";
import type { ElementsStep, PatchStep } from "./step.ts";
import { WorkBudget } from "./work-budget.ts";

/** The changes of a request to a list of references such as `members`, element by element. */
export interface MembershipChanges {
  /** The attribute's path, such as `members`. */
  readonly attribute: string;
  /** Elements to add, at most one for each `value`; those that exist already stay unchanged. */
  readonly add: readonly Readonly<Record<string, unknown>>[];
  /** `value`s to remove; they need not exist. */
  readonly remove: readonly string[];
}

/**
 * Finds the members that a request adds and removes, if it does nothing else: a store that keeps members by key can
 * apply that without reading the group.
 *
 * @param operations The `Operations` of the request.
 * @param type The resource type, such as `GroupType`.
 * @param options Leniencies, as for `applyPatch`.
 * @returns undefined for a request that does anything else, replaces or removes the whole list, or depends on the
 * members of the group.
 * @throws ScimError with status 400 as `applyPatch` does for an invalid request.
 */
export function membershipChanges(
  operations: readonly PatchOperation[],
  type: ResourceTypeLike,
  options?: PatchOptions,
): MembershipChanges | undefined {
  const leniencies = fillLeniencies(options);
  const members = readOperations(operations, type, leniencies, new WorkBudget(options?.limits)).map((step) =>
    memberStep(step, leniencies.ignoreMissing),
  );
  const attribute = members[0]?.attribute;
  if (attribute === undefined) return undefined;
  // The last operation on a member wins.
  const add = new Map<string, JsonRecord>();
  const remove = new Map<string, string>();
  for (const step of members) {
    if (step?.attribute !== attribute) return undefined;
    for (const element of step.elements) {
      const value = isRecord(element) ? readProperty(element, "value") : undefined;
      if (!isRecord(element) || typeof value !== "string") return undefined;
      const key = comparisonKey(value, attribute.subAttributes.get("value"));
      if (step.kind === "addElements") {
        add.set(key, element);
        remove.delete(key);
      } else {
        remove.set(key, value);
        add.delete(key);
      }
    }
  }
  return { attribute: attribute.path, add: [...add.values()], remove: [...remove.values()] };
}

/**
 * Merges adjacent steps that add to, or remove from, the same list of references, so that a request that names a
 * thousand members one by one scans the group once.
 */
export function mergeAdjacentSteps(steps: readonly PatchStep[], ignoreMissing: boolean): readonly PatchStep[] {
  const merged: PatchStep[] = [];
  let elements: unknown[] = [];
  let open: ElementsStep | undefined;
  for (const step of steps) {
    const member = memberStep(step, ignoreMissing);
    if (member !== undefined && open?.kind === member.kind && open.attribute === member.attribute) {
      for (const element of member.elements) elements.push(element);
      continue;
    }
    open = member;
    elements = member === undefined ? [] : [...member.elements];
    merged.push(member === undefined ? step : { ...member, elements });
  }
  return merged;
}

/** A step that adds or removes single references. */
function memberStep(step: PatchStep, ignoreMissing: boolean): ElementsStep | undefined {
  if (step.kind === "removeExtension" || !step.attribute.multiValued || !isReference(step.attribute)) return undefined;
  if (step.kind === "addElements" || step.kind === "removeElements") return step;
  if (step.kind !== "remove" || !ignoreMissing) return undefined;
  const value = selectedValue(step.attribute, step);
  return value === undefined ? undefined : { ...step, kind: "removeElements", elements: [{ value }] };
}

/** The id in `members[value eq "id"]`. */
function selectedValue(attribute: AttributeNode, { path: { selection } }: Extract<PatchStep, { kind: "remove" }>) {
  const conditions = selection === undefined ? undefined : equalConditions(selection.filter, attribute);
  const [condition, ...others] = conditions ?? [];
  return others.length === 0 && condition?.node.name === "value" && typeof condition.value === "string"
    ? condition.value
    : undefined;
}
