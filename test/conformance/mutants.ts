/** Defects that SCIM services really had, or could have, each seeded into a sound handler. */
import type { Filter } from "../../src/filter/index.ts";
import { filterMutant } from "./filter-mutants.ts";
import {
  type Answered,
  answering,
  asking,
  defect,
  failure,
  type Json,
  type Mutant,
  operations,
  parameters,
  showing,
  withHeader,
  without,
} from "./mutation.ts";

const isCreate = ({ method, url }: { method: string; url: URL }): boolean =>
  method === "POST" && /\/(Users|Groups)$/.test(url.pathname);
const idOf = (url: URL): string => url.pathname.split("/").at(-1) ?? "";
const quoted = (filter: string | null): string => /"([^"]*)"/.exec(filter ?? "")?.[1] ?? "";

const protocol: readonly Mutant[] = [
  {
    defect: "no Location on 201",
    wrap: answering((answered) => ({ ...answered, headers: withHeader(answered.headers, "location", null) })),
  },
  {
    defect: "a create is answered with 200",
    wrap: answering((answered) => ({ ...answered, status: answered.status === 201 ? 200 : answered.status })),
  },
  {
    defect: "a deletion is answered with 200",
    wrap: answering((answered) => ({ ...answered, status: answered.status === 204 ? 200 : answered.status })),
  },
  {
    defect: "the media type has a charset",
    wrap: answering((answered) => ({
      ...answered,
      headers: withHeader(answered.headers, "content-type", "application/scim+json; charset=utf-8"),
    })),
  },
  {
    defect: "the media type is application/json",
    wrap: answering((answered) => ({
      ...answered,
      headers: withHeader(answered.headers, "content-type", "application/json"),
    })),
  },
  {
    defect: "a body in application/json is refused",
    wrap: defect(async (asked, ask) =>
      asked.headers.get("content-type") === "application/json" ? failure(415) : ask(asked),
    ),
  },
  {
    defect: "no WWW-Authenticate on 401",
    wrap: answering((answered) => ({ ...answered, headers: withHeader(answered.headers, "www-authenticate", null) })),
  },
  {
    defect: "an empty bearer token is accepted",
    wrap: asking((asked) =>
      /^Bearer\s*$/.test(asked.headers.get("authorization") ?? "")
        ? { ...asked, headers: withHeader(asked.headers, "authorization", "Bearer t0ken") }
        : asked,
    ),
  },
  {
    defect: "any token is accepted",
    wrap: asking((asked) =>
      asked.headers.has("authorization")
        ? { ...asked, headers: withHeader(asked.headers, "authorization", "Bearer t0ken") }
        : asked,
    ),
  },
  {
    defect: "409 without scimType",
    wrap: answering((answered) =>
      answered.status === 409 ? { ...answered, body: without(answered.body ?? {}, "scimType") } : answered,
    ),
  },
  {
    defect: "400 without scimType",
    wrap: answering((answered) =>
      answered.status === 400 ? { ...answered, body: without(answered.body ?? {}, "scimType") } : answered,
    ),
  },
  {
    defect: "the status of an error is a number",
    wrap: answering((answered) =>
      answered.status >= 400 ? { ...answered, body: { ...answered.body, status: answered.status } } : answered,
    ),
  },
  {
    defect: "an error without schemas",
    wrap: answering((answered) =>
      answered.status >= 400 ? { ...answered, body: without(answered.body ?? {}, "schemas") } : answered,
    ),
  },
  {
    defect: "meta.location from X-Forwarded-Host",
    wrap: showing((resource, { headers }) => {
      const host = headers.get("x-forwarded-host");
      return host === null
        ? resource
        : { ...resource, meta: { ...Object(resource["meta"]), location: `https://${host}/` } };
    }),
  },
  {
    defect: "meta.location is a path",
    wrap: showing((resource) => {
      const meta: Json = Object(resource["meta"]);
      return { ...resource, meta: { ...meta, location: String(meta["location"]).replace("http://localhost", "") } };
    }),
  },
  {
    defect: "filters are ignored at discovery endpoints",
    wrap: asking((asked) => {
      const url = new URL(asked.url);
      if (/\/(ServiceProviderConfig|ResourceTypes|Schemas)$/.test(url.pathname)) url.searchParams.delete("filter");
      return { ...asked, url };
    }),
  },
  {
    defect: "ETags are sent although they are declared unsupported",
    wrap: answering((answered, { url }) => {
      if (!url.pathname.endsWith("/ServiceProviderConfig")) return answered;
      return { ...answered, body: { ...answered.body, etag: { supported: false } } };
    }),
  },
  {
    defect: "If-Match is ignored",
    wrap: asking((asked) => ({ ...asked, headers: withHeader(asked.headers, "if-match", null) })),
  },
  {
    defect: "If-None-Match is ignored",
    wrap: asking((asked) => ({ ...asked, headers: withHeader(asked.headers, "if-none-match", null) })),
  },
  {
    defect: "no ETag header",
    wrap: answering((answered) => ({ ...answered, headers: withHeader(answered.headers, "etag", null) })),
  },
];

const lists: readonly Mutant[] = [
  { defect: "startIndex is ignored", wrap: parameters((query) => query.delete("startIndex")) },
  { defect: "count is ignored", wrap: parameters((query) => query.delete("count")) },
  {
    defect: "a count of 0 means all",
    wrap: parameters((query) => query.get("count") === "0" && query.delete("count")),
  },
  {
    defect: "a startIndex of 0 is refused",
    wrap: defect(async (asked, ask) =>
      asked.url.searchParams.get("startIndex") === "0" ? failure(400, "invalidValue") : ask(asked),
    ),
  },
  {
    defect: "startIndex counts from 0",
    wrap: parameters(
      (query) => query.has("startIndex") && query.set("startIndex", String(Number(query.get("startIndex")) + 1)),
    ),
  },
  {
    defect: "a count that is no number is ignored",
    wrap: parameters((query) => /\D/.test(query.get("count") ?? "") && query.delete("count")),
  },
  {
    defect: "totalResults counts the page",
    wrap: answering((answered) => {
      const list = answered.body?.["Resources"];
      return Array.isArray(list) ? { ...answered, body: { ...answered.body, totalResults: list.length } } : answered;
    }),
  },
  {
    defect: "itemsPerPage is what was asked for",
    wrap: answering((answered, { url }) => {
      const count = url.searchParams.get("count");
      return answered.body?.["Resources"] === undefined || count === null
        ? answered
        : { ...answered, body: { ...answered.body, itemsPerPage: Number(count) } };
    }),
  },
  {
    defect: "a query without results is answered with 404",
    wrap: answering((answered) => (answered.body?.["totalResults"] === 0 ? failure(404) : answered)),
  },
  { defect: "sortOrder is ignored", wrap: parameters((query) => query.delete("sortOrder")) },
  { defect: "sortBy is ignored", wrap: parameters((query) => query.delete("sortBy")) },
  {
    defect: "the last page names a next cursor",
    wrap: answering((answered, { url }) => {
      if (answered.status !== 200 || !url.searchParams.has("cursor")) return answered;
      return { ...answered, body: { nextCursor: "again", ...answered.body } };
    }),
  },
  { defect: "attributes is ignored", wrap: parameters((query) => query.delete("attributes")) },
  { defect: "excludedAttributes is ignored", wrap: parameters((query) => query.delete("excludedAttributes")) },
  {
    defect: "schemas is lost with attributes",
    wrap: showing((resource, { url }) =>
      url.searchParams.has("attributes") ? without(resource, "schemas") : resource,
    ),
  },
  {
    defect: "id can be excluded",
    wrap: showing((resource, { url }) =>
      /\bid\b/.test(url.searchParams.get("excludedAttributes") ?? "") ? without(resource, "id") : resource,
    ),
  },
];

const filters: readonly Mutant[] = [
  { defect: "filters are ignored", wrap: parameters((query) => query.delete("filter")) },
  {
    defect: "a broken filter finds everybody",
    wrap: defect(async (asked, ask) => {
      const answered = await ask(asked);
      if (answered.status !== 400 || !asked.url.searchParams.has("filter")) return answered;
      const url = new URL(asked.url);
      url.searchParams.delete("filter");
      return ask({ ...asked, url });
    }),
  },
  {
    defect: "active gt true is answered with 200",
    wrap: parameters(
      (query) => /^active (gt|ge|lt|le) /.test(query.get("filter") ?? "") && query.set("filter", "active eq true"),
    ),
  },
  {
    defect: "userName compares with its case",
    wrap: answering((answered, { url }) => {
      const filter = url.searchParams.get("filter");
      const list = answered.body?.["Resources"];
      if (!filter?.startsWith("userName eq ") || !Array.isArray(list)) return answered;
      const kept = list.filter((each: Json) => each["userName"] === quoted(filter));
      return { ...answered, body: { ...answered.body, Resources: kept, totalResults: kept.length } };
    }),
  },
  {
    defect: "URNs are cut at the dot",
    wrap: parameters(
      (query) =>
        query.has("filter") && query.set("filter", query.get("filter")?.replace(/urn:[\w:]*:2\.0:/g, "0:") ?? ""),
    ),
  },
  {
    defect: "escapes in a value are not read",
    wrap: parameters(
      (query) => query.has("filter") && query.set("filter", query.get("filter")?.replace(/\\u/g, "\\\\u") ?? ""),
    ),
  },
  {
    defect: "offsets of dates are ignored",
    wrap: parameters(
      (query) => query.has("filter") && query.set("filter", query.get("filter")?.replace(/\+14:00"/, 'Z"') ?? ""),
    ),
  },
  {
    defect: "operators match in lower case only",
    wrap: defect(async (asked, ask) =>
      / (EQ|Eq|OR) /.test(asked.url.searchParams.get("filter") ?? "") ? failure(400, "invalidFilter") : ask(asked),
    ),
  },
  {
    defect: "nested parentheses are refused",
    wrap: defect(async (asked, ask) =>
      /\(\(/.test(asked.url.searchParams.get("filter") ?? "") ? failure(400, "invalidFilter") : ask(asked),
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
    wrap: defect(async (asked, ask) =>
      /phoneNumbers (eq|co|pr)/.test(asked.url.searchParams.get("filter") ?? "")
        ? failure(400, "invalidFilter")
        : ask(asked),
    ),
  },
];

const patches: readonly Mutant[] = [
  {
    defect: "operations in another case are refused",
    wrap: defect(async (asked, ask) =>
      asked.method === "PATCH" && JSON.stringify(asked.body).match(/"op":"[^"]*[A-Z]/)
        ? failure(400, "invalidSyntax")
        : ask(asked),
    ),
  },
  {
    defect: "an empty list of operations is refused",
    wrap: defect(async (asked, ask) =>
      asked.method === "PATCH" && JSON.stringify(asked.body?.["Operations"]) === "[]"
        ? failure(400, "invalidSyntax")
        : ask(asked),
    ),
  },
  {
    defect: "only the first operation is applied",
    wrap: operations((operation, index) => (index === 0 ? operation : undefined)),
  },
  {
    defect: "a failing operation leaves those before it done",
    wrap: defect(async (asked, ask) => {
      const list = asked.body?.["Operations"];
      if (asked.method !== "PATCH" || !Array.isArray(list) || list.length < 2) return ask(asked);
      let answered: Answered = failure(400);
      for (const operation of list) {
        answered = await ask({ ...asked, body: { ...asked.body, Operations: [operation] } });
        if (answered.status >= 400) break;
      }
      return answered;
    }),
  },
  {
    defect: "a filter in a path is ignored",
    wrap: operations((operation) => ({
      ...operation,
      ...(typeof operation["path"] === "string" && { path: operation["path"].replace(/\[.*\]$/, "") }),
    })),
  },
  {
    defect: "a list of values to remove is ignored",
    wrap: operations((operation) =>
      String(operation["op"]).toLowerCase() === "remove" ? without(operation, "value") : operation,
    ),
  },
  {
    defect: "a change of the work e-mail wipes the others",
    wrap: operations((operation) =>
      operation["path"] === 'emails[type eq "work"].value'
        ? { op: "replace", path: "emails", value: [{ type: "work", value: operation["value"] }] }
        : operation,
    ),
  },
  {
    defect: "adds through a filter that matches nothing are refused",
    wrap: defect(async (asked, ask) =>
      /mobile..\]\.value/.test(JSON.stringify(asked.body)) ? failure(400, "noTarget") : ask(asked),
    ),
  },
  {
    defect: "readOnly attributes are ignored by PATCH",
    wrap: operations((operation) => (/^(id|meta)/.test(String(operation["path"])) ? undefined : operation)),
  },
  {
    defect: "add replaces all values",
    wrap: operations((operation) => ({
      ...operation,
      op: operation["path"] === "phoneNumbers" || operation["path"] === "members" ? "replace" : operation["op"],
    })),
  },
  {
    defect: "remove without a path is a success",
    wrap: operations((operation) =>
      operation["op"] === "remove" && operation["path"] === undefined ? undefined : operation,
    ),
  },
  {
    defect: "a path in another case adds an attribute",
    wrap: operations((operation) => (operation["path"] === "TITLE" ? undefined : operation)),
  },
];

/** Defects of what is kept: they remember what they were asked. */
const states: readonly Mutant[] = [
  {
    defect: "the text False is stored for active",
    wrap: (handle) => {
      const texts = new Map<string, unknown>();
      const remember = operations((operation) => operation);
      return showing((resource) =>
        texts.has(String(resource["id"])) ? { ...resource, active: texts.get(String(resource["id"])) } : resource,
      )(
        remember(
          asking((asked) => {
            const text = /"value":"([Ff]alse)"/.exec(JSON.stringify(asked.body?.["Operations"] ?? ""))?.[1];
            if (text !== undefined) texts.set(idOf(asked.url), text);
            return asked;
          })(handle),
        ),
      );
    },
  },
  {
    defect: "a password is returned",
    wrap: (handle) => {
      const passwords = new Map<unknown, unknown>();
      return answering((answered, asked) => {
        if (isCreate(asked) && asked.body?.["password"] !== undefined)
          passwords.set(answered.body?.["id"], asked.body["password"]);
        const password = passwords.get(answered.body?.["id"]);
        return password === undefined ? answered : { ...answered, body: { ...answered.body, password } };
      })(handle);
    },
  },
  {
    defect: "duplicates are allowed",
    wrap: answering((answered, asked) => {
      if (answered.status !== 409) return answered;
      return {
        ...answered,
        status: isCreate(asked) ? 201 : 200,
        body: { ...asked.body, id: "twin", meta: { resourceType: "User" } },
      };
    }),
  },
  {
    defect: "userName is unique with its case only",
    wrap: answering((answered, asked) => {
      const isUpper = /^SCIM-CHECK/.test(String(asked.body?.["userName"]));
      return answered.status === 409 && isUpper
        ? { ...answered, status: 201, body: { ...asked.body, id: "twin" } }
        : answered;
    }),
  },
  {
    defect: "the client's id is taken",
    wrap: showing((resource, asked) =>
      isCreate(asked) && typeof asked.body?.["id"] === "string" ? { ...resource, id: asked.body["id"] } : resource,
    ),
  },
  {
    defect: "deleted users are still read",
    wrap: (handle) => {
      const deleted = new Map<string, Json>();
      return defect(async (asked, ask) => {
        if (asked.method === "DELETE") {
          const before = await ask({ ...asked, method: "GET" });
          const answered = await ask(asked);
          if (answered.status === 204 && before.body !== undefined) deleted.set(idOf(asked.url), before.body);
          return answered;
        }
        const answered = await ask(asked);
        const body = asked.method === "GET" && answered.status === 404 ? deleted.get(idOf(asked.url)) : undefined;
        return body === undefined ? answered : { ...answered, status: 200, body };
      })(handle);
    },
  },
  {
    defect: "deleted users are still listed",
    wrap: (handle) => {
      const deleted = new Map<string, Json>();
      return defect(async (asked, ask) => {
        const before = asked.method === "DELETE" ? await ask({ ...asked, method: "GET" }) : undefined;
        const answered = await ask(asked);
        if (before?.body !== undefined) deleted.set(String(before.body["userName"]), before.body);
        const found =
          answered.body?.["totalResults"] === 0 ? deleted.get(quoted(asked.url.searchParams.get("filter"))) : undefined;
        return found === undefined
          ? answered
          : { ...answered, body: { ...answered.body, totalResults: 1, Resources: [found] } };
      })(handle);
    },
  },
  {
    defect: "deletions of what does not exist succeed",
    wrap: answering((answered, { method }) =>
      method === "DELETE" && answered.status === 404 ? { ...answered, status: 204, body: undefined } : answered,
    ),
  },
  {
    defect: "PUT creates what does not exist",
    wrap: answering((answered, { method, body }) =>
      method === "PUT" && answered.status === 404 ? { ...answered, status: 201, body } : answered,
    ),
  },
  {
    defect: "PUT leaves what is left out",
    wrap: defect(async (asked, ask) => {
      if (asked.method !== "PUT") return ask(asked);
      const before = await ask({ ...asked, method: "GET", body: undefined });
      return ask(before.body === undefined ? asked : { ...asked, body: { ...before.body, ...asked.body } });
    }),
  },
  {
    defect: "a value that is added again is there twice",
    wrap: (handle) => {
      const twice = new Set<string>();
      return showing((resource) => {
        const phones = resource["phoneNumbers"];
        return twice.has(String(resource["id"])) && Array.isArray(phones)
          ? { ...resource, phoneNumbers: [...phones, phones[0]] }
          : resource;
      })(
        asking((asked) => {
          if (/"op":"add","path":"phoneNumbers"/.test(JSON.stringify(asked.body ?? ""))) twice.add(idOf(asked.url));
          return asked;
        })(handle),
      );
    },
  },
  {
    defect: "several values stay primary",
    wrap: showing((resource) => {
      const phones = resource["phoneNumbers"];
      const isSome = Array.isArray(phones) && phones.some((phone: Json) => phone["primary"] === true);
      return isSome
        ? { ...resource, phoneNumbers: phones.map((phone: Json) => ({ ...phone, primary: true })) }
        : resource;
    }),
  },
  {
    defect: "canonical values are a closed list",
    wrap: defect(async (asked, ask) =>
      /"type":"satellite"/.test(JSON.stringify(asked.body ?? "")) ? failure(400, "invalidValue") : ask(asked),
    ),
  },
  {
    defect: "names of attributes match in their own case only",
    wrap: asking((asked) => ({
      ...asked,
      body: asked.body === undefined ? undefined : without(asked.body, "USERNAME", "NAME"),
    })),
  },
  {
    defect: "null is a value",
    wrap: asking((asked) =>
      asked.body?.["title"] === null ? { ...asked, body: { ...asked.body, title: "null" } } : asked,
    ),
  },
  {
    defect: "schemas does not name extensions",
    wrap: showing((resource) => ({ ...resource, schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"] })),
  },
  {
    defect: "the results of a bulk request have numbers as statuses",
    wrap: answering((answered, { url }) => {
      const list = answered.body?.["Operations"];
      if (!url.pathname.endsWith("/Bulk") || !Array.isArray(list)) return answered;
      return {
        ...answered,
        body: { ...answered.body, Operations: list.map((each: Json) => ({ ...each, status: Number(each["status"]) })) },
      };
    }),
  },
  {
    defect: "failOnErrors is ignored",
    wrap: asking((asked) =>
      asked.body?.["failOnErrors"] === undefined ? asked : { ...asked, body: without(asked.body, "failOnErrors") },
    ),
  },
];

/** All defects. */
export const MUTANTS: readonly Mutant[] = [...protocol, ...lists, ...filters, ...patches, ...states];
