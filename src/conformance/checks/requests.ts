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

/** Asks as somebody else. */
function getWithAuthorization(service: ServiceUnderTest, authorization: string | null): Promise<ServiceResponse> {
  return service.send("GET", `${service.usersPath}?count=1`, { authorization });
}

const credentials: readonly Check[] = [
  must("auth-none", "RFC 7644 §2", "A request without credentials is refused with 401.", async (service) => {
    expectStatus(await getWithAuthorization(service, null), 401);
  }),
  must("auth-wrong", "RFC 7644 §2", "A request with another token is refused with 401.", async (service) => {
    expectStatus(await getWithAuthorization(service, `Bearer scim-check-${service.runId}`), 401);
  }),
  must("auth-empty", "RFC 7644 §2", "An empty bearer token is no token.", async (service) => {
    expectStatus(await getWithAuthorization(service, "Bearer "), 400, 401);
  }),
  must("auth-challenge", "RFC 7644 §2", "A 401 names the schemes in WWW-Authenticate.", async (service) => {
    const response = await getWithAuthorization(service, null);
    expectStatus(response, 401);
    expectThat((response.headers.get("www-authenticate") ?? "") !== "", response, "a WWW-Authenticate header");
  }),
  must(
    "auth-writes",
    "RFC 7644 §2",
    "A write without credentials is refused with 401, and nothing is written.",
    async (service) => {
      const user = await service.createUser();
      expectStatus(await service.send("DELETE", user.path, { authorization: null }), 401);
      expectStatus(await service.get(user.path), 200);
    },
  ),
  should("auth-scheme-case", "RFC 9110 §11.1", "The name of the scheme is read in any case.", async (service) => {
    expectStatus(await service.get(`${service.usersPath}?count=1`), 200);
    expectStatus(await service.send("GET", `${service.usersPath}?count=1`, { scheme: "bearer" }), 200);
  }),
];

const mediaTypes: readonly Check[] = [
  must("type-resource", "RFC 7644 §3.1", "A resource is answered as application/scim+json.", async (service) => {
    const user = await service.createUser();
    expectMediaType(user.response);
    expectMediaType(await service.get(user.path));
  }),
  must("type-list", "RFC 7644 §3.1", "A list is answered as application/scim+json.", async (service) => {
    expectMediaType(await service.requireList({ count: 1 }));
  }),
  must("type-error", "RFC 7644 §3.12", "An error is answered as application/scim+json.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectStatus(response, 404);
    expectMediaType(response);
  }),
  must(
    "type-discovery",
    "RFC 7644 §4",
    "Discovery documents are answered as application/scim+json.",
    async (service) => {
      expectMediaType(await service.get("/ServiceProviderConfig"));
    },
  ),
  should(
    "type-exact",
    "RFC 7644 §3.1",
    "The media type stands without parameters; the strictest clients refuse a charset.",
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
  should("type-body-json", "RFC 7644 §3.8", "A body may be sent as application/json.", async (service) => {
    const headers = { "content-type": "application/json" };
    expectStatus(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 201);
  }),
  should("type-body-charset", "RFC 7644 §3.8", "A body may name the charset UTF-8.", async (service) => {
    const headers = { "content-type": `${SCIM_MEDIA_TYPE}; charset=utf-8` };
    expectStatus(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 201);
  }),
  should("type-body-other", "RFC 9110 §15.5.16", "A body of another media type is refused.", async (service) => {
    const headers = { "content-type": "text/plain" };
    expectError(await service.send("POST", service.usersPath, { body: service.userBody(), headers }), 415, 400);
  }),
  ...withAttributes(
    ["title"],
    [
      must("utf8", "RFC 7644 §3.8", "Text is UTF-8 in both directions.", async (service) => {
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
      ["json", "that is no JSON", '{"schemas":'],
      ["array", "that is no object", "[]"],
      ["empty", "that is empty", ""],
    ] as const
  ).map(([name, what, body]) =>
    must(`syntax-${name}`, "RFC 7644 §3.12", `A body ${what} is refused with 400.`, async (service) => {
      expectError(await service.send("POST", service.usersPath, { body }), 400);
    }),
  ),
  must(
    "syntax-type",
    "RFC 7644 §3.12",
    "A body that is no JSON has the scimType invalidSyntax, where one is given.",
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
  should("syntax-schema", "RFC 7644 §3.12", "A body that names another schema only is refused.", async (service) => {
    expectError(
      await service.post(service.usersPath, { ...service.userBody(), schemas: ["urn:scim-check:other"] }),
      400,
    );
  }),
  must(
    "syntax-survives",
    "RFC 7644 §3.12",
    "A body nested a thousand deep is refused, and the service goes on.",
    async (service) => {
      const deep = `{"name":${"[".repeat(1_000)}${"]".repeat(1_000)}}`;
      const response = await service.send("POST", service.usersPath, { body: deep });
      expectThat(response.status >= 400 && response.status < 500, response, "a status from 400 to 499");
      expectStatus(await service.list({ count: 1 }), 200);
    },
  ),
];

const errors: readonly Check[] = [
  must("error-schema", "RFC 7644 §3.12", "An error message carries the schema of errors.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectThat(hasSchema(response, ERROR_MESSAGE), response, `the schemas [${ERROR_MESSAGE}]`);
  }),
  must("error-status", "RFC 7644 §3.12", "An error message repeats the HTTP status, as a string.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectStatus(response, 404);
    expectMember(response, "status", "404");
  }),
  must("error-scim-type", "RFC 7644 §3.12", "A scimType is one of the defined keywords.", async (service) => {
    const responses = [
      await service.send("POST", service.usersPath, { body: "{" }),
      await service.get(`${service.usersPath}${MISSING}`),
    ];
    for (const response of responses) {
      const type = scimType(response);
      expectThat(type === undefined || isScimType(type), response, "no scimType, or one of RFC 7644 table 9");
    }
  }),
  should("error-detail", "RFC 7644 §3.12", "An error explains itself in detail.", async (service) => {
    const response = await service.get(`${service.usersPath}${MISSING}`);
    expectThat(typeof response.body["detail"] === "string", response, "a detail for people");
  }),
  should(
    "error-401",
    "RFC 7644 §3.12",
    "Refused credentials are answered with an error message, too.",
    async (service) => {
      expectError(await getWithAuthorization(service, null), 401);
    },
  ),
  must("error-endpoint", "RFC 7644 §3.12", "An endpoint that does not exist is answered with 404.", async (service) => {
    expectStatus(await service.get("/scim-check-no-such-endpoint"), 404);
  }),
  should(
    "error-inside",
    "RFC 7644 §7.6",
    "An error shows nothing of the inside: no stack, no file, no query.",
    async (service) => {
      const response = await service.send("POST", service.usersPath, { body: '{"userName":{"a":[]}}' });
      const isClean = !/\bat [\w.<>]+ \(|node_modules|\.(?:js|ts|java|py|cs):\d+|SELECT .* FROM|ORA-\d/i.test(
        response.bodyText,
      );
      expectThat(isClean, response, "no traces of the program in the answer");
    },
  ),
  must("method-allow", "RFC 9110 §15.5.6", "A 405 lists the methods in Allow.", async (service) => {
    const response = await service.send("DELETE", service.usersPath);
    expectThat(response.status >= 400, response, "a refusal to delete all users");
    expectThat(response.status !== 405 || response.headers.has("allow"), response, "an Allow header with the 405");
  }),
];

function scimType(response: ServiceResponse): unknown {
  return response.body["scimType"];
}

/** Checks of what is common to all requests. */
export const requestChecks: readonly Check[] = [...credentials, ...mediaTypes, ...syntax, ...errors];
