import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createTestClock } from "../../../src/testing/index.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";
import { ADA, setUp } from "./emulated-client.ts";

describe("Secret Tokens", () => {
  it("are rotated: only the new one is valid", async () => {
    const { emulator } = setUp();
    const old = emulator.secretToken;
    const next = emulator.rotateToken();
    const connect = (secretToken: string) =>
      new ProxyclickScimClient({ secretToken, fetch: emulator.fetch }).testConnection();
    expect(emulator.secretToken).toBe(next);
    await connect(next);
    await expect(connect(old)).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("are in no inspection of the emulator", async () => {
    const { emulator, users } = setUp();
    await users.create(ADA);
    for (const text of [inspect(emulator, { depth: 10, showHidden: true }), JSON.stringify(emulator)]) {
      expect(text).not.toContain(emulator.secretToken);
    }
    expect(JSON.stringify(emulator.journal.entries())).not.toContain(emulator.secretToken);
  });
});

describe("the journal", () => {
  it("has the requests in order, with the times of the test clock", async () => {
    const clock = createTestClock("2026-03-01T08:00:00Z");
    const { emulator, users } = setUp({ now: clock.now });
    const ada = await users.create(ADA);
    clock.advance(60_000);
    await users.update(ada.id, { title: "Countess" });
    expect(emulator.journal.entries()).toMatchObject([
      { number: 1, method: "POST", path: "/Users", status: 201, time: new Date("2026-03-01T08:00:00Z"), body: ADA },
      { number: 2, method: "PATCH", path: `/Users/${ada.id}`, status: 200, time: new Date("2026-03-01T08:01:00Z") },
    ]);
    expect(ada.meta?.created).toBe("2026-03-01T08:00:00.000Z");
    emulator.journal.clear();
    expect(emulator.journal.entries()).toEqual([]);
  });

  it("keeps about as many entries as the limit", async () => {
    const { emulator, users } = setUp({ journalLimit: 3 });
    for (let number = 0; number < 20; number += 1) await users.count();
    expect(emulator.journal.entries().length).toBeLessThanOrEqual(6);
    expect(emulator.journal.entries().at(-1)?.number).toBe(20);
  });
});

describe("discovery", () => {
  const ENDPOINTS = ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas", "/ResourceTypes/User"];

  it.each([404, 501] as const)("can be missing with %i while users work", async (status) => {
    const { emulator, proxyclick, users } = setUp({ discovery: status });
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    for (const endpoint of ENDPOINTS) {
      const answer = await emulator.fetch(`${emulator.tenantUrl}${endpoint}`, { headers });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ schemas: [ERROR_MESSAGE], status: String(status) });
    }
    await expect(proxyclick.serviceProviderConfig()).rejects.toMatchObject({ status });
    expect(await users.create(ADA)).toMatchObject({ userName: ADA.userName });
  });

  it("works by default", async () => {
    const { emulator } = setUp();
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    for (const endpoint of ENDPOINTS) {
      expect((await emulator.fetch(`${emulator.tenantUrl}${endpoint}`, { headers })).status).toBe(200);
    }
  });
});

describe("the schema of responses", () => {
  it("can be that of SCIM 1.1", async () => {
    const { emulator, users } = setUp({ schemas: "scim1" });
    const ada = await users.create(ADA);
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    const answer = await emulator.fetch(`${emulator.tenantUrl}/Users/${ada.id}`, { headers });
    expect(await answer.json()).toMatchObject({ schemas: [SCIM1_CORE_SCHEMA] });
    expect(await users.find({ userName: ADA.userName })).toMatchObject({ id: ada.id });
  });

  it("is replaced where a schema is expected, and nowhere else", async () => {
    const { users } = setUp({ schemas: "scim1" });
    expect(await users.create({ ...ADA, title: USER_SCHEMA })).toMatchObject({ title: USER_SCHEMA });
  });

  it.each([
    ["scim2", SCIM1_CORE_SCHEMA, USER_SCHEMA],
    ["scim1", USER_SCHEMA, SCIM1_CORE_SCHEMA],
    ["echo", USER_SCHEMA, USER_SCHEMA],
    ["echo", SCIM1_CORE_SCHEMA, SCIM1_CORE_SCHEMA],
  ] as const)("%s responds to a client that sends %s with %s, in reads too", async (schemas, named, answered) => {
    const { emulator } = setUp({ schemas });
    const headers = { authorization: `Bearer ${emulator.secretToken}`, "content-type": SCIM_MEDIA_TYPE };
    const person = { ...ADA, schemas: [named], emails: [{ type: "work", value: ADA.userName }] };
    const created = await emulator.fetch(`${emulator.tenantUrl}/Users`, {
      method: "POST",
      headers,
      body: JSON.stringify(person),
    });
    expect(await created.json()).toMatchObject({ schemas: [answered] });
    expect(created.status).toBe(201);
    const list = await emulator.fetch(`${emulator.tenantUrl}/Users`, { headers });
    expect(await list.json()).toMatchObject({ Resources: [{ schemas: [answered] }] });
  });
});
