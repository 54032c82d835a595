/** The bodies of writes: normalized, checked by the guard, with the schemas of what they contain. */
import type { JsonObject } from "../models/attribute-tree.ts";
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

/** The body of a PATCH; undefined when the guard leaves nothing to send. */
export function patchBody(
  operations: readonly PatchOperation[],
  context: WriteContext,
): { readonly schemas: readonly string[]; readonly Operations: readonly PatchOperation[] } | undefined {
  const guarded = context.guard?.operations(operations) ?? operations;
  return guarded.length === 0 ? undefined : { schemas: [PATCH_OP], Operations: guarded };
}
