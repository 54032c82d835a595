/**
 * Writes as they are sent: normalised, guarded, with the schemas of what they carry.
 */
import { isObject } from "../internal/values.ts";
import { type AttributeTree, type JsonObject, resolveName } from "../models/attribute-tree.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { PATCH_OP } from "../urns.ts";
import type { WriteGuard } from "./write-guard.ts";

/** What a write is made with. */
export interface OutgoingContext {
  /** URN that stands for the core schema. */
  readonly schema: string;
  /** Looks at writes before they are sent. */
  readonly guard?: WriteGuard | undefined;
}

/** A whole resource, to be created or put. */
export function outgoingResource(resource: object, type: ResourceType, context: OutgoingContext): JsonObject {
  const normalized = normalizeResource(resource, type);
  const guarded = context.guard?.resource(normalized) ?? normalized;
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(guarded, urn));
  return { ...guarded, schemas: [context.schema, ...extensions] };
}

/**
 * A changed resource together with what its type does not know of the one that was read: a PUT removes what it does not name (RFC 7644 §3.5.1).
 *
 * @param read - the resource as the service sent it
 */
export function withUnknown(changed: JsonObject, read: unknown, tree: AttributeTree): object {
  const urns = [tree.schema, ...(tree.aliases ?? []), ...tree.extensions.keys()].map((urn) => urn.toLowerCase());
  const unknown = Object.entries(isObject(read) ? read : {}).filter(([name]) => {
    const lower = name.toLowerCase();
    return lower !== "schemas" && !urns.includes(lower) && resolveName(tree, name) === undefined;
  });
  const foreign = unknown.map(([name]) => name).filter((name) => name.includes(":"));
  const schemas = Array.isArray(changed["schemas"]) ? changed["schemas"] : [];
  return { ...Object.fromEntries(unknown), ...changed, schemas: [...schemas, ...foreign] };
}

/** The body of a PATCH; undefined when nothing is left to send. */
export function outgoingPatch(
  operations: readonly PatchOperation[],
  context: OutgoingContext,
): { readonly schemas: readonly string[]; readonly Operations: readonly PatchOperation[] } | undefined {
  const guarded = context.guard?.operations(operations) ?? operations;
  return guarded.length === 0 ? undefined : { schemas: [PATCH_OP], Operations: guarded };
}
