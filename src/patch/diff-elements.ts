/** Finds the operations that change one list of a multi-valued attribute to another. */
import { comparisonKey } from "../internal/comparison-key.ts";
import { deepEqual, readProperty } from "../internal/values.ts";
import { type AttributeNode, isReference } from "../models/attribute-tree.ts";
import { identityOf } from "./elements.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";

/**
 * Maximum length, in UTF-16 code units, of a string in a value path; if a string is longer, the whole list is replaced.
 */
const MAX_SELECTOR_LENGTH = 512;

/**
 * Finds operations on single elements.
 *
 * @returns undefined if the list must be replaced as a whole: no value path distinguishes its elements, or their order
 * differs.
 */
export function diffElements(
  before: readonly unknown[],
  after: readonly unknown[],
  attribute: AttributeNode,
): readonly PatchOperation[] | undefined {
  const operations =
    attribute.type === "complex" ? diffRecords(before, after, attribute) : diffScalars(before, after, attribute);
  return operations !== undefined && operations.length <= Math.max(1, after.length) ? operations : undefined;
}

/** Not every service can select simple values by a value path: they are added, or the list is replaced. */
function diffScalars(
  before: readonly unknown[],
  after: readonly unknown[],
  attribute: AttributeNode,
): readonly PatchOperation[] | undefined {
  if (!deepEqual(before, after.slice(0, before.length))) return undefined;
  if (new Set(after.map((value) => identityOf(value, attribute))).size < after.length) return undefined;
  return [{ op: "add", path: attribute.path, value: after.slice(before.length) }];
}

function diffRecords(
  before: readonly unknown[],
  after: readonly unknown[],
  attribute: AttributeNode,
): readonly PatchOperation[] | undefined {
  for (const node of identifyingNodes(attribute)) {
    const [old, wanted] = [indexBy(before, node), indexBy(after, node)];
    if (old !== undefined && wanted !== undefined) return diffKeyed({ old, wanted, node, attribute });
  }
  return undefined;
}

/**
 * Sub-attributes that may identify elements: the type, because services expect one value of each, and the value; for
 * references only the value.
 */
function identifyingNodes(attribute: AttributeNode): readonly AttributeNode[] {
  const names = isReference(attribute) ? ["value"] : ["type", "value"];
  return names.flatMap((name) => {
    const node = attribute.subAttributes.get(name);
    return node === undefined || node.returned === "never" || node.mutability === "writeOnly" ? [] : [node];
  });
}

type ElementIndex = ReadonlyMap<string, JsonRecord>;

/** Elements by the string in a sub-attribute, in order; undefined unless these strings are distinct. */
function indexBy(elements: readonly unknown[], node: AttributeNode): ElementIndex | undefined {
  const found = new Map<string, JsonRecord>();
  for (const element of elements) {
    const value = isRecord(element) ? readProperty(element, node.name) : undefined;
    if (!isRecord(element) || typeof value !== "string" || value.length > MAX_SELECTOR_LENGTH) return undefined;
    found.set(comparisonKey(value, node), element);
  }
  return found.size === elements.length ? found : undefined;
}

interface KeyedLists {
  readonly old: ElementIndex;
  readonly wanted: ElementIndex;
  /** The sub-attribute that identifies elements. */
  readonly node: AttributeNode;
  readonly attribute: AttributeNode;
}

function diffKeyed(lists: KeyedLists): readonly PatchOperation[] | undefined {
  const { old, wanted, attribute } = lists;
  const kept = [...old.keys()].filter((key) => wanted.has(key));
  // Elements keep their position and new ones come last: any other order needs the whole list.
  if (
    kept.length === 0 ||
    ![...wanted.keys()].every((key, position) => position >= kept.length || key === kept[position])
  ) {
    return undefined;
  }
  const removals = [...old].flatMap(([key, element]) =>
    wanted.has(key) ? [] : { op: "remove", path: selectorOf(element, lists) },
  );
  const changes = kept.flatMap((key) => diffElement(old.get(key) ?? {}, wanted.get(key) ?? {}, lists));
  const added = [...wanted].flatMap(([key, element]) => (old.has(key) ? [] : [element]));
  const additions = added.length === 0 ? [] : [{ op: "add", path: attribute.path, value: added }];
  return [...removals, ...changes, ...additions];
}

/** `emails[type eq "work"]`, with the string as it is before the change. */
function selectorOf(element: JsonRecord, { node, attribute }: KeyedLists): string {
  return `${attribute.path}[${node.name} eq ${JSON.stringify(readProperty(element, node.name))}]`;
}

function diffElement(before: JsonRecord, after: JsonRecord, lists: KeyedLists): readonly PatchOperation[] {
  const changed = [...lists.attribute.subAttributes.values()].filter((node) => {
    const [old, wanted] = [readProperty(before, node.name), readProperty(after, node.name)];
    return !deepEqual(old, wanted) && !losesPrimaryAnyway(node, old, wanted, lists);
  });
  const [node] = changed;
  if (node === undefined) return [];
  const selector = selectorOf(before, lists);
  if (changed.length > 1 || node.mutability === "immutable") return [{ op: "replace", path: selector, value: after }];
  const path = `${selector}.${node.name}`;
  const value = readProperty(after, node.name);
  if (value === undefined) return [{ op: "remove", path }];
  return [{ op: readProperty(before, node.name) === undefined ? "add" : "replace", path, value }];
}

/** The service makes an element non-primary when another becomes primary (RFC 7644 §3.5.2). */
function losesPrimaryAnyway(node: AttributeNode, old: unknown, wanted: unknown, { wanted: all }: KeyedLists): boolean {
  if (node.name !== "primary" || old !== true || wanted !== false) return false;
  for (const element of all.values()) if (readProperty(element, "primary") === true) return true;
  return false;
}
