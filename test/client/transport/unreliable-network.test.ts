/** Creates over a network that loses requests and responses. */
import { describe, expect, it } from "vitest";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../../src/testing/index.ts";
import { networkError } from "../scripted-fetch.ts";

/** A seeded source of random numbers (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Fetch = (request: Request) => Promise<Response>;

/** What can go wrong with a request; most of it after the write took effect. */
const FAULTS: readonly ((request: Request, fetch: Fetch) => Promise<Response>)[] = [
  () => Promise.reject(networkError("ECONNRESET")),
  async (request, fetch) => {
    await fetch(request);
    throw networkError("ECONNRESET");
  },
  async () => new Response(null, { status: 429, headers: { "retry-after": "0" } }),
  async () => new Response(null, { status: 503 }),
  async () => new Response("<html>", { status: 502 }),
  async (request, fetch) => {
    await fetch(request);
    return new Response("<html>", { status: 504 });
  },
  async (request, fetch) => {
    const text = await (await fetch(request)).text();
    return new Response(text.slice(0, text.length / 2), { headers: { "content-type": "application/scim+json" } });
  },
];

describe("over a bad network", () => {
  it.each([1, 2, 3])("every user is created exactly once (seed %i)", async (seed) => {
    const emulator = createProxyclickEmulator();
    const random = seeded(seed);
    const fetch: Fetch = (request) => {
      const fault = random() < 0.2 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
      return fault === undefined ? emulator.fetch(request) : fault(request, emulator.fetch);
    };
    const retry = { delay: 0, limit: 12, random };
    const { users } = new ProxyclickScimClient({ secretToken: emulator.secretToken, fetch, retry });
    const expected = new Set<string>();
    for (let number = 0; number < 200; number += 1) {
      const userName = `user${number}@example.com`;
      const created = await users.create({ userName, name: { givenName: "User", familyName: String(number) } });
      expect(created.userName).toBe(userName);
      expected.add(created.id);
    }
    const kept = new Set<string>();
    for await (const { id } of users.list({ count: 50 })) kept.add(id);
    expect(expected.size).toBe(200);
    expect(kept).toEqual(expected);
    for (const id of expected) await users.delete(id);
    expect(await users.count()).toBe(0);
  });
});
