/** Invalid options and calls of the test kit fail, so that no test passes for the wrong reason. */
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { toNodeListener } from "../../src/node/index.ts";
import {
  createProxyclickEmulator,
  createTestClock,
  type Fault,
  listen,
  type ProxyclickEmulator,
  type ProxyclickEmulatorOptions,
  randomFaults,
  scriptedFaults,
} from "../../src/testing/index.ts";

function ask(emulator: ProxyclickEmulator, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${emulator.secretToken}` };
  return emulator.fetch(`${emulator.tenantUrl}${path}`, { ...init, headers });
}

/** Options that a program without types could pass. */
function untyped(json: string): ProxyclickEmulatorOptions {
  return JSON.parse(json);
}

const WRONG_FAULTS: readonly string[] = [
  '{"kind":"nope"}',
  '{"kind":"status","status":42}',
  '{"kind":"status","status":304}',
  '{"kind":"status","status":429,"retryAfter":-1}',
  '{"kind":"latency","milliseconds":-5}',
  '{"kind":"slow_body"}',
  '{"kind":"reset"}',
];

describe("an emulator rejects", () => {
  it.each([
    '{"journalLimit":-1}',
    '{"journalLimit":"many"}',
    '{"tenantUrl":"nonsense"}',
    '{"tenantUrl":"ftp://x.example"}',
    '{"deactivation":"hide"}',
    '{"schemas":"scim3"}',
    '{"discovery":500}',
    '{"disabledUsers":true}',
    '{"cityAddress":"home"}',
    '{"duplicateStatus":422}',
    '{"invitations":"yes"}',
    '{"faults":{}}',
    '{"now":5}',
    '{"locations":"all"}',
    '{"locations":[{"name":"no id"}]}',
    '{"locations":[{"id":"CO-1","name":"a"},{"id":"CO-1","name":"b"}]}',
  ])("the options %s", (options) => {
    expect(() => createProxyclickEmulator(untyped(options))).toThrow(RangeError);
  });

  it("invalid locations that are set later, and keeps the previous ones", () => {
    const emulator = createProxyclickEmulator();
    const twice = { id: "CO-1", name: "a" };
    expect(() => {
      emulator.locations = [twice, twice];
    }).toThrow(/locations/);
    expect(emulator.locations).toHaveLength(1);
  });
});

describe("invalid faults are rejected", () => {
  it.each([
    { seed: Number.NaN, probability: 0.5 },
    { seed: 1.5, probability: 0.5 },
    { seed: 1, probability: Number.NaN },
    { seed: 1, probability: -0.1 },
    { seed: 1, probability: 1.1 },
    { seed: 1, probability: 1, faults: [] },
  ])("in random faults: %o", (options) => {
    expect(() => randomFaults(options)).toThrow(RangeError);
  });

  it.each(WRONG_FAULTS)("%s, by script, at random and in a custom plan", async (json) => {
    const fault: Fault = JSON.parse(json);
    expect(() => scriptedFaults(undefined, fault)).toThrow(RangeError);
    expect(() => randomFaults({ seed: 1, probability: 0.1, faults: [fault] })).toThrow(RangeError);
    const emulator = createProxyclickEmulator({ faults: () => fault });
    await expect(ask(emulator, "/Users")).rejects.toThrow(RangeError);
  });
});

describe("a clock rejects", () => {
  it.each<[string, () => void]>([
    ["an invalid start", () => createTestClock("yesterday")],
    ["an invalid time", () => createTestClock().set("noon")],
    ["an invalid step", () => createTestClock().advance(Number.NaN)],
  ])("%s", (_, use) => {
    expect(use).toThrow(RangeError);
  });
});

describe("an emulator", () => {
  it("responds to a path with an invalid encoding, and records it", async () => {
    const emulator = createProxyclickEmulator();
    expect((await ask(emulator, "/Users/%E0%A4%A")).status).toBe(400);
    expect(emulator.journal.entries()[0]?.path).toBe("/Users/%E0%A4%A");
  });

  it("does not treat the prefix of a longer path as its own", async () => {
    const emulator = createProxyclickEmulator();
    await emulator.fetch(`${emulator.tenantUrl}1/Users`);
    expect(emulator.journal.entries()[0]?.path).toBe("/scim/v11/Users");
  });

  it("has its own tokens and users", async () => {
    const [one, other] = [createProxyclickEmulator(), createProxyclickEmulator()];
    const headers = { authorization: `Bearer ${one.secretToken}` };
    expect((await other.fetch(`${other.tenantUrl}/Users`, { headers })).status).toBe(401);
    expect(one.journal.entries()).toEqual([]);
  });

  it("rejects a request that is aborted, before and while it waits", async () => {
    const endless = createProxyclickEmulator({
      faults: () => ({ kind: "latency", milliseconds: 1 }),
      sleep: () => new Promise(() => {}),
    });
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(ask(endless, "/Users", { signal: gone })).rejects.toThrow("gone");
    const abort = new AbortController();
    const waiting = ask(endless, "/Users", { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });

  it("listens on several ports, reports a port in use, and can be closed repeatedly with open connections", async () => {
    const emulator = createProxyclickEmulator({
      faults: () => ({ kind: "latency", milliseconds: 1 }),
      sleep: () => new Promise(() => {}),
    });
    const node = { createServer, toNodeListener };
    const first = await listen(emulator, node);
    const second = await listen(emulator, node);
    expect(second.tenantUrl).not.toBe(first.tenantUrl);
    const port = Number(new URL(first.tenantUrl).port);
    await expect(listen(emulator, { ...node, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    const open = fetch(`${first.tenantUrl}/Users`).catch((error: unknown) => error);
    await Promise.all([first.close(), second.close()]);
    expect(await first.close()).toBeUndefined();
    expect(await open).toBeInstanceOf(TypeError);
  });
});
