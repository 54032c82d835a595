/** Rules of sign-in and of access tokens. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { SignJWT } from "jose";
import { expect } from "vitest";
import { createGraphEmulator, createTestClock, type GraphEmulator } from "../../../../src/testing/index.ts";
import { call, failure, message, objectOf } from "../graph-calls.ts";
import { APPLICATION_CERTIFICATE } from "./application-certificate.ts";
import type { GraphRule } from "./graph-rule.ts";

const FLOW = "Microsoft identity platform: OAuth 2.0 client credentials flow";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

interface SignInAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface SignInSettings {
  readonly tenant?: string;
  /** Name of a parameter that is not sent. */
  readonly omit?: string;
}

/** Requests a token with a secret. */
async function signIn(
  graph: GraphEmulator,
  changes: Readonly<Record<string, string>> = {},
  { tenant = graph.tenantId, omit = "" }: SignInSettings = {},
): Promise<SignInAnswer> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: graph.clientId,
    client_secret: graph.clientSecret,
    scope: `${graph.root}/.default`,
    ...changes,
  });
  form.delete(omit);
  const response = await graph.fetch(tokenEndpoint(graph, tenant), { method: "POST", body: form });
  return { status: response.status, body: objectOf(await response.json()) };
}

function tokenEndpoint(graph: GraphEmulator, tenant: string): string {
  return `${graph.authority}/${tenant}/oauth2/v2.0/token`;
}

/** Status, error and number of an answer. */
function refusal({ status, body }: SignInAnswer): readonly unknown[] {
  return [status, body["error"], body["error_codes"]];
}

/** Requests a token with an assertion. */
function signInWith(graph: GraphEmulator, assertion: string): Promise<SignInAnswer> {
  const changes = { client_assertion: assertion, client_assertion_type: ASSERTION_TYPE };
  return signIn(graph, changes, { omit: "client_secret" });
}

/** Signs an assertion with the key of the application. */
function signed(
  graph: GraphEmulator,
  {
    audience = tokenEndpoint(graph, graph.tenantId),
    end = 600,
  }: { readonly audience?: string; readonly end?: number } = {},
): Promise<string> {
  const { fingerprint256 } = new X509Certificate(APPLICATION_CERTIFICATE.certificate);
  const thumbprint = Buffer.from(fingerprint256.replaceAll(":", ""), "hex").toString("base64url");
  const now = Math.floor(Date.parse("2026-01-01T00:00:00Z") / 1_000);
  return new SignJWT({})
    .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": thumbprint })
    .setIssuer(graph.clientId)
    .setSubject(graph.clientId)
    .setAudience(audience)
    .setJti("1")
    .setNotBefore(now)
    .setExpirationTime(now + end)
    .sign(createPrivateKey(APPLICATION_CERTIFICATE.privateKey));
}

function certificateEmulator(): GraphEmulator {
  return createGraphEmulator({ certificates: [APPLICATION_CERTIFICATE.certificate], now: createTestClock().now });
}

/** Rules of sign-in and of access tokens. */
export const SIGN_IN_RULES: readonly GraphRule[] = [
  {
    rule: "a client secret gets a bearer token that lives about an hour",
    source: `${FLOW}, Get a token: successful response`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const { status, body } = await signIn(graph);
      expect([status, body["token_type"], body["expires_in"]]).toEqual([200, "Bearer", 3599]);
      expect((await call(graph, "/users", { token: String(body["access_token"]) })).status).toBe(200);
    },
  },
  {
    rule: "a wrong secret, client, tenant, scope, resource or grant is refused with its AADSTS number",
    source: `${FLOW}, Error response; Microsoft Entra authentication and authorization error codes`,
    check: async () => {
      const graph = createGraphEmulator();
      const other = "11111111-1111-4111-8111-111111111111";
      expect(refusal(await signIn(graph, { client_secret: "wrong" }))).toEqual([401, "invalid_client", [7000215]]);
      expect(refusal(await signIn(graph, {}, { omit: "client_secret" }))).toEqual([401, "invalid_client", [7000218]]);
      expect(refusal(await signIn(graph, { client_id: other }))).toEqual([400, "unauthorized_client", [700016]]);
      expect(refusal(await signIn(graph, {}, { tenant: other }))).toEqual([400, "invalid_request", [90002]]);
      expect(refusal(await signIn(graph, { scope: "User.Read.All" }))).toEqual([400, "invalid_scope", [1002012]]);
      expect(refusal(await signIn(graph, { scope: "https://graph.microsoft.us/.default" }))).toEqual([
        400,
        "invalid_resource",
        [500011],
      ]);
      expect(refusal(await signIn(graph, { grant_type: "password" }))).toEqual([
        400,
        "unsupported_grant_type",
        [70003],
      ]);
      expect(refusal(await signIn(graph, {}, { omit: "scope" }))).toEqual([400, "invalid_request", [900144]]);
    },
  },
  {
    rule: "an error names its number, a trace id and a correlation id, and no secret",
    source: `${FLOW}, Error response`,
    check: async () => {
      const graph = createGraphEmulator();
      const { body } = await signIn(graph, { client_secret: "wrong-secret" });
      expect(Object.keys(body)).toEqual(
        expect.arrayContaining(["error_description", "timestamp", "trace_id", "correlation_id"]),
      );
      expect(String(body["error_description"])).toMatch(/^AADSTS7000215: /);
      expect(JSON.stringify(body)).not.toContain("wrong-secret");
    },
  },
  {
    rule: "an assertion that the registered certificate signed is accepted",
    source: "Microsoft identity platform: application authentication certificate credentials, Assertion format",
    check: async () => {
      const graph = certificateEmulator();
      expect((await signInWith(graph, await signed(graph))).status).toBe(200);
    },
  },
  {
    rule: "an assertion of another audience, time, key or form is refused",
    source: "Microsoft identity platform: application authentication certificate credentials, Claims (payload)",
    check: async () => {
      const graph = certificateEmulator();
      const refused = async (assertion: string): Promise<unknown> => refusal(await signInWith(graph, assertion))[2];
      expect(await refused(await signed(graph, { audience: "https://example.com" }))).toEqual([700023]);
      expect(await refused(await signed(graph, { end: -600 }))).toEqual([700024]);
      expect(await refused("not.a.token")).toEqual([50027]);
      const assertion = await signed(graph);
      expect(await refused(`${assertion.slice(0, -8)}AAAAAAAA`)).toEqual([700027]);
      const unregistered = createGraphEmulator({ now: createTestClock().now });
      expect(refusal(await signInWith(unregistered, await signed(unregistered)))[2]).toEqual([700027]);
    },
  },
  {
    rule: "a federated token is accepted as an assertion",
    source: "Microsoft Entra: workload identity federation, How it works",
    check: async () => {
      const graph = createGraphEmulator({ federatedTokens: ["federated-token"] });
      expect((await signInWith(graph, "federated-token")).status).toBe(200);
      expect(refusal(await signInWith(graph, "another-token"))[2]).toEqual([50027]);
    },
  },
  {
    rule: "a managed identity gets a token with the header of its endpoint only",
    source: "Azure: how to use managed identities on an Azure VM to acquire an access token, Get a token using HTTP",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const url = `http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${graph.root}`;
      expect((await graph.fetch(url)).status).toBe(400);
      const body = objectOf(await (await graph.fetch(url, { headers: { metadata: "true" } })).json());
      expect(body["expires_in"]).toBe("3599");
      expect((await call(graph, "/users", { token: String(body["access_token"]) })).status).toBe(200);
    },
  },
  {
    rule: "a token that is missing, unknown or expired answers 401 with a challenge",
    source: "Microsoft Graph: error responses and resource types, HTTP status codes",
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ users: 1, now: clock.now });
      const token = graph.issueToken();
      expect((await call(graph, "/users", { token })).status).toBe(200);
      clock.advance(3_599_000);
      const expired = await call(graph, "/users", { token });
      expect(failure(expired)).toBe("401 InvalidAuthenticationToken");
      expect(message(expired)).toContain("expired");
      expect(expired.headers.get("www-authenticate")).toMatch(/^Bearer /);
      expect(failure(await call(graph, "/users", { token: "unknown" }))).toBe("401 InvalidAuthenticationToken");
      const response = await graph.fetch(`${graph.root}/v1.0/users`);
      expect(response.status).toBe(401);
    },
  },
  {
    rule: "a token can expire between two pages",
    source: "Microsoft identity platform: access tokens, Token lifetime",
    check: async () => {
      const graph = createGraphEmulator({ users: 5, behavior: { pageSize: 2 } });
      const token = graph.issueToken();
      const { body } = await call(graph, "/users/delta", { token });
      graph.expireTokens();
      expect((await call(graph, String(body["@odata.nextLink"]), { token })).status).toBe(401);
      expect((await call(graph, String(body["@odata.nextLink"]))).status).toBe(200);
    },
  },
  {
    rule: "a claims challenge is answered by a token that was requested with the claims",
    source: "Microsoft identity platform: claims challenges, claims requests, and client capabilities",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const claims = '{"access_token":{"nbf":{"essential":true,"value":"1767225600"}}}';
      graph.requireClaims(claims);
      const { body } = await signIn(graph);
      const refused = await call(graph, "/users", { token: String(body["access_token"]) });
      expect(refused.status).toBe(401);
      const encoded = /claims="([^"]+)"/.exec(refused.headers.get("www-authenticate") ?? "")?.[1] ?? "";
      expect(atob(encoded)).toBe(claims);
      const renewed = await signIn(graph, { claims });
      expect((await call(graph, "/users", { token: String(renewed.body["access_token"]) })).status).toBe(200);
    },
  },
  {
    rule: "a token without the permission answers 403 Authorization_RequestDenied",
    source: "Microsoft Graph: permissions reference; resolve authorization errors",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const token = graph.issueToken({ permissions: ["User.Read.All"] });
      expect((await call(graph, "/users", { token })).status).toBe(200);
      for (const path of ["/groups/delta", "/groups", `/servicePrincipals/${graph.servicePrincipalId}`])
        expect(failure(await call(graph, path, { token }))).toBe("403 Authorization_RequestDenied");
    },
  },
];
