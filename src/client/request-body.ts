/** The bodies of writes: normalized, checked by the guard, with the schemas of what they contain. */
import { isObject } from "../internal/values.ts";
import { type AttributeTree, type JsonObject, resolveName } from "../models/attribute-tree.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { PATCH_OP } from "../urns.ts";
import type { WriteGuard } from "./write-guard.ts";

/** What the writes of one resource type have in common. */
export interface WriteContext {
  /** URN to send for the core schema. */
  readonly schema: string;
  /** Checks writes before they are sent. */
  readonly guard?: WriteGuard | undefined;
}

/** The body that creates or replaces a resource. */
export function resourceBody(resource: object, type: ResourceType, context: WriteContext): JsonObject {
  const normalized = normalizeResource(resource, type);
  const guarded = context.guard?.resource(normalized) ?? normalized;
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(guarded, urn));
  return { ...guarded, schemas: [context.schema, ...extensions] };
}

/**
 * A changed resource, together with the attributes that its type does not know: a PUT removes what it does not contain
 * (RFC 7644 §3.5.1).
 *
 * @param read - the resource as the service sent it
 */
export function keepUnknownAttributes(changed: JsonObject, read: unknown, tree: AttributeTree): object {
  const urns = [tree.schema, ...(tree.aliases ?? []), ...tree.extensions.keys()].map((urn) => urn.toLowerCase());
  const unknown = Object.entries(isObject(read) ? read : {}).filter(([name]) => {
    const lowerCase = name.toLowerCase();
    return lowerCase !== "schemas" && !urns.includes(lowerCase) && resolveName(tree, name) === undefined;
  });
  const unknownUrns = unknown.map(([name]) => name).filter((name) => name.includes(":"));
  const schemas = Array.isArray(changed["schemas"]) ? changed["schemas"] : [];
  return { ...Object.fromEntries(unknown), ...changed, schemas: [...schemas, ...unknownUrns] };
}

/** The body of a PATCH; undefined when the guard leaves nothing to send. */
export function patchBody(
  operations: readonly PatchOperation[],
  context: WriteContext,
): { readonly schemas: readonly string[]; readonly Operations: readonly PatchOperation[] } | undefined {
  const guarded = context.guard?.operations(operations) ?? operations;
  return guarded.length === 0 ? undefined : { schemas: [PATCH_OP], Operations: guarded };
}
