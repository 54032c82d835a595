/** A test kit that is used wrongly says so, instead of letting a test pass for the wrong reason. */
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

/** What a program without types could pass. */
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

describe("an emulator is refused", () => {
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
  ])("with %s", (options) => {
    expect(() => createProxyclickEmulator(untyped(options))).toThrow(RangeError);
  });

  it("locations that are set later, too, and keeps those it has", () => {
    const emulator = createProxyclickEmulator();
    const twice = { id: "CO-1", name: "a" };
    expect(() => {
      emulator.locations = [twice, twice];
    }).toThrow(/locations/);
    expect(emulator.locations).toHaveLength(1);
  });
});

describe("faults are refused", () => {
  it.each([
    { seed: Number.NaN, probability: 0.5 },
    { seed: 1.5, probability: 0.5 },
    { seed: 1, probability: Number.NaN },
    { seed: 1, probability: -0.1 },
    { seed: 1, probability: 1.1 },
    { seed: 1, probability: 1, faults: [] },
  ])("at random with %o", (options) => {
    expect(() => randomFaults(options)).toThrow(RangeError);
  });

  it.each(WRONG_FAULTS)("%s, by script, at random and from a plan of one's own", async (json) => {
    const fault: Fault = JSON.parse(json);
    expect(() => scriptedFaults(undefined, fault)).toThrow(RangeError);
    expect(() => randomFaults({ seed: 1, probability: 0.1, faults: [fault] })).toThrow(RangeError);
    const emulator = createProxyclickEmulator({ faults: () => fault });
    await expect(ask(emulator, "/Users")).rejects.toThrow(RangeError);
  });
});

describe("a clock is refused", () => {
  it.each<[string, () => void]>([
    ["a beginning that is no time", () => createTestClock("yesterday")],
    ["a time that is none", () => createTestClock().set("noon")],
    ["a step that leads nowhere", () => createTestClock().advance(Number.NaN)],
  ])("%s", (_, use) => {
    expect(use).toThrow(RangeError);
  });
});

describe("an emulator", () => {
  it("answers a path with a broken encoding, and writes it down", async () => {
    const emulator = createProxyclickEmulator();
    expect((await ask(emulator, "/Users/%E0%A4%A")).status).toBe(400);
    expect(emulator.journal.entries()[0]?.path).toBe("/Users/%E0%A4%A");
  });

  it("does not take the beginning of a longer path for its own", async () => {
    const emulator = createProxyclickEmulator();
    await emulator.fetch(`${emulator.tenantUrl}1/Users`);
    expect(emulator.journal.entries()[0]?.path).toBe("/scim/v11/Users");
  });

  it("knows nothing of another one's tokens and users", async () => {
    const [one, other] = [createProxyclickEmulator(), createProxyclickEmulator()];
    const headers = { authorization: `Bearer ${one.secretToken}` };
    expect((await other.fetch(`${other.tenantUrl}/Users`, { headers })).status).toBe(401);
    expect(one.journal.entries()).toEqual([]);
  });

  it("lets go of a caller who aborts, before and while it waits", async () => {
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

  it("listens more than once, says that a port is in use, and closes as often as one likes, with connections open", async () => {
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
