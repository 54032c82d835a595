/** Defects for which an app would fail Microsoft's validation; each breaks one of its rules. */
import {
  changingOperations,
  changingQuery,
  changingRequests,
  changingResources,
  changingResponses,
  defect,
  errorResponse,
  type Handle,
  type Json,
  type Mutant,
  type ParsedRequest,
  type ParsedResponse,
  withHeader,
  without,
} from "./build-mutant.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const at = (request: ParsedRequest, endpoint: string): boolean => request.url.pathname.includes(endpoint);
const filterOf = ({ url }: ParsedRequest): string => url.searchParams.get("filter") ?? "";
const textOf = ({ body }: ParsedRequest): string => JSON.stringify(body ?? {});
const isPatch = ({ method }: ParsedRequest): boolean => method === "PATCH";

/** Rejects the requests that meet a condition. */
function refusing(is: (request: ParsedRequest) => boolean, status = 400): (handle: Handle) => Handle {
  return defect(async (request, call) => (is(request) ? errorResponse(status, "invalidValue") : call(request)));
}

/** Changes the lists that a filter on an attribute returns. */
function changingLists(
  attribute: string,
  change: (resources: readonly Json[], request: ParsedRequest) => readonly Json[],
): (handle: Handle) => Handle {
  return changingResponses((response, request) => {
    const list = response.body?.["Resources"];
    if (!filterOf(request).startsWith(attribute) || !Array.isArray(list)) return response;
    const Resources = change(list, request);
    return { ...response, body: { ...response.body, Resources, totalResults: Resources.length } };
  });
}

/** Answers a request as if it had succeeded, without executing it. */
function ignoring(is: (request: ParsedRequest) => boolean): (handle: Handle) => Handle {
  return defect(async (request, call) =>
    is(request) ? { status: 204, headers: new Headers(), body: undefined } : call(request),
  );
}

const accepted = (request: ParsedRequest): ParsedResponse => ({
  status: 201,
  headers: new Headers({ "content-type": "application/scim+json" }),
  body: { ...request.body, id: "made-up" },
});

const credentials: readonly Mutant[] = [
  {
    defect: "any token is accepted",
    wrap: changingRequests((request) => ({
      ...request,
      headers: withHeader(request.headers, "authorization", "Bearer t0ken"),
    })),
  },
  {
    defect: "twenty requests a second are allowed",
    wrap: (handle) => {
      let running = 0;
      return async (request) => {
        running += 1;
        try {
          await new Promise((resolve) => setImmediate(resolve));
          if (running > 20) return new Response(null, { status: 429, headers: { "retry-after": "0" } });
          return await handle(request);
        } finally {
          running -= 1;
        }
      };
    },
  },
  {
    defect: "ServiceProviderConfig announces no PATCH",
    wrap: changingResponses((response, request) =>
      at(request, "/ServiceProviderConfig")
        ? { ...response, body: { ...response.body, patch: { supported: false } } }
        : response,
    ),
  },
];

const searches: readonly Mutant[] = [
  {
    defect: "a search without results gets 404",
    wrap: changingResponses((response) => (response.body?.["totalResults"] === 0 ? errorResponse(404) : response)),
  },
  { defect: "a filter on userName finds nobody", wrap: changingLists("userName", () => []) },
  { defect: "a filter on displayName finds no group", wrap: changingLists("displayName", () => []) },
  {
    defect: "userName is compared with its case",
    wrap: changingLists("userName", (list, request) =>
      list.filter(({ userName }) => filterOf(request).includes(String(userName))),
    ),
  },
  {
    defect: "displayName is compared with its case",
    wrap: changingLists("displayName", (list, request) =>
      list.filter(({ displayName }) => filterOf(request).includes(String(displayName))),
    ),
  },
  {
    defect: "disabled users are not found",
    wrap: changingLists("userName", (list) => list.filter(({ active }) => active !== false)),
  },
  { defect: "excludedAttributes is ignored", wrap: changingQuery((query) => query.delete("excludedAttributes")) },
  {
    defect: "a filter finds only what is older than the last write",
    wrap: (handle) => {
      const latest = new Set<unknown>();
      return defect(async (request, call) => {
        const response = await call(request);
        if (request.method === "POST") {
          latest.clear();
          latest.add(response.body?.["id"]);
        }
        const list = response.body?.["Resources"];
        if (!Array.isArray(list) || filterOf(request) === "") return response;
        const Resources = list.filter(({ id }: Json) => !latest.has(id));
        return { ...response, body: { ...response.body, Resources, totalResults: Resources.length } };
      })(handle);
    },
  },
];

const writes: readonly Mutant[] = [
  {
    defect: "a create is answered with 202",
    wrap: changingResponses((response) => (response.status === 201 ? { ...response, status: 202 } : response)),
  },
  {
    defect: "a created group is answered with 200",
    wrap: changingResponses((response, request) =>
      response.status === 201 && at(request, "/Groups") ? { ...response, status: 200 } : response,
    ),
  },
  {
    defect: "a created user is answered without userName",
    wrap: changingResponses((response) =>
      response.status === 201 ? { ...response, body: without(response.body ?? {}, "userName") } : response,
    ),
  },
  {
    defect: "a created group is answered without displayName",
    wrap: changingResponses((response, request) =>
      response.status === 201 && at(request, "/Groups")
        ? { ...response, body: without(response.body ?? {}, "displayName") }
        : response,
    ),
  },
  {
    defect: "numbers lose their leading zeros",
    wrap: changingResources((resource) => JSON.parse(JSON.stringify(resource).replaceAll(/"0+(\d+)"/g, '"$1"'))),
  },
  {
    defect: "the displayName of a user is lower-cased",
    wrap: changingResources((resource, request) =>
      at(request, "/Users") && typeof resource["displayName"] === "string"
        ? { ...resource, displayName: resource["displayName"].toLowerCase() }
        : resource,
    ),
  },
  { defect: "a profile URL must be a URL", wrap: refusing((request) => textOf(request).includes("BAPNQLJSRQGD")) },
  {
    defect: "a manager must be a user",
    wrap: refusing((request) => /XYMKVVRYDIOO|AXTKDLNRKMKT|VTNXMVHLRYYD/.test(textOf(request))),
  },
  {
    defect: "two users may have one userName",
    wrap: defect(async (request, call) => {
      const response = await call(request);
      return response.status === 409 && at(request, "/Users") ? accepted(request) : response;
    }),
  },
  {
    defect: "two groups may have one displayName",
    wrap: defect(async (request, call) => {
      const response = await call(request);
      return response.status === 409 && at(request, "/Groups") ? accepted(request) : response;
    }),
  },
];

const changes: readonly Mutant[] = [
  {
    defect: "Replace is refused",
    wrap: refusing((request) => isPatch(request) && textOf(request).includes('"op":"Replace"')),
  },
  {
    defect: "replace changes nothing",
    wrap: changingOperations((operation) => (/replace/i.test(String(operation["op"])) ? undefined : operation)),
  },
  {
    defect: "add changes nothing",
    wrap: changingOperations((operation) => (/add/i.test(String(operation["op"])) ? undefined : operation)),
  },
  {
    defect: "keys of a value are never paths",
    wrap: changingOperations((operation) => {
      const { path, value } = operation;
      if (path !== undefined || typeof value !== "object" || value === null) return operation;
      return { ...operation, value: Object.fromEntries(Object.entries(value).filter(([name]) => !/[.:]/.test(name))) };
    }),
  },
  {
    defect: "active cannot be a string",
    wrap: refusing((request) => isPatch(request) && /"path":"active","value":"/.test(textOf(request))),
  },
  {
    defect: "active is ignored",
    wrap: changingOperations((operation) => (operation["path"] === "active" ? undefined : operation)),
  },
  {
    defect: "a disabled user is gone",
    wrap: changingResponses((response) => (response.body?.["active"] === false ? errorResponse(404) : response)),
  },
  {
    defect: "a user cannot be enabled again",
    wrap: refusing((request) => isPatch(request) && textOf(request).includes('"value":"True"')),
  },
  {
    defect: "a manager cannot be a string",
    wrap: refusing((request) => isPatch(request) && /:manager","value":"[^"]/.test(textOf(request))),
  },
  {
    defect: "a manager cannot be an object",
    wrap: refusing((request) => isPatch(request) && /:manager","value":\{"value":"[^"]/.test(textOf(request))),
  },
  {
    defect: "a manager cannot be removed by an empty string",
    wrap: refusing((request) => isPatch(request) && textOf(request).includes(':manager","value":""')),
  },
  {
    defect: "an empty manager is stored",
    wrap: changingResources((resource, request) => {
      if (!at(request, "/Users") || request.method !== "GET" || resource["nickName"] === undefined) return resource;
      const enterprise: Json = Object(resource[ENTERPRISE]);
      return { ...resource, [ENTERPRISE]: { manager: { value: "nobody" }, ...enterprise } };
    }),
  },
  {
    defect: "userName cannot be changed",
    wrap: changingOperations((operation) => (operation["path"] === "userName" ? undefined : operation)),
  },
  {
    defect: "only the first operation is applied",
    wrap: changingOperations((operation, index) => (index === 0 ? operation : undefined)),
  },
  {
    defect: "an empty string is refused",
    wrap: refusing((request) => isPatch(request) && /"(?:value|title)":""/.test(textOf(request))),
  },
  {
    defect: "a removed title is returned as an empty string",
    wrap: changingResources((resource) => ({ title: "", ...resource })),
  },
];

const groups: readonly Mutant[] = [
  {
    defect: "members with $ref null are refused",
    wrap: refusing((request) => isPatch(request) && textOf(request).includes('"$ref":null')),
  },
  {
    defect: "only the first of several members is added",
    wrap: changingOperations((operation) => {
      const { path, value } = operation;
      return path === "members" && Array.isArray(value) ? { ...operation, value: value.slice(0, 1) } : operation;
    }),
  },
  {
    defect: "add replaces the members",
    wrap: changingOperations((operation) =>
      operation["path"] === "members" && /add/i.test(String(operation["op"]))
        ? { ...operation, op: "replace" }
        : operation,
    ),
  },
  {
    defect: "remove with values removes all members",
    wrap: changingOperations((operation) =>
      /remove/i.test(String(operation["op"])) ? without(operation, "value") : operation,
    ),
  },
  {
    defect: "remove with a filter removes all members",
    wrap: changingOperations((operation) => {
      const { path } = operation;
      return typeof path === "string" ? { ...operation, path: path.replace(/^members\[.*\]$/, "members") } : operation;
    }),
  },
  {
    defect: "the externalId of a group cannot be changed",
    wrap: changingOperations((operation) => (operation["path"] === "externalId" ? undefined : operation)),
  },
  {
    defect: "a group cannot be renamed",
    wrap: changingOperations((operation) => (operation["path"] === "displayName" ? undefined : operation)),
  },
  { defect: "there are no groups", wrap: refusing((request) => at(request, "/Groups"), 404) },
];

/** Remembers the names of deleted resources of an endpoint, and rejects them in a create. */
function keepingNames(endpoint: string, attribute: string): (handle: Handle) => Handle {
  return (handle) => {
    const names = new Map<string, unknown>();
    const deleted = new Set<unknown>();
    return defect(async (request, call) => {
      const { method, url, body } = request;
      const path = url.pathname;
      if (!at(request, endpoint)) return call(request);
      if (method === "DELETE") deleted.add(names.get(path));
      if (method === "POST" && deleted.has(body?.[attribute] ?? "")) return errorResponse(409, "uniqueness");
      const response = await call(request);
      if (method === "POST") names.set(`${path}/${response.body?.["id"]}`, body?.[attribute]);
      return response;
    })(handle);
  };
}

const deletions: readonly Mutant[] = [
  { defect: "DELETE deletes nothing", wrap: ignoring(({ method }) => method === "DELETE") },
  {
    defect: "DELETE of an unknown id gets 204",
    wrap: changingResponses((response, request) =>
      request.method === "DELETE" && response.status === 404 ? { ...response, status: 204, body: undefined } : response,
    ),
  },
  { defect: "the userName of a deleted user stays taken", wrap: keepingNames("/Users", "userName") },
  { defect: "the displayName of a deleted group stays taken", wrap: keepingNames("/Groups", "displayName") },
];

/** Changes the text of /Schemas. */
function changingSchemas(change: (text: string) => string): (handle: Handle) => Handle {
  return changingResponses((response, request) =>
    at(request, "/Schemas") ? { ...response, body: JSON.parse(change(JSON.stringify(response.body))) } : response,
  );
}

const schemas: readonly Mutant[] = [
  {
    defect: "/Schemas does not list externalId",
    wrap: changingSchemas((text) => text.replaceAll('"externalId"', '"other"')),
  },
  {
    defect: "/Schemas lists no types of phone numbers",
    wrap: changingSchemas((text) => text.replaceAll('"mobile",', "")),
  },
  {
    defect: "/Schemas does not list members",
    wrap: changingSchemas((text) => text.replaceAll('"name":"members"', '"name":"persons"')),
  },
  {
    defect: "/Schemas has no group schema",
    wrap: changingSchemas((text) => text.replaceAll("core:2.0:Group", "core:2.0:Team")),
  },
  { defect: "/Schemas is missing", wrap: refusing((request) => at(request, "/Schemas"), 404) },
];

const pages: readonly Mutant[] = [
  { defect: "startIndex is ignored", wrap: changingQuery((query) => query.delete("startIndex")) },
  { defect: "count is ignored", wrap: changingQuery((query) => query.delete("count")) },
  {
    defect: "every page says that it is the first",
    wrap: changingResponses((response) =>
      response.body?.["startIndex"] === undefined
        ? response
        : { ...response, body: { ...response.body, startIndex: 1 } },
    ),
  },
  {
    defect: "totalResults counts the page",
    wrap: changingResponses((response) => {
      const list = response.body?.["Resources"];
      return Array.isArray(list) ? { ...response, body: { ...response.body, totalResults: list.length } } : response;
    }),
  },
];

/** The defects. */
export const GALLERY_MUTANTS: readonly Mutant[] = [
  ...credentials,
  ...searches,
  ...writes,
  ...changes,
  ...groups,
  ...deletions,
  ...schemas,
  ...pages,
];
