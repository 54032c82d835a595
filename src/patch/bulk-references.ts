/**
 * Finds and resolves references of bulk operations to resources that the same request creates (RFC 7644 §3.7.2):
 * `bulkId:` and the bulkId.
 *
 * They occur only where the resource type has a reference: in its `value` or `$ref`, or as a string in place of the
 * whole reference, as Entra writes a manager. Anywhere else, such as in a display name, a string that starts with
 * `bulkId:` is an ordinary string.
 */
import { isObject } from "../internal/values.ts";
import {
  type AttributeNode,
  type AttributeTree,
  isReference,
  lookUpName,
  type ResolvedPath,
} from "../models/attribute-tree.ts";
import { operationMember } from "./operation.ts";

const PREFIX = "bulkId:";

/** Ids of the resources that operations have created so far, by bulkId. */
export type CreatedIds = ReadonlyMap<string, string>;

/** Returns the id of the resource with a bulkId, or undefined if it is not created yet. */
export type ResolveBulkId = (bulkId: string) => string | undefined;

/** The body of a bulk operation: a resource, the operations of a PATCH, or something without references. */
export interface BulkData {
  readonly value: unknown;
  /** Whether the value is the body of a PATCH. */
  readonly isPatch: boolean;
  /** The attributes of the resource type at the path; undefined if the path names none. */
  readonly tree: AttributeTree | undefined;
}

/** Finds the bulkIds that a path and a body refer to. */
export function referencesIn(path: string, data: BulkData): ReadonlySet<string> {
  return collectBulkIds((collect) => {
    mapSegments(path, collect);
    mapBody(data, collect);
  });
}

/** Replaces the bulkIds in a path by the ids of created resources. */
export function resolvePathReferences(path: string, created: CreatedIds): string {
  return mapSegments(path, (bulkId) => created.get(bulkId));
}

/** Replaces the bulkIds in a body by the ids of created resources. */
export function resolveBodyReferences(data: BulkData, created: CreatedIds): unknown {
  return mapBody(data, (bulkId) => created.get(bulkId));
}

/** Collects the bulkIds for which an action calls its argument. */
export function collectBulkIds(visit: (collect: ResolveBulkId) => void): ReadonlySet<string> {
  const found = new Set<string>();
  visit((bulkId) => {
    found.add(bulkId);
    return undefined;
  });
  return found;
}

function mapBody({ value, isPatch, tree }: BulkData, resolve: ResolveBulkId): unknown {
  if (tree === undefined) return value;
  return isPatch ? mapPatch(value, tree, resolve) : mapResource(value, tree, resolve);
}

function mapResource(resource: unknown, tree: AttributeTree, resolve: ResolveBulkId): unknown {
  if (!isObject(resource)) return resource;
  return copyMembers(resource, (value, name) =>
    isCore(name, tree) ? mapResource(value, tree, resolve) : mapTarget(value, targetOf(name, tree), resolve),
  );
}

/** Whether a name is the URN of the core schema, under which some clients put the core attributes. */
export function isCore(name: string, { schema, aliases = [] }: AttributeTree): boolean {
  return [schema, ...aliases].some((urn) => urn.toLowerCase() === name.toLowerCase());
}

/** Looks up a key or a path, ignoring a filter in brackets. */
export function targetOf(path: string, tree: AttributeTree): ResolvedPath | undefined {
  const start = path.indexOf("[");
  const name = start < 0 ? path : path.slice(0, start) + path.slice(path.lastIndexOf("]") + 1);
  return lookUpName(tree, name.trim());
}

/** Resolves the references in a value of the attribute or extension that a key or a path names. */
export function mapTarget(value: unknown, target: ResolvedPath | undefined, resolve: ResolveBulkId): unknown {
  const { extension, attribute, subAttribute } = target ?? {};
  if (subAttribute !== undefined) return mapValue(value, subAttribute, attribute, resolve);
  if (attribute !== undefined) return mapValue(value, attribute, undefined, resolve);
  if (extension === undefined || !isObject(value)) return value;
  return mapMembers(value, extension.attributes, undefined, resolve);
}

function mapMembers(
  value: Readonly<Record<string, unknown>>,
  attributes: ReadonlyMap<string, AttributeNode>,
  parent: AttributeNode | undefined,
  resolve: ResolveBulkId,
): unknown {
  return copyMembers(value, (member, name) => {
    const node = attributes.get(name.toLowerCase());
    return node === undefined ? member : mapValue(member, node, parent, resolve);
  });
}

function mapValue(
  value: unknown,
  node: AttributeNode,
  parent: AttributeNode | undefined,
  resolve: ResolveBulkId,
): unknown {
  if (Array.isArray(value)) return value.map((element) => mapValue(element, node, parent, resolve));
  if (isObject(value)) return mapMembers(value, node.subAttributes, node, resolve);
  return typeof value === "string" && refers(node, parent) ? mapString(value, node, resolve) : value;
}

/** Whether a string for an attribute refers to a resource. */
function refers(node: AttributeNode, parent: AttributeNode | undefined): boolean {
  if (node.type === "complex") return isReference(node);
  if (node.type === "reference") return node.referenceTypes.some((type) => type !== "external" && type !== "uri");
  return parent !== undefined && isReference(parent) && node.name === "value";
}

/** Resolves a string that is a reference, or a URI that contains one as a segment. */
function mapString(value: string, { type }: AttributeNode, resolve: ResolveBulkId): string {
  if (value.startsWith(PREFIX)) return resolve(value.slice(PREFIX.length)) ?? value;
  return type === "reference" ? mapSegments(value, resolve) : value;
}

function mapPatch(body: unknown, tree: AttributeTree, resolve: ResolveBulkId): unknown {
  if (!isObject(body)) return body;
  return copyMembers(body, (value, name) =>
    name.toLowerCase() === "operations" && Array.isArray(value)
      ? value.map((operation) => mapOperation(operation, tree, resolve))
      : value,
  );
}

function mapOperation(operation: unknown, tree: AttributeTree, resolve: ResolveBulkId): unknown {
  if (!isObject(operation)) return operation;
  const path = operationMember(operation, "path");
  const target = typeof path === "string" ? targetOf(path, tree) : undefined;
  return copyMembers(operation, (value, key) => {
    const name = key.toLowerCase();
    if (name === "path" && typeof value === "string") return mapConditions(value, target, resolve);
    if (name !== "value") return value;
    return typeof path === "string" ? mapTarget(value, target, resolve) : mapResource(value, tree, resolve);
  });
}

/** A bulkId in the path of a PATCH operation, such as in `members[value eq "bulkId:ada"]`. */
const LITERAL = /"bulkId:([^"\\]*)"/g;

function mapConditions(path: string, target: ResolvedPath | undefined, resolve: ResolveBulkId): string {
  if (target?.attribute === undefined || !isReference(target.attribute)) return path;
  return path.replace(LITERAL, (literal, bulkId: string) => {
    const id = resolve(bulkId);
    return id === undefined ? literal : JSON.stringify(id);
  });
}

function mapSegments(path: string, resolve: ResolveBulkId): string {
  if (!path.includes(PREFIX)) return path;
  return path
    .split("/")
    .map((segment) => {
      const id = segment.startsWith(PREFIX) ? resolve(segment.slice(PREFIX.length)) : undefined;
      return id === undefined ? segment : encodeURIComponent(id);
    })
    .join("/");
}

/** Copies an object with changed members. `Object.fromEntries` makes every name an own member, also `__proto__`. */
export function copyMembers(
  source: Readonly<Record<string, unknown>>,
  member: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(source).map(([name, value]) => [name, member(value, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
