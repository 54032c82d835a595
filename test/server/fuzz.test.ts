/** Random requests and sequences of requests: the handler never responds with 5xx, hangs or breaks. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createService } from "./service.ts";

const NAMES = [
  "schemas",
  "id",
  "userName",
  "emails",
  "members",
  "value",
  "type",
  "primary",
  "$ref",
  "groups",
  "name",
  "manager",
  "Operations",
  "op",
  "path",
  "method",
  "bulkId",
  "data",
  "failOnErrors",
  "attributes",
  "filter",
  "sortBy",
  "count",
  "cursor",
  "__proto__",
  "constructor",
  "active",
  "displayName",
  "externalId",
  "meta",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  "password",
  "x509Certificates",
];
const TEXTS = [
  "",
  "add",
  "Replace",
  "remove",
  "POST",
  "DELETE",
  "PATCH",
  "/Users",
  "/Groups",
  "/Users/id-1",
  "/Groups/id-2",
  "bulkId:a",
  "a",
  "id-1",
  "id-2",
  "True",
  "members",
  'emails[type eq "work"].value',
  'members[value eq "id-1"]',
  "name.givenName",
  "userName pr",
  "urn:ietf:params:scim:api:messages:2.0:BulkRequest",
  "\u0000",
  "%",
  "😀",
  "urn:ietf:params:scim:api:messages:2.0:PatchOp",
  "urn:ietf:params:scim:schemas:core:2.0:User",
];

const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string({ maxLength: 8 }));
const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: "binary", maxLength: 12 }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    text,
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e300),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("json")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
const message = fc.oneof(
  json,
  fc.array(json, { maxLength: 4 }).map((Operations) => ({ Operations })),
  fc
    .array(
      fc.record(
        {
          op: fc.constantFrom("add", "replace", "remove"),
          path: text,
          value: json,
          method: fc.constantFrom("POST", "PUT", "PATCH", "DELETE"),
          bulkId: fc.constantFrom("a", "b"),
          data: json,
        },
        { requiredKeys: ["op", "method"] },
      ),
      { maxLength: 4 },
    )
    .map((Operations) => ({ Operations })),
  fc.record({ userName: text, displayName: text, members: json, emails: json, name: json }, { requiredKeys: [] }),
);
const body = fc.oneof(
  { weight: 8, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: fc.constant("[".repeat(5_000)) },
);
const encoded = fc.oneof(
  text.map((part) => encodeURIComponent(part.toWellFormed())),
  fc.string({ unit: fc.constantFrom(..."abc%/?&=.;~+:é\\"), maxLength: 10 }),
);
const parameter = fc
  .tuple(
    fc.constantFrom(
      "filter",
      "sortBy",
      "sortOrder",
      "startIndex",
      "count",
      "cursor",
      "attributes",
      "excludedAttributes",
    ),
    fc.oneof(encoded, fc.constantFrom("userName", "emails", "descending", "-5", "3", "members,groups")),
  )
  .map(([name, value]) => `${name}=${value}`);
const path = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        "/Users",
        "/Groups",
        "/Users/id-1",
        "/Groups/id-2",
        "/Me",
        "/Bulk",
        "/",
        "",
        "/.search",
        "/Users/.search",
        "/Schemas",
        "/ResourceTypes/User",
        "/ServiceProviderConfig",
      ),
      fc.array(encoded, { maxLength: 3 }).map((segments) => `/${segments.join("/")}`),
    ),
    fc.array(parameter, { maxLength: 3 }),
  )
  .map(([place, parameters]) => (parameters.length === 0 ? place : `${place}?${parameters.join("&")}`));
const headers = fc.record(
  {
    "content-type": fc.constantFrom("application/scim+json", "application/json; charset=utf-8", "text/plain", "", ";"),
    "if-match": fc.constantFrom('W/"1"', "*", '"', "", ",,,"),
    "if-none-match": fc.constantFrom('W/"1"', "*", '"'),
    "content-length": fc.constantFrom("5", "x", "-1", "99999999999"),
    authorization: fc.constantFrom("Bearer correct-horse", "Bearer", "", "Basic eA=="),
  },
  { requiredKeys: [] },
);
const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND");
const request = fc.record({ method, path, headers, body });

it("no request, and no sequence of requests, gets 5xx, hangs or breaks the service", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
      const service = createService({ me: () => ({ id: "id-1" }) });
      await service.user();
      await service.post("/Groups", { displayName: "g", members: [{ value: "id-1" }] });
      for (const { method: verb, path: target, headers: given, body: sent } of requests) {
        const hasBody = verb !== "GET" && verb !== "HEAD";
        const answer = await service.call(verb, target, { headers: given, ...(hasBody ? { body: sent } : {}) });
        expect(answer.status, `${verb} ${target} ${sent}: ${answer.text}`).toBeLessThan(500);
        if (answer.status >= 400 && verb !== "HEAD") {
          expect(answer.body).toMatchObject({ status: String(answer.status), detail: expect.any(String) });
        }
      }
      expect(service.errors).toEqual([]);
      expect((await service.get("/Users")).status).toBe(200);
    }),
    { numRuns: 300 },
  );
}, 60_000);
