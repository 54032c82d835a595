/** The guard through which a client passes its writes, so that they obey the rules of a service. */
import type { DroppedValue } from "../internal/dropped-value.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";

/**
 * Checks writes before they are sent. It may repair a write, or throw to reject it. It reports each value that it
 * leaves out to `onDropped`, where there is one, and else to its own logger, without the value.
 */
export interface WriteGuard {
  /** Checks a whole resource, with canonical names, that is about to be created or replaced. */
  resource(resource: JsonObject, onDropped?: (dropped: DroppedValue) => void): JsonObject;
  /** Checks the operations of one PATCH. When none is left, nothing is sent. */
  operations(
    operations: readonly PatchOperation[],
    onDropped?: (dropped: DroppedValue) => void,
  ): readonly PatchOperation[];
}
