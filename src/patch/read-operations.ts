/** From operations as they arrive to steps: names are looked up, dialects of identity providers are translated. */
import { isScimError } from "../errors.ts";
import { isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode, Described, ExtensionNode } from "../models/attribute-tree.ts";
import { type Leniencies, meansNothing, shapeElement, shapeElements, shapeParts, shapeValue } from "./coerce-value.ts";
import { type CompiledPath, compilePath } from "./compile-path.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchOperation } from "./operation.ts";
import { atPlace, type OperationPlace, refuse } from "./patch-error.ts";
import type { Step, Verb } from "./step.ts";

interface Reader {
  readonly type: Described;
  readonly settings: Leniencies;
}

const NOTHING: readonly Step[] = [];

/** The steps of all operations, in order. */
export function readOperations(
  operations: readonly PatchOperation[],
  type: Described,
  settings: Leniencies,
): readonly Step[] {
  if (!Array.isArray(operations) || (operations.length === 0 && !settings.emptyOperations)) {
    refuse("invalidSyntax", { index: 0, op: undefined }, "a PATCH request needs an array of one or more operations");
  }
  const reader: Reader = { type, settings };
  const steps: Step[] = [];
  for (const [index, operation] of operations.entries()) {
    for (const step of readOperation(operation, index, reader)) steps.push(step);
  }
  return steps;
}

function readOperation(operation: PatchOperation, index: number, reader: Reader): readonly Step[] {
  if (!isRecord(operation)) refuse("invalidSyntax", { index, op: undefined }, "an operation is an object");
  const { op, path, value } = operation;
  const place: OperationPlace = { index, op, path };
  const verb = readVerb(op, place, reader.settings);
  if (typeof path === "string") {
    const compiled = atPlace(place, () => compilePath(path, reader.type, reader.settings));
    return readTarget(verb, compiled, value, place, reader);
  }
  // A null path is an absent one: serializers of .NET clients write it.
  if (path !== undefined && path !== null) refuse("invalidPath", place, "a path is a text");
  if (verb === "remove") refuse("noTarget", place, "a remove needs a path (RFC 7644 §3.5.2.2)");
  if (!isRecord(value)) refuse("invalidValue", place, "an operation without a path needs an object of attributes");
  return readKeys(verb, openCore(value, reader), undefined, { index, op }, reader);
}

function readVerb(op: unknown, place: OperationPlace, { anyCaseOps }: Leniencies): Verb {
  const name = anyCaseOps && typeof op === "string" ? op.toLowerCase() : op;
  if (name === "add" || name === "replace" || name === "remove") return name;
  return refuse("invalidSyntax", place, 'an operation is named "add", "replace" or "remove"');
}

/** The attributes in the value of an operation without a path, or with the URN of an extension for one. */
function readKeys(
  verb: Verb,
  value: JsonRecord,
  extension: ExtensionNode | undefined,
  place: OperationPlace,
  reader: Reader,
): readonly Step[] {
  return Object.keys(value).flatMap((key) => {
    const member = readProperty(value, key);
    const keyPlace: OperationPlace = { ...place, path: key };
    const target = findKey(key, extension, reader);
    if (target !== undefined) return readMember(verb, target, member, keyPlace, reader);
    if (!reader.settings.ignoreUnknown) refuse("invalidPath", keyPlace, "names no attribute of this resource type");
    return NOTHING;
  });
}

/** The core attributes may stand under the URN of their schema, too, as those of an extension do; here they come out of it. */
function openCore(value: JsonRecord, { type }: Reader): JsonRecord {
  const core = type.tree.schema.toLowerCase();
  const key = Object.keys(value).find((name) => name.toLowerCase() === core);
  if (key === undefined) return value;
  const { [key]: members, ...others } = value;
  return isRecord(members) ? { ...others, ...members } : value;
}

function findKey(key: string, extension: ExtensionNode | undefined, reader: Reader): CompiledPath | undefined {
  const { tree } = reader.type;
  const name = key.toLowerCase();
  const attribute = (extension ?? tree).attributes.get(name);
  if (attribute !== undefined) return wholePath(attribute.path, extension, attribute);
  const named = extension === undefined ? tree.extensions.get(name) : undefined;
  if (named !== undefined) return wholePath(named.urn, named, undefined);
  return reader.settings.pathKeys && /[.:[]/.test(key) ? findPathKey(key, extension, reader) : undefined;
}

function wholePath(
  text: string,
  extension: ExtensionNode | undefined,
  attribute: AttributeNode | undefined,
): CompiledPath {
  return { text, extension, attribute, subAttribute: undefined, selection: undefined };
}

/** A key that is a path; one that is not is unknown like any other key. */
function findPathKey(
  key: string,
  extension: ExtensionNode | undefined,
  { type, settings }: Reader,
): CompiledPath | undefined {
  try {
    return compilePath(extension === undefined ? key : `${extension.urn}:${key}`, type, settings);
  } catch (error) {
    if (isScimError(error)) return undefined;
    throw error;
  }
}

function readMember(
  verb: Verb,
  target: CompiledPath,
  value: unknown,
  place: OperationPlace,
  reader: Reader,
): readonly Step[] {
  const { attribute, subAttribute } = target;
  if (value === undefined) return NOTHING;
  if (attribute?.mutability !== "readOnly" || subAttribute !== undefined) {
    return readTarget(verb, target, value, place, reader);
  }
  return [{ kind: "confirm", place, path: target, attribute, value }];
}

function readTarget(
  verb: Verb,
  path: CompiledPath,
  value: unknown,
  place: OperationPlace,
  reader: Reader,
): readonly Step[] {
  const { attribute, subAttribute, extension } = path;
  if (attribute === undefined) {
    return extension === undefined ? NOTHING : readExtension(verb, extension, value, place, reader);
  }
  const node = subAttribute ?? attribute;
  if (attribute.mutability === "readOnly" || node.mutability === "readOnly") {
    refuse("mutability", place, `"${node.path}" is readOnly`);
  }
  if (verb === "remove") return readRemoval(path, attribute, value, place, reader);
  if (value === undefined) refuse("invalidValue", place, "the operation needs a value");
  if (!meansNothing(value, node, reader.settings)) return readValue(verb, path, attribute, value, place, reader);
  // To replace a value by none is to remove it (RFC 7643 §2.5); to add none adds nothing.
  return verb === "add" ? NOTHING : readRemoval(path, attribute, undefined, place, reader);
}

function readExtension(
  verb: Verb,
  extension: ExtensionNode,
  value: unknown,
  place: OperationPlace,
  reader: Reader,
): readonly Step[] {
  if (verb === "remove") return [{ kind: "removeExtension", place, extension }];
  if (isRecord(value)) return readKeys(verb, value, extension, place, reader);
  if (value !== null && (value !== "" || !reader.settings.emptyText)) {
    refuse("invalidValue", place, `the extension "${extension.urn}" needs an object of attributes`);
  }
  return verb === "add" ? NOTHING : [{ kind: "removeExtension", place, extension }];
}

function readRemoval(
  path: CompiledPath,
  attribute: AttributeNode,
  value: unknown,
  place: OperationPlace,
  { settings }: Reader,
): readonly Step[] {
  const { subAttribute, selection } = path;
  if (subAttribute !== undefined) {
    const part = { node: subAttribute, value: undefined };
    return [{ kind: "merge", place, path, attribute, parts: [part], verb: "remove" }];
  }
  if (value === undefined || !settings.removeByValue || selection !== undefined || !attribute.multiValued) {
    return [{ kind: "remove", place, path, attribute }];
  }
  // Whether all values are meant or none is a guess, and the one guess empties a group.
  if (value === null || value === "") {
    refuse("invalidValue", place, `to remove all of "${attribute.path}" takes no value, to remove some takes those`);
  }
  const elements = shapeElements(value, attribute, settings, place);
  return elements.length === 0 ? NOTHING : [{ kind: "takeOut", place, path, attribute, elements }];
}

function readValue(
  verb: "add" | "replace",
  path: CompiledPath,
  attribute: AttributeNode,
  value: unknown,
  place: OperationPlace,
  { settings }: Reader,
): readonly Step[] {
  const { subAttribute, selection } = path;
  if (subAttribute !== undefined) {
    const part = { node: subAttribute, value: shapeValue(value, subAttribute, settings, place) };
    return [{ kind: "merge", place, path, attribute, parts: [part], verb }];
  }
  if (attribute.multiValued && selection === undefined) {
    const elements = shapeElements(value, attribute, settings, place);
    return [{ kind: verb === "add" ? "append" : "assign", place, path, attribute, elements }];
  }
  if (attribute.type !== "complex" || (verb === "replace" && selection !== undefined)) {
    // A selected element is replaced as a whole (RFC 7644 §3.5.2.3), a complex attribute with one value is not.
    const shaped = shapeElement(value, attribute, settings, place);
    if (isUnassigned(shaped)) return [{ kind: "remove", place, path, attribute }];
    return [{ kind: "put", place, path, attribute, value: shaped }];
  }
  const parts = shapeParts(value, attribute, settings, place);
  const given = verb === "add" ? parts.filter((part) => part.value !== undefined) : parts;
  return given.length === 0 ? NOTHING : [{ kind: "merge", place, path, attribute, parts: given, verb }];
}
