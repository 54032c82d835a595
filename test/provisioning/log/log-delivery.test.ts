/**
 * Delivery of log entries from the state: all entries, in order, each once, whatever crashes or fails.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonlLog } from "../../../src/files/index.ts";
import {
  callbackLog,
  createProvisioningJob,
  type LogSink,
  MemoryState,
  type ProvisioningJob,
  type ProvisioningLogEntry,
} from "../../../src/provisioning/index.ts";
import { Crash, type CrashPoint, crashingSink, crashingState, crashingTarget } from "../../support/crash.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { fakeTarget } from "../../support/fake-target.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sinks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NEVER = (): CrashPoint => ({ at: undefined, effect: "before", calls: 0 });

/** A reader of the log over several processes. */
interface Receiver {
  /** Sinks of a new process. */
  open(): Promise<readonly (LogSink & { close?(): Promise<void> })[]>;
  /** Ids that each sink has received so far. */
  received(): readonly (readonly string[])[];
  /** Number of entries that may arrive twice when a process crashes. */
  readonly repeats: number;
}

function fileReceiver(): Receiver {
  const path = join(folder, "log.jsonl");
  return {
    open: async () => [await jsonlLog(path)],
    received: () => [linesOf(path).map((line) => JSON.parse(line).id)],
    repeats: 0,
  };
}

const linesOf = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1);

/** A receiver that outlives the process, like a database. */
function callbackReceiver(knows: boolean): Receiver {
  const ids: string[] = [];
  const options = knows ? { lastEntryId: async () => ids.at(-1) } : {};
  return {
    open: async () => [callbackLog(({ id }) => void ids.push(id), options)],
    received: () => [ids],
    repeats: knows ? 0 : 1,
  };
}

function allTogether(): Receiver {
  const parts = [fileReceiver(), callbackReceiver(true)];
  return {
    open: async () => (await Promise.all(parts.map((part) => part.open()))).flat(),
    received: () => parts.flatMap((part) => part.received()),
    repeats: 0,
  };
}

const DAYS = [
  [person("ada"), person("bob"), person("off", { accountEnabled: "False" })],
  [person("ada", { jobTitle: "Director" }), person("new"), person("off")],
] as const;

interface Setting {
  readonly state: MemoryState;
  readonly target: ReturnType<typeof fakeTarget>;
}

function jobOf({ state, target }: Setting, day: number, point: CrashPoint, sinks: readonly LogSink[]): ProvisioningJob {
  return createProvisioningJob({
    source: fakeDirectory(DAYS[day] ?? []),
    target: crashingTarget(target, point),
    state: crashingState(state, point),
    log: sinks.map((sink) => crashingSink(sink, point)),
    mapping: schema(),
    deleteAfterDays: 0,
    concurrency: 2,
  });
}

async function runProcess(setting: Setting, day: number, point: CrashPoint, receiver: Receiver): Promise<void> {
  const sinks = await receiver.open();
  try {
    await jobOf(setting, day, point, sinks).runCycle();
  } finally {
    for (const sink of sinks) await sink.close?.();
  }
}

async function idsOf(state: MemoryState): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of state.entries()) ids.push(id);
  return ids;
}

/** Removes repeated ids in a row. */
const once = (ids: readonly string[]) => ids.filter((id, index) => id !== ids[index - 1]);

describe.each<[string, () => Receiver]>([
  ["a file of JSON lines", fileReceiver],
  ["a function that knows its last entry", () => callbackReceiver(true)],
  ["a function that does not know its last entry", () => callbackReceiver(false)],
  ["several at once", allTogether],
])("%s", (_kind, make) => {
  it("has every entry once, in order, after a crash at any step", async () => {
    const counting = NEVER();
    const plain: Setting = { state: new MemoryState(), target: fakeTarget() };
    await runProcess(plain, 0, NEVER(), make());
    await runProcess(plain, 1, counting, make());
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= counting.calls; at += 1) {
        rmSync(join(folder, "log.jsonl"), { force: true });
        const setting: Setting = { state: new MemoryState(), target: fakeTarget() };
        const receiver = make();
        await runProcess(setting, 0, NEVER(), receiver);
        await runProcess(setting, 1, { at, effect, calls: 0 }, receiver).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Crash);
        });
        await runProcess(setting, 1, NEVER(), receiver);
        const expected = await idsOf(setting.state);
        for (const ids of receiver.received()) {
          expect(once(ids), `crash ${effect} call ${at}`).toEqual(expected);
          expect(ids.length - expected.length, `repeats after crash ${effect} call ${at}`).toBeLessThanOrEqual(
            receiver.repeats,
          );
        }
      }
    }
  });
});

describe("sinks of one job", () => {
  const collecting = (name?: string) => {
    const ids: string[] = [];
    return { ids, sink: callbackLog(({ id }) => void ids.push(id), name === undefined ? {} : { name }) };
  };

  it("each receive all entries, and one that fails stops neither the job nor the others", async () => {
    const good = collecting();
    const full: LogSink = { lastEntryId: async () => undefined, append: () => Promise.reject(new Error("disk full")) };
    const world = newWorld([person("ada"), person("bob")], { log: [full, good.sink] });
    const { summary } = await world.cycle();
    expect(summary).toMatchObject({ counts: { created: 2 }, logProblems: [{ sink: "log", reason: "disk full" }] });
    expect(good.ids).toEqual(await idsOf(world.state));
  });

  it("receive missing entries in the next cycle, also after a first cycle without any", async () => {
    const ids: string[] = [];
    let broken = true;
    const log: LogSink = {
      lastEntryId: async () => undefined,
      async append(entries) {
        if (broken) throw new Error("offline");
        ids.push(...entries.map(({ id }) => id));
      },
    };
    const world = newWorld([person("ada"), person("bob")], { log });
    await world.cycle();
    await world.cycle([person("ada"), person("bob", { jobTitle: "Director" })]);
    broken = false;
    await world.cycle();
    expect(ids).toEqual(await idsOf(world.state));
    expect(ids).toHaveLength(3);
  });

  it("recover within a cycle from a failure that is over by its end", async () => {
    const ids: string[] = [];
    let failures = 1;
    const log = callbackLog(({ id }) => {
      if (failures-- > 0) throw new Error("blink");
      ids.push(id);
    });
    const world = newWorld([person("ada"), person("bob"), person("eve")], { log });
    expect((await world.cycle()).summary.logProblems).toBeUndefined();
    expect(ids).toEqual(await idsOf(world.state));
  });

  it("begin after the last cycle when they are new to a job that ran before", async () => {
    const world = newWorld([person("ada")]);
    await world.cycle();
    const { ids, sink } = collecting("late");
    await world.cycle([person("ada"), person("bob")], { log: sink });
    expect(ids).toEqual((await idsOf(world.state)).slice(1));
  });

  it("stop a cycle before the first write when one cannot report its last entry", async () => {
    const log: LogSink = { lastEntryId: () => Promise.reject(new Error("no such folder")), append: async () => {} };
    const world = newWorld([person("ada")], { log });
    await expect(world.cycle()).rejects.toThrow("no such folder");
    expect(world.target.accounts.size).toBe(0);
  });

  it("and readers must have different names", () => {
    const { sink } = collecting("twice");
    expect(() => newWorld([], { log: [sink, sink] }).job()).toThrow(/"twice"/);
    expect(() => newWorld([], { log: sink }).job().followLog({ name: "twice" })).toThrow(/"twice"/);
  });

  it("are not called again while a call hangs, in later cycles either, and get every entry afterwards", async () => {
    const ids: string[] = [];
    let hanging: (() => void) | undefined;
    let calls = 0;
    const log: LogSink = {
      lastEntryId: async () => ids.at(-1),
      append: async (entries) => {
        calls += 1;
        if (calls === 1) await new Promise<void>((resolve) => (hanging = resolve));
        ids.push(...entries.map(({ id }) => id));
      },
    };
    const world = newWorld([person("ada")]);
    const job = world.job({ log });
    const first = await withFakeTimers(() => job.runCycle());
    world.directory.users = [person("ada"), person("bob")];
    const second = await job.runCycle();
    expect([first, second].map(({ logProblems }) => logProblems)).toEqual([
      [{ sink: "log", reason: 'The log sink "log" did not finish within 60 s' }],
      [{ sink: "log", reason: expect.stringContaining("is still executing an earlier call") }],
    ]);
    expect([calls, second.counts.created]).toEqual([1, 1]);
    hanging?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await job.runCycle()).not.toHaveProperty("logProblems");
    expect(ids).toEqual(await idsOf(world.state));
  });

  it("receive no more entries at a time than their batch size", async () => {
    const sizes: number[] = [];
    const log: LogSink = {
      batchSize: 2,
      lastEntryId: async () => undefined,
      append: async (entries) => void sizes.push(entries.length),
    };
    const world = newWorld(Array.from({ length: 7 }, (_, index) => person(`u${index}`)));
    await world.cycle();
    await world.state.commit({ delivered: { sink: "log", entry: "" } });
    await world.cycle(undefined, { log });
    expect(sizes).toEqual([2, 2, 2, 1]);
  });

  it("receive the entries in the order of the log, however slow `onEntry` is", async () => {
    const { ids, sink } = collecting();
    const world = newWorld([person("ada"), person("bob"), person("eve")], { log: sink });
    let slow: (() => void) | undefined;
    const running = world.job().runCycle({
      onEntry: ({ sourceIdentity }) =>
        sourceIdentity.id === "ada" ? new Promise<void>((resolve) => (slow = resolve)) : slow?.(),
    });
    await running;
    expect(ids).toEqual(await idsOf(world.state));
  });
});

describe("followLog", () => {
  async function read(log: AsyncIterable<ProvisioningLogEntry>): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { id } of log) ids.push(id);
    return ids;
  }

  it("yields the entries of a running cycle, and ends with the signal after the last one", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    const stop = new AbortController();
    const job = world.job();
    const reading = read(job.followLog({ signal: stop.signal }));
    await job.runCycle();
    stop.abort();
    expect(await reading).toEqual(await idsOf(world.state));
  });

  it("delays nothing and buffers nothing: a reader that starts after the cycle misses no entry", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    const job = world.job();
    const log = job.followLog({ signal: AbortSignal.abort() });
    await job.runCycle();
    expect(await read(log)).toEqual(await idsOf(world.state));
  });

  it("begins after the last cycle, after an entry, or at the beginning", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    const job = world.job();
    await job.runCycle();
    const signal = AbortSignal.abort();
    const ids = await idsOf(world.state);
    expect(await read(job.followLog({ signal }))).toEqual([]);
    expect(await read(job.followLog({ signal, after: ids[0] ?? "" }))).toEqual(ids.slice(1));
    expect(await read(job.followLog({ signal, after: "" }))).toEqual(ids);
  });

  it("with a name continues at its position: an entry counts as received once the next one is requested", async () => {
    const world = newWorld([person("ada"), person("bob"), person("eve")]);
    const job = world.job();
    const first = job.followLog({ name: "feed" });
    await job.runCycle();
    const ids = await idsOf(world.state);
    const received: string[] = [];
    for await (const { id } of first) if (received.push(id) === 2) break;
    expect(received).toEqual(ids.slice(0, 2));
    expect(await read(world.job().followLog({ name: "feed", signal: AbortSignal.abort() }))).toEqual(ids.slice(1));
    expect(await read(world.job().followLog({ name: "feed", signal: AbortSignal.abort() }))).toEqual([]);
  });

  it("after a crash of the reader at any step yields every entry, and only the current one twice", async () => {
    const world = newWorld([person("ada"), person("bob"), person("eve")]);
    await world.cycle();
    const ids = await idsOf(world.state);
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= 8; at += 1) {
        const name = `${effect} ${at}`;
        const received: string[] = [];
        const crashing = world.job({ state: crashingState(world.state, { at, effect, calls: 0 }) });
        const readAll = async (log: AsyncIterable<ProvisioningLogEntry>) => {
          for await (const { id } of log) received.push(id);
        };
        const options = { name, after: "", signal: AbortSignal.abort() };
        await readAll(crashing.followLog(options)).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
        const stored = (await world.state.delivered(name)) ?? "";
        await readAll(world.job().followLog({ ...options, after: stored }));
        expect(once(received), name).toEqual(ids);
        expect(received.length - ids.length, name).toBeLessThanOrEqual(1);
      }
    }
  });
});
