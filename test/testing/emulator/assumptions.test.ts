/** The options that change assumptions about Proxyclick, as its client sees them. */
import { describe, expect, it } from "vitest";
import { type ProxyclickProfileOptions, proxyclickProfile } from "../../../src/profile/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import {
  createProxyclickEmulator,
  type ProxyclickEmulatorOptions,
  scriptedFaults,
} from "../../../src/testing/index.ts";

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };
const BOB = { userName: "bob@example.com", name: { givenName: "Bob", familyName: "B" } };

function setUp(options: ProxyclickEmulatorOptions = {}, profileOptions: ProxyclickProfileOptions = {}) {
  const profile = proxyclickProfile(profileOptions);
  const emulator = createProxyclickEmulator({ profile, ...options });
  const { secretToken, fetch } = emulator;
  const proxyclick = new ProxyclickScimClient({ secretToken, fetch, profile, retry: { delay: 0 } });
  return { emulator, proxyclick, users: proxyclick.users };
}

function askedFor(emulator: ReturnType<typeof createProxyclickEmulator>): readonly string[] {
  return emulator.journal.entries().map(({ query }) => query["filter"] ?? "");
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}

describe("a service without filters", () => {
  it("declares it, and rejects filters", async () => {
    const { proxyclick, emulator } = setUp({}, { filter: false });
    expect((await proxyclick.serviceProviderConfig()).filter.supported).toBe(false);
    const headers = { authorization: `Bearer ${emulator.secretToken}` };
    const answer = await emulator.fetch(`${emulator.tenantUrl}/Users?filter=active%20pr`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ scimType: "invalidFilter" });
  });

  it("gets none from the client: find reads users until one matches", async () => {
    const { users, emulator } = setUp({}, { filter: false, maxResults: 1 });
    await users.create(ADA);
    await users.create(BOB);
    expect(await users.find({ userName: "BOB@example.com" })).toMatchObject({ userName: BOB.userName });
    expect(await users.find({ userName: "eve@example.com" })).toBeUndefined();
    expect(new Set(askedFor(emulator))).toEqual(new Set([""]));
  });

  it.each<readonly [string, (client: ProxyclickScimClient) => Promise<unknown>]>([
    ["list", async (client) => drain(client.users.list({ filter: "active pr" }))],
    ["page", (client) => client.users.page({ filter: "active pr" })],
    ["search", async (client) => drain(client.users.search({ filter: "active pr" }))],
    ["count", (client) => client.users.count({ filter: "active pr" })],
    ["search over types", async (client) => drain(client.search([client.users.type], { filter: "active pr" }))],
  ])("makes %s with a filter fail before anything is sent", async (_name, ask) => {
    const { proxyclick, emulator } = setUp({}, { filter: false });
    await expect(ask(proxyclick)).rejects.toMatchObject({ status: 501, detail: expect.stringContaining("filters") });
    expect(emulator.journal.entries()).toEqual([]);
  });

  it("passes Test Connection when it has users", async () => {
    const { proxyclick, users } = setUp({}, { filter: false });
    await users.create(ADA);
    await expect(proxyclick.testConnection()).resolves.toBeUndefined();
  });

  it("does not get a duplicate of a user when the response to its create is lost", async () => {
    const faults = scriptedFaults({ kind: "reset", when: "after" });
    const { users } = setUp({ faults }, { filter: false });
    await users.create(ADA);
    expect(await users.count()).toBe(1);
  });
});

describe("a duplicate userName", () => {
  it.each<readonly [ProxyclickEmulatorOptions, number]>([
    [{}, 409],
    [{ duplicateStatus: 400 }, 400],
  ])("with %o is rejected with %d uniqueness", async (options, status) => {
    const { users } = setUp(options);
    await users.create(ADA);
    const again = users.create({ ...ADA, userName: "ADA@example.com" });
    await expect(again).rejects.toMatchObject({ status, scimType: "uniqueness" });
  });
});

describe("the address whose city counts", () => {
  const locality = (city: string) => ({ id: `CO-${city}`, name: city, users: { city: [city] } });
  const addresses = [
    { locality: "Ghent", type: "home" },
    { locality: "Paris", type: "work" },
    { locality: "Rome", primary: true },
  ];

  it.each<readonly [ProxyclickEmulatorOptions["cityAddress"], typeof addresses, readonly string[]]>([
    [undefined, addresses, ["CO-Rome"]],
    ["primary", addresses, ["CO-Rome"]],
    ["work", addresses, ["CO-Paris"]],
    ["first", addresses, ["CO-Ghent"]],
    ["primary", addresses.slice(0, 2), ["CO-Paris"]],
    ["work", addresses.slice(0, 1), []],
  ])("is the %s one of %j: %j", async (cityAddress, own, locations) => {
    const { users, emulator } = setUp({
      ...(cityAddress === undefined ? {} : { cityAddress }),
      locations: ["Ghent", "Paris", "Rome"].map(locality),
    });
    const { id } = await users.create({ ...ADA, addresses: own });
    expect(await emulator.locationsOf(id)).toMatchObject({ locations });
  });
});

describe("an invitation", () => {
  it.each([
    [{}, []],
    [{ invitations: true }, [ADA.userName]],
  ])("with %o goes to %j, and never to a rejected user", async (options, invited) => {
    const { users, emulator } = setUp(options);
    await users.create(ADA);
    await users.create(ADA).catch(() => {});
    expect(emulator.invited).toEqual(invited);
  });
});

describe("name.formatted", () => {
  it("may be missing unless it is configured as required", async () => {
    await setUp().users.create(ADA);
    const { users, emulator } = setUp({}, { formattedName: "required" });
    await expect(users.create(ADA)).rejects.toMatchObject({ code: "missing_name", path: "name.formatted" });
    expect(emulator.journal.entries()).toEqual([]);
    await users.create({ ...ADA, name: { ...ADA.name, formatted: "Ada Lovelace" } });
  });
});
