/** Ten thousand users over a bad network: each exactly once. */
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { isScimRequestError } from "../../src/errors.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { seededRandom } from "../../src/testing/emulator/seeded-random.ts";
import { createProxyclickEmulator, listen, randomFaults } from "../../src/testing/index.ts";

const USERS = 10_000;

/** A second refusal of the token in one call is the caller's to repeat. */
async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (isScimRequestError(error) && error.code === "unauthorized") return call();
    throw error;
  }
}

/**
 * Creates a user. Before the refusal an attempt may have taken effect, its answer lost: whoever repeats a create looks
 * first.
 */
async function createPatiently({ users }: ProxyclickScimClient, userName: string, number: number) {
  const create = () => users.create({ userName, name: { givenName: "User", familyName: String(number) } });
  try {
    return await create();
  } catch (error) {
    if (!isScimRequestError(error) || error.code !== "unauthorized") throw error;
    return patiently(async () => (await users.find({ userName })) ?? create());
  }
}

async function createAll(proxyclick: ProxyclickScimClient, concurrency: number, after: (number: number) => void) {
  const created = new Map<string, string>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < USERS) {
      const number = next;
      next += 1;
      const userName = `user${number}@example.com`;
      const { id } = await createPatiently(proxyclick, userName, number);
      created.set(userName, id);
      after(number);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return created;
}

async function expectExactly(proxyclick: ProxyclickScimClient, created: ReadonlyMap<string, string>): Promise<void> {
  const kept = new Map<string, string>();
  let listed = 0;
  for await (const { id, userName } of proxyclick.users.list({ count: 200 })) {
    listed += 1;
    kept.set(userName, id);
  }
  expect(listed).toBe(USERS);
  expect(kept.size).toBe(USERS);
  expect(kept).toEqual(created);
}

describe("10,000 users", () => {
  it.each([1, 2])("with five percent of faults of every kind, in the same process (seed %i)", async (seed) => {
    const emulator = createProxyclickEmulator({ journalLimit: 0, faults: randomFaults({ seed, probability: 0.05 }) });
    const proxyclick = new ProxyclickScimClient({
      secretToken: () => emulator.secretToken,
      fetch: emulator.fetch,
      retry: { delay: 0, limit: 8, random: seededRandom(seed) },
    });
    const created = await createAll(proxyclick, 8, () => {});
    await patiently(() => expectExactly(proxyclick, created));
  });

  it("with five percent of faults of every kind and a token that is rotated every 50 users, on a socket", async () => {
    const emulator = createProxyclickEmulator({
      journalLimit: 0,
      faults: randomFaults({ seed: 3, probability: 0.05 }),
    });
    const listening = await listen(emulator, { createServer, toNodeListener });
    try {
      const proxyclick = new ProxyclickScimClient({
        tenantUrl: listening.tenantUrl,
        secretToken: () => emulator.secretToken,
        retry: { delay: 0, limit: 8, random: seededRandom(3) },
        pace: { concurrency: 8 },
      });
      const created = await createAll(proxyclick, 8, (number) => {
        if (number % 50 === 0) emulator.rotateToken();
      });
      emulator.faults = undefined;
      await expectExactly(proxyclick, created);
    } finally {
      await listening.close();
    }
  });
});
