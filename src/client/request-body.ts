/** The bodies of writes: normalized, checked by the guard, with the schemas of what they contain. */
import type { DroppedValue } from "../internal/dropped-value.ts";
import { isObject } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { PATCH_OP } from "../urns.ts";
import { withoutServerManaged } from "./values/server-managed.ts";
import type { WriteGuard } from "./write-guard.ts";

/** How a resource is prepared to be sent. */
interface PrepareOptions {
  /** What to do with attributes that the resource type does not have. */
  readonly unknown?: "refuse" | "keep" | undefined;
  /** Called for each value that the guard leaves out. */
  readonly onDropped?: ((dropped: DroppedValue) => void) | undefined;
}

/** What the writes of one resource type have in common. */
export interface WriteContext {
  /** URN to send for the core schema. */
  readonly schema: string;
  /** Checks writes before they are sent. */
  readonly guard?: WriteGuard | undefined;
}

/**
 * The body that creates or replaces a resource. What only the service writes is left out, so that a stored resource can
 * be sent back.
 *
 * @throws ScimError 400 for attributes that the type does not have, unless they are kept.
 */
export function resourceBody(
  resource: object,
  type: ResourceType,
  context: WriteContext,
  { unknown = "refuse", onDropped }: PrepareOptions = {},
): JsonObject {
  const writable = isObject(resource) ? withoutServerManaged(resource, type.tree) : resource;
  const normalized = normalizeResource(writable, type, { unknownAttributes: unknown });
  const guarded = context.guard?.resource(normalized, onDropped) ?? normalized;
  const urns = Object.keys(guarded).filter((name) => name.includes(":"));
  return { ...guarded, schemas: [context.schema, ...urns] };
}

/** The body of a PATCH; undefined when the guard leaves nothing to send. */
export function patchBody(
  operations: readonly PatchOperation[],
  context: WriteContext,
): { readonly schemas: readonly string[]; readonly Operations: readonly PatchOperation[] } | undefined {
  const guarded = context.guard?.operations(operations) ?? operations;
  return guarded.length === 0 ? undefined : { schemas: [PATCH_OP], Operations: guarded };
}
