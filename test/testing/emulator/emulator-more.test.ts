import { createServer } from "node:http";
import { inspect } from "node:util";
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { describe, expect, it } from "vitest";
import { toNodeListener } from "../../../src/node/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { seededRandom } from "../../../src/testing/emulator/seeded-random.ts";
import {
  createProxyclickEmulator,
  createTestClock,
  type EmulatedLocation,
  EVERY_FAULT,
  type Fault,
  listen,
  type ProxyclickEmulatorOptions,
  proxyclickHandlers,
  randomFaults,
  scriptedFaults,
} from "../../../src/testing/index.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";

const NAME = { givenName: "Ada", familyName: "Lovelace" };
const ADA = { userName: "ada@example.com", name: NAME };

function setUp(options: ProxyclickEmulatorOptions = {}) {
  const emulator = createProxyclickEmulator(options);
  const proxyclick = new ProxyclickScimClient({
    tenantUrl: emulator.tenantUrl,
    secretToken: () => emulator.secretToken,
    fetch: emulator.fetch,
    retry: { limit: 0 },
  });
  return { emulator, proxyclick, users: proxyclick.users };
}

describe("Secret Tokens", () => {
  it("are rotated: the new one is valid, the old ones are not", async () => {
    const { emulator } = setUp();
    const old = emulator.secretToken;
    const next = emulator.rotateToken();
    const connect = (secretToken: string) =>
      new ProxyclickScimClient({ secretToken, fetch: emulator.fetch }).testConnection();
    expect(emulator.secretToken).toBe(next);
    await connect(next);
    await expect(connect(old)).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("stand in no picture of the emulator", async () => {
    const { emulator, users } = setUp();
    await users.create(ADA);
    for (const text of [inspect(emulator, { depth: 10, showHidden: true }), JSON.stringify(emulator)]) {
      expect(text).not.toContain(emulator.secretToken);
    }
    expect(JSON.stringify(emulator.journal.entries())).not.toContain(emulator.secretToken);
  });
});

describe("the journal", () => {
  it("has the requests in order, with the test's time", async () => {
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

  it("keeps about as many entries as wanted", async () => {
    const { emulator, users } = setUp({ journalLimit: 3 });
    for (let number = 0; number < 20; number += 1) await users.count();
    expect(emulator.journal.entries().length).toBeLessThanOrEqual(6);
    expect(emulator.journal.entries().at(-1)?.number).toBe(20);
  });
});

describe("locations", () => {
  const LOCATIONS = [
    { id: "CO-1", name: "Headquarters" },
    { id: "CO-2", name: "Paris", users: { city: ["Paris", "Lyon"] }, home: true },
    { id: "CO-3", name: "Brussels", users: { city: ["brussels"], language: ["fr"] } },
    { id: "CO-4", name: "Closed", provisioning: false },
  ];

  it.each([
    ["nothing", {}, ["CO-1"], "CO-1"],
    ["a city", { addresses: [{ locality: "Lyon" }] }, ["CO-1", "CO-2"], "CO-2"],
    ["a city without the language", { addresses: [{ locality: "Brussels" }] }, ["CO-1"], "CO-1"],
    [
      "city and language",
      { addresses: [{ locality: "Brussels" }], preferredLanguage: "fr-BE" },
      ["CO-1", "CO-3"],
      "CO-1",
    ],
    [
      "several cities, of which the primary one counts",
      {
        addresses: [
          { type: "work", locality: "Paris" },
          { primary: true, locality: "Ghent" },
        ],
      },
      ["CO-1"],
      "CO-1",
    ],
    ["a disabled account", { active: false }, [], undefined],
  ])("are found for a user with %s", async (_name, more, locations, home) => {
    const { emulator, users } = setUp({ locations: LOCATIONS });
    const { id } = await users.create({ ...ADA, ...more });
    expect(await emulator.locationsOf(id)).toEqual({ locations, home });
  });

  it("change with the user and with the rules", async () => {
    const { emulator, users } = setUp({ locations: LOCATIONS });
    const { id } = await users.create(ADA);
    await users.update(id, { addresses: [{ type: "work", locality: "Paris" }] });
    expect(await emulator.locationsOf(id)).toMatchObject({ home: "CO-2" });
    emulator.locations = [{ id: "CO-9", name: "Only" }];
    expect(await emulator.locationsOf(id)).toEqual({ locations: ["CO-9"], home: "CO-9" });
    expect(await emulator.locationsOf("nobody")).toBeUndefined();
  });

  it.each<readonly [EmulatedLocation["users"], boolean]>([
    [{ city: ["new"] }, false],
    [{ city: ["new"], compare: "startsWith" }, true],
    [{ city: ["york"], compare: "startsWith" }, false],
    [{ city: ["york"], compare: "contains" }, true],
    [{ city: ["york"], compare: "contains", caseExact: true }, false],
    [{ city: ["new york"], compare: "equals" }, true],
    [{ city: ["new york"], caseExact: true }, false],
    [{ city: [" New York "], caseExact: true }, true],
    [{ language: ["en"] }, true],
    [{ language: ["EN"], caseExact: true }, false],
    [{ language: ["en"], caseExact: true }, true],
    [{ language: ["e"] }, false],
    [{ language: ["e"], compare: "startsWith" }, true],
    [{ language: ["us"], compare: "contains" }, true],
  ])("with the conditions %j admit a person of New York who speaks en-US: %s", async (conditions, admitted) => {
    const { emulator, users } = setUp({ locations: [{ id: "CO-1", name: "Any", users: conditions }] });
    const { id } = await users.create({
      ...ADA,
      addresses: [{ primary: true, locality: "New York" }],
      preferredLanguage: "en-US",
    });
    expect((await emulator.locationsOf(id))?.locations).toEqual(admitted ? ["CO-1"] : []);
  });

  it("keep a disabled user where that is assumed", async () => {
    const { emulator, users } = setUp({ disabledUsers: "stay" });
    const { id } = await users.create({ ...ADA, active: false });
    expect(await emulator.locationsOf(id)).toEqual({ locations: ["CO-1"], home: "CO-1" });
  });
});

describe("discovery", () => {
  const ENDPOINTS = ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas", "/ResourceTypes/User"];

  it.each([404, 501] as const)("can be refused with %i, and users are served all the same", async (status) => {
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

  it("is answered by default", async () => {
    const { emulator } = setUp();
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    for (const endpoint of ENDPOINTS) {
      expect((await emulator.fetch(`${emulator.tenantUrl}${endpoint}`, { headers })).status).toBe(200);
    }
  });
});

describe("the dialect of answers", () => {
  it("can be the one of SCIM 1.1", async () => {
    const { emulator, users } = setUp({ schemas: "scim1" });
    const ada = await users.create(ADA);
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    const answer = await emulator.fetch(`${emulator.tenantUrl}/Users/${ada.id}`, { headers });
    expect(await answer.json()).toMatchObject({ schemas: [SCIM1_CORE_SCHEMA] });
    expect(await users.find({ userName: ADA.userName })).toMatchObject({ id: ada.id });
  });

  it("is translated where a schema stands, and nowhere else", async () => {
    const { users } = setUp({ schemas: "scim1" });
    expect(await users.create({ ...ADA, title: USER_SCHEMA })).toMatchObject({ title: USER_SCHEMA });
  });

  it.each([
    ["scim2", SCIM1_CORE_SCHEMA, USER_SCHEMA],
    ["scim1", USER_SCHEMA, SCIM1_CORE_SCHEMA],
    ["echo", USER_SCHEMA, USER_SCHEMA],
    ["echo", SCIM1_CORE_SCHEMA, SCIM1_CORE_SCHEMA],
  ] as const)("%s answers a client that names %s with %s, in reads too", async (schemas, named, answered) => {
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

/** What a client without repetition sees of a fault, and whether the user was created nevertheless. */
const SEEN: readonly (readonly [Fault, object | undefined, boolean])[] = [
  [{ kind: "latency", milliseconds: 1 }, undefined, true],
  [{ kind: "status", status: 429, retryAfter: 0 }, { code: "refused", status: 429 }, false],
  [{ kind: "status", status: 503 }, { code: "refused", status: 503 }, false],
  [{ kind: "reset", when: "before" }, { code: "unreachable" }, false],
  [{ kind: "reset", when: "after" }, { code: "unreachable" }, true],
  [{ kind: "gateway_timeout" }, { code: "unreachable", status: 504 }, true],
  [{ kind: "truncated" }, { status: 0 }, true],
  [{ kind: "not_json" }, { code: "not_scim" }, true],
  [{ kind: "slow_body", milliseconds: 4 }, undefined, true],
];

describe("faults", () => {
  it.each(SEEN)("%j in the same process", async (fault, error, created) => {
    const { emulator, users } = setUp();
    emulator.faults = scriptedFaults(fault);
    const call = users.create(ADA);
    if (error === undefined) await call;
    else await expect(call).rejects.toMatchObject(error);
    expect((await users.count()) === 1).toBe(created);
    expect(emulator.journal.entries()[0]?.fault).toEqual(fault);
  });

  it.each(SEEN)("%j on a socket", async (fault, error, created) => {
    const { emulator } = setUp();
    const listening = await listen(emulator, { createServer, toNodeListener });
    try {
      const options = { tenantUrl: listening.tenantUrl, secretToken: emulator.secretToken, retry: { limit: 0 } };
      const { users } = new ProxyclickScimClient(options);
      emulator.faults = scriptedFaults(fault);
      const call = users.create(ADA);
      if (error === undefined) await call;
      else await expect(call).rejects.toMatchObject(error);
      expect((await users.count()) === 1).toBe(created);
    } finally {
      await listening.close();
    }
  });

  it("that reset the connection do so behind msw too", async () => {
    const { emulator } = setUp({ faults: scriptedFaults({ kind: "reset", when: "after" }) });
    const server = setupServer(...proxyclickHandlers(http, emulator));
    server.listen({ onUnhandledFrame: "error" });
    try {
      const { users } = new ProxyclickScimClient({ secretToken: emulator.secretToken, retry: { delay: 0 } });
      const ada = await users.create(ADA);
      expect(emulator.journal.entries().map(({ method }) => method)).toEqual(["POST", "GET"]);
      expect(await users.get(ada.id)).toMatchObject(ADA);
    } finally {
      server.close();
    }
  });

  it("of an expired token ask a token function for the next one", async () => {
    const { emulator, users } = setUp({ faults: scriptedFaults({ kind: "expired_token" }) });
    await expect(users.count()).rejects.toMatchObject({ code: "unauthorized" });
    emulator.faults = scriptedFaults({ kind: "expired_token" });
    const options = { secretToken: () => emulator.secretToken, fetch: emulator.fetch, retry: { delay: 0 } };
    await expect(new ProxyclickScimClient(options).users.count()).resolves.toBe(0);
  });

  it("at random come out the same for the same seed, and in all kinds", () => {
    const draw = () => {
      const plan = randomFaults({ seed: 7, probability: 0.5 });
      return Array.from({ length: 400 }, (_, number) => plan({ number, method: "GET", path: "/Users" }));
    };
    expect(draw()).toEqual(draw());
    expect(new Set(draw())).toEqual(new Set([undefined, ...EVERY_FAULT]));
    const random = seededRandom(1);
    expect(Array.from({ length: 100 }, random).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
