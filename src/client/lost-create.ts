/**
 * A create whose answer was lost: did it take effect? The service is asked before anything is sent again, so that no one is created twice.
 */
import { isScimRequestError } from "../errors.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { AttributeTree, JsonObject } from "../models/attribute-tree.ts";
import type { Where } from "./where.ts";

/** The condition that finds a resource by a value that no other has; undefined when the type or the resource has none. */
export function uniqueCondition(resource: JsonObject, tree: AttributeTree): Where | undefined {
  for (const attribute of tree.attributes.values()) {
    const value = resource[attribute.name];
    const unique = attribute.uniqueness !== "none" && attribute.mutability !== "readOnly";
    if (unique && typeof value === "string" && value !== "") return { [attribute.name]: value };
  }
  return undefined;
}

/**
 * Whether a failed create may have taken effect although it failed: a repeated one that met its own result (409), or one that was answered with
 * success but without a resource.
 */
export function mayHaveCreated(error: unknown): boolean {
  if (!isScimRequestError(error)) return false;
  return (error.status === 409 && error.attempts > 1) || (error.status >= 200 && error.status < 300);
}

/**
 * Whether a resource carries what was sent. One with the same unique value but other attributes was there before: taking it for the created one
 * would take over somebody's account. What the service does not keep, or keeps in another case, is no difference.
 */
export function carries(found: unknown, sent: unknown): boolean {
  if (sent === undefined || sent === null) return true;
  if (Array.isArray(sent)) {
    return (
      Array.isArray(found) && sent.every((element: unknown) => found.some((other: unknown) => carries(other, element)))
    );
  }
  if (isObject(sent)) {
    if (!isObject(found)) return false;
    return Object.entries(sent).every(([name, value]: [string, unknown]) => {
      const kept = readProperty(found, name);
      return kept === undefined || carries(kept, value);
    });
  }
  if (typeof sent === "string" && typeof found === "string") return sent.toLowerCase() === found.toLowerCase();
  return sent === found;
}
