/** Mutants: correct handlers with one defect that SCIM services had or could have. */
import type { Filter } from "../../src/filter/index.ts";
import {
  changingOperations,
  changingQuery,
  changingRequests,
  changingResources,
  changingResponses,
  defect,
  errorResponse,
  type Json,
  type Mutant,
  type ParsedResponse,
  withHeader,
  without,
} from "./build-mutant.ts";
import { filterMutant } from "./filter-mutants.ts";

const isCreate = ({ method, url }: { method: string; url: URL }): boolean =>
  method === "POST" && /\/(Users|Groups)$/.test(url.pathname);
const idOf = (url: URL): string => url.pathname.split("/").at(-1) ?? "";
const quoted = (filter: string | null): string => /"([^"]*)"/.exec(filter ?? "")?.[1] ?? "";

const protocol: readonly Mutant[] = [
  {
    defect: "no Location on 201",
    wrap: changingResponses((response) => ({ ...response, headers: withHeader(response.headers, "location", null) })),
  },
  {
    defect: "a create is answered with 200",
    wrap: changingResponses((response) => ({ ...response, status: response.status === 201 ? 200 : response.status })),
  },
  {
    defect: "a deletion is answered with 200",
    wrap: changingResponses((response) => ({ ...response, status: response.status === 204 ? 200 : response.status })),
  },
  {
    defect: "the media type has a charset",
    wrap: changingResponses((response) => ({
      ...response,
      headers: withHeader(response.headers, "content-type", "application/scim+json; charset=utf-8"),
    })),
  },
  {
    defect: "the media type is application/json",
    wrap: changingResponses((response) => ({
      ...response,
      headers: withHeader(response.headers, "content-type", "application/json"),
    })),
  },
  {
    defect: "a body in application/json is refused",
    wrap: defect(async (request, call) =>
      request.headers.get("content-type") === "application/json" ? errorResponse(415) : call(request),
    ),
  },
  {
    defect: "no WWW-Authenticate on 401",
    wrap: changingResponses((response) => ({
      ...response,
      headers: withHeader(response.headers, "www-authenticate", null),
    })),
  },
  {
    defect: "an empty bearer token is accepted",
    wrap: changingRequests((request) =>
      /^Bearer\s*$/.test(request.headers.get("authorization") ?? "")
        ? { ...request, headers: withHeader(request.headers, "authorization", "Bearer t0ken") }
        : request,
    ),
  },
  {
    defect: "any token is accepted",
    wrap: changingRequests((request) =>
      request.headers.has("authorization")
        ? { ...request, headers: withHeader(request.headers, "authorization", "Bearer t0ken") }
        : request,
    ),
  },
  {
    defect: "409 without scimType",
    wrap: changingResponses((response) =>
      response.status === 409 ? { ...response, body: without(response.body ?? {}, "scimType") } : response,
    ),
  },
  {
    defect: "400 without scimType",
    wrap: changingResponses((response) =>
      response.status === 400 ? { ...response, body: without(response.body ?? {}, "scimType") } : response,
    ),
  },
  {
    defect: "the status of an error is a number",
    wrap: changingResponses((response) =>
      response.status >= 400 ? { ...response, body: { ...response.body, status: response.status } } : response,
    ),
  },
  {
    defect: "an error without schemas",
    wrap: changingResponses((response) =>
      response.status >= 400 ? { ...response, body: without(response.body ?? {}, "schemas") } : response,
    ),
  },
  {
    defect: "meta.location from X-Forwarded-Host",
    wrap: changingResources((resource, { headers }) => {
      const host = headers.get("x-forwarded-host");
      return host === null
        ? resource
        : { ...resource, meta: { ...Object(resource["meta"]), location: `https://${host}/` } };
    }),
  },
  {
    defect: "meta.location is a path",
    wrap: changingResources((resource) => {
      const meta: Json = Object(resource["meta"]);
      return { ...resource, meta: { ...meta, location: String(meta["location"]).replace("http://localhost", "") } };
    }),
  },
  {
    defect: "filters are ignored at discovery endpoints",
    wrap: changingRequests((request) => {
      const url = new URL(request.url);
      if (/\/(ServiceProviderConfig|ResourceTypes|Schemas)$/.test(url.pathname)) url.searchParams.delete("filter");
      return { ...request, url };
    }),
  },
  {
    defect: "ETags are sent although they are declared unsupported",
    wrap: changingResponses((response, { url }) => {
      if (!url.pathname.endsWith("/ServiceProviderConfig")) return response;
      return { ...response, body: { ...response.body, etag: { supported: false } } };
    }),
  },
  {
    defect: "If-Match is ignored",
    wrap: changingRequests((request) => ({ ...request, headers: withHeader(request.headers, "if-match", null) })),
  },
  {
    defect: "If-None-Match is ignored",
    wrap: changingRequests((request) => ({ ...request, headers: withHeader(request.headers, "if-none-match", null) })),
  },
  {
    defect: "no ETag header",
    wrap: changingResponses((response) => ({ ...response, headers: withHeader(response.headers, "etag", null) })),
  },
];

const lists: readonly Mutant[] = [
  { defect: "startIndex is ignored", wrap: changingQuery((query) => query.delete("startIndex")) },
  { defect: "count is ignored", wrap: changingQuery((query) => query.delete("count")) },
  {
    defect: "a count of 0 means all",
    wrap: changingQuery((query) => query.get("count") === "0" && query.delete("count")),
  },
  {
    defect: "a startIndex of 0 is refused",
    wrap: defect(async (request, call) =>
      request.url.searchParams.get("startIndex") === "0" ? errorResponse(400, "invalidValue") : call(request),
    ),
  },
  {
    defect: "startIndex counts from 0",
    wrap: changingQuery(
      (query) => query.has("startIndex") && query.set("startIndex", String(Number(query.get("startIndex")) + 1)),
    ),
  },
  {
    defect: "a count that is no number is ignored",
    wrap: changingQuery((query) => /\D/.test(query.get("count") ?? "") && query.delete("count")),
  },
  {
    defect: "totalResults counts the page",
    wrap: changingResponses((response) => {
      const list = response.body?.["Resources"];
      return Array.isArray(list) ? { ...response, body: { ...response.body, totalResults: list.length } } : response;
    }),
  },
  {
    defect: "itemsPerPage is what was asked for",
    wrap: changingResponses((response, { url }) => {
      const count = url.searchParams.get("count");
      return response.body?.["Resources"] === undefined || count === null
        ? response
        : { ...response, body: { ...response.body, itemsPerPage: Number(count) } };
    }),
  },
  {
    defect: "a query without results is answered with 404",
    wrap: changingResponses((response) => (response.body?.["totalResults"] === 0 ? errorResponse(404) : response)),
  },
  { defect: "sortOrder is ignored", wrap: changingQuery((query) => query.delete("sortOrder")) },
  { defect: "sortBy is ignored", wrap: changingQuery((query) => query.delete("sortBy")) },
  {
    defect: "the last page names a next cursor",
    wrap: changingResponses((response, { url }) => {
      if (response.status !== 200 || !url.searchParams.has("cursor")) return response;
      return { ...response, body: { nextCursor: "again", ...response.body } };
    }),
  },
  { defect: "attributes is ignored", wrap: changingQuery((query) => query.delete("attributes")) },
  { defect: "excludedAttributes is ignored", wrap: changingQuery((query) => query.delete("excludedAttributes")) },
  {
    defect: "schemas is lost with attributes",
    wrap: changingResources((resource, { url }) =>
      url.searchParams.has("attributes") ? without(resource, "schemas") : resource,
    ),
  },
  {
    defect: "id can be excluded",
    wrap: changingResources((resource, { url }) =>
      /\bid\b/.test(url.searchParams.get("excludedAttributes") ?? "") ? without(resource, "id") : resource,
    ),
  },
];

const filters: readonly Mutant[] = [
  { defect: "filters are ignored", wrap: changingQuery((query) => query.delete("filter")) },
  {
    defect: "a broken filter finds everybody",
    wrap: defect(async (request, call) => {
      const response = await call(request);
      if (response.status !== 400 || !request.url.searchParams.has("filter")) return response;
      const url = new URL(request.url);
      url.searchParams.delete("filter");
      return call({ ...request, url });
    }),
  },
  {
    defect: "active gt true is answered with 200",
    wrap: changingQuery(
      (query) => /^active (gt|ge|lt|le) /.test(query.get("filter") ?? "") && query.set("filter", "active eq true"),
    ),
  },
  {
    defect: "userName compares with its case",
    wrap: changingResponses((response, { url }) => {
      const filter = url.searchParams.get("filter");
      const list = response.body?.["Resources"];
      if (!filter?.startsWith("userName eq ") || !Array.isArray(list)) return response;
      const kept = list.filter((each: Json) => each["userName"] === quoted(filter));
      return { ...response, body: { ...response.body, Resources: kept, totalResults: kept.length } };
    }),
  },
  {
    defect: "URNs are cut at the dot",
    wrap: changingQuery(
      (query) =>
        query.has("filter") && query.set("filter", query.get("filter")?.replace(/urn:[\w:]*:2\.0:/g, "0:") ?? ""),
    ),
  },
  {
    defect: "escapes in a value are not read",
    wrap: changingQuery(
      (query) => query.has("filter") && query.set("filter", query.get("filter")?.replace(/\\u/g, "\\\\u") ?? ""),
    ),
  },
  {
    defect: "offsets of dates are ignored",
    wrap: changingQuery(
      (query) => query.has("filter") && query.set("filter", query.get("filter")?.replace(/\+14:00"/, 'Z"') ?? ""),
    ),
  },
  {
    defect: "operators match in lower case only",
    wrap: defect(async (request, call) =>
      / (EQ|Eq|OR) /.test(request.url.searchParams.get("filter") ?? "")
        ? errorResponse(400, "invalidFilter")
        : call(request),
    ),
  },
  {
    defect: "nested parentheses are refused",
    wrap: defect(async (request, call) =>
      /\(\(/.test(request.url.searchParams.get("filter") ?? "") ? errorResponse(400, "invalidFilter") : call(request),
    ),
  },
  filterMutant("not binds to the next comparison only", (filter) => {
    if (filter.kind !== "not" || filter.operand.kind !== "and") return filter;
    const [first, ...rest] = filter.operand.operands;
    return first === undefined ? filter : { kind: "and", operands: [{ kind: "not", operand: first }, ...rest] };
  }),
  filterMutant("not is ignored", (filter) => (filter.kind === "not" ? filter.operand : filter)),
  filterMutant("or binds tighter than and", (filter) => {
    const last = filter.kind === "or" ? filter.operands.at(-1) : undefined;
    if (filter.kind !== "or" || last?.kind !== "and") return filter;
    const [first, ...rest] = last.operands;
    const either: readonly Filter[] = [...filter.operands.slice(0, -1), ...(first === undefined ? [] : [first])];
    return { kind: "and", operands: [{ kind: "or", operands: either }, ...rest] };
  }),
  filterMutant("a value path matches across elements", (filter) => {
    if (filter.kind !== "valuePath" || filter.filter.kind !== "and") return filter;
    return { kind: "and", operands: filter.filter.operands.map((part) => ({ ...filter, filter: part })) };
  }),
  filterMutant("caseExact is ignored", (filter) => {
    if (filter.kind !== "compare" || filter.path.name !== "externalId" || typeof filter.value !== "string")
      return filter;
    const upper = filter.value.replace(
      /^ext-(\w+)-(\w+)$/,
      (_whole, run: string, name: string) => `EXT-${run}-${name.toUpperCase()}`,
    );
    return { ...filter, value: upper };
  }),
  filterMutant("ne finds equal values", (filter) =>
    filter.kind === "compare" && filter.operator === "ne" ? { ...filter, operator: "eq" } : filter,
  ),
  filterMutant("ge is gt", (filter) =>
    filter.kind === "compare" && filter.operator === "ge" ? { ...filter, operator: "gt" } : filter,
  ),
  filterMutant("sw is co", (filter) =>
    filter.kind === "compare" && filter.operator === "ew" ? { ...filter, operator: "sw" } : filter,
  ),
  {
    defect: "a multi-valued complex attribute alone is refused",
    wrap: defect(async (request, call) =>
      /phoneNumbers (eq|co|pr)/.test(request.url.searchParams.get("filter") ?? "")
        ? errorResponse(400, "invalidFilter")
        : call(request),
    ),
  },
];

const patches: readonly Mutant[] = [
  {
    defect: "operations in another case are refused",
    wrap: defect(async (request, call) =>
      request.method === "PATCH" && JSON.stringify(request.body).match(/"op":"[^"]*[A-Z]/)
        ? errorResponse(400, "invalidSyntax")
        : call(request),
    ),
  },
  {
    defect: "an empty list of operations is refused",
    wrap: defect(async (request, call) =>
      request.method === "PATCH" && JSON.stringify(request.body?.["Operations"]) === "[]"
        ? errorResponse(400, "invalidSyntax")
        : call(request),
    ),
  },
  {
    defect: "only the first operation is applied",
    wrap: changingOperations((operation, index) => (index === 0 ? operation : undefined)),
  },
  {
    defect: "a failing operation leaves those before it done",
    wrap: defect(async (request, call) => {
      const list = request.body?.["Operations"];
      if (request.method !== "PATCH" || !Array.isArray(list) || list.length < 2) return call(request);
      let response: ParsedResponse = errorResponse(400);
      for (const operation of list) {
        response = await call({ ...request, body: { ...request.body, Operations: [operation] } });
        if (response.status >= 400) break;
      }
      return response;
    }),
  },
  {
    defect: "a filter in a path is ignored",
    wrap: changingOperations((operation) => ({
      ...operation,
      ...(typeof operation["path"] === "string" && { path: operation["path"].replace(/\[.*\]$/, "") }),
    })),
  },
  {
    defect: "a list of values to remove is ignored",
    wrap: changingOperations((operation) =>
      String(operation["op"]).toLowerCase() === "remove" ? without(operation, "value") : operation,
    ),
  },
  {
    defect: "a change of the work e-mail wipes the others",
    wrap: changingOperations((operation) =>
      operation["path"] === 'emails[type eq "work"].value'
        ? { op: "replace", path: "emails", value: [{ type: "work", value: operation["value"] }] }
        : operation,
    ),
  },
  {
    defect: "adds through a filter that matches nothing are refused",
    wrap: defect(async (request, call) =>
      /mobile..\]\.value/.test(JSON.stringify(request.body)) ? errorResponse(400, "noTarget") : call(request),
    ),
  },
  {
    defect: "readOnly attributes are ignored by PATCH",
    wrap: changingOperations((operation) => (/^(id|meta)/.test(String(operation["path"])) ? undefined : operation)),
  },
  {
    defect: "add replaces all values",
    wrap: changingOperations((operation) => ({
      ...operation,
      op: operation["path"] === "phoneNumbers" || operation["path"] === "members" ? "replace" : operation["op"],
    })),
  },
  {
    defect: "remove without a path is a success",
    wrap: changingOperations((operation) =>
      operation["op"] === "remove" && operation["path"] === undefined ? undefined : operation,
    ),
  },
  {
    defect: "a path in another case adds an attribute",
    wrap: changingOperations((operation) => (operation["path"] === "TITLE" ? undefined : operation)),
  },
];

/** Defects of storage, which depend on earlier requests. */
const states: readonly Mutant[] = [
  {
    defect: "the text False is stored for active",
    wrap: (handle) => {
      const texts = new Map<string, unknown>();
      const remember = changingOperations((operation) => operation);
      return changingResources((resource) =>
        texts.has(String(resource["id"])) ? { ...resource, active: texts.get(String(resource["id"])) } : resource,
      )(
        remember(
          changingRequests((request) => {
            const text = /"value":"([Ff]alse)"/.exec(JSON.stringify(request.body?.["Operations"] ?? ""))?.[1];
            if (text !== undefined) texts.set(idOf(request.url), text);
            return request;
          })(handle),
        ),
      );
    },
  },
  {
    defect: "a password is returned",
    wrap: (handle) => {
      const passwords = new Map<unknown, unknown>();
      return changingResponses((response, request) => {
        if (isCreate(request) && request.body?.["password"] !== undefined)
          passwords.set(response.body?.["id"], request.body["password"]);
        const password = passwords.get(response.body?.["id"]);
        return password === undefined ? response : { ...response, body: { ...response.body, password } };
      })(handle);
    },
  },
  {
    defect: "duplicates are allowed",
    wrap: changingResponses((response, request) => {
      if (response.status !== 409) return response;
      return {
        ...response,
        status: isCreate(request) ? 201 : 200,
        body: { ...request.body, id: "twin", meta: { resourceType: "User" } },
      };
    }),
  },
  {
    defect: "userName is unique with its case only",
    wrap: changingResponses((response, request) => {
      const isUpper = /^SCIM-CHECK/.test(String(request.body?.["userName"]));
      return response.status === 409 && isUpper
        ? { ...response, status: 201, body: { ...request.body, id: "twin" } }
        : response;
    }),
  },
  {
    defect: "the client's id is taken",
    wrap: changingResources((resource, request) =>
      isCreate(request) && typeof request.body?.["id"] === "string"
        ? { ...resource, id: request.body["id"] }
        : resource,
    ),
  },
  {
    defect: "deleted users are still read",
    wrap: (handle) => {
      const deleted = new Map<string, Json>();
      return defect(async (request, call) => {
        if (request.method === "DELETE") {
          const before = await call({ ...request, method: "GET" });
          const response = await call(request);
          if (response.status === 204 && before.body !== undefined) deleted.set(idOf(request.url), before.body);
          return response;
        }
        const response = await call(request);
        const body = request.method === "GET" && response.status === 404 ? deleted.get(idOf(request.url)) : undefined;
        return body === undefined ? response : { ...response, status: 200, body };
      })(handle);
    },
  },
  {
    defect: "deleted users are still listed",
    wrap: (handle) => {
      const deleted = new Map<string, Json>();
      return defect(async (request, call) => {
        const before = request.method === "DELETE" ? await call({ ...request, method: "GET" }) : undefined;
        const response = await call(request);
        if (before?.body !== undefined) deleted.set(String(before.body["userName"]), before.body);
        const found =
          response.body?.["totalResults"] === 0
            ? deleted.get(quoted(request.url.searchParams.get("filter")))
            : undefined;
        return found === undefined
          ? response
          : { ...response, body: { ...response.body, totalResults: 1, Resources: [found] } };
      })(handle);
    },
  },
  {
    defect: "deletions of what does not exist succeed",
    wrap: changingResponses((response, { method }) =>
      method === "DELETE" && response.status === 404 ? { ...response, status: 204, body: undefined } : response,
    ),
  },
  {
    defect: "PUT creates what does not exist",
    wrap: changingResponses((response, { method, body }) =>
      method === "PUT" && response.status === 404 ? { ...response, status: 201, body } : response,
    ),
  },
  {
    defect: "PUT leaves what is left out",
    wrap: defect(async (request, call) => {
      if (request.method !== "PUT") return call(request);
      const before = await call({ ...request, method: "GET", body: undefined });
      return call(before.body === undefined ? request : { ...request, body: { ...before.body, ...request.body } });
    }),
  },
  {
    defect: "a value that is added again is there twice",
    wrap: (handle) => {
      const twice = new Set<string>();
      return changingResources((resource) => {
        const phones = resource["phoneNumbers"];
        return twice.has(String(resource["id"])) && Array.isArray(phones)
          ? { ...resource, phoneNumbers: [...phones, phones[0]] }
          : resource;
      })(
        changingRequests((request) => {
          if (/"op":"add","path":"phoneNumbers"/.test(JSON.stringify(request.body ?? ""))) twice.add(idOf(request.url));
          return request;
        })(handle),
      );
    },
  },
  {
    defect: "several values stay primary",
    wrap: changingResources((resource) => {
      const phones = resource["phoneNumbers"];
      const isSome = Array.isArray(phones) && phones.some((phone: Json) => phone["primary"] === true);
      return isSome
        ? { ...resource, phoneNumbers: phones.map((phone: Json) => ({ ...phone, primary: true })) }
        : resource;
    }),
  },
  {
    defect: "canonical values are a closed list",
    wrap: defect(async (request, call) =>
      /"type":"satellite"/.test(JSON.stringify(request.body ?? ""))
        ? errorResponse(400, "invalidValue")
        : call(request),
    ),
  },
  {
    defect: "names of attributes match in their own case only",
    wrap: changingRequests((request) => ({
      ...request,
      body: request.body === undefined ? undefined : without(request.body, "USERNAME", "NAME"),
    })),
  },
  {
    defect: "null is a value",
    wrap: changingRequests((request) =>
      request.body?.["title"] === null ? { ...request, body: { ...request.body, title: "null" } } : request,
    ),
  },
  {
    defect: "schemas does not name extensions",
    wrap: changingResources((resource) => ({ ...resource, schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"] })),
  },
  {
    defect: "the results of a bulk request have numbers as statuses",
    wrap: changingResponses((response, { url }) => {
      const list = response.body?.["Operations"];
      if (!url.pathname.endsWith("/Bulk") || !Array.isArray(list)) return response;
      return {
        ...response,
        body: { ...response.body, Operations: list.map((each: Json) => ({ ...each, status: Number(each["status"]) })) },
      };
    }),
  },
  {
    defect: "failOnErrors is ignored",
    wrap: changingRequests((request) =>
      request.body?.["failOnErrors"] === undefined
        ? request
        : { ...request, body: without(request.body, "failOnErrors") },
    ),
  },
];

/** All defects. */
export const MUTANTS: readonly Mutant[] = [...protocol, ...lists, ...filters, ...patches, ...states];
