/** Authentication by a bearer token, and the responses to unauthenticated requests. */
import { describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { type Authenticate, bearerToken, type Store } from "../../../src/server/index.ts";
import { ERROR_MESSAGE } from "../../../src/urns.ts";
import { createService } from "../service.ts";

function unreachable(): never {
  throw new Error("reached");
}

const UNREACHABLE: Store = {
  get: unreachable,
  query: unreachable,
  insert: unreachable,
  replace: unreachable,
  delete: unreachable,
};

async function recognise(authenticate: Authenticate, authorization?: string) {
  return await authenticate({
    method: "GET",
    url: "/",
    header: (name) => (name === "authorization" ? authorization : undefined),
  });
}

describe("bearerToken", () => {
  it.each([
    ["Bearer secret", true],
    ["bearer secret", true],
    ["BEARER  secret ", true],
    ["Bearer secre", false],
    ["Bearer secrets", false],
    ["Bearer secretsecret", false],
    ["Bearer Secret", false],
    ["Bearer ", false],
    ["Bearer", false],
    ["secret", false],
    ["Basic secret", false],
    ["", false],
    [undefined, false],
  ])('with the token "secret", the header %j is recognized: %s', async (header, expected) => {
    expect(await recognise(bearerToken("secret"), header)).toEqual(expected ? { tenant: "default" } : undefined);
  });

  it.each([[undefined], [""], ["  "], [[]], [[undefined, ""]]])(
    "rejects every caller when the token is %j",
    async (token) => {
      for (const header of ["Bearer ", "Bearer", "Bearer undefined", "Bearer x", undefined]) {
        expect(await recognise(bearerToken(token), header)).toBeUndefined();
      }
    },
  );

  it.each([
    ["secret\n", true],
    ["secret\r\n", true],
    ["secret\n\n", false],
    ["secret ", false],
    ["\nsecret", false],
    ["secret\r", false],
  ])("takes one line break off the end of an accepted token, as of a file: %j, %s", async (token, isAccepted) => {
    const expected = isAccepted ? { tenant: "default" } : undefined;
    expect(await recognise(bearerToken(token), "Bearer secret")).toEqual(expected);
    expect(await recognise(bearerToken(["other", token]), "Bearer secret")).toEqual(expected);
  });

  it("accepts each of several tokens, so that one can be rotated out", async () => {
    const authenticate = bearerToken(["old", "new"], { tenant: "contoso" });
    expect(await recognise(authenticate, "Bearer old")).toEqual({ tenant: "contoso" });
    expect(await recognise(authenticate, "Bearer new")).toEqual({ tenant: "contoso" });
    expect(await recognise(authenticate, "Bearer other")).toBeUndefined();
  });

  it("leaves the decision to a function, which may name tenant and subject", async () => {
    const authenticate = bearerToken(
      async (token) => (token === "yes" ? true : token === "named" ? { tenant: "t1", subject: "app" } : false),
      { tenant: "t0" },
    );
    expect(await recognise(authenticate, "Bearer yes")).toEqual({ tenant: "t0" });
    expect(await recognise(authenticate, "Bearer named")).toEqual({ tenant: "t1", subject: "app" });
    expect(await recognise(authenticate, "Bearer no")).toBeUndefined();
    expect(await recognise(authenticate, undefined)).toBeUndefined();
  });
});

describe("an unauthenticated request", () => {
  it.each([
    ["/Users", undefined, "Bearer"],
    ["/Nothing", undefined, "Bearer"],
    ["/Users", "Bearer wrong", 'Bearer error="invalid_token"'],
  ])("gets 401 with a challenge: %s, %j", async (path, authorization, challenge) => {
    const { handler } = createService();
    const headers = authorization === undefined ? {} : { authorization };
    const response = await handler(new Request(`https://x.test/scim/v2${path}`, { headers }));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(challenge);
    expect(await response.json()).toMatchObject({ schemas: [ERROR_MESSAGE], status: "401" });
  });

  it("never reaches the body or the store", async () => {
    const service = createService({ store: UNREACHABLE, authenticate: bearerToken(undefined) });
    expect((await service.post("/Users", { userName: "a" })).status).toBe(401);
    expect((await service.get("/Users")).status).toBe(401);
    expect(service.errors).toEqual([]);
  });

  it("gets the SCIM error that the authentication throws", async () => {
    const service = createService({
      authenticate: () => {
        throw new ScimError("This tenant is suspended.", { status: 403 });
      },
    });
    expect(await service.get("/Users")).toMatchObject({ status: 403, body: { detail: "This tenant is suspended." } });
  });

  it.each([{}, { tenant: "" }, { tenant: 7 }])(
    "gets 500, and reaches no store, when the authentication names no tenant: %o",
    async (caller) => {
      const authenticate = bearerToken(() => JSON.parse(JSON.stringify(caller)));
      const service = createService({ authenticate, store: UNREACHABLE });
      expect((await service.get("/Users")).status).toBe(500);
      expect(service.errors).toEqual([expect.any(TypeError)]);
    },
  );

  it("gets 500 when the authentication fails", async () => {
    const service = createService({ authenticate: () => Promise.reject(new Error("key server is down")) });
    const answer = await service.get("/Users");
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("key server");
    expect(service.errors).toHaveLength(1);
  });
});
