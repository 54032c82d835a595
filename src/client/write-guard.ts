/**
 * A look at writes before they are sent: how a client enforces what its service demands.
 */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";

/** Looks at what is about to be written; may mend it, or throw to refuse it. */
export interface WriteGuard {
  /** A whole resource, with canonical names, that is about to be created or put. */
  resource(resource: JsonObject): JsonObject;
  /** Operations that are about to be sent as one PATCH. When none is left, nothing is sent. */
  operations(operations: readonly PatchOperation[]): readonly PatchOperation[];
}
