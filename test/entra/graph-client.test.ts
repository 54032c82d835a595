/** The client of Microsoft Graph over real sockets: tokens, retries, pages, errors. */
import { describe, expect, it } from "vitest";
import { clientCredentials, GraphClient, type GraphOptions, type GraphPage } from "../../src/entra/index.ts";
import { type Answer, type ReceivedRequest, serve } from "./graph-server.ts";

const RETRY = { delay: 1, maxRetryAfter: 2, random: () => 0 };

async function clientOf(
  answer: (request: ReceivedRequest, number: number) => Answer,
  options: Partial<GraphOptions> = {},
) {
  const server = await serve(answer);
  const client = new GraphClient({ credential: async () => "t0ken", graph: server.url, retry: RETRY, ...options });
  return { client, server };
}

describe("a client of Microsoft Graph", () => {
  it("reads an object below v1.0 with the token and readable query options", async () => {
    const { client, server } = await clientOf(() => ({ json: { id: "u1" } }));
    expect(await client.get("/users/u1", { query: { $select: "id,displayName", $filter: "id eq 'a'" } })).toEqual({
      id: "u1",
    });
    expect(server.received[0]?.url).toBe("/v1.0/users/u1?$select=id%2CdisplayName&$filter=id%20eq%20%27a%27");
    expect(server.received[0]?.headers.authorization).toBe("Bearer t0ken");
  });

  it("signs in by client credentials, keeps the token, and requests a new one after a 401", async () => {
    let issued = 0;
    const server = await serve(({ url, body, headers }) => {
      if (url === "/contoso/oauth2/v2.0/token") {
        expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
          grant_type: "client_credentials",
          client_id: "client",
          client_secret: "s3cret",
          scope: `${server.url}/.default`,
        });
        issued += 1;
        return { json: { token_type: "Bearer", expires_in: 3599, access_token: `token-${issued}` } };
      }
      return headers.authorization === "Bearer token-2"
        ? { json: {} }
        : { status: 401, json: { error: { code: "InvalidAuthenticationToken", message: "expired" } } };
    });
    const credential = clientCredentials({
      tenantId: "contoso",
      clientId: "client",
      clientSecret: "s3cret",
      authority: server.url,
    });
    const client = new GraphClient({ credential, graph: server.url, retry: RETRY });
    await Promise.all([client.get("/users"), client.get("/groups")]);
    await client.get("/users");
    expect(issued).toBe(2);
  });

  it("names Graph's error and the missing permission", async () => {
    const { client } = await clientOf(() => ({
      status: 403,
      headers: { "request-id": "r1" },
      json: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
    }));
    const call = client.get("/users/delta", { query: { $select: "hidden" }, feature: "read_users" });
    await expect(call).rejects.toMatchObject({
      name: "GraphRequestError",
      code: "forbidden",
      status: 403,
      graphCode: "Authorization_RequestDenied",
      requestId: "r1",
      message: expect.stringMatching(
        /^GET \/users\/delta: status 403: Auth.*privileges\. To read users.*User\.Read\.All/,
      ),
    });
    await expect(call).rejects.not.toThrow("hidden");
  });

  it("follows the links of pages to their end", async () => {
    const { client, server } = await clientOf(({ url }) =>
      url.includes("skiptoken")
        ? { json: { value: [], "@odata.deltaLink": `${server.url}/v1.0/users/delta?$deltatoken=d` } }
        : { json: { value: [{ id: "1" }], "@odata.nextLink": `${server.url}/v1.0/users/delta?$skiptoken=s` } },
    );
    const pages: GraphPage[] = [];
    for await (const page of client.pages("/users/delta")) pages.push(page);
    expect(pages.map(({ value }) => value.length)).toEqual([1, 0]);
    expect(pages[1]?.deltaLink).toBe(`${server.url}/v1.0/users/delta?$deltatoken=d`);
  });
});
