/** Reads a query that was sent by POST (RFC 7644 §3.4.3): the same parameters as in a query string. */
import { ScimError } from "../../errors.ts";
import { SEARCH_REQUEST } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { readJsonBody, requireSchema } from "../http/json-body.ts";
import { KNOWN_PARAMETERS, type QueryParameters } from "../http/request-target.ts";

type ParameterType = "names" | "string" | "number";

/** Types of the parameters that are not strings. */
const TYPES: ReadonlyMap<string, ParameterType> = new Map([
  ["attributes", "names"],
  ["excludedAttributes", "names"],
  ["startIndex", "number"],
  ["count", "number"],
]);

/**
 * The parameters in a SearchRequest.
 *
 * @throws ScimError 400 `invalidSyntax` for another message, `invalidValue` for a parameter of the wrong type.
 */
export async function readSearchRequest({ request, service }: Exchange): Promise<QueryParameters> {
  const body = await readJsonBody(request, service.profile.limits);
  requireSchema(body, [SEARCH_REQUEST]);
  const parameters = new Map<string, string>();
  for (const [key, value] of Object.entries(body)) {
    const name = KNOWN_PARAMETERS.get(key.toLowerCase());
    if (name === undefined || value === null) continue;
    const parameter = readParameter(value, TYPES.get(name) ?? "string");
    if (parameter === undefined) {
      throw new ScimError(`"${name}" of the search request has a value of the wrong type.`, {
        status: 400,
        scimType: "invalidValue",
      });
    }
    parameters.set(name, parameter);
  }
  return parameters;
}

/** RFC 7644 §3.4.3: integers are JSON numbers. Names may also be one comma-separated string, as in a query string. */
function readParameter(value: unknown, type: ParameterType): string | undefined {
  if (type === "number") return typeof value === "number" ? String(value) : undefined;
  if (typeof value === "string") return value;
  if (type === "names" && Array.isArray(value) && value.every((name) => typeof name === "string")) {
    return value.join(",");
  }
  return undefined;
}
