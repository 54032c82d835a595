/** The steps on one attribute: from its value before to its value after. Undefined is "no value"; an unchanged value comes back as it was. */
import { deepEqual, isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import { type Leniencies, shapeElement } from "./coerce-value.ts";
import { equalConditions } from "./compile-path.ts";
import { appendElements, type Elements, isReference, removeElements, settlePrimary } from "./elements.ts";
import { EMPTY, isEmpty, isRecord, type JsonRecord } from "./json-record.ts";
import { type OperationPlace, refuse } from "./patch-error.ts";
import type { ElementsStep, MergeStep, Part, PutStep, RemoveStep } from "./step.ts";

/** A step that changes the value of an attribute. */
export type ChangeStep = RemoveStep | PutStep | MergeStep | ElementsStep;

/** The value of an attribute after a step. */
export function changeValue(before: unknown, step: ChangeStep, leniencies: Leniencies): unknown {
  const after = step.attribute.multiValued
    ? changeElements(readElements(before), step, leniencies)
    : changeSingle(before, step);
  if (after !== before) checkMutability(before, after, step.attribute, step.place);
  return after;
}

function readElements(value: unknown): Elements {
  return Array.isArray(value) ? value : isUnassigned(value) ? [] : [value];
}

/**
 * Refuses what the mutability of an attribute forbids: an immutable one may get its first value, but never another (RFC 7644 §3.5.2), and a required
 * one may not lose it (§3.5.2.2).
 */
function checkMutability(before: unknown, after: unknown, node: AttributeNode, place: OperationPlace): void {
  if (isUnassigned(before)) return;
  if (node.mutability === "immutable")
    refuse("mutability", place, `"${node.path}" is immutable and has a value already`);
  if (node.required && isUnassigned(after))
    refuse("mutability", place, `"${node.path}" is required and cannot be removed`);
}

function changeSingle(before: unknown, step: ChangeStep): unknown {
  switch (step.kind) {
    case "remove":
      return undefined;
    case "put":
      return deepEqual(before, step.value) ? before : step.value;
    case "merge": {
      const record = isRecord(before) ? before : EMPTY;
      const after = mergeParts(record, step);
      return after === record ? before : isEmpty(after) ? undefined : after;
    }
    case "append":
    case "takeOut":
    case "assign":
      return before;
  }
}

/** Sets and removes sub-attributes; those that are not named stay as they are (RFC 7644 §3.5.2.3). */
function mergeParts(before: JsonRecord, { parts, attribute, place, verb }: MergeStep): JsonRecord {
  let after: Record<string, unknown> | undefined;
  for (const part of parts) {
    const { node } = part;
    const current = readProperty(before, node.name);
    const value = verb === "add" && node.multiValued ? lengthen(current, part) : part.value;
    if (value === undefined ? isUnassigned(current) : deepEqual(current, value)) continue;
    checkMutability(current, value, node, place);
    after ??= { ...before };
    if (value === undefined) delete after[node.name];
    else after[node.name] = value;
  }
  return after === undefined ? before : forgetTarget(before, after, parts, attribute);
}

function lengthen(current: unknown, { node, value }: Part): unknown {
  return Array.isArray(value) ? appendElements(readElements(current), value, node).elements : value;
}

/**
 * `$ref` and readOnly names of a single reference describe what its `value` pointed to: they go when it points elsewhere, unless the operation
 * brings its own.
 */
function forgetTarget(
  before: JsonRecord,
  after: Record<string, unknown>,
  parts: readonly Part[],
  attribute: AttributeNode,
): JsonRecord {
  const [old, wanted] = [before["value"], after["value"]];
  if (attribute.multiValued || !isReference(attribute)) return after;
  if (isUnassigned(old) || isUnassigned(wanted) || old === wanted) return after;
  for (const node of attribute.subAttributes.values()) {
    const describes = node.name === "$ref" || node.mutability === "readOnly";
    if (describes && !parts.some((part) => part.node === node)) delete after[node.name];
  }
  return after;
}

function changeElements(before: Elements, step: ChangeStep, leniencies: Leniencies): unknown {
  const { attribute, place } = step;
  switch (step.kind) {
    case "append":
      return settlePrimary(appendElements(before, step.elements, attribute), attribute, place);
    case "assign":
      if (deepEqual(before, step.elements)) return before;
      return settlePrimary({ elements: step.elements, fresh: step.elements }, attribute, place);
    case "takeOut":
      return orNothing(removeElements(before, step.elements, attribute));
    case "remove":
      return step.path.selection === undefined ? undefined : changeSelected(before, step, leniencies);
    case "put":
    case "merge":
      return changeSelected(before, step, leniencies);
  }
}

/** An attribute without elements is unassigned (RFC 7644 §3.5.2.2). */
function orNothing(elements: Elements): Elements | undefined {
  return elements.length === 0 ? undefined : elements;
}

/** Changes the elements that the path selects; without a selection, all of them. */
function changeSelected(before: Elements, step: RemoveStep | PutStep | MergeStep, leniencies: Leniencies): unknown {
  const { selection } = step.path;
  const setsPrimary = step.kind === "merge" && step.parts.some(({ node, value }) => node.name === "primary" && value);
  const fresh: unknown[] = [];
  let after: unknown[] | undefined;
  let found = false;
  for (let index = 0; index < before.length; index++) {
    const element = before[index];
    const selected = selection === undefined || selection.matches(element);
    const next = selected ? changeElement(element, step) : element;
    found ||= selected;
    if (next !== element) after ??= before.slice(0, index);
    if (next === undefined) continue;
    if (next !== element || (selected && setsPrimary)) fresh.push(next);
    after?.push(next);
  }
  if (!found) return createElement(before, step, leniencies);
  if (after === undefined) return before;
  return orNothing(settlePrimary({ elements: after, fresh }, step.attribute, step.place));
}

function changeElement(element: unknown, step: RemoveStep | PutStep | MergeStep): unknown {
  switch (step.kind) {
    case "remove":
      return undefined;
    case "put":
      return deepEqual(element, step.value) ? element : step.value;
    case "merge": {
      if (!isRecord(element)) return element;
      const after = mergeParts(element, step);
      return isEmpty(after) ? undefined : after;
    }
  }
}

/** A selection without a match: `noTarget` (RFC 7644 §3.5.2.3), or the element that its conditions describe. */
function createElement(before: Elements, step: RemoveStep | PutStep | MergeStep, leniencies: Leniencies): unknown {
  const { selection, text } = step.path;
  const { attribute, place } = step;
  const removes = step.kind === "remove" || (step.kind === "merge" && step.verb === "remove");
  if (removes && (selection === undefined || leniencies.ignoreMissing)) return orNothing(before) ?? undefined;
  const conditions = selection === undefined ? [] : creatable(step, leniencies);
  if (removes || conditions === undefined) refuse("noTarget", place, `"${text}" matches no value`);
  const seed = Object.fromEntries(
    conditions.map(({ node, value }) => [node.name, shapeElement(value, node, leniencies, place)]),
  );
  const element =
    step.kind === "merge" ? mergeParts(seed, step) : isRecord(step.value) ? { ...seed, ...step.value } : step.value;
  return settlePrimary({ elements: [...before, element], fresh: [element] }, attribute, place);
}

/** A resource is never invented to satisfy `members[value eq "…"]`: the conditions of references select, they do not describe. */
function creatable(step: PutStep | MergeStep | RemoveStep, leniencies: Leniencies) {
  const { attribute, path } = step;
  if (!leniencies.createFromFilter || path.selection === undefined || isReference(attribute)) return undefined;
  return equalConditions(path.selection.filter, attribute);
}
