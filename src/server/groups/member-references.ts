/** Members that a client names by their URL in `$ref` instead of by `value` (RFC 7643 §2.4). */
import { isObject } from "../../internal/values.ts";
import type { AttributeNode } from "../../models/attribute-tree.ts";
import type { PatchOperation } from "../../patch/index.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";

/** The resource that a URL, absolute or relative, refers to. */
export interface ResourceReference {
  /** Id of the resource, decoded. */
  readonly id: string;
  /** Name of its resource type. */
  readonly type: string;
}

/**
 * Parses a `$ref`, whose last two segments are an endpoint and an id.
 *
 * @returns undefined for any other value or endpoint.
 */
export function parseReference($ref: unknown, kinds: readonly ResourceKind[]): ResourceReference | undefined {
  const [endpoint, id] = typeof $ref === "string" ? $ref.split("/").slice(-2) : [];
  const target = kinds.find(({ type }) => type.endpoint === `/${endpoint}`);
  return target === undefined || id === undefined || id === ""
    ? undefined
    : { id: decodeId(id), type: target.type.name };
}

/**
 * Adds a `value` to every member that a PATCH names by its URL alone, so that the operations find it among the stored
 * members.
 *
 * @param members - the members attribute.
 * @param kinds - kinds of resources that can be members.
 */
export function withMemberValues(
  operations: readonly PatchOperation[],
  members: AttributeNode,
  kinds: readonly ResourceKind[],
): readonly PatchOperation[] {
  return operations.map((operation) => ({ ...operation, value: complete(operation.value) }));

  function complete(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(complete);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const byName = new Map(entries.map(([name, part]) => [name.toLowerCase(), part]));
    // The value of an operation without a path holds the list under its name.
    if (byName.has(members.name.toLowerCase())) {
      return Object.fromEntries(entries.map(([name, part]) => [name, isMembers(name) ? complete(part) : part]));
    }
    const reference = byName.has("value") ? undefined : parseReference(byName.get("$ref"), kinds);
    return reference === undefined ? value : { ...value, value: reference.id };
  }

  function isMembers(name: string): boolean {
    return name.toLowerCase() === members.name.toLowerCase();
  }
}

function decodeId(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
