/** Authentication by access tokens of an OAuth 2.0 issuer: which tokens `oauth2Jwt` accepts and rejects. */
import type { ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { ENTRA_PROVISIONING_CLIENT, type Oauth2JwtOptions, oauth2Jwt } from "../../../src/server/index.ts";
import { serve } from "../../frameworks/serve.ts";
import { createService } from "../service.ts";

const TENANT = "cbb1a5ac-f33b-45fa-9bf5-f37db0fed422";
const ISSUER = `https://sts.windows.net/${TENANT}/`;
const AUDIENCE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
const NOW = Date.UTC(2026, 0, 31) / 1_000;

/** The claims of Entra's tokens of version 1. */
const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  tid: TENANT,
  appid: ENTRA_PROVISIONING_CLIENT,
  sub: "sub-1",
  nbf: NOW - 300,
  exp: NOW + 3_600,
};

let keys: CryptoKeyPair;
let otherKeys: CryptoKeyPair;
let jwks: { readonly keys: readonly object[] };

beforeAll(async () => {
  keys = await generateKeyPair("RS256");
  otherKeys = await generateKeyPair("RS256");
  jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k1", use: "sig" }] };
});

function sign(
  claims: Readonly<Record<string, unknown>> = {},
  header: Partial<JWTHeaderParameters> = {},
  key: CryptoKey | Uint8Array = keys.privateKey,
): Promise<string> {
  const all: JWTPayload = Object.fromEntries(
    Object.entries({ ...CLAIMS, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "k1", ...header }).sign(key);
}

function authenticate(token: string, options: Partial<Oauth2JwtOptions> = {}) {
  const recognise = oauth2Jwt({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks,
    now: () => new Date(NOW * 1_000),
    ...options,
  });
  return recognise({
    method: "GET",
    url: "/",
    header: (name) => (name === "authorization" ? `Bearer ${token}` : undefined),
  });
}

const CALLER = { tenant: TENANT, subject: ENTRA_PROVISIONING_CLIENT };

describe("oauth2Jwt accepts a token", () => {
  it.each<[string, object]>([
    ["of version 1", {}],
    ["of version 2", { appid: undefined, azp: ENTRA_PROVISIONING_CLIENT }],
    ["as RFC 9068 describes them", { appid: undefined, client_id: ENTRA_PROVISIONING_CLIENT }],
    ["for several audiences", { aud: ["other", AUDIENCE] }],
    ["whose time begins a little later", { nbf: NOW + 59 }],
    ["whose time ended a little ago", { exp: NOW - 59 }],
  ])("%s", async (_, claims) => {
    expect(await authenticate(await sign({ ...claims }))).toEqual(CALLER);
  });

  it('of any client with clients: "any", and names its subject', async () => {
    const token = await sign({ appid: undefined });
    expect(await authenticate(token, { clients: "any" })).toEqual({ tenant: TENANT, subject: "sub-1" });
  });

  it("of a custom client", async () => {
    expect(await authenticate(await sign({ appid: "mine" }), { clients: ["mine"] })).toMatchObject({ subject: "mine" });
  });

  it("for a tenant from the options, or found by the claims", async () => {
    const token = await sign();
    expect(await authenticate(token, { tenant: "contoso" })).toMatchObject({ tenant: "contoso" });
    const customers = new Map([[TENANT, "customer-7"]]);
    const tenant: Oauth2JwtOptions["tenant"] = async ({ tid }) => customers.get(String(tid));
    expect(await authenticate(token, { tenant })).toMatchObject({ tenant: "customer-7" });
    customers.clear();
    expect(await authenticate(token, { tenant })).toBeUndefined();
  });

  it("of any Entra tenant that is a customer, with {tenantid} in the issuer", async () => {
    const issuer = "https://sts.windows.net/{tenantid}/";
    const tenant: Oauth2JwtOptions["tenant"] = ({ tid }) => (tid === TENANT ? "customer-7" : undefined);
    expect(await authenticate(await sign(), { issuer, tenant })).toMatchObject({ tenant: "customer-7" });
    const stranger = { tid: "other", iss: "https://sts.windows.net/other/" };
    expect(await authenticate(await sign(stranger), { issuer, tenant })).toBeUndefined();
    const mixed = { tid: TENANT, iss: "https://sts.windows.net/other/" };
    expect(await authenticate(await sign(mixed), { issuer, tenant })).toBeUndefined();
  });
});

describe("oauth2Jwt rejects a token", () => {
  it.each<[string, object]>([
    ["of another issuer", { iss: "https://sts.windows.net/other/" }],
    ["without an issuer", { iss: undefined }],
    ["for another audience", { aud: "other" }],
    ["without an audience", { aud: undefined }],
    ["of another client", { appid: "other" }],
    ["of two clients", { azp: "other" }],
    ["of no client", { appid: undefined }],
    ["of another client by client_id", { appid: undefined, client_id: "other" }],
    ["of another client, whatever client_id says", { appid: "other", client_id: ENTRA_PROVISIONING_CLIENT }],
    ["whose client is no text", { appid: [ENTRA_PROVISIONING_CLIENT] }],
    ["without a tenant", { tid: undefined }],
    ["whose tenant is no text", { tid: 7 }],
    ["that has ended", { exp: NOW - 61 }],
    ["that has no end", { exp: undefined }],
    ["that has not begun", { nbf: NOW + 61 }],
  ])("%s", async (_, claims) => {
    expect(await authenticate(await sign({ ...claims }))).toBeUndefined();
  });

  it.each<[string, () => Promise<string>]>([
    ["that is none", async () => "abc"],
    ["without a signature", async () => new UnsecuredJWT(CLAIMS).encode()],
    ["signed by somebody else", () => sign({}, {}, otherKeys.privateKey)],
    ["whose key is unknown", () => sign({}, { kid: "k2" })],
    ["signed with a secret", () => sign({}, { alg: "HS256" }, new Uint8Array(32))],
    [
      "whose claims were changed",
      async () => {
        const [header, , signature] = (await sign()).split(".");
        const claims = Buffer.from(JSON.stringify({ ...CLAIMS, tid: "other" })).toString("base64url");
        return `${header}.${claims}.${signature}`;
      },
    ],
    [
      "of an algorithm that is not allowed",
      async () => {
        const { privateKey } = await generateKeyPair("PS256");
        return sign({}, { alg: "PS256" }, privateKey);
      },
    ],
    ["that is too long", async () => `${await sign()}${"x".repeat(20_000)}`],
  ])("%s", async (_, make) => {
    expect(await authenticate(await make())).toBeUndefined();
  });
});

describe("oauth2Jwt throws", () => {
  it.each<[string, Partial<Oauth2JwtOptions>]>([
    ["without an issuer", { issuer: "" }],
    ["without an audience", { audience: [] }],
    ["with a symmetric algorithm", { algorithms: ["RS256", "HS256"] }],
    ["with a key set at no URL", { jwks: "keys" }],
    ["with no algorithm", { algorithms: [] }],
    ["with the algorithm none", { algorithms: ["none"] }],
    ["for all of Entra's tenants", { issuer: "https://sts.windows.net/{tenantid}/" }],
    ["for all of Entra's tenants as one", { issuer: "https://sts.windows.net/{tenantid}/", tenant: "contoso" }],
  ])("%s", (_, options) => {
    expect(() => oauth2Jwt({ issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [] }, ...options })).toThrow(TypeError);
  });
});

/** A server of keys, whose answers a test can change. */
async function serveKeys() {
  const state = { fetched: 0, answer: (response: ServerResponse): unknown => response.end(JSON.stringify(jwks)) };
  const server = await serve((_, response) => {
    state.fetched += 1;
    state.answer(response);
  });
  return Object.assign(state, server);
}

const CREDENTIALS = { method: "GET", url: "/" };

/** Authenticates by the keys of a URL, and by a clock. */
function byKeysOf(url: string) {
  let now = NOW * 1_000;
  const recognise = oauth2Jwt({ issuer: ISSUER, audience: AUDIENCE, jwks: url, now: () => new Date(now) });
  return {
    send: async (token: string) => recognise({ ...CREDENTIALS, header: () => `Bearer ${token}` }),
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
  };
}

const HOUR = 3_600;

describe("the keys of an issuer", () => {
  it("are fetched from their URL, once for all tokens that arrive together, and for ten minutes", async () => {
    await using server = await serveKeys();
    const { send, pass } = byKeysOf(`${server.origin}/keys`);
    const token = await sign({ exp: NOW + HOUR });
    const callers = await Promise.all(Array.from({ length: 12 }, () => send(token)));
    expect(callers).toEqual(callers.map(() => CALLER));
    pass(599);
    await send(token);
    expect(server.fetched).toBe(1);
    pass(1);
    await Promise.all([send(token), send(token)]);
    expect(server.fetched).toBe(2);
  });

  it("stay in use for 24 hours while their URL is down, which is tried every 30 seconds, and return with it", async () => {
    await using server = await serveKeys();
    const { send, pass } = byKeysOf(server.origin);
    const token = await sign({ exp: NOW + 100 * HOUR });
    await send(token);
    const { answer } = server;
    server.answer = (response) => response.writeHead(503).end();
    pass(600);
    for (let round = 0; round < 5; round += 1) expect(await send(token)).toEqual(CALLER);
    expect(server.fetched).toBe(2);
    pass(30);
    expect(await send(token)).toEqual(CALLER);
    expect(server.fetched).toBe(3);
    pass(24 * HOUR - 631);
    expect(await send(token)).toEqual(CALLER);
    pass(1);
    await expect(send(token)).rejects.toThrow("503");
    server.answer = answer;
    expect(await send(token)).toEqual(CALLER);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ["a redirect", (response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["a page", (response) => response.end("<html>")],
    ["another object", (response) => response.end("{}")],
    ["too much", (response) => response.end(" ".repeat(2_000_000))],
    ["a broken connection", (response) => response.destroy()],
  ])("are not replaced by %s", async (_, answer) => {
    await using server = await serveKeys();
    const { send, pass } = byKeysOf(server.origin);
    await send(await sign());
    server.answer = answer;
    pass(600);
    expect(await send(await sign())).toEqual(CALLER);
    await expect(byKeysOf(server.origin).send(await sign())).rejects.toThrow();
  });

  it("are fetched again for an unknown key, at most every 30 seconds", async () => {
    await using server = await serveKeys();
    const { send, pass } = byKeysOf(server.origin);
    await send(await sign());
    const unknown = await sign({}, { kid: "k2" }, otherKeys.privateKey);
    for (let round = 0; round < 5; round += 1) expect(await send(unknown)).toBeUndefined();
    expect(server.fetched).toBe(1);
    const added = { ...(await exportJWK(otherKeys.publicKey)), kid: "k2", use: "sig" };
    server.answer = (response) => response.end(JSON.stringify({ keys: [...jwks.keys, added] }));
    pass(30);
    expect(await Promise.all([send(unknown), send(unknown)])).toEqual([CALLER, CALLER]);
    expect(server.fetched).toBe(2);
  });

  it("that cannot be fetched again may hold the unknown key: an error, not a rejected token", async () => {
    await using server = await serveKeys();
    const { send, pass } = byKeysOf(server.origin);
    await send(await sign());
    server.answer = (response) => response.writeHead(500).end();
    pass(30);
    const unknown = await sign({}, { kid: "k2" }, otherKeys.privateKey);
    for (let round = 0; round < 3; round += 1) await expect(send(unknown)).rejects.toThrow("500");
    expect(server.fetched).toBe(2);
    expect(await send(await sign())).toEqual(CALLER);
  });

  it.each(["http://login.example/keys", "http://127.0.0.1.example/keys", "ftp://localhost/keys", "file:///keys"])(
    "are not fetched from %s, where somebody could change them on their way",
    (url) => {
      for (const jwksUrl of [url, new URL(url)]) {
        expect(() => oauth2Jwt({ issuer: ISSUER, audience: AUDIENCE, jwks: jwksUrl })).toThrow(TypeError);
      }
    },
  );

  it("that cannot be fetched are not the fault of the token: 500, reported, without details", async () => {
    const service = createService({
      authenticate: oauth2Jwt({ issuer: ISSUER, audience: AUDIENCE, jwks: "http://127.0.0.1:9/keys" }),
    });
    const answer = await service.call("GET", "/Users", { headers: { authorization: `Bearer ${await sign()}` } });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|fetch/);
    expect(service.errors).toHaveLength(1);
  });
});

it("tenant and subject reach the service", async () => {
  const service = createService({
    authenticate: oauth2Jwt({ issuer: ISSUER, audience: AUDIENCE, jwks, now: () => new Date(NOW * 1_000) }),
    basePath: "/{tenant}/scim",
  });
  const headers = { authorization: `Bearer ${await sign()}` };
  const ask = async (tenant: string) =>
    (await service.handler(new Request(`https://x.example/${tenant}/scim/Users`, { headers }))).status;
  expect([await ask(TENANT), await ask("other")]).toEqual([200, 403]);
});
