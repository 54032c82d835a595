/** The emulator over plain HTTP requests. */
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { describe, expect, it } from "vitest";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import {
  createProxyclickEmulator,
  type ProxyclickEmulatorOptions,
  proxyclickHandlers,
} from "../../../src/testing/index.ts";
import { PATCH_OP, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };

function setUp(options: ProxyclickEmulatorOptions = {}) {
  const emulator = createProxyclickEmulator(options);
  const call = async (method: string, path: string, body?: object, token = emulator.secretToken) => {
    const response = await emulator.fetch(`${emulator.tenantUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  return { emulator, call };
}

describe("the emulator", () => {
  it("accepts a token until it is revoked", async () => {
    const { emulator, call } = setUp();
    const second = emulator.issueToken();
    expect((await call("GET", "/Users", undefined, second)).status).toBe(200);
    emulator.revokeToken(second);
    expect((await call("GET", "/Users", undefined, second)).status).toBe(401);
    expect((await call("GET", "/Users")).status).toBe(200);
  });

  it.each([USER_SCHEMA, SCIM1_CORE_SCHEMA])("accepts users with the schema %s", async (schema) => {
    const { call } = setUp();
    const { status, body } = await call("POST", "/Users", { schemas: [schema], ...ADA });
    expect(status).toBe(201);
    expect(body).toMatchObject({ emails: [{ type: "work", value: "ada@example.com" }] });
  });

  it.each(["GET", "POST"])("rejects %s /Groups with a SCIM error", async (method) => {
    const { call } = setUp();
    const { status, body } = await call(method, "/Groups", method === "POST" ? { displayName: "x" } : undefined);
    expect(status).toBe(501);
    expect(body).toMatchObject({ status: "501" });
  });

  it("changes userName with the work email and vice versa", async () => {
    const { call } = setUp();
    const { body: ada } = await call("POST", "/Users", { schemas: [USER_SCHEMA], ...ADA });
    const patch = (path: string, value: string) =>
      call("PATCH", `/Users/${ada.id}`, { schemas: [PATCH_OP], Operations: [{ op: "Replace", path, value }] });
    expect((await patch("userName", "b@example.com")).body).toMatchObject({ emails: [{ value: "b@example.com" }] });
    expect((await patch('emails[type eq "work"].value', "c@example.com")).body).toMatchObject({
      userName: "c@example.com",
    });
  });

  it.each([
    ["keep", 200],
    ["remove", 404],
  ] as const)("with the deactivation policy %s returns %i for a disabled user", async (deactivation, status) => {
    const { call } = setUp({ deactivation });
    const { body: ada } = await call("POST", "/Users", { schemas: [USER_SCHEMA], ...ADA });
    const disable = { schemas: [PATCH_OP], Operations: [{ op: "Replace", path: "active", value: "False" }] };
    expect((await call("PATCH", `/Users/${ada.id}`, disable)).body).toMatchObject({ active: false });
    expect((await call("GET", `/Users/${ada.id}`)).status).toBe(status);
  });

  it("responds to an app's requests through msw", async () => {
    const emulator = createProxyclickEmulator();
    const server = setupServer(...proxyclickHandlers(http, emulator));
    server.listen({ onUnhandledFrame: "error" });
    try {
      const proxyclick = new ProxyclickScimClient({ secretToken: emulator.secretToken });
      await proxyclick.testConnection();
      const ada = await proxyclick.users.create(ADA);
      expect(await proxyclick.users.find({ userName: ADA.userName })).toMatchObject({ id: ada.id });
    } finally {
      server.close();
    }
  });
});
