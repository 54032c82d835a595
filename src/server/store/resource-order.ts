/** Sorts resources, for stores that cannot sort by themselves. */
import { compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { locateValue, sortValue } from "./attribute-values.ts";
import type { StoreQuery } from "./store.ts";

/**
 * Sorts resources as RFC 7644 §3.4.2.3 requires: by the value of an attribute; of several values, by the primary or
 * else the first; without case unless the attribute is `caseExact`; resources without a value last. Descending is the
 * exact reverse.
 *
 * @param resources - in the store's own order, which equal resources keep.
 * @param sort - from a {@link StoreQuery}.
 */
export function sortResources(
  resources: readonly JsonObject[],
  { by, descending }: NonNullable<StoreQuery["sort"]>,
): readonly JsonObject[] {
  const locator = locateValue(by);
  if (locator === undefined) return resources;
  const sorted = resources
    .map((resource) => ({ resource, value: sortValue(resource, locator) ?? undefined }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return compareValues(a.value, b.value, locator.node) ?? 0;
    })
    .map(({ resource }) => resource);
  return descending ? sorted.reverse() : sorted;
}
