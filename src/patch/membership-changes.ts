/** Changes of group membership, recognised so that their cost follows the change and not the group. */
import { comparable, readProperty } from "../internal/values.ts";
import type { AttributeNode, Described } from "../models/attribute-tree.ts";
import { leniencies } from "./coerce-value.ts";
import { equalConditions } from "./compile-path.ts";
import { isReference } from "./elements.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchLeniencies } from "./options.ts";
import { readOperations } from "./read-operations.ts";
import type { ElementsStep, Step } from "./step.ts";

/** What a request does to a list of references such as `members`, element by element. */
export interface MembershipChanges {
  /** The attribute's path, such as `members`. */
  readonly attribute: string;
  /** Elements to add, at most one for each `value`; those that are there already are meant to stay as they are. */
  readonly add: readonly Readonly<Record<string, unknown>>[];
  /** `value`s to remove, whether they are there or not. */
  readonly remove: readonly string[];
}

/**
 * Tells whether a request only adds and removes single members, and which: a store that keeps members by key can apply that without reading the
 * group.
 *
 * @returns undefined for a request that does anything else, replaces or removes the whole list, or cannot be decided without the group.
 * @throws ScimError as `applyPatch` does for a request that is wrong in itself.
 */
export function membershipChanges(
  operations: readonly PatchOperation[],
  type: Described,
  options?: PatchLeniencies,
): MembershipChanges | undefined {
  const settings = leniencies(options);
  const members = readOperations(operations, type, settings).map((step) => memberStep(step, settings.ignoreMissing));
  const attribute = members[0]?.attribute;
  if (attribute === undefined) return undefined;
  // The last word on a member counts.
  const add = new Map<string, JsonRecord>();
  const remove = new Map<string, string>();
  for (const step of members) {
    if (step?.attribute !== attribute) return undefined;
    for (const element of step.elements) {
      const value = isRecord(element) ? readProperty(element, "value") : undefined;
      if (!isRecord(element) || typeof value !== "string") return undefined;
      const key = comparable(value, attribute.subAttributes.get("value"));
      if (step.kind === "append") {
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
 * Joins neighbouring steps that add to, or remove from, the same list of references: a request that names a thousand members one by one then
 * scans the group once.
 */
export function joinSteps(steps: readonly Step[], ignoreMissing: boolean): readonly Step[] {
  const joined: Step[] = [];
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
    joined.push(member === undefined ? step : { ...member, elements });
  }
  return joined;
}

/** A step that adds or removes single references. */
function memberStep(step: Step, ignoreMissing: boolean): ElementsStep | undefined {
  if (step.kind === "removeExtension" || !step.attribute.multiValued || !isReference(step.attribute)) return undefined;
  if (step.kind === "append" || step.kind === "takeOut") return step;
  if (step.kind !== "remove" || !ignoreMissing) return undefined;
  const value = selectedValue(step.attribute, step);
  return value === undefined ? undefined : { ...step, kind: "takeOut", elements: [{ value }] };
}

/** The id in `members[value eq "id"]`. */
function selectedValue(attribute: AttributeNode, { path: { selection } }: Extract<Step, { kind: "remove" }>) {
  const conditions = selection === undefined ? undefined : equalConditions(selection.filter, attribute);
  const [condition, ...others] = conditions ?? [];
  return others.length === 0 && condition?.node.name === "value" && typeof condition.value === "string"
    ? condition.value
    : undefined;
}
