/** The guard through which a client passes its writes, so that they obey the rules of a service. */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";

/** Checks writes before they are sent. It may repair a write, or throw to reject it. */
export interface WriteGuard {
  /** Checks a whole resource, with canonical names, that is about to be created or replaced. */
  resource(resource: JsonObject): JsonObject;
  /** Checks the operations of one PATCH. When none is left, nothing is sent. */
  operations(operations: readonly PatchOperation[]): readonly PatchOperation[];
}
