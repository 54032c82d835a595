/**
 * The body of a PUT that stands for a PATCH: the resource as the service sent it, with the changes.
 *
 * A PUT removes what it does not contain (RFC 7644 §3.5.1). So what does not change goes back as it came, whether the
 * client can read it or not: attributes that the type does not know, and values of another type than the schema's.
 */
import { isScimError } from "../errors.ts";
import { deepEqual, isObject, isUnassigned } from "../internal/values.ts";
import { type AttributeNode, type AttributeTree, resolveName } from "../models/attribute-tree.ts";
import { normalizeResource, normalizeValue } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { applyPatch } from "../patch/apply.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { readableValue } from "./values/readable-values.ts";

type Members = Readonly<Record<string, unknown>>;
type Attributes = ReadonlyMap<string, AttributeNode>;

/**
 * A resource as it was read, with the changes.
 *
 * @param read - the resource as the service sent it
 * @param schema - URN to send for the core schema
 * @throws ScimError 400 for operations that cannot be applied.
 */
export function changedBody(
  read: Members,
  operations: readonly PatchOperation[],
  type: ResourceType,
  schema: string,
): object {
  const { tree } = type;
  const raw = withPlainNames(read, type);
  const { schemas: _schemas, ...changed } = applyPatch(readableResource(raw, tree), operations, type);
  const body = carryResource(raw, changed, tree);
  return { ...body, schemas: [schema, ...Object.keys(body).filter((name) => name.includes(":"))] };
}

/** Resolves keys in the notation of RFC 7644 §3.10, such as `name.givenName`, and leaves `schemas` out. */
function withPlainNames(resource: Members, type: ResourceType): Members {
  const read = Object.fromEntries(Object.entries(resource).filter(([name]) => name.toLowerCase() !== "schemas"));
  const { attributes, extensions } = type.tree;
  const isPlain = (name: string): boolean =>
    attributes.has(name.toLowerCase()) || extensions.has(name.toLowerCase()) || !isKnown(name, type.tree);
  const others = Object.entries(read).filter(([name]) => !isPlain(name));
  if (others.length === 0) return read;
  const plain = Object.fromEntries(Object.entries(read).filter(([name]) => isPlain(name)));
  const { schemas: _schemas, ...resolved } = tryTo(() => normalizeResource(Object.fromEntries(others), type)) ?? {};
  // What is there in both notations stays as it came.
  return Object.keys(resolved).some((name) => Object.hasOwn(plain, name)) ? read : { ...plain, ...resolved };
}

function isKnown(name: string, tree: AttributeTree): boolean {
  return name.toLowerCase() === tree.schema.toLowerCase() || resolveName(tree, name) !== undefined;
}

/** What can be read of a resource, under canonical names; values that cannot be read stay as they are. */
function readableResource(raw: Members, { attributes, extensions }: AttributeTree): Members {
  const readable = readableMembers(raw, attributes);
  for (const [name, value] of Object.entries(raw)) {
    const extension = extensions.get(name.toLowerCase());
    if (extension === undefined || !isObject(value)) continue;
    readable[extension.urn] = readableMembers(value, extension.attributes);
  }
  return readable;
}

function readableMembers(raw: Members, attributes: Attributes): Record<string, unknown> {
  const readable: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const attribute = attributes.get(name.toLowerCase());
    const member = attribute === undefined ? undefined : readValue(value, attribute);
    if (attribute !== undefined && member !== undefined) readable[attribute.name] = member;
  }
  return readable;
}

/** A value as its attribute would have it; undefined for one that means unassigned. */
function readValue(value: unknown, attribute: AttributeNode): unknown {
  const readable = readableValue(value, attribute);
  if (!Array.isArray(readable)) return readableElement(readable, attribute);
  const elements = readable.map((element: unknown) => readableElement(element, attribute));
  return elements.filter((element) => element !== undefined);
}

/** An element of which nothing can be read stays as it came. */
function readableElement(element: unknown, attribute: AttributeNode): unknown {
  if (isUnassigned(element)) return undefined;
  return tryTo(() => normalizeValue(element, attribute)) ?? element;
}

/** The result of a function; undefined where it throws a ScimError. */
function tryTo<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch (error) {
    if (!isScimError(error)) throw error;
    return undefined;
  }
}

function carryResource(raw: Members, changed: Members, { attributes, extensions }: AttributeTree): Members {
  const urns = new Set([...extensions.values()].map(({ urn }) => urn));
  const core = Object.fromEntries(Object.entries(changed).filter(([name]) => !urns.has(name)));
  const rawCore = Object.fromEntries(Object.entries(raw).filter(([name]) => !extensions.has(name.toLowerCase())));
  const body: Record<string, unknown> = { ...carryMembers(rawCore, core, attributes) };
  for (const { urn, attributes: own } of extensions.values()) {
    const name = Object.keys(raw).find((key) => key.toLowerCase() === urn.toLowerCase()) ?? urn;
    const [before, after] = [raw[name], changed[urn]];
    if (isObject(before)) {
      // Removed as a whole, with what cannot be read of it.
      if (isObject(after)) body[urn] = carryMembers(before, after, own);
    } else if (after !== undefined || before !== undefined) body[urn] = after ?? before;
  }
  return body;
}

/** The members of an object after the changes; those that are as they were go back as they came. */
function carryMembers(raw: Members, changed: Members, attributes: Attributes): Members {
  const carried = new Set<string>();
  const old = Object.entries(raw).map(([name, value]) => {
    const attribute = attributes.get(name.toLowerCase());
    if (attribute === undefined) return [name, value] as const;
    carried.add(attribute.name);
    return [name, carryValue(value, changed[attribute.name], attribute)] as const;
  });
  const added = Object.entries(changed).filter(([name]) => !carried.has(name));
  // A service may send a member `__proto__`, which an assignment would take for the prototype.
  return Object.fromEntries([...old, ...added].filter(([, value]) => value !== undefined));
}

function carryValue(raw: unknown, changed: unknown, attribute: AttributeNode): unknown {
  const before = readValue(raw, attribute);
  if (deepEqual(before, changed)) return raw;
  if (Array.isArray(changed) && attribute.multiValued) return carryElements(raw, changed, attribute);
  return isObject(raw) && isObject(changed) ? carryMembers(raw, changed, attribute.subAttributes) : changed;
}

/** Elements that are as they were go back as they came, wherever they are now. */
function carryElements(raw: unknown, changed: readonly unknown[], attribute: AttributeNode): readonly unknown[] {
  const elements: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const byContent = new Map<string, unknown[]>();
  for (const element of elements) {
    const content = JSON.stringify(readableElement(readElementOf(element, attribute), attribute));
    const same = byContent.get(content) ?? [];
    byContent.set(content, same);
    same.push(element);
  }
  return changed.map((element, index) => {
    const same = byContent.get(JSON.stringify(element))?.shift();
    if (same !== undefined) return same;
    const before = elements.length === changed.length ? elements[index] : undefined;
    return isObject(before) && isObject(element) ? carryMembers(before, element, attribute.subAttributes) : element;
  });
}

function readElementOf(element: unknown, attribute: AttributeNode): unknown {
  const readable = readableValue([element], attribute);
  return Array.isArray(readable) ? readable[0] : readable;
}
