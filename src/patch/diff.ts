/** Finds the smallest PATCH between two states of a resource. */
import { isScimError, ScimError } from "../errors.ts";
import { isDeeperThan, MAX_DEPTH } from "../internal/depth.ts";
import { deepEqual, isUnassigned, readProperty } from "../internal/values.ts";
import { type AttributeNode, isReference, type ResourceTypeLike } from "../models/attribute-tree.ts";
import { applyPatch } from "./apply.ts";
import { diffElements } from "./diff-elements.ts";
import { identityOf } from "./elements.ts";
import { EMPTY, isRecord, type JsonRecord, readRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";
import { type PatchOptions, STRICT_PATCH } from "./options.ts";
import { readPath } from "./read-path.ts";

/**
 * Finds the operations that change a resource from one state to another:
 * `applyPatch(before, diffResources(before, after, type), type)` equals `after`.
 *
 * The operations name only what changed. They select elements of lists by `type` or `value` if that is unambiguous, and
 * name attributes of extensions by URN. They remove what is absent in `after`. They leave out `readOnly` attributes and
 * `schemas`, which follows from the extensions.
 *
 * @param before The resource as it is, with the names of its schema.
 * @param after The resource as it should be.
 * @param type The resource type.
 * @param options `ignoreOrder`: whether lists that differ only in order are equal; false by default.
 * @returns Operations for PATCH (RFC 7644 §3.5.2), with lower-case names; empty if nothing differs.
 * @throws ScimError (400 `invalidValue`) for a value that is nested more than 100 levels deep. TypeError for a resource
 * that is no object.
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
  type: ResourceTypeLike,
  options: { readonly ignoreOrder?: boolean } = {},
): PatchOperation[] {
  if (!isRecord(before) || !isRecord(after)) throw new TypeError("diffResources needs two objects as resources");
  const context: DiffContext = { type, ignoreOrder: options.ignoreOrder === true };
  const { attributes, extensions } = type.tree;
  const operations = [...attributes.values()].flatMap((node) =>
    node.name === "schemas" ? [] : diffAttribute(before, after, node, context),
  );
  for (const { urn, attributes: nodes } of extensions.values()) {
    const [old, wanted] = [readRecord(before, urn) ?? EMPTY, readRecord(after, urn) ?? EMPTY];
    if (old === wanted) continue;
    for (const node of nodes.values()) {
      for (const operation of diffAttribute(old, wanted, node, context)) operations.push(operation);
    }
  }
  return operations;
}

interface DiffContext {
  readonly type: ResourceTypeLike;
  readonly ignoreOrder: boolean;
}

function diffAttribute(
  before: JsonRecord,
  after: JsonRecord,
  node: AttributeNode,
  context: DiffContext,
): readonly PatchOperation[] {
  if (node.mutability === "readOnly") return [];
  const old = writable(readProperty(before, node.name), node);
  const wanted = writable(readProperty(after, node.name), node);
  if (deepEqual(old, wanted)) return [];
  if (wanted === undefined) return [{ op: "remove", path: node.path }];
  const op = old === undefined && addsAll(wanted, node) ? "add" : "replace";
  const whole: PatchOperation = { op, path: node.path, value: wanted };
  if (old === undefined) return [whole];
  if (node.multiValued) return diffList(listOf(old), listOf(wanted), node, context) ?? [whole];
  return isRecord(old) && isRecord(wanted) ? diffComplex(old, wanted, node) : [whole];
}

/** Whether adding a list adds all of its elements: of equal elements only one would be added. */
function addsAll(value: unknown, node: AttributeNode): boolean {
  return !Array.isArray(value) || new Set(value.map((element) => identityOf(element, node))).size === value.length;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * The part of a value that clients may write: no readOnly, unassigned or unknown sub-attributes. Undefined if nothing
 * is left.
 */
function writable(value: unknown, node: AttributeNode): unknown {
  if (isUnassigned(value)) return undefined;
  if (node.type !== "complex") return rejectDeep(value, node);
  if (!Array.isArray(value)) return isRecord(value) ? writableRecord(value, node) : rejectDeep(value, node);
  const elements = value.map((element) =>
    isRecord(element) ? writableRecord(element, node) : rejectDeep(element, node),
  );
  const assigned = elements.filter((element) => !isUnassigned(element));
  return assigned.length === 0 ? undefined : assigned;
}

function writableRecord(record: JsonRecord, { subAttributes }: AttributeNode): JsonRecord | undefined {
  const names = Object.keys(record);
  const kept = names.filter((name) => {
    const node = subAttributes.get(name.toLowerCase());
    if (node?.name !== name || node.mutability === "readOnly") return false;
    return !isUnassigned(rejectDeep(readProperty(record, name), node));
  });
  if (kept.length === names.length) return record;
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map((name) => [name, readProperty(record, name)]));
}

function rejectDeep(value: unknown, { path }: AttributeNode): unknown {
  if (!isDeeperThan(value, MAX_DEPTH)) return value;
  throw new ScimError(`"${path}" is nested more than ${MAX_DEPTH} levels deep`, {
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
  // A reference to another resource is replaced as a whole: applying it removes what described the old target.
  const [old, wanted] = [readProperty(before, "value"), readProperty(after, "value")];
  const changesTarget = isReference(attribute) && old !== undefined && wanted !== undefined && old !== wanted;
  const removals = removed
    .filter(({ name }) => !changesTarget || name !== "$ref")
    .map(({ path }) => ({ op: "remove", path }));
  const [only] = set;
  if (only === undefined) return removals;
  // The full value gives the same result on services that merge it, as RFC 7644 §3.5.2.3 requires, and on those that
  // replace it.
  if (set.length > 1 || changesTarget) return [...removals, { op: "replace", path: attribute.path, value: after }];
  const op = readProperty(before, only.name) === undefined ? "add" : "replace";
  return [...removals, { op, path: only.path, value: readProperty(after, only.name) }];
}

/** The operations between two lists; undefined if the list must be replaced as a whole. */
function diffList(
  before: readonly unknown[],
  after: readonly unknown[],
  attribute: AttributeNode,
  { type, ignoreOrder }: DiffContext,
): readonly PatchOperation[] | undefined {
  const wanted = ignoreOrder ? sortLike(before, after, attribute) : after;
  if (deepEqual(before, wanted)) return [];
  const operations = diffElements(before, wanted, attribute);
  if (operations === undefined || !attribute.subAttributes.has("primary")) return operations;
  // Setting one primary element unsets another, so only a trial run shows whether the operations give the wanted list.
  return gives(before, wanted, operations, attribute, type) ? operations : undefined;
}

/** The elements of a list in the order of another list, new ones last. */
function sortLike(model: readonly unknown[], list: readonly unknown[], attribute: AttributeNode): readonly unknown[] {
  const positions = new Map(model.map((element, position) => [identityOf(element, attribute), position]));
  const position = (element: unknown): number => positions.get(identityOf(element, attribute)) ?? model.length;
  return list.toSorted((a, b) => position(a) - position(b));
}

/** A trial run that takes too long shows nothing: the list is replaced as a whole. */
const TRIAL: PatchOptions = { ...STRICT_PATCH, limits: { steps: 10_000, comparisons: 1_000_000 } };

function gives(
  before: readonly unknown[],
  after: readonly unknown[],
  operations: readonly PatchOperation[],
  attribute: AttributeNode,
  type: ResourceTypeLike,
): boolean {
  const { tree } = type;
  const extension = [...tree.extensions.values()].find(({ attributes }) =>
    [...attributes.values()].includes(attribute),
  );
  const part = { [attribute.name]: before };
  const start = extension === undefined ? part : { [extension.urn]: part };
  try {
    const result: unknown = readPath(applyPatch(start, operations, type, TRIAL), attribute.path, type);
    return deepEqual(result, after);
  } catch (error) {
    if (isScimError(error)) return false;
    throw error;
  }
}
