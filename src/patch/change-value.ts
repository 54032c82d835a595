/**
 * Applies one step to the value of its attribute.
 *
 * Undefined is "no value"; an unchanged value is returned as the same object.
 */
import { deepEqual, isUnassigned, readProperty } from "../internal/values.ts";
import { type AttributeNode, isReference } from "../models/attribute-tree.ts";
import { coerceElement } from "./coerce-value.ts";
import { type CompiledPath, equalConditions } from "./compile-path.ts";
import { appendElements, type Elements, keepOnePrimary, removeElements } from "./elements.ts";
import { keepImmutableParts } from "./immutable-parts.ts";
import { EMPTY, isEmpty, isRecord, type JsonRecord } from "./json-record.ts";
import type { Leniencies } from "./options.ts";
import { type OperationLocation, rejectOperation } from "./patch-error.ts";
import type { ElementsStep, MergeStep, RemoveStep, SetStep, SubAttributeChange } from "./step.ts";

/** A step that changes the value of an attribute. */
export type ChangeStep = RemoveStep | SetStep | MergeStep | ElementsStep;

/** Computes the value of an attribute after a step. */
export function changeValue(before: unknown, step: ChangeStep, leniencies: Leniencies): unknown {
  const after = step.attribute.multiValued
    ? changeElements(readElements(before), step, leniencies)
    : changeSelectedSingle(before, step, leniencies);
  if (after !== before) checkMutability(before, after, step.attribute, step.location);
  return after;
}

function readElements(value: unknown): Elements {
  return Array.isArray(value) ? value : isUnassigned(value) ? [] : [value];
}

/**
 * Rejects what the mutability of an attribute forbids: an immutable one may get its first value, but no other (RFC 7644
 * §3.5.2), and a required one must not lose its value (§3.5.2.2).
 */
function checkMutability(before: unknown, after: unknown, node: AttributeNode, location: OperationLocation): void {
  if (isUnassigned(before)) return;
  if (node.mutability === "immutable")
    rejectOperation("mutability", location, `"${node.path}" is immutable and already has a value`);
  if (!isUnassigned(after)) return;
  if (node.required) rejectOperation("mutability", location, `"${node.path}" is required and cannot be removed`);
  const immutable = findImmutable(before, node);
  if (immutable !== undefined)
    rejectOperation("mutability", location, `"${immutable.path}" is immutable and already has a value`);
}

/** An immutable part of a single complex value; elements of a list may be removed with everything that they hold. */
export function findImmutable(value: unknown, { subAttributes }: AttributeNode): AttributeNode | undefined {
  if (!isRecord(value)) return undefined;
  for (const node of subAttributes.values()) {
    const part = readProperty(value, node.name);
    if (isUnassigned(part)) continue;
    const found = node.mutability === "immutable" ? node : findImmutable(part, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Changes a single value, if the path has no selection or one that the value satisfies. */
function changeSelectedSingle(before: unknown, step: ChangeStep, leniencies: Leniencies): unknown {
  const { selection, source } = step.path;
  const isSelected = selection === undefined || (!isUnassigned(before) && selection.matches(before));
  if (isSelected) return changeSingle(before, step);
  if (removes(step)) {
    if (leniencies.ignoreMissing) return before;
  } else if (isUnassigned(before)) {
    // A value that is set as a whole needs no description by the conditions.
    const isWhole = step.path.subAttribute === undefined && leniencies.createFromFilter;
    const seed = createSeed(step, leniencies) ?? (isWhole ? EMPTY : undefined);
    if (seed !== undefined) return changeSingle(step.attribute.type === "complex" ? seed : undefined, step);
  }
  return rejectOperation("noTarget", step.location, `"${source}" matches no value`);
}

function removes(step: ChangeStep): boolean {
  return step.kind === "remove" || (step.kind === "merge" && step.opName === "remove");
}

function changeSingle(before: unknown, step: ChangeStep): unknown {
  switch (step.kind) {
    case "remove":
      return undefined;
    case "set":
      return deepEqual(before, step.value) ? before : step.value;
    case "merge": {
      const record = isRecord(before) ? before : EMPTY;
      const after = mergeSubAttributes(record, step);
      return after === record ? before : isEmpty(after) ? undefined : after;
    }
    case "addElements":
    case "removeElements":
    case "replaceElements":
      return before;
  }
}

/** Sets and removes sub-attributes; the others stay unchanged (RFC 7644 §3.5.2.3). */
function mergeSubAttributes(before: JsonRecord, { subAttributes, attribute, location, opName }: MergeStep): JsonRecord {
  let after: Record<string, unknown> | undefined;
  for (const change of subAttributes) {
    const { node } = change;
    const current = readProperty(before, node.name);
    const value = node.multiValued ? nextValues(current, change, opName) : change.value;
    if (value === undefined ? isUnassigned(current) : deepEqual(current, value)) continue;
    checkMutability(current, value, node, location);
    after ??= { ...before };
    if (value === undefined) delete after[node.name];
    else after[node.name] = value;
  }
  return after === undefined ? before : dropStaleTarget(before, after, subAttributes, attribute);
}

/** The values of a multi-valued sub-attribute: an addition extends them, and a removal may name some of them. */
function nextValues(current: unknown, { node, value }: SubAttributeChange, opName: MergeStep["opName"]): unknown {
  if (opName === "replace" || !Array.isArray(value)) return value;
  if (opName === "add") return appendElements(readElements(current), value, node).elements;
  return orUnassigned(removeElements(readElements(current), value, node));
}

/**
 * `$ref` and the readOnly names of a single reference describe the resource that `value` points to: when `value`
 * changes, they are removed unless the operation sets them.
 */
function dropStaleTarget(
  before: JsonRecord,
  after: Record<string, unknown>,
  subAttributes: readonly SubAttributeChange[],
  attribute: AttributeNode,
): JsonRecord {
  const [old, wanted] = [before["value"], after["value"]];
  if (attribute.multiValued || !isReference(attribute)) return after;
  if (isUnassigned(old) || isUnassigned(wanted) || old === wanted) return after;
  for (const node of attribute.subAttributes.values()) {
    const describesTarget = node.name === "$ref" || node.mutability === "readOnly";
    if (describesTarget && !subAttributes.some((change) => change.node === node)) delete after[node.name];
  }
  return after;
}

function changeElements(before: Elements, step: ChangeStep, leniencies: Leniencies): unknown {
  const { attribute, location } = step;
  switch (step.kind) {
    case "addElements":
      return keepOnePrimary(appendElements(before, step.elements, attribute), attribute, location);
    case "replaceElements":
      return replaceElements(before, step);
    case "removeElements":
      return orUnassigned(removeElements(before, step.elements, attribute));
    case "remove":
      return step.path.selection === undefined ? undefined : changeSelected(before, step, leniencies);
    case "set":
    case "merge":
      return changeSelected(before, step, leniencies);
  }
}

function replaceElements(before: Elements, { attribute, location, elements: given }: ElementsStep): Elements {
  const elements = keepImmutableParts(before, given, attribute, location);
  return deepEqual(before, elements) ? before : keepOnePrimary({ elements, changed: elements }, attribute, location);
}

/** An attribute without elements is unassigned (RFC 7644 §3.5.2.2). */
function orUnassigned(elements: Elements): Elements | undefined {
  return elements.length === 0 ? undefined : elements;
}

/** Changes the elements that the path selects, or all of them if it has no selection. */
function changeSelected(before: Elements, step: RemoveStep | SetStep | MergeStep, leniencies: Leniencies): unknown {
  const { selection } = step.path;
  const setsPrimary =
    step.kind === "merge" && step.subAttributes.some(({ node, value }) => node.name === "primary" && value);
  const changed: unknown[] = [];
  let after: unknown[] | undefined;
  let found = false;
  for (let index = 0; index < before.length; index++) {
    const element = before[index];
    const selected = selection === undefined || selection.matches(element);
    const next = selected ? changeElement(element, step) : element;
    found ||= selected;
    if (next !== element) after ??= before.slice(0, index);
    if (next === undefined) continue;
    if (next !== element || (selected && setsPrimary)) changed.push(next);
    after?.push(next);
  }
  if (!found) return createElement(before, step, leniencies);
  if (after === undefined) return before;
  return orUnassigned(keepOnePrimary({ elements: after, changed }, step.attribute, step.location));
}

function changeElement(element: unknown, step: RemoveStep | SetStep | MergeStep): unknown {
  switch (step.kind) {
    case "remove":
      return undefined;
    case "set": {
      const [after] = keepImmutableParts([element], [step.value], step.attribute, step.location);
      return deepEqual(element, after) ? element : after;
    }
    case "merge": {
      if (!isRecord(element)) return element;
      const after = mergeSubAttributes(element, step);
      return isEmpty(after) ? undefined : after;
    }
  }
}

/**
 * Handles a selection without a match: `noTarget` (RFC 7644 §3.5.2.3), or a new element that satisfies its conditions.
 */
function createElement(before: Elements, step: RemoveStep | SetStep | MergeStep, leniencies: Leniencies): unknown {
  const { selection, source } = step.path;
  const { attribute, location } = step;
  if (removes(step) && (selection === undefined || leniencies.ignoreMissing)) return orUnassigned(before);
  const seed = removes(step) ? undefined : createSeed(step, leniencies);
  if (step.kind === "remove" || seed === undefined)
    return rejectOperation("noTarget", location, `"${source}" matches no value`);
  const element =
    step.kind === "merge"
      ? mergeSubAttributes(seed, step)
      : isRecord(step.value)
        ? { ...seed, ...step.value }
        : step.value;
  return keepOnePrimary({ elements: [...before, element], changed: [element] }, attribute, location);
}

/** The start of a new value: what the conditions of the path say about it. Undefined if they do not describe one. */
function createSeed({ attribute, path, location }: ChangeStep, leniencies: Leniencies): JsonRecord | undefined {
  const conditions = path.selection === undefined ? [] : elementConditions(attribute, path, leniencies);
  return (
    conditions &&
    Object.fromEntries(
      conditions.map(({ node, value }) => [node.name, coerceElement(value, node, leniencies, location)]),
    )
  );
}

/**
 * Never invents a resource to satisfy `members[value eq "…"]`: conditions on references select, they do not describe.
 */
function elementConditions(attribute: AttributeNode, path: CompiledPath, leniencies: Leniencies) {
  if (!leniencies.createFromFilter || path.selection === undefined || isReference(attribute)) return undefined;
  return equalConditions(path.selection.filter, attribute);
}
