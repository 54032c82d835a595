/** Errors say whether a request without a response may have taken effect. */
import { describe, expect, it } from "vitest";
import { ProxyclickScimClient, proxyclickProfile } from "../../src/proxyclick/index.ts";
import { createProxyclickEmulator, type Fault, scriptedFaults } from "../../src/testing/index.ts";

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };

async function setUp(limit = 2) {
  const profile = proxyclickProfile({ etag: true });
  const emulator = createProxyclickEmulator({ profile });
  const { tenantUrl, secretToken, fetch } = emulator;
  const retry = { delay: 0, limit };
  const { users } = new ProxyclickScimClient({ tenantUrl, secretToken, fetch, profile, retry });
  const ada = await users.create(ADA);
  return { emulator, users, ada, ifMatch: ada.meta?.version ?? "" };
}

const LOST: readonly Fault[] = [{ kind: "reset", when: "after" }, { kind: "gateway_timeout" }, { kind: "truncated" }];

describe("a conditional change without a response", () => {
  it.each(LOST)("may have taken effect when its retry is answered 412: $kind", async (fault) => {
    const { emulator, users, ada, ifMatch } = await setUp();
    emulator.faults = scriptedFaults(fault);
    await expect(users.update(ada.id, { title: "Countess" }, { ifMatch })).rejects.toMatchObject({
      status: 412,
      attempts: 2,
      mayHaveTakenEffect: true,
      message: expect.stringContaining("may have taken effect"),
    });
    expect(await users.get(ada.id)).toMatchObject({ title: "Countess" });
  });

  it("or a replacement may have taken effect", async () => {
    const { emulator, users, ada, ifMatch } = await setUp();
    emulator.faults = scriptedFaults({ kind: "reset", when: "after" });
    await expect(users.replace(ada.id, { ...ADA, title: "Countess" }, { ifMatch })).rejects.toMatchObject({
      status: 412,
      mayHaveTakenEffect: true,
    });
  });

  it("may have taken effect when it is not sent again", async () => {
    const { emulator, users, ada, ifMatch } = await setUp(0);
    emulator.faults = scriptedFaults({ kind: "reset", when: "after" });
    await expect(users.update(ada.id, { title: "Countess" }, { ifMatch })).rejects.toMatchObject({
      code: "unreachable",
      mayHaveTakenEffect: true,
    });
  });
});

describe("a create without a response", () => {
  it("may have taken effect when the look-up fails", async () => {
    const { emulator, users } = await setUp();
    emulator.faults = ({ method }) =>
      method === "POST" ? { kind: "reset", when: "after" } : { kind: "status", status: 403 };
    await expect(users.create({ ...ADA, userName: "grace@example.com" })).rejects.toMatchObject({
      code: "forbidden",
      mayHaveTakenEffect: true,
    });
  });
});

describe("a request that took no effect", () => {
  it.each<readonly [string, Fault | undefined]>([
    ["at once", undefined],
    ["after a busy answer, which executes nothing", { kind: "status", status: 503 }],
  ])("a change that is answered 412 %s", async (_name, fault) => {
    const { emulator, users, ada } = await setUp();
    emulator.faults = scriptedFaults(fault);
    const refused = users.update(ada.id, { title: "Countess" }, { ifMatch: 'W/"other"' });
    await expect(refused).rejects.toMatchObject({
      status: 412,
      mayHaveTakenEffect: false,
      message: expect.not.stringContaining("may have taken effect"),
    });
  });

  it("a read without a response", async () => {
    const { emulator, users, ada } = await setUp(0);
    emulator.faults = scriptedFaults({ kind: "reset", when: "after" });
    await expect(users.get(ada.id)).rejects.toMatchObject({ code: "unreachable", mayHaveTakenEffect: false });
  });
});
