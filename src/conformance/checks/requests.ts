/** RFC 7644 §2, §3.1, §3.8 and §3.12: credentials, media types, encodings, error messages. */
import { isScimType } from "../../errors.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { ServiceResponse } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, should, withAttributes } from "./check.ts";

const MISSING = "/scim-check-no-such-id";

function expectMediaType(response: ServiceResponse): void {
  const [mediaType = ""] = (response.headers.get("content-type") ?? "").split(";");
  expectThat(
    mediaType.trim().toLowerCase() === SCIM_MEDIA_TYPE,
    response,
    `the Content-Type ${SCIM_MEDIA_TYPE}, not ${response.headers.get("content-type") ?? "none"}`,
  );
}

/** Sends a request with other credentials. */
function getWithAuthorization(service: ServiceUnderTest, authorization: string | null): Promise<ServiceResponse> {
  return service.send("GET", `${service.usersPath}?count=1`, { authorization });
}

const credentials: readonly Check[] = [
  must("auth-none", "RFC 7644 §2", "A request without credentials is rejected with 401.", async (service) => {
    expectStatus(await getWithAuthorization(service, null), 401);
  }),
  must("auth-wrong", "RFC 7644 §2", "A request with a wrong token is rejected with 401.", async (service) => {
    expectStatus(await getWithAuthorization(service, `Bearer scim-check-${service.runId}`), 401);
  }),
  must("auth-empty", "RFC 7644 §2", "A request with an empty bearer token is rejected.", async (service) => {
    expectStatus(await getWithAuthorization(service, "Bearer "), 400, 401);
  }),
  must("auth-challenge", "RFC 7644 §2", "A 401 response lists the schemes in WWW-Authenticate.", async (service) => {
    const response = await getWithAuthorization(service, null);
    expectStatus(response, 401);
    expectThat((response.headers.get("www-authenticate") ?? "") !== "", response, "a WWW-Authenticate header");
  }),
  must(
    "auth-writes",
    "RFC 7644 §2",
    "A write without credentials is rejected with 401 and has no effect.",
    async (service) => {
      const user = await service.createUser();
      expectStatus(await service.send("DELETE", user.path, { authorization: null }), 401);
      expectStatus(await service.get(user.path), 200);
    },
  ),
  should(
    "auth-scheme-case",
    "RFC 9110 §11.1",
    "The name of the authentication scheme is case-insensitive.",
    async (service) => {
      expectStatus(await service.get(`${service.usersPath}?count=1`), 200);
      expectStatus(await service.send("GET", `${service.usersPath}?count=1`, { scheme: "bearer" }), 200);
    },
  ),
];

const mediaTypes: readonly Check[] = [
  must("type-resource", "RFC 7644 §3.1", "A resource is returned as application/scim+json.", async (service) => {
    const user = await service.createUser();
    expectMediaType(user.response);
    expectMediaType(await service.get(user.path));
  }),
  must("type-list", "RFC 7644 §3.1", "A list is returned as application/scim+json.", async (service) => {
    expectMediaType(await service.requireList({ count: 1 }));
  }),
  must("type-error", "RFC 7644 §3.12", "An error is returned as application/scim+json.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectStatus(response, 404);
    expectMediaType(response);
  }),
  must(
    "type-discovery",
    "RFC 7644 §4",
    "Discovery documents are returned as application/scim+json.",
    async (service) => {
      expectMediaType(await service.get("/ServiceProviderConfig"));
    },
  ),
  should(
    "type-exact",
    "RFC 7644 §3.1",
    "The media type has no parameters: the strictest clients reject a charset.",
    async (service) => {
      const response = await service.requireList({ count: 1 });
      const type = response.headers.get("content-type");
      expectThat(
        type === SCIM_MEDIA_TYPE,
        response,
        `the Content-Type ${SCIM_MEDIA_TYPE} and nothing else, not ${type ?? "none"}`,
      );
    },
  ),
  must(
    "type-no-accept",
    "RFC 7644 §3.8",
    "Without an Accept header, the format is application/scim+json.",
    async (service) => {
      const response = await service.get(`${service.usersPath}?count=1`, { accept: "*/*" });
      expectStatus(response, 200);
      expectMediaType(response);
    },
  ),
  should("type-accept-json", "RFC 7644 §3.8", "Accept: application/json is supported.", async (service) => {
    expectStatus(await service.get(`${service.usersPath}?count=1`, { accept: "application/json" }), 200);
  }),
  should("type-body-json", "RFC 7644 §3.8", "A request body may be application/json.", async (service) => {
    const headers = { "content-type": "application/json" };
    expectStatus(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 201);
  }),
  should("type-body-charset", "RFC 7644 §3.8", "A request body may name the charset UTF-8.", async (service) => {
    const headers = { "content-type": `${SCIM_MEDIA_TYPE}; charset=utf-8` };
    expectStatus(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 201);
  }),
  should(
    "type-body-other",
    "RFC 9110 §15.5.16",
    "A request body of another media type is rejected.",
    async (service) => {
      const headers = { "content-type": "text/plain" };
      expectError(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 415, 400);
    },
  ),
  ...withAttributes(
    ["title"],
    [
      must("utf8", "RFC 7644 §3.8", "Strings are UTF-8 in both directions.", async (service) => {
        const title = "Zoë Ångström 日本 🙂";
        const user = await service.createUser({ title });
        expectMember(user.response, "title", title);
        expectMember(await service.get(user.path), "title", title);
      }),
    ],
  ),
];

const syntax: readonly Check[] = [
  ...(
    [
      ["json", "that is not JSON", '{"schemas":'],
      ["array", "that is not an object", "[]"],
      ["empty", "that is empty", ""],
    ] as const
  ).map(([name, what, body]) =>
    must(`syntax-${name}`, "RFC 7644 §3.12", `A request body ${what} is rejected with 400.`, async (service) => {
      expectError(await service.send("POST", service.usersPath, { body }), 400);
    }),
  ),
  must(
    "syntax-type",
    "RFC 7644 §3.12",
    "The scimType for a body that is not JSON is invalidSyntax, if there is one.",
    async (service) => {
      const response = await service.send("POST", service.usersPath, { body: "{" });
      expectError(response, 400);
      expectThat(
        scimType(response) === undefined || scimType(response) === "invalidSyntax",
        response,
        "the scimType invalidSyntax",
      );
    },
  ),
  should(
    "syntax-schema",
    "RFC 7644 §3.12",
    "A body without the schema of the resource is rejected.",
    async (service) => {
      expectError(
        await service.post(service.usersPath, { ...service.userBody(), schemas: ["urn:scim-check:other"] }),
        400,
      );
    },
  ),
  must(
    "syntax-survives",
    "RFC 7644 §3.12",
    "A body nested a thousand levels deep is rejected, and the service keeps running.",
    async (service) => {
      const deep = `{"name":${"[".repeat(1_000)}${"]".repeat(1_000)}}`;
      const response = await service.send("POST", service.usersPath, { body: deep });
      expectThat(response.status >= 400 && response.status < 500, response, "a status from 400 to 499");
      expectStatus(await service.list({ count: 1 }), 200);
    },
  ),
];

const errors: readonly Check[] = [
  must("error-schema", "RFC 7644 §3.12", "An error response has the Error schema.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectThat(hasSchema(response, ERROR_MESSAGE), response, `the schemas [${ERROR_MESSAGE}]`);
  }),
  must("error-status", "RFC 7644 §3.12", "An error response repeats the HTTP status as a string.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectStatus(response, 404);
    expectMember(response, "status", "404");
  }),
  must(
    "error-scim-type",
    "RFC 7644 §3.12",
    "A scimType is one of the keywords that the RFC defines.",
    async (service) => {
      const responses = [
        await service.send("POST", service.usersPath, { body: "{" }),
        await service.get(`${service.usersPath}${MISSING}`),
      ];
      for (const response of responses) {
        const type = scimType(response);
        expectThat(type === undefined || isScimType(type), response, "no scimType, or one of RFC 7644 table 9");
      }
    },
  ),
  should("error-detail", "RFC 7644 §3.12", "An error response explains the problem in detail.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectThat(typeof response.body["detail"] === "string", response, "a human-readable detail");
  }),
  should("error-401", "RFC 7644 §3.12", "Rejected credentials also get a SCIM error response.", async (service) => {
    expectError(await getWithAuthorization(service, null), 401);
  }),
  must("error-endpoint", "RFC 7644 §3.12", "An unknown endpoint returns 404.", async (service) => {
    expectStatus(await service.get("/scim-check-no-such-endpoint"), 404);
  }),
  should(
    "error-inside",
    "RFC 7644 §7.6",
    "An error response reveals no stack trace, file name or query.",
    async (service) => {
      const response = await service.send("POST", service.usersPath, { body: '{"userName":{"a":[]}}' });
      const isClean = !/\bat [\w.<>]+ \(|node_modules|\.(?:js|ts|java|py|cs):\d+|SELECT .* FROM|ORA-\d/i.test(
        response.rawBody,
      );
      expectThat(isClean, response, "no implementation details in the response");
    },
  ),
  must("method-allow", "RFC 9110 §15.5.6", "A 405 response lists the allowed methods in Allow.", async (service) => {
    const response = await service.send("DELETE", service.usersPath);
    expectThat(response.status >= 400, response, "an error, because all users cannot be deleted");
    expectThat(response.status !== 405 || response.headers.has("allow"), response, "an Allow header with the 405");
  }),
];

function scimType(response: ServiceResponse): unknown {
  return response.body["scimType"];
}

/** Checks that apply to all requests. */
export const requestChecks: readonly Check[] = [...credentials, ...mediaTypes, ...syntax, ...errors];
