/** Members that a client names by their URL in `$ref` instead of by `value` (RFC 7643 §2.4): both name one resource. */
import { isObject } from "../../internal/values.ts";
import type { AttributeNode } from "../../models/attribute-tree.ts";
import type { PatchOperation } from "../../patch/index.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";

/** What a URL, absolute or relative, refers to. */
export interface Referred {
  /** Id of the resource, decoded. */
  readonly id: string;
  /** Name of its resource type. */
  readonly type: string;
}

/** What a `$ref` refers to: its last two segments are an endpoint and an id; undefined for any other text or type. */
export function readReference($ref: unknown, kinds: readonly ResourceKind[]): Referred | undefined {
  const [endpoint, id] = typeof $ref === "string" ? $ref.split("/").slice(-2) : [];
  const target = kinds.find(({ type }) => type.endpoint === `/${endpoint}`);
  return target === undefined || id === undefined || id === ""
    ? undefined
    : { id: decodeId(id), type: target.type.name };
}

/**
 * Operations in which every member that is named by its URL alone has a `value` too, so that it can be found among the others.
 *
 * @param members - the attribute that holds the members.
 * @param kinds - what a member may be.
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
    const named = new Map(entries.map(([name, part]) => [name.toLowerCase(), part]));
    // A value without a path holds the list under its name.
    if (named.has(members.name.toLowerCase())) {
      return Object.fromEntries(entries.map(([name, part]) => [name, isMembers(name) ? complete(part) : part]));
    }
    const referred = named.has("value") ? undefined : readReference(named.get("$ref"), kinds);
    return referred === undefined ? value : { ...value, value: referred.id };
  }

  function isMembers(name: string): boolean {
    return name.toLowerCase() === members.name.toLowerCase();
  }
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
