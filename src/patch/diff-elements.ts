/** The operations between two lists of a multi-valued attribute. */
import { comparable, deepEqual, readProperty } from "../internal/values.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import { identityOf, isReference } from "./elements.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";

/** Longest text that is worth a value path; beyond it the list is replaced. */
const LONGEST_ADDRESS = 512;

/**
 * Operations that make one list of another; undefined when the list must be replaced as a whole: elements that no value path tells apart, or another
 * order.
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

/** Simple values have no names to select them by in every service: they are added to, or replaced. */
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
  for (const node of addressNodes(attribute)) {
    const [old, wanted] = [index(before, node), index(after, node)];
    if (old !== undefined && wanted !== undefined) return diffIndexed({ old, wanted, node, attribute });
  }
  return undefined;
}

/** Sub-attributes that may tell elements apart: the type, since services expect one value of each, and the value; of references only the value. */
function addressNodes(attribute: AttributeNode): readonly AttributeNode[] {
  const names = isReference(attribute) ? ["value"] : ["type", "value"];
  return names.flatMap((name) => {
    const node = attribute.subAttributes.get(name);
    return node === undefined || node.returned === "never" || node.mutability === "writeOnly" ? [] : [node];
  });
}

type Index = ReadonlyMap<string, JsonRecord>;

/** Elements by a sub-attribute, in order; undefined unless each has a text of its own there. */
function index(elements: readonly unknown[], node: AttributeNode): Index | undefined {
  const found = new Map<string, JsonRecord>();
  for (const element of elements) {
    const text = isRecord(element) ? readProperty(element, node.name) : undefined;
    if (!isRecord(element) || typeof text !== "string" || text.length > LONGEST_ADDRESS) return undefined;
    found.set(comparable(text, node), element);
  }
  return found.size === elements.length ? found : undefined;
}

interface Lists {
  readonly old: Index;
  readonly wanted: Index;
  /** The sub-attribute that tells elements apart. */
  readonly node: AttributeNode;
  readonly attribute: AttributeNode;
}

function diffIndexed(lists: Lists): readonly PatchOperation[] | undefined {
  const { old, wanted, attribute } = lists;
  const kept = [...old.keys()].filter((key) => wanted.has(key));
  // Elements stay where they are and new ones come last: any other order needs the whole list.
  if (
    kept.length === 0 ||
    ![...wanted.keys()].every((key, position) => position >= kept.length || key === kept[position])
  ) {
    return undefined;
  }
  const removals = [...old].flatMap(([key, element]) =>
    wanted.has(key) ? [] : { op: "remove", path: addressOf(element, lists) },
  );
  const changes = kept.flatMap((key) => diffElement(old.get(key) ?? {}, wanted.get(key) ?? {}, lists));
  const added = [...wanted].flatMap(([key, element]) => (old.has(key) ? [] : [element]));
  const additions = added.length === 0 ? [] : [{ op: "add", path: attribute.path, value: added }];
  return [...removals, ...changes, ...additions];
}

/** `emails[type eq "work"]`, with the text as it stands before the change. */
function addressOf(element: JsonRecord, { node, attribute }: Lists): string {
  return `${attribute.path}[${node.name} eq ${JSON.stringify(readProperty(element, node.name))}]`;
}

function diffElement(before: JsonRecord, after: JsonRecord, lists: Lists): readonly PatchOperation[] {
  const changed = [...lists.attribute.subAttributes.values()].filter((node) => {
    const [old, wanted] = [readProperty(before, node.name), readProperty(after, node.name)];
    return !deepEqual(old, wanted) && !losesPrimary(node, old, wanted, lists);
  });
  const [node] = changed;
  if (node === undefined) return [];
  const address = addressOf(before, lists);
  if (changed.length > 1 || node.mutability === "immutable") return [{ op: "replace", path: address, value: after }];
  const path = `${address}.${node.name}`;
  const value = readProperty(after, node.name);
  if (value === undefined) return [{ op: "remove", path }];
  return [{ op: readProperty(before, node.name) === undefined ? "add" : "replace", path, value }];
}

/** An element stops being primary by itself when another becomes it (RFC 7644 §3.5.2). */
function losesPrimary(node: AttributeNode, old: unknown, wanted: unknown, { wanted: all }: Lists): boolean {
  if (node.name !== "primary" || old !== true || wanted !== false) return false;
  for (const element of all.values()) if (readProperty(element, "primary") === true) return true;
  return false;
}
