/** Applies PATCH operations to a resource (RFC 7644 §3.5.2). */
import { deepEqual, isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode, Described, ExtensionNode } from "../models/attribute-tree.ts";
import { type ChangeStep, changeValue } from "./change-value.ts";
import { type Leniencies, leniencies } from "./coerce-value.ts";
import { EMPTY, isEmpty, isRecord, type JsonRecord, readRecord, withMember } from "./json-record.ts";
import { joinSteps } from "./membership-changes.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";
import { type OperationPlace, refuse } from "./patch-error.ts";
import { readOperations } from "./read-operations.ts";
import type { ConfirmStep, RemoveExtensionStep, Step } from "./step.ts";

/**
 * Applies the operations of a PATCH request, in order and as a whole: either all of them, or none and an error.
 *
 * Names are looked up in the resource type, values take the type of their attribute, `schemas` follows the extensions that are there. What
 * identity providers send beside the standard is understood; see {@link PatchOptions}.
 *
 * @param resource The resource, with the names of its schema. It may be empty, to build one from additions; it is never written to.
 * @param operations The `Operations` of the request.
 * @param type The resource type.
 * @returns The changed resource, which shares its unchanged parts with the given one; the given one itself when nothing changed, so that `===` tells
 * whether `meta.lastModified` moves (RFC 7644 §3.5.2.1).
 * @throws ScimError with status 400 and `invalidPath`, `invalidFilter`, `noTarget`, `mutability`, `invalidValue` or `invalidSyntax` (RFC 7644 §3.12, table 9). Its
 * message names the position and the path of the operation.
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
  type: Described,
  options?: PatchOptions,
): Resource;
export function applyPatch(
  resource: object,
  operations: readonly PatchOperation[],
  type: Described,
  options?: PatchOptions,
): object {
  if (!isRecord(resource)) throw new TypeError("applyPatch needs a resource: an object");
  const settings = leniencies(options);
  const steps = joinSteps(readOperations(operations, type, settings), settings.ignoreMissing);
  let result = resource;
  for (const step of steps) result = applyStep(result, step, type, settings);
  if (result === resource || (mayCancelOut(steps) && deepEqual(result, resource))) return resource;
  options?.validate?.(result);
  return result;
}

/** Only steps on one and the same attribute can undo one another. */
function mayCancelOut(steps: readonly Step[]): boolean {
  const touched = new Set(steps.map((step) => (step.kind === "removeExtension" ? undefined : step.attribute)));
  return steps.length > 1 && (touched.size < steps.length || touched.has(undefined));
}

function applyStep(resource: JsonRecord, step: Step, type: Described, settings: Leniencies): JsonRecord {
  if (step.kind === "removeExtension") return removeExtension(resource, step);
  const { extension } = step.path;
  const before = extension === undefined ? resource : (readRecord(resource, extension.urn) ?? EMPTY);
  if (step.kind === "confirm") return confirm(before, step, resource);
  const after = changeMember(before, step, settings);
  if (after === before) return resource;
  if (extension !== undefined) return putExtension(resource, extension, after, type, step.place);
  return step.attribute.name === "schemas" ? completeSchemas(resource, after, type) : after;
}

function changeMember(record: JsonRecord, step: ChangeStep, settings: Leniencies): JsonRecord {
  const { name } = step.attribute;
  const before = readProperty(record, name);
  const after = changeValue(before, step, settings);
  if (after === before || (isUnassigned(after) && isUnassigned(before))) return record;
  return withMember(record, name, isUnassigned(after) ? undefined : after);
}

/** A readOnly attribute may stand in a value without a path as long as nothing would change: Okta repeats the `id` there. */
function confirm(record: JsonRecord, step: ConfirmStep, resource: JsonRecord): JsonRecord {
  const current = readProperty(record, step.attribute.name);
  const same = (isUnassigned(current) && isUnassigned(step.value)) || deepEqual(current, step.value);
  return same ? resource : refuseReadOnly(step.attribute, step.place);
}

function refuseReadOnly(node: AttributeNode, place: OperationPlace): never {
  return refuse("mutability", place, `"${node.path}" is readOnly`);
}

/** Puts the attributes of an extension back, and keeps its URN in `schemas` as long as there are any (RFC 7644 §3.5.2). */
function putExtension(
  resource: JsonRecord,
  extension: ExtensionNode,
  attributes: JsonRecord,
  type: Described,
  place: OperationPlace,
): JsonRecord {
  if (isEmpty(attributes)) return dropExtension(resource, extension, place);
  const isNew = readRecord(resource, extension.urn) === undefined;
  const changed = withMember(resource, extension.urn, attributes);
  return isNew
    ? withMember(changed, "schemas", addUrn(readProperty(resource, "schemas"), extension.urn, type))
    : changed;
}

function addUrn(schemas: unknown, urn: string, type: Described): readonly unknown[] {
  const urns: readonly unknown[] = Array.isArray(schemas) && schemas.length > 0 ? schemas : [type.tree.schema];
  return urns.some((other) => isUrn(other, urn)) ? urns : [...urns, urn];
}

/** `schemas` may be written, but it goes on naming what is there (RFC 7643 §3) and nothing that this resource type does not know. */
function completeSchemas(before: JsonRecord, after: JsonRecord, { tree }: Described): JsonRecord {
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

function isUrn(text: unknown, urn: string): boolean {
  return typeof text === "string" && text.toLowerCase() === urn.toLowerCase();
}

function dropExtension(resource: JsonRecord, extension: ExtensionNode, place: OperationPlace): JsonRecord {
  if (extension.required)
    refuse("mutability", place, `the extension "${extension.urn}" is required and cannot be removed`);
  const { [extension.urn]: _, ...rest } = resource;
  const schemas = readProperty(rest, "schemas");
  if (!Array.isArray(schemas)) return rest;
  return { ...rest, schemas: schemas.filter((other) => !isUrn(other, extension.urn)) };
}

/** Removing an extension removes each of its attributes; those that clients may not write stay. */
function removeExtension(resource: JsonRecord, { extension, place }: RemoveExtensionStep): JsonRecord {
  const before = readRecord(resource, extension.urn);
  if (before === undefined) return resource;
  const kept: Record<string, unknown> = {};
  for (const node of extension.attributes.values()) {
    const value = readProperty(before, node.name);
    if (isUnassigned(value)) continue;
    if (node.mutability === "immutable")
      refuse("mutability", place, `"${node.path}" is immutable and has a value already`);
    if (node.mutability === "readOnly") kept[node.name] = value;
  }
  if (isEmpty(kept)) return dropExtension(resource, extension, place);
  return deepEqual(kept, before) ? resource : withMember(resource, extension.urn, kept);
}
