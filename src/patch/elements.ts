/**
 * Adds and removes elements of a multi-valued attribute.
 *
 * Each operation visits every element at most once.
 */
import { comparisonKey, equalityTest } from "../internal/comparison-key.ts";
import { isUnassigned, readProperty, valuesEqual } from "../internal/values.ts";
import { type AttributeNode, isReference } from "../models/attribute-tree.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import { type OperationLocation, rejectOperation } from "./patch-error.ts";

/** The elements of a multi-valued attribute. */
export type Elements = readonly unknown[];

/**
 * A key that is equal for equal elements: `value` for references, else `type` and `value` (RFC 7643 §2.4: the same pair
 * should not occur twice), else the whole content.
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

/** The length prefix separates the two: both may contain a line break. */
function pairKey(value: string, element: JsonRecord, attribute: AttributeNode): string {
  return `${value.length}\n${value}${scalarKey(readProperty(element, "type") ?? "", attribute.subAttributes.get("type"))}`;
}

function scalarKey(value: unknown, attribute: AttributeNode | undefined): string {
  if (typeof value === "string") return `"${comparisonKey(value, attribute)}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function contentKey(element: JsonRecord, attribute: AttributeNode): string {
  const members = Object.keys(element)
    .filter((name) => !isUnassigned(readProperty(element, name)))
    .sort()
    .map((name) => [name, scalarKey(readProperty(element, name), attribute.subAttributes.get(name.toLowerCase()))]);
  return JSON.stringify(members);
}

/** Elements after a change, and those of them that are new or different. */
export interface ChangedElements {
  readonly elements: Elements;
  readonly changed: Elements;
}

/**
 * Adds elements (RFC 7644 §3.5.2.1). An element that exists already is merged with the added one. The given array is
 * returned if nothing changes.
 */
export function appendElements(current: Elements, added: Elements, attribute: AttributeNode): ChangedElements {
  const [only] = added;
  if (added.length === 1) return appendOne(current, only, attribute);
  const positions = findAll(current, added, attribute);
  const changed = new Set<number>();
  let elements: unknown[] | undefined;
  for (const element of added) {
    const identity = identityOf(element, attribute);
    const known = positions.get(identity);
    const before = known === undefined ? undefined : (elements ?? current)[known];
    const after = before === undefined ? element : mergeElement(before, element, attribute);
    if (after === before) continue;
    elements ??= current.slice();
    const position = known ?? elements.length;
    elements[position] = after;
    positions.set(identity, position);
    changed.add(position);
  }
  if (elements === undefined) return { elements: current, changed: [] };
  return { elements, changed: elements.filter((_, position) => changed.has(position)) };
}

/** Positions of the added elements that exist already, by identity: one scan, whatever their number. */
function findAll(current: Elements, added: Elements, attribute: AttributeNode): Map<string, number> {
  const wanted = new Set(added.map((element) => identityOf(element, attribute)));
  const positions = new Map<string, number>();
  for (let index = 0; index < current.length && wanted.size > 0; index++) {
    const identity = identityOf(current[index], attribute);
    if (wanted.delete(identity)) positions.set(identity, index);
  }
  return positions;
}

/** Adds one element without creating keys: the usual change of a large group. */
function appendOne(current: Elements, added: unknown, attribute: AttributeNode): ChangedElements {
  const index = findSame(current, added, attribute);
  // `concat` copies a long list four times as fast as a spread does.
  if (index < 0) return { elements: current.concat([added]), changed: [added] };
  const merged = mergeElement(current[index], added, attribute);
  return merged === current[index]
    ? { elements: current, changed: [] }
    : { elements: current.with(index, merged), changed: [merged] };
}

function findSame(current: Elements, added: unknown, attribute: AttributeNode): number {
  const value = isRecord(added) ? readProperty(added, "value") : undefined;
  if (typeof value === "string" && isReference(attribute)) return findReference(current, value, attribute);
  const hasValue = typeof value === "string" ? valueTest(value, attribute) : undefined;
  let identity: string | undefined;
  return current.findIndex((element) => {
    if (hasValue !== undefined && !hasValue(element)) return false;
    identity ??= identityOf(added, attribute);
    return identityOf(element, attribute) === identity;
  });
}

/** A test for elements with a `value` that is equal to the given one. */
function valueTest(wanted: string, attribute: AttributeNode): (element: unknown) => boolean {
  const isEqual = equalityTest(wanted, attribute.subAttributes.get("value"));
  return (element) => isEqual(stringValue(element));
}

/** The position of the first element from `start` on with the given `value`; -1 if there is none. */
function findReference(current: Elements, value: string, attribute: AttributeNode, start = 0): number {
  const hasValue = valueTest(value, attribute);
  for (let index = start; index < current.length; index++) if (hasValue(current[index])) return index;
  return -1;
}

function stringValue(element: unknown): string | undefined {
  if (typeof element !== "object" || element === null || !("value" in element)) return undefined;
  const { value } = element;
  return typeof value === "string" ? value : undefined;
}

/** Merges an added element into the existing one. Sub-attributes that must not change stay as they are. */
function mergeElement(existing: unknown, added: unknown, attribute: AttributeNode): unknown {
  if (!isRecord(existing) || !isRecord(added)) return existing;
  const changes: Record<string, unknown> = {};
  let isChanged = false;
  for (const name of Object.keys(added)) {
    const node = attribute.subAttributes.get(name.toLowerCase());
    const before = readProperty(existing, name);
    const after = readProperty(added, name);
    if (node === undefined || isUnassigned(after) || valuesEqual(before, after, node)) continue;
    if (node.mutability === "readOnly" || (node.mutability === "immutable" && !isUnassigned(before))) continue;
    changes[node.name] = after;
    isChanged = true;
  }
  return isChanged ? { ...existing, ...changes } : existing;
}

/**
 * Removes the named elements: by `value`, by `type` and `value` if a named one has both, or by their whole content. The
 * given array is returned if nothing changes.
 */
export function removeElements(current: Elements, named: Elements, attribute: AttributeNode): Elements {
  const [only] = named;
  if (named.length === 1 && isRecord(only) && isReference(attribute)) {
    const value = readProperty(only, "value");
    if (typeof value === "string") return removeReference(current, value, attribute);
  }
  const { identities, values } = readNames(named, attribute);
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
    const hasValue = valueTest(value, attribute);
    return current.filter((element) => !hasValue(element));
  }
  const kept = current.slice();
  kept.splice(index, 1);
  return kept;
}

interface NamedElements {
  readonly identities: ReadonlySet<string>;
  /** `value`s that were named without a type: they name elements of every type. */
  readonly values: ReadonlySet<string>;
}

function readNames(named: Elements, attribute: AttributeNode): NamedElements {
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
 * Keeps one primary element: when an operation sets `primary` to true, the service sets it to false on the other
 * elements (RFC 7644 §3.5.2).
 *
 * @throws ScimError (400 `invalidValue`) if the operation makes several elements primary.
 */
export function keepOnePrimary(
  { elements, changed }: ChangedElements,
  attribute: AttributeNode,
  location: OperationLocation,
): Elements {
  if (!attribute.subAttributes.has("primary")) return elements;
  const winners = changed.filter(isPrimary);
  if (winners.length > 1) {
    rejectOperation("invalidValue", location, `only one element of "${attribute.path}" can be primary (RFC 7643 §2.4)`);
  }
  const [winner] = winners;
  if (winner === undefined) return elements;
  return elements.map((element) =>
    element !== winner && isRecord(element) && isPrimary(element) ? { ...element, primary: false } : element,
  );
}

function isPrimary(element: unknown): boolean {
  return isRecord(element) && readProperty(element, "primary") === true;
}
