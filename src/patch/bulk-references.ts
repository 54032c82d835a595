/**
 * References of bulk operations to resources that the same request creates (RFC 7644 §3.7.2): `bulkId:` and the name that the client gave.
 *
 * They stand where the resource type has a reference: in its `value` or `$ref`, or in a text for the whole of it, as Entra writes a manager. A text that begins so
 * anywhere else, such as a display name, is a text.
 */
import { isObject } from "../internal/values.ts";
import { type AttributeNode, type AttributeTree, type ResolvedPath, resolveName } from "../models/attribute-tree.ts";
import { isReference } from "./elements.ts";

const PREFIX = "bulkId:";

/** The resources that operations have created so far, by their bulkId. */
export type Created = ReadonlyMap<string, string>;

/** Gives the id of a bulkId's resource, or undefined where there is none yet. */
export type Resolve = (bulkId: string) => string | undefined;

/** What an operation carries: a resource, the operations of a PATCH, or nothing that refers to anything. */
export interface BulkData {
  readonly value: unknown;
  /** Whether it is the body of a PATCH. */
  readonly isPatch: boolean;
  /** The attributes of the resource type that the path names; undefined for a path without one. */
  readonly tree: AttributeTree | undefined;
}

/** The bulkIds that a path and a body refer to. */
export function referencesIn(path: string, data: BulkData): ReadonlySet<string> {
  return noting((note) => {
    mapSegments(path, note);
    mapData(data, note);
  });
}

/** A path with the ids of resources that were created. */
export function resolvePathText(path: string, created: Created): string {
  return mapSegments(path, (bulkId) => created.get(bulkId));
}

/** A body with the ids of resources that were created. */
export function resolveData(data: BulkData, created: Created): unknown {
  return mapData(data, (bulkId) => created.get(bulkId));
}

/** The bulkIds that a walk meets. */
export function noting(look: (note: Resolve) => void): ReadonlySet<string> {
  const found = new Set<string>();
  look((bulkId) => {
    found.add(bulkId);
    return undefined;
  });
  return found;
}

function mapData({ value, isPatch, tree }: BulkData, resolve: Resolve): unknown {
  if (tree === undefined) return value;
  return isPatch ? mapPatch(value, tree, resolve) : mapResource(value, tree, resolve);
}

function mapResource(resource: unknown, tree: AttributeTree, resolve: Resolve): unknown {
  if (!isObject(resource)) return resource;
  return copyMembers(resource, (value, name) =>
    isCore(name, tree) ? mapResource(value, tree, resolve) : mapTarget(value, targetOf(name, tree), resolve),
  );
}

/** Some clients put the core attributes under the URN of their schema. */
export function isCore(name: string, { schema, aliases = [] }: AttributeTree): boolean {
  return [schema, ...aliases].some((urn) => urn.toLowerCase() === name.toLowerCase());
}

/** What a key or a path names; the filter in brackets does not change that. */
export function targetOf(path: string, tree: AttributeTree): ResolvedPath | undefined {
  const start = path.indexOf("[");
  const text = start < 0 ? path : path.slice(0, start) + path.slice(path.lastIndexOf("]") + 1);
  return resolveName(tree, text.trim());
}

/** A value for what a key or a path names, with its references resolved. */
export function mapTarget(value: unknown, target: ResolvedPath | undefined, resolve: Resolve): unknown {
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
  resolve: Resolve,
): unknown {
  return copyMembers(value, (member, name) => {
    const node = attributes.get(name.toLowerCase());
    return node === undefined ? member : mapValue(member, node, parent, resolve);
  });
}

function mapValue(value: unknown, node: AttributeNode, parent: AttributeNode | undefined, resolve: Resolve): unknown {
  if (Array.isArray(value)) return value.map((element) => mapValue(element, node, parent, resolve));
  if (isObject(value)) return mapMembers(value, node.subAttributes, node, resolve);
  return typeof value === "string" && refers(node, parent) ? mapText(value, node, resolve) : value;
}

/** Whether a text for an attribute names a resource. */
function refers(node: AttributeNode, parent: AttributeNode | undefined): boolean {
  if (node.type === "complex") return isReference(node);
  if (node.type === "reference") return node.referenceTypes.some((type) => type !== "external" && type !== "uri");
  return parent !== undefined && isReference(parent) && node.name === "value";
}

/** A whole text is a reference; a URI holds one as a segment. */
function mapText(text: string, { type }: AttributeNode, resolve: Resolve): string {
  if (text.startsWith(PREFIX)) return resolve(text.slice(PREFIX.length)) ?? text;
  return type === "reference" ? mapSegments(text, resolve) : text;
}

function mapPatch(body: unknown, tree: AttributeTree, resolve: Resolve): unknown {
  if (!isObject(body)) return body;
  return copyMembers(body, (value, name) =>
    name.toLowerCase() === "operations" && Array.isArray(value)
      ? value.map((operation) => mapOperation(operation, tree, resolve))
      : value,
  );
}

function mapOperation(operation: unknown, tree: AttributeTree, resolve: Resolve): unknown {
  if (!isObject(operation)) return operation;
  const { path } = operation;
  const target = typeof path === "string" ? targetOf(path, tree) : undefined;
  return copyMembers(operation, (value, name) => {
    if (name === "path" && typeof value === "string") return mapConditions(value, target, resolve);
    if (name !== "value") return value;
    return typeof path === "string" ? mapTarget(value, target, resolve) : mapResource(value, tree, resolve);
  });
}

/** A literal in the path of a PATCH operation, such as in `members[value eq "bulkId:ada"]`. */
const LITERAL = /"bulkId:([^"\\]*)"/g;

function mapConditions(path: string, target: ResolvedPath | undefined, resolve: Resolve): string {
  if (target?.attribute === undefined || !isReference(target.attribute)) return path;
  return path.replace(LITERAL, (literal, bulkId: string) => {
    const id = resolve(bulkId);
    return id === undefined ? literal : JSON.stringify(id);
  });
}

function mapSegments(path: string, resolve: Resolve): string {
  if (!path.includes(PREFIX)) return path;
  return path
    .split("/")
    .map((segment) => {
      const id = segment.startsWith(PREFIX) ? resolve(segment.slice(PREFIX.length)) : undefined;
      return id === undefined ? segment : encodeURIComponent(id);
    })
    .join("/");
}

/** `Object.fromEntries` makes own members of every name, also of `__proto__`. */
export function copyMembers(
  source: Readonly<Record<string, unknown>>,
  member: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(source).map(([name, value]) => [name, member(value, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
