/** The smallest PATCH between two states of a resource. */
import { isScimError, ScimError } from "../errors.ts";
import { DEEPEST, isDeeperThan } from "../internal/depth.ts";
import { deepEqual, isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode, Described } from "../models/attribute-tree.ts";
import { applyPatch } from "./apply.ts";
import { diffElements } from "./diff-elements.ts";
import { identityOf, isReference } from "./elements.ts";
import { EMPTY, isRecord, type JsonRecord, readRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";
import { STRICT_PATCH } from "./options.ts";
import { readPath } from "./read-path.ts";

/** How resources are compared. */
export interface DiffOptions {
  /** Takes lists that differ in their order only for equal. Default false: applying the operations gives the order, too. */
  readonly ignoreOrder?: boolean;
}

/**
 * Finds the operations that make one state of a resource of another: `applyPatch(before, diffResources(before, after, type), type)` equals `after`.
 *
 * What did not change is not named. Elements of lists are addressed by `type` or `value` where that is unambiguous, attributes of extensions by their
 * URN. What is absent in `after` is removed. `readOnly` attributes are left out, and so is `schemas`, which follows the extensions.
 *
 * @param before The resource as it is, with the names of its schema.
 * @param after The resource as it should be.
 * @param type The resource type.
 * @returns Operations for PATCH (RFC 7644 §3.5.2), with lower-case names; empty when nothing differs.
 * @throws ScimError (400 `invalidValue`) for a value that is nested more than 100 levels deep.
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { diffResources } from "proxyclick-scim/patch";
 *
 * const before = { schemas: [UserType.schema], userName: "ada", title: "Analyst" };
 * diffResources(before, { ...before, title: "Countess" }, UserType);
 * // [{ op: "replace", path: "title", value: "Countess" }]
 * ```
 */
export function diffResources(
  before: object,
  after: object,
  type: Described,
  options: DiffOptions = {},
): PatchOperation[] {
  if (!isRecord(before) || !isRecord(after)) throw new TypeError("diffResources needs two resources: objects");
  const differ: Differ = { type, ignoreOrder: options.ignoreOrder === true };
  const { attributes, extensions } = type.tree;
  const operations = [...attributes.values()].flatMap((node) =>
    node.name === "schemas" ? [] : diffAttribute(before, after, node, differ),
  );
  for (const { urn, attributes: nodes } of extensions.values()) {
    const [old, wanted] = [readRecord(before, urn) ?? EMPTY, readRecord(after, urn) ?? EMPTY];
    if (old === wanted) continue;
    for (const node of nodes.values()) {
      for (const operation of diffAttribute(old, wanted, node, differ)) operations.push(operation);
    }
  }
  return operations;
}

interface Differ {
  readonly type: Described;
  readonly ignoreOrder: boolean;
}

function diffAttribute(
  before: JsonRecord,
  after: JsonRecord,
  node: AttributeNode,
  differ: Differ,
): readonly PatchOperation[] {
  if (node.mutability === "readOnly") return [];
  const old = writable(readProperty(before, node.name), node);
  const wanted = writable(readProperty(after, node.name), node);
  if (deepEqual(old, wanted)) return [];
  if (wanted === undefined) return [{ op: "remove", path: node.path }];
  const op = old === undefined && addsAll(wanted, node) ? "add" : "replace";
  const whole: PatchOperation = { op, path: node.path, value: wanted };
  if (old === undefined) return [whole];
  if (node.multiValued) return diffList(listOf(old), listOf(wanted), node, differ) ?? [whole];
  return isRecord(old) && isRecord(wanted) ? diffComplex(old, wanted, node) : [whole];
}

/** Whether adding a list brings all of its elements: of those that say the same, one is added only. */
function addsAll(value: unknown, node: AttributeNode): boolean {
  return !Array.isArray(value) || new Set(value.map((element) => identityOf(element, node))).size === value.length;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** What clients may write of a value: no readOnly sub-attributes, no unassigned or unknown ones. Undefined when nothing is left. */
function writable(value: unknown, node: AttributeNode): unknown {
  if (isUnassigned(value)) return undefined;
  if (node.type !== "complex") return refuseDeep(value, node);
  if (!Array.isArray(value)) return isRecord(value) ? writableRecord(value, node) : refuseDeep(value, node);
  const elements = value.map((element) =>
    isRecord(element) ? writableRecord(element, node) : refuseDeep(element, node),
  );
  const assigned = elements.filter((element) => !isUnassigned(element));
  return assigned.length === 0 ? undefined : assigned;
}

function writableRecord(record: JsonRecord, { subAttributes }: AttributeNode): JsonRecord | undefined {
  const names = Object.keys(record);
  const kept = names.filter((name) => {
    const node = subAttributes.get(name.toLowerCase());
    if (node?.name !== name || node.mutability === "readOnly") return false;
    return !isUnassigned(refuseDeep(readProperty(record, name), node));
  });
  if (kept.length === names.length) return record;
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map((name) => [name, readProperty(record, name)]));
}

function refuseDeep(value: unknown, { path }: AttributeNode): unknown {
  if (!isDeeperThan(value, DEEPEST)) return value;
  throw new ScimError(`"${path}" is nested more than ${DEEPEST} levels deep`, {
    status: 400,
    scimType: "invalidValue",
  });
}

function diffComplex(before: JsonRecord, after: JsonRecord, attribute: AttributeNode): readonly PatchOperation[] {
  const changed = [...attribute.subAttributes.values()].filter(
    ({ name }) => !deepEqual(readProperty(before, name), readProperty(after, name)),
  );
  const set = changed.filter(({ name }) => readProperty(after, name) !== undefined);
  const removed = changed.filter((node) => !set.includes(node));
  // A reference that points elsewhere is put as one: applying it forgets what described the old target.
  const [old, wanted] = [readProperty(before, "value"), readProperty(after, "value")];
  const points = isReference(attribute) && old !== undefined && wanted !== undefined && old !== wanted;
  const removals = removed.filter(({ name }) => !points || name !== "$ref").map(({ path }) => ({ op: "remove", path }));
  const [only] = set;
  if (only === undefined) return removals;
  // The full value reads the same for services that merge it, as RFC 7644 §3.5.2.3 asks, and for those that replace all of it.
  if (set.length > 1 || points) return [...removals, { op: "replace", path: attribute.path, value: after }];
  const op = readProperty(before, only.name) === undefined ? "add" : "replace";
  return [...removals, { op, path: only.path, value: readProperty(after, only.name) }];
}

/** The operations between two lists; undefined when the list must be replaced as a whole. */
function diffList(
  before: readonly unknown[],
  after: readonly unknown[],
  attribute: AttributeNode,
  { type, ignoreOrder }: Differ,
): readonly PatchOperation[] | undefined {
  const wanted = ignoreOrder ? inOrderOf(before, after, attribute) : after;
  if (deepEqual(before, wanted)) return [];
  const operations = diffElements(before, wanted, attribute);
  if (operations === undefined || !attribute.subAttributes.has("primary")) return operations;
  // Primary elements push one another aside: only a trial shows that the parts add up.
  return reaches(before, wanted, operations, attribute, type) ? operations : undefined;
}

/** The elements of a list in the order in which another has them, new ones last. */
function inOrderOf(model: readonly unknown[], list: readonly unknown[], attribute: AttributeNode): readonly unknown[] {
  const positions = new Map(model.map((element, position) => [identityOf(element, attribute), position]));
  const position = (element: unknown): number => positions.get(identityOf(element, attribute)) ?? model.length;
  return list.toSorted((a, b) => position(a) - position(b));
}

function reaches(
  before: readonly unknown[],
  after: readonly unknown[],
  operations: readonly PatchOperation[],
  attribute: AttributeNode,
  type: Described,
): boolean {
  const { tree } = type;
  const extension = [...tree.extensions.values()].find(({ attributes }) =>
    [...attributes.values()].includes(attribute),
  );
  const part = { [attribute.name]: before };
  const start = extension === undefined ? part : { [extension.urn]: part };
  try {
    const result: unknown = readPath(applyPatch(start, operations, type, STRICT_PATCH), attribute.path, type);
    return deepEqual(result, after);
  } catch (error) {
    if (isScimError(error)) return false;
    throw error;
  }
}
