/** Reads the operations of a request into steps: looks up names and translates the dialects of identity providers. */
import { isScimError } from "../errors.ts";
import { isUnassigned, readProperty } from "../internal/values.ts";
import {
  type AttributeNode,
  type ExtensionNode,
  isReference,
  lookUpName,
  type ResourceTypeLike,
} from "../models/attribute-tree.ts";
import { isNoValue } from "../models/lenient-values.ts";
import { coerceElement, coerceElements, coerceSubAttributes, coerceValue } from "./coerce-value.ts";
import { type CompiledPath, compilePath } from "./compile-path.ts";
import type { Elements } from "./elements.ts";
import { isEmpty, isRecord, type JsonRecord } from "./json-record.ts";
import { operationMember, type PatchOperation } from "./operation.ts";
import type { Leniencies } from "./options.ts";
import { type OperationLocation, rejectOperation, withLocation } from "./patch-error.ts";
import type { OperationName, PatchStep } from "./step.ts";
import type { WorkBudget } from "./work-budget.ts";

interface ReadContext {
  readonly type: ResourceTypeLike;
  readonly leniencies: Leniencies;
  readonly budget: WorkBudget;
}

const NO_STEPS: readonly PatchStep[] = [];

/** Reads all operations into steps, in order. */
export function readOperations(
  operations: readonly PatchOperation[],
  type: ResourceTypeLike,
  leniencies: Leniencies,
  budget: WorkBudget,
): readonly PatchStep[] {
  if (!Array.isArray(operations) || (operations.length === 0 && !leniencies.emptyOperations)) {
    rejectOperation(
      "invalidSyntax",
      { index: 0, op: undefined },
      "a PATCH request needs an array of one or more operations",
    );
  }
  const context: ReadContext = { type, leniencies, budget };
  const steps: PatchStep[] = [];
  for (const [index, operation] of operations.entries()) {
    for (const step of readOperation(operation, index, context)) steps.push(step);
  }
  return steps;
}

function readOperation(operation: PatchOperation, index: number, context: ReadContext): readonly PatchStep[] {
  if (!isRecord(operation)) rejectOperation("invalidSyntax", { index, op: undefined }, "an operation is an object");
  const op = operationMember(operation, "op");
  const path = operationMember(operation, "path");
  const value = operationMember(operation, "value");
  const location: OperationLocation = { index, op, path };
  const opName = readOperationName(op, location, context.leniencies);
  if (typeof path === "string") {
    context.budget.countStep();
    const compiled = withLocation(location, () => compilePath(path, context.type, context.leniencies));
    return readTarget(opName, compiled, value, location, context);
  }
  // A null path is an absent one: serializers of .NET clients write it.
  if (path !== undefined && path !== null) rejectOperation("invalidPath", location, "a path is a string");
  if (opName === "remove") rejectOperation("noTarget", location, "a remove needs a path (RFC 7644 §3.5.2.2)");
  if (!isRecord(value))
    rejectOperation("invalidValue", location, "an operation without a path needs an object of attributes");
  return readKeys(opName, liftCoreAttributes(value, context), undefined, { index, op }, context);
}

function readOperationName(op: unknown, location: OperationLocation, { anyCaseOps }: Leniencies): OperationName {
  const name = anyCaseOps && typeof op === "string" ? op.toLowerCase() : op;
  if (name === "add" || name === "replace" || name === "remove") return name;
  return rejectOperation("invalidSyntax", location, 'an operation is named "add", "replace" or "remove"');
}

/** Reads the attributes in the value of an operation without a path, or with the URN of an extension as path. */
function readKeys(
  opName: OperationName,
  value: JsonRecord,
  extension: ExtensionNode | undefined,
  location: OperationLocation,
  context: ReadContext,
): readonly PatchStep[] {
  return Object.keys(value).flatMap((key) => {
    context.budget.countStep();
    const member = readProperty(value, key);
    const keyLocation: OperationLocation = { ...location, path: key };
    const target = resolveKey(key, extension, context);
    if (target !== undefined) return readKey(opName, target, member, keyLocation, context);
    if (!context.leniencies.ignoreUnknown)
      rejectOperation("invalidPath", keyLocation, "names no attribute of this resource type");
    return NO_STEPS;
  });
}

/**
 * Some clients send the core attributes under the URN of their schema, as those of an extension; this moves them up.
 */
function liftCoreAttributes(value: JsonRecord, { type }: ReadContext): JsonRecord {
  const core = type.tree.schema.toLowerCase();
  const key = Object.keys(value).find((name) => name.toLowerCase() === core);
  if (key === undefined) return value;
  const { [key]: members, ...others } = value;
  return isRecord(members) ? { ...others, ...members } : value;
}

function resolveKey(key: string, extension: ExtensionNode | undefined, context: ReadContext): CompiledPath | undefined {
  const { tree } = context.type;
  const name = key.toLowerCase();
  const attribute = (extension ?? tree).attributes.get(name);
  if (attribute !== undefined) return wholePath(attribute.path, extension, attribute);
  const named = extension === undefined ? tree.extensions.get(name) : undefined;
  if (named !== undefined) return wholePath(named.urn, named, undefined);
  if (!context.leniencies.pathKeys) return undefined;
  const isPath = /[.:[]/.test(key) || (extension === undefined && lookUpName(tree, key) !== undefined);
  return isPath ? compilePathKey(key, extension, context) : undefined;
}

function wholePath(
  source: string,
  extension: ExtensionNode | undefined,
  attribute: AttributeNode | undefined,
): CompiledPath {
  return { source, extension, attribute, subAttribute: undefined, selection: undefined };
}

/** Compiles a key that is a path; undefined if it is not one, which makes it an unknown name. */
function compilePathKey(
  key: string,
  extension: ExtensionNode | undefined,
  { type, leniencies }: ReadContext,
): CompiledPath | undefined {
  try {
    return compilePath(extension === undefined ? key : `${extension.urn}:${key}`, type, leniencies);
  } catch (error) {
    if (isScimError(error)) return undefined;
    throw error;
  }
}

function readKey(
  opName: OperationName,
  target: CompiledPath,
  value: unknown,
  location: OperationLocation,
  context: ReadContext,
): readonly PatchStep[] {
  return value === undefined ? NO_STEPS : readTarget(opName, target, value, location, context);
}

function readTarget(
  opName: OperationName,
  path: CompiledPath,
  value: unknown,
  location: OperationLocation,
  context: ReadContext,
): readonly PatchStep[] {
  const { attribute, subAttribute, extension } = path;
  if (attribute === undefined) {
    return extension === undefined ? NO_STEPS : readExtension(opName, extension, value, location, context);
  }
  const node = subAttribute ?? attribute;
  if (attribute.mutability === "readOnly" || node.mutability === "readOnly") {
    if (opName === "remove" || value === undefined)
      rejectOperation("mutability", location, `"${node.path}" is readOnly`);
    return [{ kind: "verify", location, path, attribute, value }];
  }
  if (opName === "remove") return readRemoval(path, attribute, value, location, context);
  if (value === undefined) rejectOperation("invalidValue", location, "the operation needs a value");
  const hasNoId = value === "" && context.leniencies.emptyStrings && isIdOfReference(path);
  if (!hasNoId && !isNoValue(value, node, context.leniencies))
    return readValue(opName, path, attribute, value, location, context);
  // Replacing by no value is removing (RFC 7643 §2.5); adding no value does nothing. An addition replaces a single
  // value (RFC 7644 §3.5.2.1), so a reference to nothing, such as a manager of "", removes the one that is there.
  if (opName === "add" && (isUnassigned(value) || !isSingleReference(attribute))) return NO_STEPS;
  const removed = isIdOfReference(path) ? { ...path, subAttribute: undefined } : path;
  return readRemoval(removed, attribute, undefined, location, context);
}

/** Whether a path names the id in a single reference, without which nothing is left of the reference. */
function isIdOfReference({ attribute, subAttribute }: CompiledPath): boolean {
  return attribute !== undefined && isSingleReference(attribute) && subAttribute?.name === "value";
}

function isSingleReference(attribute: AttributeNode): boolean {
  return !attribute.multiValued && isReference(attribute);
}

function readExtension(
  opName: OperationName,
  extension: ExtensionNode,
  value: unknown,
  location: OperationLocation,
  context: ReadContext,
): readonly PatchStep[] {
  if (opName === "remove") {
    const namesParts = context.leniencies.removeByValue && isRecord(value) && !isEmpty(value);
    if (namesParts) return readKeys(opName, value, extension, location, context);
    return [{ kind: "removeExtension", location, extension }];
  }
  if (isRecord(value)) return readKeys(opName, value, extension, location, context);
  if (value !== null && (value !== "" || !context.leniencies.emptyStrings)) {
    rejectOperation("invalidValue", location, `the extension "${extension.urn}" needs an object of attributes`);
  }
  return opName === "add" ? NO_STEPS : [{ kind: "removeExtension", location, extension }];
}

function readRemoval(
  path: CompiledPath,
  attribute: AttributeNode,
  value: unknown,
  location: OperationLocation,
  { leniencies }: ReadContext,
): readonly PatchStep[] {
  const { subAttribute, selection } = path;
  const list = subAttribute ?? (selection === undefined ? attribute : undefined);
  const elements =
    list?.multiValued === true && value !== undefined && leniencies.removeByValue
      ? readRemovedElements(value, list, leniencies, location)
      : undefined;
  if (subAttribute !== undefined) {
    const change = { node: subAttribute, value: elements };
    return [{ kind: "merge", location, path, attribute, subAttributes: [change], opName: "remove" }];
  }
  if (elements === undefined) return [{ kind: "remove", location, path, attribute }];
  return elements.length === 0 ? NO_STEPS : [{ kind: "removeElements", location, path, attribute, elements }];
}

/** The values that a removal names. */
function readRemovedElements(
  value: unknown,
  list: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): Elements {
  // It may mean all values or none, and guessing wrong would empty a group.
  if (value === null || value === "") {
    rejectOperation(
      "invalidValue",
      location,
      `"${list.path}" needs no value to remove all of it, or the values to remove`,
    );
  }
  return coerceElements(value, list, leniencies, location);
}

function readValue(
  opName: "add" | "replace",
  path: CompiledPath,
  attribute: AttributeNode,
  value: unknown,
  location: OperationLocation,
  { leniencies }: ReadContext,
): readonly PatchStep[] {
  const { subAttribute, selection } = path;
  if (subAttribute !== undefined) {
    const change = { node: subAttribute, value: coerceValue(value, subAttribute, leniencies, location) };
    return [{ kind: "merge", location, path, attribute, subAttributes: [change], opName }];
  }
  if (attribute.multiValued && selection === undefined) {
    const elements = coerceElements(value, attribute, leniencies, location);
    return [{ kind: opName === "add" ? "addElements" : "replaceElements", location, path, attribute, elements }];
  }
  if (attribute.type !== "complex" || (opName === "replace" && attribute.multiValued)) {
    // A selected element is replaced as a whole (RFC 7644 §3.5.2.3), unlike a complex attribute with a single value.
    const shaped = coerceElement(value, attribute, leniencies, location);
    if (isUnassigned(shaped)) return [{ kind: "remove", location, path, attribute }];
    return [{ kind: "set", location, path, attribute, value: shaped }];
  }
  const subAttributes = coerceSubAttributes(value, attribute, leniencies, location);
  const given = opName === "add" ? subAttributes.filter((change) => change.value !== undefined) : subAttributes;
  return given.length === 0 ? NO_STEPS : [{ kind: "merge", location, path, attribute, subAttributes: given, opName }];
}
