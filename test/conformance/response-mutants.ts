/** Mutants that spoil one thing in a correct response. */
import {
  changingQuery,
  changingRequests,
  changingResources,
  changingResponses,
  type Json,
  type Mutant,
  withHeader,
  without,
} from "./build-mutant.ts";

const metaOf = (resource: Json): Json => Object(resource["meta"]);
const isList = (body: Json | undefined): body is Json => Array.isArray(body?.["Resources"]);

/** A defect in the discovery documents at a path, alone or in a list. */
function document(path: RegExp, change: (shown: Json) => Json): Mutant["wrap"] {
  return changingResponses((response, { url }) => {
    const { body } = response;
    if (body === undefined || response.status !== 200 || !path.test(url.pathname)) return response;
    const list: unknown = body["Resources"];
    if (Array.isArray(list)) return { ...response, body: { ...body, Resources: list.map(change) } };
    return { ...response, body: change(body) };
  });
}

/** A defect in the attributes of a schema. */
function attributes(change: (attribute: Json) => Json): Mutant["wrap"] {
  return document(/\/Schemas(\/|$)/, (schema) => {
    const list = schema["attributes"];
    return Array.isArray(list) ? { ...schema, attributes: list.map(change) } : schema;
  });
}

export const RESPONSE_MUTANTS: readonly Mutant[] = [
  {
    defect: "meta has no resourceType",
    wrap: changingResources((r) => ({ ...r, meta: without(metaOf(r), "resourceType") })),
  },
  {
    defect: "meta names another resourceType",
    wrap: changingResources((r) => ({ ...r, meta: { ...metaOf(r), resourceType: "Person" } })),
  },
  {
    defect: "meta.created is a number",
    wrap: changingResources((r) => ({ ...r, meta: { ...metaOf(r), created: 1_700_000_000 } })),
  },
  {
    defect: "meta.lastModified is no date",
    wrap: changingResources((r) => ({ ...r, meta: { ...metaOf(r), lastModified: "today" } })),
  },
  {
    defect: "Location on 201 is not meta.location",
    wrap: changingResponses((a) =>
      a.status === 201 ? { ...a, headers: withHeader(a.headers, "location", "http://localhost/scim/v2/Users/x") } : a,
    ),
  },
  {
    defect: "the ETag header is not meta.version",
    wrap: changingResponses((a) =>
      a.headers.has("etag") ? { ...a, headers: withHeader(a.headers, "etag", 'W/"other"') } : a,
    ),
  },
  {
    defect: "schemas is a text",
    wrap: changingResources((r) => ({ ...r, schemas: "urn:ietf:params:scim:schemas:core:2.0:User" })),
  },
  { defect: "schemas is empty", wrap: changingResources((r) => ({ ...r, schemas: [] })) },
  {
    defect: "schemas names one twice",
    wrap: changingResources((r) => ({ ...r, schemas: [...Object(r["schemas"] ?? []), ...Object(r["schemas"] ?? [])] })),
  },
  { defect: "id is a number", wrap: changingResources((r) => ({ ...r, id: 7 })) },
  {
    defect: "userName in lower case",
    wrap: changingResources((r) =>
      typeof r["userName"] === "string" ? { ...r, username: r["userName"], userName: undefined } : r,
    ),
  },
  {
    defect: "active is a text",
    wrap: changingResources((r) => (typeof r["active"] === "boolean" ? { ...r, active: String(r["active"]) } : r)),
  },
  {
    defect: "a list without schemas",
    wrap: changingResponses((a) => (isList(a.body) ? { ...a, body: without(a.body, "schemas") } : a)),
  },
  {
    defect: "totalResults is a text",
    wrap: changingResponses((a) =>
      isList(a.body) ? { ...a, body: { ...a.body, totalResults: String(a.body["totalResults"]) } } : a,
    ),
  },
  {
    defect: "a list without totalResults",
    wrap: changingResponses((a) => (isList(a.body) ? { ...a, body: without(a.body, "totalResults") } : a)),
  },
  {
    defect: "a list says startIndex 0",
    wrap: changingResponses((a) => (isList(a.body) ? { ...a, body: { ...a.body, startIndex: 0 } } : a)),
  },
  {
    defect: "a list without Resources members",
    wrap: changingResponses((a) =>
      isList(a.body) ? { ...a, body: { ...without(a.body, "Resources"), resources: a.body["Resources"] } } : a,
    ),
  },
  {
    defect: "a negative count is refused",
    wrap: changingResponses((a, { url }) => (Number(url.searchParams.get("count")) < 0 ? { ...a, status: 400 } : a)),
  },
  { defect: "a negative count means all", wrap: changingQuery((q) => Number(q.get("count")) < 0 && q.delete("count")) },
  {
    defect: "a negative startIndex finds nothing",
    wrap: changingQuery((q) => Number(q.get("startIndex")) < 0 && q.set("startIndex", "9999")),
  },
  {
    defect: "an error's status differs from the answer's",
    wrap: changingResponses((a) => (a.status >= 400 ? { ...a, body: { ...a.body, status: "499" } } : a)),
  },
  {
    defect: "errors are plain JSON",
    wrap: changingResponses((a) =>
      a.status >= 400 ? { ...a, headers: withHeader(a.headers, "content-type", "text/plain") } : a,
    ),
  },
  {
    defect: "excluded attributes take others with them",
    wrap: changingResources((r, { url }) => (url.searchParams.has("excludedAttributes") ? without(r, "userName") : r)),
  },
  {
    defect: "PATCH is answered with 202",
    wrap: changingResponses((a, { method }) => (method === "PATCH" && a.status === 200 ? { ...a, status: 202 } : a)),
  },
  {
    defect: "PUT is answered with 201",
    wrap: changingResponses((a, { method }) => (method === "PUT" && a.status === 200 ? { ...a, status: 201 } : a)),
  },
  {
    defect: "a deletion has a body",
    wrap: changingResponses((a) => (a.status === 204 ? { ...a, status: 200, body: {} } : a)),
  },
  { defect: "a resource type without schema", wrap: document(/\/ResourceTypes/, (d) => without(d, "schema")) },
  { defect: "a resource type without endpoint", wrap: document(/\/ResourceTypes/, (d) => without(d, "endpoint")) },
  { defect: "a resource type without name", wrap: document(/\/ResourceTypes/, (d) => without(d, "name")) },
  { defect: "a schema without attributes", wrap: document(/\/Schemas/, (d) => without(d, "attributes")) },
  { defect: "a schema without name", wrap: document(/\/Schemas/, (d) => without(d, "name")) },
  { defect: "attributes without type", wrap: attributes((x) => without(x, "type")) },
  { defect: "attributes of an unknown type", wrap: attributes((x) => ({ ...x, type: "text" })) },
  { defect: "attributes without multiValued", wrap: attributes((x) => without(x, "multiValued")) },
  { defect: "an unknown mutability", wrap: attributes((x) => ({ ...x, mutability: "sometimes" })) },
  { defect: "an unknown returned", wrap: attributes((x) => ({ ...x, returned: "maybe" })) },
  { defect: "an unknown uniqueness", wrap: attributes((x) => ({ ...x, uniqueness: "local" })) },
  { defect: "required is a text", wrap: attributes((x) => ({ ...x, required: "false" })) },
  { defect: "complex attributes without sub-attributes", wrap: attributes((x) => without(x, "subAttributes")) },
  {
    defect: "userName need not be unique, by the schema",
    wrap: attributes((x) => (x["name"] === "userName" ? { ...x, uniqueness: "none" } : x)),
  },
  { defect: "the configuration has no patch", wrap: document(/ServiceProviderConfig/, (d) => without(d, "patch")) },
  {
    defect: "the configuration has no authenticationSchemes",
    wrap: document(/ServiceProviderConfig/, (d) => without(d, "authenticationSchemes")),
  },
  {
    defect: "filter.maxResults is missing",
    wrap: document(/ServiceProviderConfig/, (d) => ({ ...d, filter: { supported: true } })),
  },
  {
    defect: "bulk without maxPayloadSize",
    wrap: document(/ServiceProviderConfig/, (d) => ({ ...d, bulk: without(Object(d["bulk"]), "maxPayloadSize") })),
  },
  { defect: "bulk answers without location", wrap: bulk((x) => without(x, "location")) },
  { defect: "bulk answers without bulkId", wrap: bulk((x) => without(x, "bulkId")) },
  { defect: "bulk answers without method", wrap: bulk((x) => without(x, "method")) },
  { defect: "bulk errors without response", wrap: bulk((x) => without(x, "response")) },
  {
    defect: "a bulk response without schemas",
    wrap: changingResponses((a, { url }) =>
      url.pathname.endsWith("/Bulk") && a.body ? { ...a, body: without(a.body, "schemas") } : a,
    ),
  },
  {
    defect: "members without value",
    wrap: changingResources((r) =>
      Array.isArray(r["members"]) ? { ...r, members: r["members"].map((m: Json) => without(m, "value")) } : r,
    ),
  },
  {
    defect: "members' $ref leads elsewhere",
    wrap: changingResources((r) =>
      Array.isArray(r["members"]) ? { ...r, members: r["members"].map((m: Json) => ({ ...m, $ref: "nowhere" })) } : r,
    ),
  },
  {
    defect: "a 304 comes with 200",
    wrap: changingResponses((a) => (a.status === 304 ? { ...a, status: 200, body: {} } : a)),
  },
  {
    defect: "attributes names are read with their case",
    wrap: changingRequests((request) => {
      const url = new URL(request.url);
      const wanted = url.searchParams.get("attributes");
      if (wanted !== null && /^[A-Z]/.test(wanted)) url.searchParams.set("attributes", "nothing");
      return { ...request, url };
    }),
  },
];

function bulk(change: (answer: Json) => Json): Mutant["wrap"] {
  return changingResponses((response, { url }) => {
    const list = response.body?.["Operations"];
    if (!url.pathname.endsWith("/Bulk") || !Array.isArray(list)) return response;
    return { ...response, body: { ...response.body, Operations: list.map(change) } };
  });
}
