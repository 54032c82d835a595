/** Credentials for Microsoft Graph against token endpoints on real sockets. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { decodeProtectedHeader, importSPKI, jwtVerify } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendTokenRequest } from "../../src/client/oauth/token-endpoint.ts";
import {
  type ClientCredentialsOptions,
  clientCredentials,
  GraphClient,
  isOAuthTokenError,
  MICROSOFT_CLOUDS,
  managedIdentity,
  workloadIdentity,
} from "../../src/entra/index.ts";
import { type Answer, type ReceivedRequest, serve } from "./graph-server.ts";

const SCOPE = "https://graph.microsoft.com/.default";
const IDENTITY = { tenantId: "contoso.onmicrosoft.com", clientId: "11111111-2222-3333-4444-555555555555" };
const ISSUED: Answer = { json: { token_type: "Bearer", expires_in: 3599, access_token: "t0ken" } };

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
/** Only the bytes count: Entra looks a certificate up by its thumbprint. */
const DER = Buffer.from("the bytes of a certificate");
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${DER.toString("base64")}\n-----END CERTIFICATE-----\n`;

function formOf(request: ReceivedRequest | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(request?.body));
}

async function errorOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isOAuthTokenError(error)) throw new Error("expected an OAuthTokenError", { cause: error });
  return error;
}

describe("clientCredentials", () => {
  it("sends a secret to the token endpoint of the tenant, and passes a claims challenge on", async () => {
    const { url, received } = await serve(() => ISSUED);
    const credential = clientCredentials({ ...IDENTITY, clientSecret: "s3 cret+", authority: `${url}/` });
    const before = Date.now();
    const issued = await credential.getToken(SCOPE, { claims: '{"a":1}' });
    expect(issued?.token).toBe("t0ken");
    expect(issued?.expiresOnTimestamp).toBeGreaterThanOrEqual(before + 3_599_000);
    expect(received[0]).toMatchObject({ method: "POST", url: "/contoso.onmicrosoft.com/oauth2/v2.0/token" });
    expect(received[0]?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(formOf(received[0])).toEqual({
      grant_type: "client_credentials",
      client_id: IDENTITY.clientId,
      client_secret: "s3 cret+",
      scope: SCOPE,
      claims: '{"a":1}',
    });
  });

  it("signs an assertion with a certificate, a new one for each request", async () => {
    const { url, received } = await serve(() => ISSUED);
    const credential = clientCredentials({
      ...IDENTITY,
      certificate: { privateKey, certificate: CERTIFICATE },
      authority: url,
    });
    await credential.getToken(SCOPE);
    await credential.getToken([SCOPE]);
    const [first, second] = received.map((request) => formOf(request));
    expect(first).toMatchObject({
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      scope: SCOPE,
    });
    const assertion = first?.["client_assertion"] ?? "";
    expect(decodeProtectedHeader(assertion)).toEqual({
      alg: "PS256",
      typ: "JWT",
      "x5t#S256": createHash("sha256").update(DER).digest("base64url"),
    });
    const { payload } = await jwtVerify(assertion, await importSPKI(publicKey, "PS256"), {
      audience: `${url}/contoso.onmicrosoft.com/oauth2/v2.0/token`,
      issuer: IDENTITY.clientId,
      subject: IDENTITY.clientId,
      requiredClaims: ["jti", "nbf", "iat"],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(second?.["client_assertion"]).not.toBe(assertion);
  });

  it("takes an assertion of a federated identity provider", async () => {
    const { url, received } = await serve(() => ISSUED);
    await clientCredentials({ ...IDENTITY, assertion: () => "federated", authority: url }).getToken(SCOPE);
    expect(formOf(received[0])["client_assertion"]).toBe("federated");
  });

  it.each<[string, string, RegExp]>([
    [
      "a wrong secret",
      "AADSTS7000215: Invalid client secret provided.",
      /7000215.*use the value of the secret, not its id/,
    ],
    ["an expired secret", "AADSTS7000222: The provided client secret keys are expired.", /create a new one/],
    ["an unknown tenant", "AADSTS90002: Tenant not found.", /check the tenant id/],
    ["a code without advice", "AADSTS999999: Something.", /client id or its secret is wrong/],
  ])("says what to do about %s", async (_what, description, message) => {
    const { url, received } = await serve(() => ({
      status: 401,
      json: { error: "invalid_client", error_description: description },
    }));
    const error = await errorOf(
      clientCredentials({ ...IDENTITY, clientSecret: "s3cret", authority: url }).getToken(SCOPE),
    );
    expect(error).toMatchObject({ code: "rejected_credentials", status: 401, oauthError: "invalid_client" });
    expect(error.message).toMatch(message);
    expect(received).toHaveLength(1);
  });

  it("never repeats a secret or an assertion that the endpoint sends back", async () => {
    const { url } = await serve(({ body }) => {
      const form = new URLSearchParams(body);
      const sent = form.get("client_secret") ?? form.get("client_assertion");
      return { status: 400, json: { error: `e ${sent}`, error_description: `d ${sent}` } };
    });
    for (const proof of [{ clientSecret: "s3cret" }, { assertion: () => "federated" }]) {
      const error = await errorOf(clientCredentials({ ...IDENTITY, ...proof, authority: url }).getToken(SCOPE));
      expect(JSON.stringify([error, error.message])).not.toMatch(/s3cret|federated/);
    }
  });

  it("never repeats a secret as the form has it", async () => {
    const { url } = await serve(({ body }) => ({ status: 400, json: { error: body, error_description: body } }));
    const credential = clientCredentials({ ...IDENTITY, clientSecret: "s3c+ret", authority: url });
    const error = await errorOf(credential.getToken(SCOPE));
    expect(JSON.stringify([error, error.message])).not.toMatch(/s3c/);
  });

  it("never repeats a secret when it gives up", async () => {
    const { url } = await serve(() => ({ status: 503, json: { error: "sent s3cret" } }));
    const request = { url: `${url}/token`, form: {}, secrets: ["s3cret"] };
    const error = await errorOf(
      sendTokenRequest(
        async () => request,
        {},
        undefined,
        async () => {},
      ),
    );
    expect(error).toMatchObject({ code: "server_error", oauthError: "sent [secret]" });
  });

  it.each<[string, Answer]>([
    ["no token", { json: {} }],
    ["a web page", (response) => void response.end("<html>")],
    ["a redirect", { status: 302, headers: { location: "https://example.com" } }],
    ["a token with a line break", { json: { access_token: "a\nb" } }],
  ])("rejects %s as an invalid response", async (_what, answer) => {
    const { url } = await serve(() => answer);
    const error = await errorOf(clientCredentials({ ...IDENTITY, clientSecret: "s", authority: url }).getToken(SCOPE));
    expect(error.code).toBe("invalid_response");
  });

  it("shows no secret when it, or a client with it, is inspected", () => {
    const options = { showHidden: true, depth: 10 };
    const credential = clientCredentials({ ...IDENTITY, clientSecret: "s3cret" });
    expect(inspect([credential, new GraphClient({ credential })], options)).not.toContain("s3cret");
    expect(JSON.stringify([credential, new GraphClient({ credential })])).not.toContain("s3cret");
  });

  it("rejects with the reason of its signal", async () => {
    const { url } = await serve(() => () => {});
    const credential = clientCredentials({ ...IDENTITY, clientSecret: "s", authority: url });
    const token = credential.getToken(SCOPE, { abortSignal: AbortSignal.abort(new Error("enough")) });
    await expect(token).rejects.toThrow("enough");
  });

  it.each<[string, object, RegExp]>([
    ["no proof", {}, /one of clientSecret/],
    ["two proofs", { clientSecret: "s", assertion: () => "a" }, /one of clientSecret/],
    ["an empty secret", { clientSecret: "" }, /^clientSecret: expected/],
    ["an empty client id", { clientSecret: "s", clientId: "" }, /^clientId: expected/],
    ["a tenant that leads elsewhere", { clientSecret: "s", tenantId: "../x" }, /^tenantId: expected/],
    ["http to another machine", { clientSecret: "s", authority: "http://login.example" }, /clear/],
    [
      "an encrypted key",
      { certificate: { privateKey: "-----BEGIN ENCRYPTED PRIVATE KEY-----", certificate: CERTIFICATE } },
      /openssl/,
    ],
    ["no certificate", { certificate: { privateKey, certificate: "x" } }, /BEGIN CERTIFICATE/],
  ])("rejects %s", (_what, options, message) => {
    const make = () => clientCredentials({ ...IDENTITY, ...options } as ClientCredentialsOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it("rejects a key that is none without repeating it", async () => {
    const broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    const credential = clientCredentials({
      ...IDENTITY,
      certificate: { privateKey: broken, certificate: CERTIFICATE },
    });
    const error = await errorOf(credential.getToken(SCOPE));
    expect(error.code).toBe("unusable_credentials");
    expect(error.message).not.toContain("AAAA");
  });
});

describe("workloadIdentity", () => {
  it("reads the token file again for each request", async () => {
    const folder = await mkdtemp(join(tmpdir(), "workload-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const tokenFile = join(folder, "token");
    const { url, received } = await serve(() => ISSUED);
    const credential = workloadIdentity({ ...IDENTITY, tokenFile, authority: url });
    expect((await errorOf(credential.getToken(SCOPE))).message).toMatch(/^tokenFile .*ENOENT/);
    for (const token of ["first", "second"]) {
      await writeFile(tokenFile, `${token}\n`);
      await credential.getToken(SCOPE);
    }
    expect(received.map((request) => formOf(request)["client_assertion"])).toEqual(["first", "second"]);
    await writeFile(tokenFile, "two tokens");
    expect((await errorOf(credential.getToken(SCOPE))).code).toBe("unusable_credentials");
  });
});

describe("managedIdentity", () => {
  const end = Math.floor(Date.now() / 1_000) + 86_400;

  it("requests a token of App Service with its header", async () => {
    const { url, received } = await serve(() => ({ json: { access_token: "t0ken", expires_on: String(end) } }));
    const credential = managedIdentity({ endpoint: `${url}/msi/token`, identityHeader: "h3ader", clientId: "mine" });
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: "t0ken", expiresOnTimestamp: end * 1_000 });
    const query = new URL(received[0]?.url ?? "", url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      "api-version": "2019-08-01",
      resource: "https://graph.microsoft.com",
      client_id: "mine",
    });
    expect(received[0]?.headers).toMatchObject({ "x-identity-header": "h3ader" });
    expect(received[0]?.headers["metadata"]).toBeUndefined();
  });

  it("requests a token of the instance metadata service", async () => {
    const requests: Request[] = [];
    const fetch = async (request: Request) => {
      requests.push(request);
      return Response.json({ access_token: "t0ken", expires_in: "3600" });
    };
    await managedIdentity({ fetch }).getToken(SCOPE);
    expect(requests[0]?.url).toBe(
      "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com",
    );
    expect(requests[0]?.headers.get("metadata")).toBe("true");
  });

  it("hides its header in errors", async () => {
    const { url } = await serve(() => ({ status: 400, json: { error: "bad", error_description: "not h3ader" } }));
    const credential = managedIdentity({ endpoint: url, identityHeader: "h3ader" });
    expect((await errorOf(credential.getToken(SCOPE))).message).not.toContain("h3ader");
  });

  it("sends nothing by http to another machine", () => {
    expect(() => managedIdentity({ endpoint: "http://identity.example/token" })).toThrow(TypeError);
  });
});

describe("MICROSOFT_CLOUDS", () => {
  it("are https, each Graph once", () => {
    const clouds = Object.values(MICROSOFT_CLOUDS);
    expect(
      clouds.every(({ graph, authority }) => /^https:.*[a-z]$/.test(graph) && /^https:.*[a-z]$/.test(authority)),
    ).toBe(true);
    expect(new Set(clouds.map(({ graph }) => graph)).size).toBe(clouds.length);
  });
});
