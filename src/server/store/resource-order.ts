/** Puts resources in order, for stores that do not keep one. */
import { compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { leadingValue, valuePlace } from "./attribute-values.ts";
import type { StoreSort } from "./store.ts";

/**
 * Sorts resources as RFC 7644 §3.4.2.3 has it: by the value of an attribute, of several values by the primary one or else the first; without regard to
 * case where the attribute has none; those without a value last. Descending is the exact reverse.
 *
 * @param resources - in the store's own order, which stays among equals.
 * @param sort - from a {@link StoreSort | query}.
 */
export function sortResources(resources: readonly JsonObject[], { by, descending }: StoreSort): readonly JsonObject[] {
  const place = valuePlace(by);
  if (place === undefined) return resources;
  const sorted = resources
    .map((resource) => ({ resource, value: leadingValue(resource, place) ?? undefined }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return compareValues(a.value, b.value, place.node) ?? 0;
    })
    .map(({ resource }) => resource);
  return descending ? sorted.reverse() : sorted;
}
