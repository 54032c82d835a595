/** Faults as a client sees them: in the same process, on a socket and through msw. */
import { createServer } from "node:http";
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { describe, expect, it } from "vitest";
import { toNodeListener } from "../../../src/node/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { seededRandom } from "../../../src/testing/emulator/seeded-random.ts";
import {
  EVERY_FAULT,
  type Fault,
  listen,
  proxyclickHandlers,
  randomFaults,
  scriptedFaults,
} from "../../../src/testing/index.ts";
import { ADA, setUp } from "./emulated-client.ts";

/** The error that a client without retries gets for a fault, and whether the user was created nevertheless. */
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

  it("that reset the connection do so through msw too", async () => {
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

  it("of an expired token make the client call its token function again", async () => {
    const { emulator, users } = setUp({ faults: scriptedFaults({ kind: "expired_token" }) });
    await expect(users.count()).rejects.toMatchObject({ code: "unauthorized" });
    emulator.faults = scriptedFaults({ kind: "expired_token" });
    const options = { secretToken: () => emulator.secretToken, fetch: emulator.fetch, retry: { delay: 0 } };
    await expect(new ProxyclickScimClient(options).users.count()).resolves.toBe(0);
  });

  it("at random are the same for the same seed, and of all kinds", () => {
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
