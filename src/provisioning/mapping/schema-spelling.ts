/** A synchronization schema as it was saved: in a list or a response body, or with the names of PowerShell. */
import { describeOtherKind, isKind } from "../../internal/graph-kinds.ts";
import { withGraphNames, wrappedValue } from "../../internal/graph-names.ts";
import { isObject } from "../../internal/values.ts";
import { invalidMapping } from "./invalid-mapping.ts";

/** What messages call a whole schema. */
export const WHOLE_DOCUMENT = "the document";

/**
 * Returns a synchronization schema in Graph's spelling: the only one of a list or a response body, with the names that
 * Graph uses. Anything else is returned as it is.
 *
 * @throws ProvisioningError `invalid_mapping` for what is recognized as something else, such as the list of templates.
 */
export function toSchemaDocument(input: unknown): unknown {
  const list: unknown = isObject(input) ? wrappedValue(input) : input;
  const [first = undefined, ...more]: readonly unknown[] = Array.isArray(list) ? list : [isObject(list) ? list : input];
  if (!isObject(first)) return input;
  const other = describeOtherKind(first, "schema");
  if (other !== undefined) throw invalidMapping(WHOLE_DOCUMENT, other);
  if (!isKind(first, "schema")) return input;
  if (more.length === 0) return withGraphNames(first);
  throw invalidMapping(WHOLE_DOCUMENT, `holds ${more.length + 1} synchronization schemas; keep the one to use`);
}
