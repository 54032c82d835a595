/** The conformance suite with the profile of the Microsoft Entra gallery. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checksOf } from "../../src/conformance/check-list.ts";
import {
  CONFORMANCE_CHECKS,
  type ConformanceOptions,
  type ConformanceReport,
  formatConformanceReport,
  runConformance,
} from "../../src/conformance/index.ts";
import { isScimRequestError } from "../../src/errors.ts";
import { entraGalleryProfile } from "../../src/server/index.ts";
import { createProxyclickEmulator } from "../../src/testing/index.ts";
import type { Handle } from "./build-mutant.ts";
import { fullHandler, galleryHandler, proxyclickHandler, TOKEN, URL_OF_SERVICE } from "./conformance-service.ts";

const TOKEN_ENDPOINT = "https://login.example/oauth2/token";
const SECRET = "c1ient s3cret&";
const CLIENT = { tokenEndpoint: TOKEN_ENDPOINT, clientId: "entra", clientSecret: SECRET };

function check(handle: Handle, options: Partial<ConformanceOptions> = {}): Promise<ConformanceReport> {
  const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
  return runConformance({ url: URL_OF_SERVICE, token: TOKEN, profile: "entra-gallery", fetch, ...options });
}

function idsOf({ results }: ConformanceReport, ...outcomes: readonly string[]): readonly string[] {
  return results.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
}

/** A service with a token endpoint beside it, which records the forms that it gets. */
function withTokenEndpoint(
  answer: object,
  status = 200,
): { readonly handle: Handle; readonly forms: URLSearchParams[] } {
  const service = galleryHandler();
  const forms: URLSearchParams[] = [];
  const handle: Handle = async (request) => {
    if (request.url !== TOKEN_ENDPOINT) return service(request);
    expect(request.headers.has("authorization")).toBe(false);
    forms.push(new URLSearchParams(await request.text()));
    return new Response(JSON.stringify(answer), { status, headers: { "content-type": "application/json" } });
  };
  return { handle, forms };
}

describe("a service with entraGalleryProfile", () => {
  it("passes every test that can be run without Microsoft Entra, and keeps nothing", async () => {
    const handle = galleryHandler();
    const report = await check(handle);
    expect(idsOf(report, "failed", "warned")).toEqual([]);
    expect(idsOf(report, "skipped")).toEqual(["gallery-validate-credentials", "gallery-federated-identity"]);
    expect(idsOf(report, "passed").length).toBeGreaterThan(60);
    expect(report.leftovers).toEqual([]);
  });
});

it("an emulator with entraGalleryProfile passes too", async () => {
  const { tenantUrl, secretToken, fetch } = createProxyclickEmulator({ profile: entraGalleryProfile() });
  const report = await runConformance({ url: tenantUrl, token: secretToken, profile: "entra-gallery", fetch });
  expect(idsOf(report, "failed", "warned")).toEqual([]);
});

describe("another service", () => {
  it("fails where the RFCs demand less, and the report says what to do", async () => {
    const report = await check(fullHandler());
    expect(idsOf(report, "failed", "warned")).toEqual([
      "gallery-schema-discoverability-users",
      "gallery-schema-discoverability-groups",
      "validator-create-a-duplicate-group",
    ]);
    const text = formatConformanceReport(report).join("\n");
    expect(text).toMatch(/expected {2}\/Schemas to list externalId\n +to do {5}.*publishExternalId: true/);
    expect(text).toMatch(/expected {2}status 409\n +to do {5}.*uniqueGroupNames: true/);
  });

  it("that only disables users passes the tests of users, apart from those of deletions", async () => {
    const handle = galleryHandler();
    const softDelete: Handle = async (request) =>
      request.method === "DELETE" ? new Response(null, { status: 501 }) : handle(request);
    const report = await check(softDelete);
    expect(idsOf(report, "failed", "warned").filter((id) => !id.includes("delete"))).toEqual(["gallery-restore-group"]);
    expect(idsOf(report, "warned")).toEqual(expect.arrayContaining(["gallery-delete-user", "gallery-delete-group"]));
  });

  it("without groups fails the tests of groups instead of skipping them", async () => {
    const failed = idsOf(await check(proxyclickHandler()), "failed");
    expect(failed).toEqual(expect.arrayContaining(["gallery-create-group", "gallery-scim-group-create"]));
  });
});

describe("the tests", () => {
  const tests = CONFORMANCE_CHECKS.filter(({ profiles }) => profiles?.includes("entra-gallery"));

  it("are named after Microsoft's, and each says what to do", () => {
    for (const { section, remedy } of tests) {
      expect(section).toMatch(/^(?:Logic App, \w+_Test|SCIM validator, .+|Entra gallery, .+)$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("are all explained in the guide, by name, and those of the Logic App by id", () => {
    const guide = readFileSync(new URL("../../docs/guide/microsoft-validation.md", import.meta.url), "utf8");
    const names = tests.map(({ section }) => section.slice(section.indexOf(", ") + 2));
    expect(names.filter((name) => !guide.includes(name))).toEqual([]);
    const ids = tests.filter(({ section }) => section.startsWith("Logic App")).map(({ id }) => id);
    expect(ids.filter((id) => !guide.includes(`\`${id}\``))).toEqual([]);
    const explained = [...guide.matchAll(/`((?:gallery|validator)-[a-z-]+)`/g)].map(([, id]) => id);
    const known = new Set(["validator-", ...tests.map(({ id }) => id)]);
    expect(explained.filter((id = "") => !known.has(id))).toEqual([]);
  });

  it.each([
    ["Logic App", 25],
    ["SCIM validator", 31],
  ])("of the %s are all there", (source, count) => {
    const names = tests.map(({ section }) => section).filter((section) => section.startsWith(source));
    expect(new Set(names).size).toBe(count);
  });

  it("run with their profile only, and alone", () => {
    expect(checksOf("entra-gallery", undefined).map(({ id }) => id)).toEqual(tests.map(({ id }) => id));
    const others = [...checksOf("full", undefined), ...checksOf("proxyclick", undefined)];
    expect(others.filter(({ id }) => tests.some((test) => test.id === id))).toEqual([]);
  });

  it("can be chosen by id", async () => {
    const only = ["validator-create-a-new-user", "create-status"];
    const report = await check(galleryHandler(), { only });
    expect(idsOf(report, "passed")).toEqual(["create-status", "validator-create-a-new-user"]);
  });
});

describe("client credentials", () => {
  const only = ["gallery-validate-credentials", "gallery-scim-user-create"];
  const sound = { access_token: TOKEN, token_type: "Bearer", expires_in: 3_600 };

  it("are tested when they are given: the token endpoint gets the form, the service the token", async () => {
    const { handle, forms } = withTokenEndpoint(sound);
    const report = await check(handle, { clientCredentials: { ...CLIENT, scope: "scim" }, only });
    expect(idsOf(report, "passed")).toEqual(only.toReversed());
    expect(forms.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: "client_credentials", client_id: "entra", client_secret: SECRET, scope: "scim" },
    ]);
  });

  it("replace the token", async () => {
    const { handle } = withTokenEndpoint(sound);
    const { token: _, ...options } = { token: "", clientCredentials: CLIENT, only };
    const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
    const report = await runConformance({ url: URL_OF_SERVICE, profile: "entra-gallery", fetch, ...options });
    expect(report.counts).toMatchObject({ passed: 2, failed: 0 });
  });

  it.each<[string, object, number]>([
    ["a lifetime of ten minutes", { ...sound, expires_in: 600 }, 200],
    ["a lifetime of a day", { ...sound, expires_in: 86_400 }, 200],
    ["no lifetime", { access_token: TOKEN, token_type: "Bearer" }, 200],
    ["no token", { token_type: "Bearer", expires_in: 3_600 }, 200],
    ["another type of token", { ...sound, token_type: "MAC" }, 200],
    ["a token that the service rejects", { ...sound, access_token: "other" }, 200],
    ["an error", { error: "invalid_client", error_description: `not ${SECRET}` }, 401],
  ])("fail with %s, and no result shows a secret", async (_what, answer, status) => {
    const report = await check(withTokenEndpoint(answer, status).handle, { clientCredentials: CLIENT, only });
    expect(idsOf(report, "failed")).toEqual(["gallery-validate-credentials"]);
    const text = JSON.stringify(report) + formatConformanceReport(report).join("\n");
    expect(text).toMatch(/client_secret=\[secret\]|\/Users\?count=1/);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain("s3cret");
    expect(text).not.toContain(TOKEN);
  });

  it("are hidden from what the service echoes", async () => {
    const answer = { ...sound, access_token: "from-the-endpoint" };
    const { handle } = withTokenEndpoint(answer);
    const echoing: Handle = async (request) => {
      const authorization = request.headers.get("authorization") ?? "";
      if (!authorization.includes("from-the-endpoint")) return handle(request);
      return new Response(JSON.stringify({ detail: authorization }), { status: 401 });
    };
    const report = await check(echoing, { clientCredentials: CLIENT, only });
    expect(idsOf(report, "failed")).toEqual(["gallery-validate-credentials"]);
    expect(JSON.stringify(report)).not.toContain("from-the-endpoint");
  });

  it("that are rejected end the run where they replace the token", async () => {
    const { handle } = withTokenEndpoint({ error: "invalid_client" }, 401);
    const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
    const run = runConformance({ url: URL_OF_SERVICE, fetch, clientCredentials: CLIENT });
    const error = await run.catch((thrown: unknown) => thrown);
    expect(isScimRequestError(error) && [error.code, error.status]).toEqual(["unauthorized", 401]);
  });

  it.each<[string, Partial<ConformanceOptions>]>([
    ["http to another host", { clientCredentials: { ...CLIENT, tokenEndpoint: "http://login.example/token" } }],
    ["neither token nor credentials", { token: undefined as never }],
  ])("%s is rejected", async (_what, options) => {
    await expect(check(galleryHandler(), options)).rejects.toThrow(TypeError);
  });
});
