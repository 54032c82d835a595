/** RFC 7644 §2, §3.1, §3.8 and §3.12: credentials, media types, encodings, error messages. */
import { isScimType } from "../../errors.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { Answer } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import type { Scim } from "../service/service-under-test.ts";
import { type Check, must, should, withAttributes } from "./check.ts";

const MISSING = "/scim-check-no-such-id";

function expectMediaType(answer: Answer): void {
  const [mediaType = ""] = (answer.headers.get("content-type") ?? "").split(";");
  expectThat(
    mediaType.trim().toLowerCase() === SCIM_MEDIA_TYPE,
    answer,
    `the Content-Type ${SCIM_MEDIA_TYPE}, not ${answer.headers.get("content-type") ?? "none"}`,
  );
}

/** Asks as somebody else. */
function asking(scim: Scim, authorization: string | null): Promise<Answer> {
  return scim.send("GET", `${scim.users}?count=1`, { authorization });
}

const credentials: readonly Check[] = [
  must("auth-none", "RFC 7644 §2", "A request without credentials is refused with 401.", async (scim) => {
    expectStatus(await asking(scim, null), 401);
  }),
  must("auth-wrong", "RFC 7644 §2", "A request with another token is refused with 401.", async (scim) => {
    expectStatus(await asking(scim, `Bearer scim-check-${scim.run}`), 401);
  }),
  must("auth-empty", "RFC 7644 §2", "An empty bearer token is no token.", async (scim) => {
    expectStatus(await asking(scim, "Bearer "), 400, 401);
  }),
  must("auth-challenge", "RFC 7644 §2", "A 401 names the schemes in WWW-Authenticate.", async (scim) => {
    const answer = await asking(scim, null);
    expectStatus(answer, 401);
    expectThat((answer.headers.get("www-authenticate") ?? "") !== "", answer, "a WWW-Authenticate header");
  }),
  must(
    "auth-writes",
    "RFC 7644 §2",
    "A write without credentials is refused with 401, and nothing is written.",
    async (scim) => {
      const user = await scim.user();
      expectStatus(await scim.send("DELETE", user.path, { authorization: null }), 401);
      expectStatus(await scim.get(user.path), 200);
    },
  ),
  should("auth-scheme-case", "RFC 9110 §11.1", "The name of the scheme is read in any case.", async (scim) => {
    expectStatus(await scim.get(`${scim.users}?count=1`), 200);
    expectStatus(await scim.send("GET", `${scim.users}?count=1`, { scheme: "bearer" }), 200);
  }),
];

const mediaTypes: readonly Check[] = [
  must("type-resource", "RFC 7644 §3.1", "A resource is answered as application/scim+json.", async (scim) => {
    const user = await scim.user();
    expectMediaType(user.answer);
    expectMediaType(await scim.get(user.path));
  }),
  must("type-list", "RFC 7644 §3.1", "A list is answered as application/scim+json.", async (scim) => {
    expectMediaType(await scim.listed({ count: 1 }));
  }),
  must("type-error", "RFC 7644 §3.12", "An error is answered as application/scim+json.", async (scim) => {
    const answer = await scim.get(`${scim.users}${MISSING}`);
    expectStatus(answer, 404);
    expectMediaType(answer);
  }),
  must("type-discovery", "RFC 7644 §4", "Discovery documents are answered as application/scim+json.", async (scim) => {
    expectMediaType(await scim.get("/ServiceProviderConfig"));
  }),
  should(
    "type-exact",
    "RFC 7644 §3.1",
    "The media type stands without parameters; the strictest clients refuse a charset.",
    async (scim) => {
      const answer = await scim.listed({ count: 1 });
      const type = answer.headers.get("content-type");
      expectThat(
        type === SCIM_MEDIA_TYPE,
        answer,
        `the Content-Type ${SCIM_MEDIA_TYPE} and nothing else, not ${type ?? "none"}`,
      );
    },
  ),
  must(
    "type-no-accept",
    "RFC 7644 §3.8",
    "Without an Accept header, the format is application/scim+json.",
    async (scim) => {
      const answer = await scim.get(`${scim.users}?count=1`, { accept: "*/*" });
      expectStatus(answer, 200);
      expectMediaType(answer);
    },
  ),
  should("type-accept-json", "RFC 7644 §3.8", "Accept: application/json is supported.", async (scim) => {
    expectStatus(await scim.get(`${scim.users}?count=1`, { accept: "application/json" }), 200);
  }),
  should("type-body-json", "RFC 7644 §3.8", "A body may be sent as application/json.", async (scim) => {
    const headers = { "content-type": "application/json" };
    expectStatus(await scim.send("POST", scim.users, { body: scim.newUser(), headers }), 201);
  }),
  should("type-body-charset", "RFC 7644 §3.8", "A body may name the charset UTF-8.", async (scim) => {
    const headers = { "content-type": `${SCIM_MEDIA_TYPE}; charset=utf-8` };
    expectStatus(await scim.send("POST", scim.users, { body: scim.newUser(), headers }), 201);
  }),
  should("type-body-other", "RFC 9110 §15.5.16", "A body of another media type is refused.", async (scim) => {
    const headers = { "content-type": "text/plain" };
    expectError(await scim.send("POST", scim.users, { body: scim.newUser(), headers }), 415, 400);
  }),
  ...withAttributes(
    ["title"],
    [
      must("utf8", "RFC 7644 §3.8", "Text is UTF-8 in both directions.", async (scim) => {
        const title = "Zoë Ångström 日本 🙂";
        const user = await scim.user({ title });
        expectMember(user.answer, "title", title);
        expectMember(await scim.get(user.path), "title", title);
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
    must(`syntax-${name}`, "RFC 7644 §3.12", `A body ${what} is refused with 400.`, async (scim) => {
      expectError(await scim.send("POST", scim.users, { body }), 400);
    }),
  ),
  must(
    "syntax-type",
    "RFC 7644 §3.12",
    "A body that is no JSON has the scimType invalidSyntax, where one is given.",
    async (scim) => {
      const answer = await scim.send("POST", scim.users, { body: "{" });
      expectError(answer, 400);
      expectThat(
        scimType(answer) === undefined || scimType(answer) === "invalidSyntax",
        answer,
        "the scimType invalidSyntax",
      );
    },
  ),
  should("syntax-schema", "RFC 7644 §3.12", "A body that names another schema only is refused.", async (scim) => {
    expectError(await scim.post(scim.users, { ...scim.newUser(), schemas: ["urn:scim-check:other"] }), 400);
  }),
  must(
    "syntax-survives",
    "RFC 7644 §3.12",
    "A body nested a thousand deep is refused, and the service goes on.",
    async (scim) => {
      const deep = `{"name":${"[".repeat(1_000)}${"]".repeat(1_000)}}`;
      const answer = await scim.send("POST", scim.users, { body: deep });
      expectThat(answer.status >= 400 && answer.status < 500, answer, "a status from 400 to 499");
      expectStatus(await scim.list({ count: 1 }), 200);
    },
  ),
];

const errors: readonly Check[] = [
  must("error-schema", "RFC 7644 §3.12", "An error message carries the schema of errors.", async (scim) => {
    const answer = await scim.get(`${scim.users}${MISSING}`);
    expectThat(hasSchema(answer, ERROR_MESSAGE), answer, `the schemas [${ERROR_MESSAGE}]`);
  }),
  must("error-status", "RFC 7644 §3.12", "An error message repeats the HTTP status, as a string.", async (scim) => {
    const answer = await scim.get(`${scim.users}${MISSING}`);
    expectStatus(answer, 404);
    expectMember(answer, "status", "404");
  }),
  must("error-scim-type", "RFC 7644 §3.12", "A scimType is one of the defined keywords.", async (scim) => {
    const answers = [await scim.send("POST", scim.users, { body: "{" }), await scim.get(`${scim.users}${MISSING}`)];
    for (const answer of answers) {
      const type = scimType(answer);
      expectThat(type === undefined || isScimType(type), answer, "no scimType, or one of RFC 7644 table 9");
    }
  }),
  should("error-detail", "RFC 7644 §3.12", "An error explains itself in detail.", async (scim) => {
    const answer = await scim.get(`${scim.users}${MISSING}`);
    expectThat(typeof answer.body["detail"] === "string", answer, "a detail for people");
  }),
  should(
    "error-401",
    "RFC 7644 §3.12",
    "Refused credentials are answered with an error message, too.",
    async (scim) => {
      expectError(await asking(scim, null), 401);
    },
  ),
  must("error-endpoint", "RFC 7644 §3.12", "An endpoint that does not exist is answered with 404.", async (scim) => {
    expectStatus(await scim.get("/scim-check-no-such-endpoint"), 404);
  }),
  should(
    "error-inside",
    "RFC 7644 §7.6",
    "An error shows nothing of the inside: no stack, no file, no query.",
    async (scim) => {
      const answer = await scim.send("POST", scim.users, { body: '{"userName":{"a":[]}}' });
      const isClean = !/\bat [\w.<>]+ \(|node_modules|\.(?:js|ts|java|py|cs):\d+|SELECT .* FROM|ORA-\d/i.test(
        answer.text,
      );
      expectThat(isClean, answer, "no traces of the program in the answer");
    },
  ),
  must("method-allow", "RFC 9110 §15.5.6", "A 405 lists the methods in Allow.", async (scim) => {
    const answer = await scim.send("DELETE", scim.users);
    expectThat(answer.status >= 400, answer, "a refusal to delete all users");
    expectThat(answer.status !== 405 || answer.headers.has("allow"), answer, "an Allow header with the 405");
  }),
];

function scimType(answer: Answer): unknown {
  return answer.body["scimType"];
}

/** Checks of what is common to all requests. */
export const requestChecks: readonly Check[] = [...credentials, ...mediaTypes, ...syntax, ...errors];
