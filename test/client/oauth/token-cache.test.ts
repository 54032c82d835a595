/** How long an access token is kept, and who requests the next one. */
import { describe, expect, it } from "vitest";
import type { IssuedToken } from "../../../src/client/oauth/access-token.ts";
import { TokenCache } from "../../../src/client/oauth/token-cache.ts";

const MINUTE = 60_000;

/** A cache on a clock that stands still, over an endpoint that numbers its tokens. */
function cacheOf(life: number, refreshAfter?: number) {
  const state = { now: 0, requests: 0, failing: false, signals: [] as AbortSignal[] };
  const cache = new TokenCache(
    async ({ signal }): Promise<IssuedToken> => {
      state.requests += 1;
      state.signals.push(signal);
      const token = `token-${state.requests}`;
      await Promise.resolve();
      if (state.failing) throw new Error("endpoint down");
      return {
        token,
        expiresOnTimestamp: state.now + life,
        refreshAfterTimestamp: refreshAfter === undefined ? undefined : state.now + refreshAfter,
      };
    },
    () => state.now,
  );
  return { cache, state };
}

describe("a cached token", () => {
  it.each([
    ["five minutes before it expires", 60 * MINUTE, undefined, 55 * MINUTE],
    ["at half of a short life", 4 * MINUTE, undefined, 2 * MINUTE],
    ["when its endpoint says so", 60 * MINUTE, 30 * MINUTE, 30 * MINUTE],
    ["some time later, even if its endpoint says at once", 60 * MINUTE, 0, 30_000],
    ["before it expires, even if its endpoint says later", 60 * MINUTE, 90 * MINUTE, 55 * MINUTE],
  ])("is renewed %s", async (_when, life, refreshAfter, renewal) => {
    const { cache, state } = cacheOf(life, refreshAfter);
    await cache.get({});
    state.now = renewal - 1;
    expect(await cache.get({})).toBe("token-1");
    state.now = renewal;
    expect(await cache.get({})).toBe("token-2");
  });

  it("is requested once by concurrent callers", async () => {
    const { cache, state } = cacheOf(60 * MINUTE);
    expect(await Promise.all([cache.get({}), cache.get({}), cache.get({})])).toEqual(Array(3).fill("token-1"));
    expect(state.requests).toBe(1);
  });

  it("that was rejected is replaced, once for all who used it", async () => {
    const { cache, state } = cacheOf(60 * MINUTE);
    await cache.get({});
    const tokens = await Promise.all([cache.get({ rejected: "token-1" }), cache.get({ rejected: "token-1" })]);
    expect(tokens).toEqual(["token-2", "token-2"]);
    expect(await cache.get({ rejected: "token-1" })).toBe("token-2");
    expect(state.requests).toBe(2);
  });

  it("is used to its end when it cannot be renewed, and the endpoint is not called each time", async () => {
    const { cache, state } = cacheOf(60 * MINUTE);
    await cache.get({});
    state.failing = true;
    state.now = 56 * MINUTE;
    expect(await cache.get({})).toBe("token-1");
    expect(await cache.get({})).toBe("token-1");
    expect(state.requests).toBe(2);
    state.now = 60 * MINUTE;
    await expect(cache.get({})).rejects.toThrow("endpoint down");
  });

  it("that was rejected is not used again", async () => {
    const { cache, state } = cacheOf(60 * MINUTE);
    await cache.get({});
    state.failing = true;
    await expect(cache.get({ rejected: "token-1" })).rejects.toThrow("endpoint down");
    await expect(cache.get({})).rejects.toThrow("endpoint down");
  });

  it("without the claims of a challenge does not replace one that has them", async () => {
    const requests: { claims: string | undefined; resolve: (token: IssuedToken) => void }[] = [];
    const cache = new TokenCache(
      ({ claims }) => new Promise((resolve) => requests.push({ claims, resolve })),
      () => 0,
    );
    const calls = [cache.get({}), cache.get({ rejected: "old", claims: "{}" })];
    for (const { claims, resolve } of requests.toReversed()) {
      resolve({ token: claims === undefined ? "plain" : "with claims", expiresOnTimestamp: 60 * MINUTE });
      await Promise.resolve();
    }
    expect(await Promise.all(calls)).toEqual(["plain", "with claims"]);
    expect(await cache.get({})).toBe("with claims");
  });

  it("is still waited for when one of several callers gives up; the request ends with the last of them", async () => {
    const first = new AbortController();
    const second = new AbortController();
    let requestSignal: AbortSignal | undefined;
    const cache = new TokenCache(({ signal }) => {
      requestSignal = signal;
      return new Promise(() => {});
    });
    const calls = [first, second].map((controller) => cache.get({ signal: controller.signal }));
    first.abort(new Error("gave up"));
    await expect(calls[0]).rejects.toThrow("gave up");
    expect(requestSignal?.aborted).toBe(false);
    second.abort(new Error("gave up too"));
    await expect(calls[1]).rejects.toThrow("gave up too");
    expect(requestSignal?.aborted).toBe(true);
  });
});
