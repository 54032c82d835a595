/** A SCIM client that signs in by OAuth 2.0 client credentials, against a token endpoint and a service. */
import { describe, expect, it } from "vitest";
import { oauthClientCredentials, ScimClient } from "../../../src/client/index.ts";
import { sendTokenRequest } from "../../../src/client/oauth/token-endpoint.ts";
import { type Answer, serve } from "../../entra/graph-server.ts";

const CLIENT = { clientId: "client", clientSecret: "s3cret" };
const EMPTY = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };
const DENIED: Answer = {
  status: 401,
  json: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401" },
};

describe("a SCIM client with client credentials", () => {
  it("gets one token, keeps it, and gets another one after a 401", async () => {
    const endpoint = await serve((_request, number) => ({
      json: { access_token: `token-${number}`, expires_in: 3600 },
    }));
    const service = await serve(({ headers }) =>
      headers.authorization === "Bearer token-2" ? { json: EMPTY } : DENIED,
    );
    const token = oauthClientCredentials({ ...CLIENT, tokenEndpoint: endpoint.url, scope: "scim" });
    const client = new ScimClient({ baseUrl: service.url, token });
    await Promise.all([client.testConnection(), client.testConnection()]);
    await client.testConnection();
    expect(endpoint.received.map(({ body }) => body)).toEqual(
      Array(2).fill("grant_type=client_credentials&client_id=client&client_secret=s3cret&scope=scim"),
    );
  });

  it.each<[string, Answer, string, RegExp]>([
    ["rejects them", { status: 401, json: { error: "invalid_client" } }, "unauthorized", /client id or its secret/],
    ["sends no token", { json: {} }, "unauthorized", /access_token/],
  ])("says that the token endpoint %s", async (_what, answer, code, message) => {
    const endpoint = await serve(() => answer);
    const service = await serve(() => ({ json: EMPTY }));
    const token = oauthClientCredentials({ ...CLIENT, tokenEndpoint: endpoint.url });
    const call = new ScimClient({ baseUrl: service.url, token }).testConnection();
    await expect(call).rejects.toMatchObject({ code });
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.not.toThrow("s3cret");
    expect(service.received).toEqual([]);
  });

  it("sends id and secret in the Authorization header for client_secret_basic, and hides both forms of the secret", async () => {
    const secret = "s3:cret ü";
    const endpoint = await serve(({ headers }) => ({
      status: 400,
      json: { error: "invalid_client", error_description: `${headers.authorization} ${secret}` },
    }));
    const options = { clientId: "the client", clientSecret: secret, authentication: "client_secret_basic" } as const;
    const call = oauthClientCredentials({ ...options, tokenEndpoint: endpoint.url })();
    await expect(call).rejects.toThrow("invalid_client: [secret] [secret]");
    const [request] = endpoint.received;
    expect(request?.body).toBe("grant_type=client_credentials");
    expect(atob(request?.headers.authorization?.replace("Basic ", "") ?? "")).toBe("the+client:s3%3Acret+%C3%BC");
  });

  it("does not take a token endpoint that is down for a rejection", async () => {
    const service = await serve(() => ({ json: EMPTY }));
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ERR" } }));
    const options = { ...CLIENT, tokenEndpoint: "https://login.example/token", fetch, timeout: 10 };
    const token = oauthClientCredentials(options);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(token({ signal })).rejects.toThrow("enough");
    const failing = new ScimClient({
      baseUrl: service.url,
      token: () =>
        sendTokenRequest(
          async () => ({ url: options.tokenEndpoint }),
          options,
          undefined,
          async () => {},
        ).then(String),
    });
    await expect(failing.testConnection()).rejects.toMatchObject({ code: "unreachable" });
  });

  it.each([
    ["http to another machine", { tokenEndpoint: "http://login.example/token" }],
    ["a query", { tokenEndpoint: "https://login.example/token?secret=x" }],
    ["an empty secret", { tokenEndpoint: "https://login.example/token", clientSecret: "" }],
  ])("rejects %s", (_what, options) => {
    expect(() => oauthClientCredentials({ ...CLIENT, ...options })).toThrow(TypeError);
  });
});

describe("a request for a token", () => {
  const request = async () => ({ url: "https://login.example/token", form: {} });

  it("is repeated after a busy or failed endpoint, at least after the wait that it asks for", async () => {
    const answers = [
      () => Promise.reject(new TypeError("fetch failed")),
      async () => new Response(null, { status: 429, headers: { "retry-after": "7" } }),
      async () => new Response(null, { status: 503, headers: { "retry-after": "999" } }),
      async () => Response.json({ access_token: "t" }),
    ];
    const waits: number[] = [];
    const response = await sendTokenRequest(
      request,
      { fetch: () => (answers.shift() ?? (() => Promise.reject(new Error("too often"))))() },
      undefined,
      async (duration) => void waits.push(duration),
    );
    expect(response.body).toEqual({ access_token: "t" });
    expect(waits.map((wait) => (wait < 1_000 ? "own" : wait))).toEqual(["own", 7_000, 60_000]);
  });

  it("ends with an error after four attempts", async () => {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return Response.json({ error: "temporarily_unavailable" }, { status: 503 });
    };
    const call = sendTokenRequest(request, { fetch }, undefined, async () => {});
    await expect(call).rejects.toMatchObject({
      code: "server_error",
      status: 503,
      oauthError: "temporarily_unavailable",
    });
    expect(sent).toBe(4);
  });

  it("is given up after its timeout, even when fetch ignores its signal", async () => {
    const call = sendTokenRequest(
      request,
      { fetch: () => new Promise(() => {}), timeout: 5 },
      undefined,
      async () => {},
    );
    await expect(call).rejects.toMatchObject({ code: "timeout" });
  });
});
