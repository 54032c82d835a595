/** The conformance suite: its results for correct services, and its behavior towards any service. */
import { describe, expect, it } from "vitest";
import {
  CONFORMANCE_CHECKS,
  type ConformanceOptions,
  type ConformanceReport,
  formatConformanceReport,
  runConformance,
} from "../../src/conformance/index.ts";
import { CHECKS_OF_ABSENCE } from "../../src/conformance/skip-reason.ts";
import { isScimRequestError } from "../../src/errors.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import {
  bearerToken,
  createScimHandler,
  entraGalleryProfile,
  fullProfile,
  MemoryStore,
} from "../../src/server/index.ts";
import type { Handle } from "./build-mutant.ts";
import { fullHandler, proxyclickHandler, TOKEN, URL_OF_SERVICE } from "./conformance-service.ts";

const SOUND = ["create-status", "filter-eq", "delete-read", "patch-atomic"];

function check(handle: Handle, options: Partial<ConformanceOptions> = {}): Promise<ConformanceReport> {
  const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
  return runConformance({ url: URL_OF_SERVICE, token: TOKEN, fetch, ...options });
}

function idsOf({ results }: ConformanceReport, ...outcomes: readonly string[]): readonly string[] {
  return results.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
}

function problems(report: ConformanceReport): readonly string[] {
  return idsOf(report, "failed", "warned");
}

/** A service and the numbers of its users and groups. */
function keeping(): { handle: Handle; names: () => Promise<unknown> } {
  const handle = fullHandler();
  const list = async (path: string) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await handle(new Request(`${URL_OF_SERVICE}${path}`, { headers }));
    return (await answer.json()).totalResults;
  };
  return { handle, names: async () => [await list("/Users"), await list("/Groups")] };
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/scim+json", ...headers } });

describe("the handler of this package", () => {
  it("passes every check with the full profile", async () => {
    const report = await check(fullHandler());
    expect(problems(report)).toEqual([]);
    expect(idsOf(report, "passed").length).toBeGreaterThan(300);
  });

  it("passes every check with the profile of Proxyclick", async () => {
    const report = await check(proxyclickHandler(), { profile: "proxyclick" });
    expect(problems(report)).toEqual([]);
    expect(idsOf(report, "passed")).toEqual(expect.arrayContaining(["proxyclick-groups", "proxyclick-mirror-email"]));
  });

  it("passes every check with few features, and rejects requests for the missing ones", async () => {
    const profile = fullProfile();
    const capabilities = { ...profile.capabilities, patch: false, bulk: false, sort: false, etag: false } as const;
    const handle = createScimHandler({
      basePath: "/scim/v2",
      profile: { ...profile, resourceTypes: [UserType], capabilities },
      store: new MemoryStore(),
      authenticate: bearerToken(TOKEN),
    });
    const report = await check(handle);
    expect(problems(report)).toEqual([]);
    expect(idsOf(report, "passed")).toEqual(
      expect.arrayContaining([
        "patch-unsupported",
        "bulk-unsupported",
        "sort-unsupported",
        "etag-undeclared",
        "groups-refused",
      ]),
    );
    expect(report.results.find(({ id }) => id === "add-single")?.reason).toBe(
      "the service declares no support for patch",
    );
  });
});

/** A service that requires one more attribute of users; only `/Schemas` may say so. */
function requiring(name: string, announced = true): Handle {
  const attributes = [...UserType.tree.attributes.values()].map((node) =>
    node.name === name ? { ...node, required: true } : node,
  );
  const tree = { ...UserType.tree, attributes: new Map(attributes.map((node) => [node.name.toLowerCase(), node])) };
  const profile = { ...fullProfile(), resourceTypes: [{ ...UserType, tree }, GroupType] };
  const authenticate = bearerToken(TOKEN);
  const handle = createScimHandler({ basePath: "/scim/v2", profile, store: new MemoryStore(), authenticate });
  return async (request) => {
    if (!announced && request.url.includes("/Schemas")) return fullHandler()(request);
    if (!/^(?:POST|PUT)$/.test(request.method) || !/\/Users(?:\/[^/.]+)?$/.test(request.url)) return handle(request);
    const body: unknown = await request
      .clone()
      .json()
      .catch(() => ({}));
    const isMissing = typeof body === "object" && body !== null && !Object.hasOwn(body, name);
    const error = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "400", scimType: "invalidValue" };
    return isMissing && hasUserSchema(body)
      ? answer(400, { ...error, detail: `${name} is required` })
      : handle(request);
  };
}

function hasUserSchema(body: object): boolean {
  return JSON.stringify(body).includes(UserType.schema);
}

describe("a service that requires one more attribute", () => {
  it.each(["nickName", "title", "phoneNumbers"])("passes: the users have a %s, as /Schemas requires", async (name) => {
    expect(problems(await check(requiring(name)))).toEqual([]);
  });

  it("is not tested with users who lack it, and these checks exist", () => {
    const ids = new Set(CONFORMANCE_CHECKS.map(({ id }) => id));
    expect(Object.values(CHECKS_OF_ABSENCE).flatMap((checks) => checks.filter((id) => !ids.has(id)))).toEqual([]);
  });

  it("ends the run at the first user when /Schemas does not say so", async () => {
    const results: string[] = [];
    const run = check(requiring("nickName", false), { only: SOUND, onResult: ({ id }) => results.push(id) });
    await expect(run).rejects.toMatchObject({ code: "refused", message: expect.stringMatching(/nickName/) });
    expect(results.length).toBeLessThan(SOUND.length);
  });

  it("passes with a template of its users, which the run finds and deletes", async () => {
    const user = { userName: "{unique}@contoso.example", nickName: "{unique}" };
    const report = await check(requiring("nickName", false), { only: SOUND, user });
    expect(report).toMatchObject({ counts: { passed: SOUND.length }, leftovers: [] });
  });

  it.each([[{ userName: "ada" }], [{ id: "1" }], [{ schemas: [] }]])("cannot be given the user %j", async (user) => {
    await expect(check(fullHandler(), { user })).rejects.toThrow(TypeError);
  });
});

describe("a token of one letter", () => {
  it.each([
    ["T", "full"],
    ["e", "full"],
    ["e", "entra-gallery"],
  ] as const)("%s changes no result of the profile %s", async (token, profile) => {
    const handle = createScimHandler({
      basePath: "/scim/v2",
      profile: profile === "full" ? fullProfile() : entraGalleryProfile(),
      store: new MemoryStore(),
      authenticate: bearerToken(token),
    });
    const report = await check(handle, { token, profile });
    expect(problems(report)).toEqual([]);
  });
});

describe("the list of checks", () => {
  it("has each id once, with a section and a requirement", () => {
    const ids = CONFORMANCE_CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { section, requirement } of CONFORMANCE_CHECKS) {
      expect(section).toMatch(
        /^(?:RFC \d{4} §[\d.]+|Microsoft Entra|(?:Proxyclick|Logic App|SCIM validator|Entra gallery), .+)$/,
      );
      expect(requirement).toMatch(/^[A-Z/a-z].*\.$/);
    }
  });

  it.each([
    ...["2", "3.1", "3.3", "3.3.1", "3.4.1", "3.4.2", "3.4.2.1", "3.4.2.2", "3.4.2.3", "3.4.2.4", "3.4.2.5", "3.4.3"],
    ...["3.5.1", "3.5.2", "3.5.2.1", "3.5.2.2", "3.5.2.3", "3.6", "3.7", "3.7.1", "3.7.2", "3.7.3", "3.7.4", "3.8"],
    ...["3.9", "3.10", "3.11", "3.12", "3.14", "4"],
  ])("covers RFC 7644 §%s", (section) => {
    expect(CONFORMANCE_CHECKS.some((each) => each.section === `RFC 7644 §${section}`)).toBe(true);
  });

  it.each(["2.1", "2.2", "2.3", "2.3.2", "2.3.5", "2.3.6", "2.3.8", "2.4", "2.5", "3", "3.1", "3.3", "5", "6", "7"])(
    "covers RFC 7643 §%s",
    (section) => {
      expect(CONFORMANCE_CHECKS.some((each) => each.section === `RFC 7643 §${section}`)).toBe(true);
    },
  );
});

describe("what a run leaves behind", () => {
  it("is nothing", async () => {
    const { handle, names } = keeping();
    expect((await check(handle)).leftovers).toEqual([]);
    expect(await names()).toEqual([0, 0]);
  });

  it("is nothing after an abort", async () => {
    const { handle, names } = keeping();
    const stop = new AbortController();
    const reason = new Error("enough");
    let results = 0;
    const onResult = () => {
      results += 1;
      if (results === 200) stop.abort(reason);
    };
    await expect(check(handle, { signal: stop.signal, onResult })).rejects.toBe(reason);
    expect(await names()).toEqual([0, 0]);
  });

  it("is nothing when the response to a create was lost", async () => {
    const { handle, names } = keeping();
    let creates = 0;
    const losing: Handle = async (request) => {
      const isLost = request.method === "POST" && request.url.endsWith("/Users") && ++creates === 3;
      const answered = await handle(request);
      if (isLost) throw new TypeError("connection reset");
      return answered;
    };
    const report = await check(losing, { only: SOUND });
    expect(idsOf(report, "failed")).toHaveLength(1);
    expect(await names()).toEqual([0, 0]);
  });

  it("is reported when it cannot be deleted", async () => {
    const { handle } = keeping();
    const keepingAll: Handle = (request) =>
      request.method === "DELETE" ? Promise.resolve(answer(501, {})) : handle(request);
    const report = await check(keepingAll, { only: ["create-status"] });
    expect(report.leftovers).toEqual([expect.stringMatching(/^\/Users\/./)]);
    expect(formatConformanceReport(report).join("\n")).toContain("could not be deleted");
  });

  it("never includes resources of others", async () => {
    const deleted: string[] = [];
    const handle = fullHandler();
    const foreign: Handle = async (request) => {
      if (request.method === "DELETE") deleted.push(new URL(request.url).pathname);
      if (request.method !== "POST" || !request.url.endsWith("/Users")) return handle(request);
      return answer(201, { id: "boss", userName: "boss@example.com" });
    };
    await check(foreign, { only: ["create-status"] });
    expect(deleted).toEqual([]);
  });
});

describe("towards the service, the run", () => {
  it("waits as Retry-After says, and retries", async () => {
    const handle = fullHandler();
    const waits: number[] = [];
    let requests = 0;
    const busy: Handle = (request) => {
      requests += 1;
      return requests % 5 === 0 ? Promise.resolve(answer(429, {}, { "retry-after": "7" })) : handle(request);
    };
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const report = await check(busy, { only: SOUND, sleep: wait });
    expect(idsOf(report, "passed")).toEqual(SOUND);
    expect(waits.length).toBeGreaterThan(1);
    expect(new Set(waits)).toEqual(new Set([7_000]));
  });

  it("never waits longer than a minute, and stops retrying", async () => {
    const waits: number[] = [];
    const handle = fullHandler();
    const busy: Handle = (request) =>
      request.method === "POST" ? Promise.resolve(answer(429, {}, { "retry-after": "86400" })) : handle(request);
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    expect(idsOf(await check(busy, { only: ["create-status"], sleep: wait }), "failed")).toEqual(["create-status"]);
    expect(waits).toEqual([60_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it("follows no redirect, and sends the token to no other host", async () => {
    const seen: (RequestRedirect | undefined)[] = [];
    const handle = fullHandler();
    const fetch = (url: string, init: RequestInit) => {
      seen.push(init.redirect);
      expect(url.startsWith(`${URL_OF_SERVICE}/`)).toBe(true);
      return handle(new Request(url, init));
    };
    await check(handle, { fetch, only: SOUND });
    expect(new Set(seen)).toEqual(new Set(["manual"]));
  });

  it("gives up when the service is gone", async () => {
    const handle = fullHandler();
    let requests = 0;
    const dying: Handle = (request) => (++requests > 40 ? Promise.reject(new TypeError("refused")) : handle(request));
    const error = await check(dying).catch((thrown: unknown) => thrown);
    expect(isScimRequestError(error) && error.code).toBe("unreachable");
    expect(requests).toBeLessThan(80);
  });

  it("never shows a token that the service echoes", async () => {
    const handle = fullHandler();
    const echo =
      (status: number): Handle =>
      async (request) => {
        if (request.method !== "POST") return handle(request);
        return answer(status, { detail: request.headers.get("authorization") }, { location: `https://x/${TOKEN}` });
      };
    const refusal: unknown = await check(echo(400)).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/refuses the user of the checks \(400, "Bearer \[token\]"\)/);
    const report = await check(echo(403));
    const text = JSON.stringify(report) + formatConformanceReport(report).join();
    expect(text.includes(TOKEN)).toBe(false);
  });
});

describe("before any check", () => {
  it.each<[string, () => Promise<Response>, string]>([
    ["rejected credentials", async () => answer(401, {}), "unauthorized"],
    ["forbidden", async () => answer(403, {}), "forbidden"],
    ["a web page", async () => new Response("<html>", { status: 200 }), "not_scim"],
    ["a redirect", async () => answer(302, {}, { location: "https://elsewhere.example" }), "not_scim"],
    ["a 404", async () => answer(404, {}), "not_scim"],
    ["a refused connection", () => Promise.reject(new TypeError("refused")), "unreachable"],
  ])("%s ends the run", async (_what, handle, code) => {
    const error = await check(handle).catch((thrown: unknown) => thrown);
    expect(isScimRequestError(error) && error.code).toBe(code);
  });

  it("a service that does not respond in time ends the run", async () => {
    const fetch = (_url: string, init: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
    const error = await check(fullHandler(), { fetch, timeout: 1 }).catch((thrown: unknown) => thrown);
    expect(isScimRequestError(error) && error.code).toBe("timeout");
  });

  it.each([
    "not a url",
    "ftp://host/scim",
    "http://example.com/scim",
    "https://user:secret@example.com/scim",
    "https://example.com/scim?a=b",
  ])("the URL %s is rejected", async (url) => {
    await expect(check(fullHandler(), { url })).rejects.toThrow(TypeError);
  });

  it("an unknown check is rejected", async () => {
    await expect(check(fullHandler(), { only: ["no-such-check"] })).rejects.toThrow(RangeError);
  });
});

describe("a report", () => {
  it("shows section, request, response and expectation of a failure", async () => {
    const handle = fullHandler();
    const failing: Handle = async (request) => {
      const answered = await handle(request);
      return answered.status === 204 ? answer(200, {}) : answered;
    };
    const text = formatConformanceReport(await check(failing, { only: ["delete-status", "create-status"] })).join("\n");
    expect(text).toMatch(
      /FAILED RFC 7644 §3\.6, delete-status: .*204.*\n\s+sent {6}DELETE \/Users\/\S+\n\s+received {2}200.*\n.*\n\s+expected {2}status 204/,
    );
    expect(text).toMatch(/RFC 7644 §3\.3 +1 +- +- +-/);
    expect(text).toMatch(/1 passed, 1 failed, 0 warned, 0 skipped$/);
  });
});
