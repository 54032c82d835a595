/** Adding to and removing from the elements of a multi-valued attribute. Each operation looks at every element once at most. */
import { comparable, isUnassigned, readProperty, valuesEqual } from "../internal/values.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import { type OperationPlace, refuse } from "./patch-error.ts";

/** The elements of a multi-valued attribute. */
export type Elements = readonly unknown[];

/** Whether an attribute's values point to resources (`members`, `manager`): there `value` alone says which one is meant (RFC 7643 §2.4, `$ref`). */
export function isReference(attribute: AttributeNode): boolean {
  return attribute.subAttributes.has("$ref") && attribute.subAttributes.has("value");
}

/**
 * What makes two elements the same: `value` for references, else `type` and `value` (RFC 7643 §2.4: the same pair should not come twice), else
 * everything in them.
 */
export function identityOf(element: unknown, attribute: AttributeNode): string {
  if (!isRecord(element)) return scalarKey(element, attribute);
  const value = valueKey(element, attribute);
  if (value === undefined) return contentKey(element, attribute);
  return isReference(attribute) ? value : pairKey(value, element, attribute);
}

function valueKey(element: JsonRecord, attribute: AttributeNode): string | undefined {
  const value = readProperty(element, "value");
  return isUnassigned(value) ? undefined : scalarKey(value, attribute.subAttributes.get("value"));
}

/** The length in front keeps the two apart: a line break may stand in both. */
function pairKey(value: string, element: JsonRecord, attribute: AttributeNode): string {
  return `${value.length}\n${value}${scalarKey(readProperty(element, "type") ?? "", attribute.subAttributes.get("type"))}`;
}

function scalarKey(value: unknown, attribute: AttributeNode | undefined): string {
  if (typeof value === "string") return `"${comparable(value, attribute)}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function contentKey(element: JsonRecord, attribute: AttributeNode): string {
  const members = Object.keys(element)
    .filter((name) => !isUnassigned(readProperty(element, name)))
    .sort()
    .map((name) => [name, scalarKey(readProperty(element, name), attribute.subAttributes.get(name.toLowerCase()))]);
  return JSON.stringify(members);
}

/** Elements after a change, and those among them that are new or differ from before. */
export interface ChangedElements {
  readonly elements: Elements;
  readonly fresh: Elements;
}

/**
 * Adds elements that are not there yet (RFC 7644 §3.5.2.1); one that is there takes over what the added one says beyond it. The given array is
 * returned when nothing changes.
 */
export function appendElements(current: Elements, added: Elements, attribute: AttributeNode): ChangedElements {
  const [only] = added;
  if (added.length === 1) return appendOne(current, only, attribute);
  const places = findAll(current, added, attribute);
  const changed = new Set<number>();
  let elements: unknown[] | undefined;
  for (const element of added) {
    const identity = identityOf(element, attribute);
    const place = places.get(identity);
    const before = place === undefined ? undefined : (elements ?? current)[place];
    const after = before === undefined ? element : enrich(before, element, attribute);
    if (after === before) continue;
    elements ??= current.slice();
    const position = place ?? elements.length;
    elements[position] = after;
    places.set(identity, position);
    changed.add(position);
  }
  if (elements === undefined) return { elements: current, fresh: [] };
  return { elements, fresh: elements.filter((_, position) => changed.has(position)) };
}

/** Where the added elements stand already, by identity: one scan, whatever their number. */
function findAll(current: Elements, added: Elements, attribute: AttributeNode): Map<string, number> {
  const wanted = new Set(added.map((element) => identityOf(element, attribute)));
  const places = new Map<string, number>();
  for (let index = 0; index < current.length && wanted.size > 0; index++) {
    const identity = identityOf(current[index], attribute);
    if (wanted.delete(identity)) places.set(identity, index);
  }
  return places;
}

/** The same for one element, without making keys: the usual change of a large group. */
function appendOne(current: Elements, added: unknown, attribute: AttributeNode): ChangedElements {
  const index = findSame(current, added, attribute);
  // `concat` copies a long list four times as fast as a spread does.
  if (index < 0) return { elements: current.concat([added]), fresh: [added] };
  const merged = enrich(current[index], added, attribute);
  return merged === current[index]
    ? { elements: current, fresh: [] }
    : { elements: current.with(index, merged), fresh: [merged] };
}

function findSame(current: Elements, added: unknown, attribute: AttributeNode): number {
  const value = isRecord(added) ? readProperty(added, "value") : undefined;
  if (typeof value === "string" && isReference(attribute)) return findReference(current, value, attribute);
  const length = typeof value === "string" && !changesLength(value.toLowerCase()) ? value.length : undefined;
  let identity: string | undefined;
  return current.findIndex((element) => {
    if (length !== undefined && !hasLength(element, length)) return false;
    identity ??= identityOf(added, attribute);
    return identityOf(element, attribute) === identity;
  });
}

/** A cheap first look, where the length cannot change with the case. */
function hasLength(element: unknown, length: number): boolean {
  return isRecord(element) && valueText(element)?.length === length;
}

/** The position of the first element, from `start` on, whose `value` is a text, by the attribute's `caseExact`; -1 when there is none. */
export function findReference(current: Elements, value: string, attribute: AttributeNode, start = 0): number {
  const node = attribute.subAttributes.get("value");
  const key = comparable(value, node);
  if (changesLength(key)) {
    return current.findIndex((element, index) => index >= start && comparable(valueText(element) ?? "", node) === key);
  }
  const { length } = value;
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(length - 1);
  for (let index = start; index < current.length; index++) {
    const other = valueText(current[index]);
    if (other === undefined || other.length !== length) continue;
    if (!mayFold(other.charCodeAt(length - 1), last) || !mayFold(other.charCodeAt(0), first)) continue;
    if (other === value || comparable(other, node) === key) return index;
  }
  return -1;
}

/** Texts that differ by case only are of one length, but for `İ`: it becomes `i` and a combining dot in lower case. */
function changesLength(lowerCase: string): boolean {
  return lowerCase.includes("\u0307");
}

/** Whether two characters may be the same but for case: letters of ASCII differ in one bit then. Of others nothing is known here. */
function mayFold(a: number, b: number): boolean {
  return a === b || (a | 32) === (b | 32) || a > 127 || b > 127;
}

function valueText(element: unknown): string | undefined {
  if (typeof element !== "object" || element === null || !("value" in element)) return undefined;
  const { value } = element;
  return typeof value === "string" ? value : undefined;
}

/** What an added element says beyond the one that is there. Sub-attributes that may not change stay as they are. */
function enrich(existing: unknown, added: unknown, attribute: AttributeNode): unknown {
  if (!isRecord(existing) || !isRecord(added)) return existing;
  const changes: Record<string, unknown> = {};
  let changed = false;
  for (const name of Object.keys(added)) {
    const node = attribute.subAttributes.get(name.toLowerCase());
    const before = readProperty(existing, name);
    const after = readProperty(added, name);
    if (node === undefined || isUnassigned(after) || valuesEqual(before, after, node)) continue;
    if (node.mutability === "readOnly" || (node.mutability === "immutable" && !isUnassigned(before))) continue;
    changes[node.name] = after;
    changed = true;
  }
  return changed ? { ...existing, ...changes } : existing;
}

/**
 * Removes the elements that are named: by `value`, by `type` and `value` when a named one has both, or by all of their content. The given array is
 * returned when nothing changes.
 */
export function removeElements(current: Elements, named: Elements, attribute: AttributeNode): Elements {
  const [only] = named;
  if (named.length === 1 && isRecord(only) && isReference(attribute)) {
    const value = readProperty(only, "value");
    if (typeof value === "string") return removeReference(current, value, attribute);
  }
  const { identities, values } = namesOf(named, attribute);
  const kept = current.filter((element) => {
    if (identities.has(identityOf(element, attribute))) return false;
    return values.size === 0 || !isRecord(element) || !values.has(valueKey(element, attribute) ?? "");
  });
  return kept.length === current.length ? current : kept;
}

function removeReference(current: Elements, value: string, attribute: AttributeNode): Elements {
  const index = findReference(current, value, attribute);
  if (index < 0) return current;
  if (findReference(current, value, attribute, index + 1) >= 0) {
    return current.filter((element) => findReference([element], value, attribute) < 0);
  }
  const kept = current.slice();
  kept.splice(index, 1);
  return kept;
}

interface ElementNames {
  readonly identities: ReadonlySet<string>;
  /** `value`s that were named without a type: they mean elements of every type. */
  readonly values: ReadonlySet<string>;
}

function namesOf(named: Elements, attribute: AttributeNode): ElementNames {
  const identities = new Set<string>();
  const values = new Set<string>();
  for (const element of named) {
    const value = isRecord(element) ? valueKey(element, attribute) : undefined;
    const byValue = value !== undefined && isRecord(element) && isUnassigned(readProperty(element, "type"));
    if (byValue && !isReference(attribute)) values.add(value);
    else identities.add(identityOf(element, attribute));
  }
  return { identities, values };
}

/**
 * Leaves one primary element: when an operation sets `primary` to true, the service sets it to false on the others (RFC 7644 §3.5.2).
 *
 * @param fresh The elements that the operation brought or changed.
 */
export function settlePrimary(changed: ChangedElements, attribute: AttributeNode, place: OperationPlace): Elements {
  if (!attribute.subAttributes.has("primary")) return changed.elements;
  const winners = changed.fresh.filter(isPrimary);
  if (winners.length > 1) {
    refuse("invalidValue", place, `only one element of "${attribute.path}" can be primary (RFC 7643 §2.4)`);
  }
  const [winner] = winners;
  if (winner === undefined) return changed.elements;
  return changed.elements.map((element) =>
    element !== winner && isRecord(element) && isPrimary(element) ? { ...element, primary: false } : element,
  );
}

function isPrimary(element: unknown): boolean {
  return isRecord(element) && readProperty(element, "primary") === true;
}
