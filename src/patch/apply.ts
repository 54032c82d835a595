/** Applies PATCH operations to a resource (RFC 7644 §3.5.2). */
import { deepEqual, isUnassigned, readProperty, valuesEqual } from "../internal/values.ts";
import type { AttributeNode, ExtensionNode, ResourceTypeLike } from "../models/attribute-tree.ts";
import { type ChangeStep, changeValue, findImmutable } from "./change-value.ts";
import { identityOf } from "./elements.ts";
import { EMPTY, isEmpty, isRecord, type JsonRecord, readRecord, withMember } from "./json-record.ts";
import { mergeAdjacentSteps } from "./membership-changes.ts";
import type { PatchOperation } from "./operation.ts";
import { fillLeniencies, type Leniencies, type PatchOptions } from "./options.ts";
import { type OperationLocation, rejectOperation } from "./patch-error.ts";
import { readOperations } from "./read-operations.ts";
import { readPath } from "./read-path.ts";
import type { PatchStep, RemoveExtensionStep, VerifyStep } from "./step.ts";
import { WorkBudget } from "./work-budget.ts";

/**
 * Applies the operations of a PATCH request in order: either all of them, or none and an error.
 *
 * Names are looked up in the resource type, values are converted to the type of their attribute, and `schemas` lists
 * the extensions that are present. Deviations of identity providers from the standard are accepted; see
 * {@link PatchOptions}.
 *
 * @param resource The resource, with the names of its schema. It may be empty, to build one from additions; it is never
 * modified.
 * @param operations The `Operations` of the request.
 * @param type The resource type.
 * @param options Leniencies, all on by default, and a check of the result.
 * @returns The changed resource, which shares its unchanged parts with the given one; the given one itself if nothing
 * changed, so that `===` shows whether `meta.lastModified` must change (RFC 7644 §3.5.2.1).
 * @throws ScimError with status 400 and `invalidPath`, `invalidFilter`, `noTarget`, `mutability`, `invalidValue` or
 * `invalidSyntax` (RFC 7644 §3.12, table 9). Its message names the position and the path of the operation. TypeError
 * for a resource that is no object.
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { applyPatch } from "proxyclick-scim/patch";
 *
 * const ada = { schemas: [UserType.schema], userName: "ada", active: true };
 * applyPatch(ada, [{ op: "replace", path: "active", value: false }], UserType).active; // false
 * ```
 */
export function applyPatch<Resource extends object>(
  resource: Resource,
  operations: readonly PatchOperation[],
  type: ResourceTypeLike,
  options?: PatchOptions,
): Resource;
export function applyPatch(
  resource: object,
  operations: readonly PatchOperation[],
  type: ResourceTypeLike,
  options?: PatchOptions,
): object {
  if (!isRecord(resource)) throw new TypeError("applyPatch needs an object as resource");
  const leniencies = fillLeniencies(options);
  const budget = new WorkBudget(options?.limits);
  const read = readOperations(operations, type, leniencies, budget);
  const steps = mergeAdjacentSteps(read, leniencies.ignoreMissing);
  let result = resource;
  for (const step of steps) result = applyStep(result, step, { type, leniencies, budget });
  if (result === resource || (mayCancelOut(steps) && deepEqual(result, resource))) return resource;
  options?.validate?.(result);
  return result;
}

/** Only steps on the same attribute can undo each other. */
function mayCancelOut(steps: readonly PatchStep[]): boolean {
  const touched = new Set(steps.map((step) => (step.kind === "removeExtension" ? undefined : step.attribute)));
  return steps.length > 1 && (touched.size < steps.length || touched.has(undefined));
}

/** What every step of a request works with. */
interface ApplyContext {
  readonly type: ResourceTypeLike;
  readonly leniencies: Leniencies;
  readonly budget: WorkBudget;
}

function applyStep(resource: JsonRecord, step: PatchStep, context: ApplyContext): JsonRecord {
  if (step.kind === "removeExtension") return removeExtension(resource, step);
  const { extension } = step.path;
  const before = extension === undefined ? resource : (readRecord(resource, extension.urn) ?? EMPTY);
  if (step.kind === "verify") return verify(resource, step, context);
  const after = changeMember(before, step, context);
  if (after === before) return resource;
  if (extension !== undefined) return putExtension(resource, extension, after, context.type, step.location);
  return step.attribute.name === "schemas" ? completeSchemas(resource, after, context.type) : after;
}

function changeMember(record: JsonRecord, step: ChangeStep, { leniencies, budget }: ApplyContext): JsonRecord {
  const { name } = step.attribute;
  const before = readProperty(record, name);
  budget.countChange(before, step);
  const after = changeValue(before, step, leniencies);
  if (after === before || (isUnassigned(after) && isUnassigned(before))) return record;
  return withMember(record, name, isUnassigned(after) ? undefined : after);
}

/** A readOnly attribute may be given if nothing would change: Okta repeats the `id`, others a whole response. */
function verify(resource: JsonRecord, step: VerifyStep, { type, budget }: ApplyContext): JsonRecord {
  const { path, attribute, location, value } = step;
  const node = path.subAttribute ?? attribute;
  const current = readPath(resource, path, type);
  budget.countChange(current, step);
  if (isWhatIsThere(value, current, node)) return resource;
  return rejectOperation("mutability", location, `"${node.path}" is readOnly`);
}

/** Whether a value says nothing but what a resource has; the order of elements and absent members do not count. */
function isWhatIsThere(given: unknown, current: unknown, node: AttributeNode): boolean {
  if (isUnassigned(given) || isUnassigned(current)) return isUnassigned(given) && isUnassigned(current);
  if (Array.isArray(given) && Array.isArray(current)) {
    const known = new Map(current.map((element) => [identityOf(element, node), element]));
    const isKnown = (element: unknown) => isWhatIsThere(element, known.get(identityOf(element, node)), node);
    return given.length === current.length && given.every(isKnown);
  }
  if (!isRecord(given) || !isRecord(current)) return valuesEqual(given, current, node);
  return Object.entries(given).every(([name, part]) => {
    const partNode = node.subAttributes.get(name.toLowerCase());
    return (
      partNode === undefined ||
      isUnassigned(part) ||
      isWhatIsThere(part, readProperty(current, partNode.name), partNode)
    );
  });
}

/** Stores the attributes of an extension, and lists its URN in `schemas` if there are any (RFC 7644 §3.5.2). */
function putExtension(
  resource: JsonRecord,
  extension: ExtensionNode,
  attributes: JsonRecord,
  type: ResourceTypeLike,
  location: OperationLocation,
): JsonRecord {
  if (isEmpty(attributes)) return dropExtension(resource, extension, location);
  const isNew = readRecord(resource, extension.urn) === undefined;
  const changed = withMember(resource, extension.urn, attributes);
  return isNew
    ? withMember(changed, "schemas", addUrn(readProperty(resource, "schemas"), extension.urn, type))
    : changed;
}

function addUrn(schemas: unknown, urn: string, type: ResourceTypeLike): readonly unknown[] {
  const urns: readonly unknown[] = Array.isArray(schemas) && schemas.length > 0 ? schemas : [type.tree.schema];
  return urns.some((other) => isUrn(other, urn)) ? urns : [...urns, urn];
}

/**
 * `schemas` may be written, but it always names the extensions that are present (RFC 7643 §3), and only those of the
 * resource type.
 */
function completeSchemas(before: JsonRecord, after: JsonRecord, { tree }: ResourceTypeLike): JsonRecord {
  const extensions = [...tree.extensions.values()];
  const present = extensions.filter(({ urn }) => readRecord(after, urn) !== undefined).map(({ urn }) => urn);
  const given = readProperty(after, "schemas");
  const named = extensions.filter(({ urn }) => Array.isArray(given) && given.some((other) => isUrn(other, urn)));
  const schemas = [...new Set([tree.schema, ...present, ...named.map(({ urn }) => urn)])];
  return sameUrns(readProperty(before, "schemas"), schemas) ? before : withMember(after, "schemas", schemas);
}

function sameUrns(a: unknown, b: readonly string[]): boolean {
  return Array.isArray(a) && a.length === b.length && b.every((urn) => a.some((other) => isUrn(other, urn)));
}

function isUrn(value: unknown, urn: string): boolean {
  return typeof value === "string" && value.toLowerCase() === urn.toLowerCase();
}

function dropExtension(resource: JsonRecord, extension: ExtensionNode, location: OperationLocation): JsonRecord {
  if (extension.required)
    rejectOperation("mutability", location, `the extension "${extension.urn}" is required and cannot be removed`);
  const { [extension.urn]: _, ...rest } = resource;
  const schemas = readProperty(rest, "schemas");
  if (!Array.isArray(schemas)) return rest;
  return { ...rest, schemas: schemas.filter((other) => !isUrn(other, extension.urn)) };
}

/** Removing an extension removes each of its attributes, except those that clients must not write. */
function removeExtension(resource: JsonRecord, { extension, location }: RemoveExtensionStep): JsonRecord {
  const before = readRecord(resource, extension.urn);
  if (before === undefined) return resource;
  const kept: Record<string, unknown> = {};
  for (const node of extension.attributes.values()) {
    const value = readProperty(before, node.name);
    if (isUnassigned(value)) continue;
    const immutable = node.mutability === "immutable" ? node : findImmutable(value, node);
    if (immutable !== undefined)
      rejectOperation("mutability", location, `"${immutable.path}" is immutable and already has a value`);
    if (node.mutability === "readOnly") kept[node.name] = value;
  }
  if (isEmpty(kept)) return dropExtension(resource, extension, location);
  return deepEqual(kept, before) ? resource : withMember(resource, extension.urn, kept);
}
