/** Reads a query that is sent by POST (RFC 7644 §3.4.3): the same parameters as in a query string. */
import { ScimError } from "../../errors.ts";
import { SEARCH_REQUEST } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { readJsonBody, requireSchema } from "../http/json-body.ts";
import type { QueryParameters } from "../http/request-target.ts";

/** What kind of value a parameter has. */
type Form = "names" | "text" | "number";

/** Parameters by their name in lower case, and what kind of value each has. */
const PARAMETERS: ReadonlyMap<string, { readonly name: string; readonly form: Form }> = new Map([
  ["attributes", { name: "attributes", form: "names" }],
  ["excludedattributes", { name: "excludedAttributes", form: "names" }],
  ["filter", { name: "filter", form: "text" }],
  ["sortby", { name: "sortBy", form: "text" }],
  ["sortorder", { name: "sortOrder", form: "text" }],
  ["startindex", { name: "startIndex", form: "number" }],
  ["count", { name: "count", form: "number" }],
  ["cursor", { name: "cursor", form: "text" }],
]);

/**
 * The parameters in a SearchRequest.
 *
 * @throws ScimError 400 `invalidSyntax` for another message, `invalidValue` for a parameter of another type.
 */
export async function readSearchRequest({ call, service }: Exchange): Promise<QueryParameters> {
  const body = await readJsonBody(call, service.profile.limits);
  requireSchema(body, [SEARCH_REQUEST]);
  const parameters = new Map<string, string>();
  for (const [key, value] of Object.entries(body)) {
    const known = PARAMETERS.get(key.toLowerCase());
    if (known === undefined || value === null) continue;
    const text = readParameter(value, known.form);
    if (text === undefined) {
      throw new ScimError(`"${known.name}" of the search request has a value of another type.`, {
        status: 400,
        scimType: "invalidValue",
      });
    }
    parameters.set(known.name, text);
  }
  return parameters;
}

/** RFC 7644 §3.4.3: integers are JSON numbers. Names also come as one text with commas, as in a query string. */
function readParameter(value: unknown, form: Form): string | undefined {
  if (form === "number") return typeof value === "number" ? String(value) : undefined;
  if (typeof value === "string") return value;
  if (form === "names" && Array.isArray(value) && value.every((name) => typeof name === "string")) {
    return value.join(",");
  }
  return undefined;
}
