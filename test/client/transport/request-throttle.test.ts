/** The pace of a client: requests a second, requests at once, and pauses. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ScimClient } from "../../../src/client/index.ts";
import { RequestThrottle } from "../../../src/client/transport/request-throttle.ts";
import { UserType } from "../../../src/models/index.ts";
import { json, list, networkError, scripted, user } from "../scripted-fetch.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the pace of a client", () => {
  it("limits the requests a second, evenly spread", async () => {
    const pace = new RequestThrottle({ requestsPerSecond: 25 });
    const begun = performance.now();
    const starts: number[] = [];
    const all = Promise.all(
      Array.from({ length: 6 }, async () => {
        if (pace.tryAcquire() === undefined) await pace.acquire(undefined);
        starts.push(Math.round(performance.now() - begun));
      }),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    await all;
    expect(starts).toEqual([0, 40, 80, 120, 160, 200]);
  });

  it("limits the requests at once", async () => {
    let active = 0;
    let most = 0;
    const fetch = async (): Promise<Response> => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setTimeout(resolve, 10));
      active -= 1;
      return json(user("1"));
    };
    const client = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch, pace: { concurrency: 3 } });
    const users = client.resources(UserType);
    const all = Promise.all(Array.from({ length: 10 }, () => users.get("1")));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await all).toHaveLength(10);
    expect(most).toBe(3);
  });

  it("does not block the look-up of a create with one request at a time", async () => {
    const { fetch } = scripted(networkError("ECONNRESET"), list([]), json(user("1", "a@example.com"), 201));
    const options = { baseUrl: "https://x.example", token: "t", fetch, retry: { delay: 0 }, pace: { concurrency: 1 } };
    const created = new ScimClient(options).resources(UserType).create({ userName: "a@example.com" });
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(created).resolves.toMatchObject({ id: "1" });
  });

  it("does not block when an attempt never ends", async () => {
    const { fetch } = scripted(() => new Promise(() => {}), json(user("1")));
    const options = { baseUrl: "https://x.example", token: "t", fetch, timeout: 20, pace: { concurrency: 1 } };
    const read = new ScimClient(options).resources(UserType).get("1");
    await vi.advanceTimersByTimeAsync(5_000);
    await expect(read).resolves.toMatchObject({ id: "1" });
  });

  it("observes the pause after one response for all requests", async () => {
    const begun = performance.now();
    const { fetch } = scripted(json(user("1"), 200, { "ratelimit-remaining": "0", "ratelimit-reset": "2" }), () =>
      json(user("2"), 200, { "x-at": String(performance.now() - begun) }),
    );
    const users = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch }).resources(UserType);
    await users.get("1");
    let done = false;
    const second = users.get("2").then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await second;
    expect(done).toBe(true);
  });

  it("ends a wait with the reason of the signal", async () => {
    const pace = new RequestThrottle({ concurrency: 1 });
    pace.tryAcquire();
    const controller = new AbortController();
    const waiting = pace.acquire(controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });

  it.each([0, -1, Number.NaN])("rejects the limit %d", (bound) => {
    expect(() => new RequestThrottle({ concurrency: bound })).toThrow(RangeError);
    expect(() => new RequestThrottle({ requestsPerSecond: bound })).toThrow(RangeError);
  });

  it("frees the slot of a call that timed out while it waited for its retry", async () => {
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const fetch = async ({ url }: Request): Promise<Response> => {
      if (url.endsWith("/slow")) await pause(500);
      return url.endsWith("/busy") ? json({}, 503) : json(user("1"));
    };
    const client = new ScimClient({
      baseUrl: "https://x.example",
      token: "t",
      fetch,
      pace: { concurrency: 1 },
      retry: { delay: 20, random: () => 1 },
      timeout: false,
      totalTimeout: 100,
    });
    const users = client.resources(UserType);
    const calls = [users.get("busy"), pause(5).then(() => users.get("slow"))];
    const outcomes = Promise.allSettled(calls);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(users.get("1")).resolves.toMatchObject({ id: "1" });
  });
});
