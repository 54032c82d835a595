/** Tenants by path, host and token, and rate limits. */
import { describe, expect, it } from "vitest";
import { isSameSecret } from "../../src/server/auth/constant-time.ts";
import {
  bearerToken,
  createScimHandler,
  fullProfile,
  MemoryStore,
  memoryRateLimit,
  type ScimHandlerOptions,
} from "../../src/server/index.ts";
import { createService } from "./service.ts";

const TOKENS: ReadonlyMap<string, string> = new Map([
  ["token-a", "contoso"],
  ["token-b", "fabrikam"],
  ["token-c", "a/b ü"],
]);

function handlerOf(options: Partial<ScimHandlerOptions>) {
  let made = 0;
  return createScimHandler({
    basePath: "/scim/v2",
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken((token) => {
      const tenant = TOKENS.get(token);
      return tenant === undefined ? undefined : { tenant };
    }),
    guid: () => {
      made += 1;
      return `id-${made}`;
    },
    ...options,
  });
}

async function post(handler: ReturnType<typeof handlerOf>, url: string, token: string, userName = "ada") {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await handler(new Request(url, { method: "POST", headers, body: JSON.stringify({ userName }) }));
  return { status: response.status, location: response.headers.get("location"), text: await response.text() };
}

describe("a tenant in the path", () => {
  const handler = handlerOf({ basePath: "/t/{tenant}/scim/v2" });

  it.each([
    ["/t/contoso/scim/v2/Users", "token-a", 201],
    ["/t/fabrikam/scim/v2/Users", "token-b", 201],
    ["/t/a%2Fb%20%C3%BC/scim/v2/Users", "token-c", 201],
    ["/t/fabrikam/scim/v2/Users", "token-a", 403],
    ["/t/CONTOSO/scim/v2/Users", "token-a", 403],
    ["/t/contoso/scim/v2/Users", "wrong", 401],
    ["/t/fabrikam/scim/v2/Users", "wrong", 401],
    ["/t//scim/v2/Users", "token-a", 404],
    ["/t/contoso/scim/v22/Users", "token-a", 404],
    ["/t/contoso/other/scim/v2/Users", "token-a", 404],
    ["/t/%zz/scim/v2/Users", "token-a", 404],
    ["/scim/v2/Users", "token-a", 404],
  ])("%s with %s gets %i", async (path, token, status) => {
    const origin = "https://x.example";
    const answer = await post(handler, origin + path, token, `${path}${token}`);
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.location?.startsWith(`${origin}${path}/`)).toBe(true);
  });

  it("is passed to the function that verifies the token", async () => {
    const secrets = new Map([["contoso", "s1"]]);
    const own = handlerOf({
      basePath: "/{tenant}/scim",
      authenticate: bearerToken((token, { tenant = "" }) =>
        isSameSecret(token, secrets.get(tenant) ?? "") ? { tenant } : undefined,
      ),
    });
    expect((await post(own, "https://x.example/contoso/scim/Users", "s1")).status).toBe(201);
    expect((await post(own, "https://x.example/fabrikam/scim/Users", "s1")).status).toBe(401);
  });

  it("admits no caller without a tenant of its own", async () => {
    for (const authenticate of [bearerToken("s"), bearerToken(() => true)]) {
      const own = handlerOf({ basePath: "/{tenant}/scim", authenticate });
      expect((await post(own, "https://x.example/contoso/scim/Users", "s")).status).toBe(403);
    }
  });

  it("is inserted in the base URL too", async () => {
    const own = handlerOf({ basePath: "/{tenant}/scim", baseUrl: "https://{tenant}.api.example/scim/" });
    const answer = await post(own, "https://x.example/contoso/scim/Users", "token-a");
    expect(answer.location).toBe("https://contoso.api.example/scim/Users/id-1");
  });

  it.each(["/x{tenant}/scim", "/{tenant}x/scim", "/{tenant}/{tenant}"])("is a whole segment: not %s", (basePath) => {
    expect(() => handlerOf({ basePath })).toThrow(TypeError);
  });
});

describe("a tenant in the host", () => {
  const handler = handlerOf({ tenant: ({ origin }) => new URL(origin).hostname.split(".")[0] });

  it.each([
    ["https://contoso.scim.example/scim/v2/Users", "token-a", 201],
    ["https://fabrikam.scim.example/scim/v2/Users", "token-b", 201],
    ["https://fabrikam.scim.example/scim/v2/Users", "token-a", 403],
  ])("%s with %s gets %i", async (url, token, status) => {
    expect((await post(handler, url, token)).status).toBe(status);
  });
});

describe("a tenant in the token", () => {
  it("sees only its own resources, at the same address", async () => {
    const handler = handlerOf({});
    const url = "https://x.example/scim/v2/Users";
    expect((await post(handler, url, "token-a")).status).toBe(201);
    expect((await post(handler, url, "token-b")).status).toBe(201);
    expect((await post(handler, url, "token-a")).status).toBe(409);
  });
});

describe("isSameSecret", () => {
  it.each([
    ["a", "a", true],
    ["a", "b", false],
    ["aa", "a", false],
    ["", "", false],
    ["a", "", false],
    ["", "a", false],
  ])("%j and %j: %s", (given, expected, same) => {
    expect(isSameSecret(given, expected)).toBe(same);
  });
});

describe("a rate limit", () => {
  it("responds with 429 and Retry-After, only for that tenant, until time has passed", async () => {
    let time = 0;
    const rateLimit = memoryRateLimit({ perSecond: 0.5, burst: 2, now: () => new Date(time) });
    const a = createService({ rateLimit, authenticate: () => ({ tenant: "a" }) });
    const b = createService({ rateLimit, authenticate: () => ({ tenant: "b" }) });
    expect([(await a.get("/Users")).status, (await a.get("/Users")).status]).toEqual([200, 200]);
    const refused = await a.get("/Users");
    expect([refused.status, refused.headers.get("retry-after"), refused.body["status"]]).toEqual([429, "2", "429"]);
    expect((await b.get("/Users")).status).toBe(200);
    time = 1_999;
    expect((await a.get("/Users")).headers.get("retry-after")).toBe("1");
    time = 2_001;
    expect((await a.get("/Users")).status).toBe(200);
  });

  it.each([
    [0.2, "1"],
    [Number.NaN, "1"],
    [-5, "1"],
    [Number.POSITIVE_INFINITY, "86400"],
  ])("that returns %d sends a Retry-After of %s seconds", async (wait, seconds) => {
    const answer = await createService({ rateLimit: () => wait }).get("/Users");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, seconds]);
  });

  it("also applies to a caller that addresses other tenants", async () => {
    const handler = handlerOf({ basePath: "/{tenant}/scim", rateLimit: memoryRateLimit({ perSecond: 1, burst: 1 }) });
    const url = "https://x.example/fabrikam/scim/Users";
    expect((await post(handler, url, "token-a")).status).toBe(403);
    expect((await post(handler, url, "token-a")).status).toBe(429);
    expect((await post(handler, url, "token-b")).status).toBe(201);
  });

  it("does not count unrecognized callers", async () => {
    const asked: string[] = [];
    const service = createService({
      authenticate: () => undefined,
      rateLimit: ({ tenant }) => {
        asked.push(tenant);
        return 1;
      },
    });
    expect((await service.get("/Users")).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it("forgets tenants with full buckets, so that its memory is bounded", () => {
    let time = 0;
    const limit = memoryRateLimit({ perSecond: 1, burst: 1, now: () => new Date(time) });
    for (let index = 0; index < 30_000; index += 1) {
      time += 10;
      expect(limit({ tenant: `t${index}` })).toBeUndefined();
    }
    expect(limit({ tenant: "t29999" })).toBeCloseTo(1);
  });

  it.each([{ perSecond: 0 }, { perSecond: Number.NaN }, { perSecond: 1, burst: 0 }])(
    "that admits nothing throws: %o",
    (options) => {
      expect(() => memoryRateLimit(options)).toThrow(RangeError);
    },
  );
});

it("two handlers over one store, interleaved at every step, never mix tenants, base paths, clocks, ids, hooks or events", async () => {
  const memory = new MemoryStore();
  // A turn of the event loop before and after each store call lets the other handler in.
  const slow = new Proxy(memory, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...parameters: readonly unknown[]) => {
        await new Promise(setImmediate);
        const result: unknown = Reflect.apply(member, target, parameters);
        await new Promise(setImmediate);
        return result;
      };
    },
  });
  const notes: Record<string, string[]> = { a: [], b: [] };
  const services = ["a", "b"].map((tenant, index) => {
    let made = 0;
    const handler = createScimHandler({
      basePath: `/${tenant}/scim`,
      profile: fullProfile(),
      store: slow,
      authenticate: bearerToken(`token-${tenant}`, { tenant }),
      now: () => new Date(Date.UTC(2000 + index, 0, 1)),
      guid: () => {
        made += 1;
        return `${tenant}-${made}`;
      },
      onChange: (change) => {
        notes[tenant]?.push(`${change.tenant} ${change.after?.["userName"]}`);
      },
      onRequest: (event) => {
        notes[tenant]?.push(`${event.tenant} ${event.status}`);
      },
    });
    return { tenant, handler, year: String(2000 + index) };
  });
  await Promise.all(
    services.flatMap(({ tenant, handler, year }) =>
      Array.from({ length: 25 }, async (_, index) => {
        const url = `https://${tenant}.example/${tenant}/scim/Users`;
        const made = await post(handler, url, `token-${tenant}`, `user-${index}@${tenant}`);
        expect(made.status).toBe(201);
        expect(made.location?.startsWith(`${url}/${tenant}-`)).toBe(true);
        const headers = { authorization: `Bearer token-${tenant}` };
        const read = await handler(new Request(made.location ?? "", { headers }));
        const { userName, meta } = await read.json();
        expect(userName).toBe(`user-${index}@${tenant}`);
        expect([meta.location, meta.created.slice(0, 4)]).toEqual([made.location, year]);
      }),
    ),
  );
  for (const tenant of ["a", "b"]) {
    expect(notes[tenant]).toHaveLength(75);
    expect(notes[tenant]?.every((note) => note.startsWith(`${tenant} `))).toBe(true);
    expect(notes[tenant]?.filter((note) => note.includes("@")).every((note) => note.endsWith(`@${tenant}`))).toBe(true);
  }
});
