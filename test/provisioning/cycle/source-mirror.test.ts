/**
 * What a delta source keeps between its reads: the job hands it over with every call, and restarts clear it.
 */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryState } from "../../../src/provisioning/index.ts";
import type { SourceReadOptions, SourceUser } from "../../../src/provisioning/ports/source.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { type FakeDirectory, fakeDirectory, person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

interface Call {
  readonly method: "assignments" | "read";
  readonly watermark: string | undefined;
  /** What the source had written before. */
  readonly kept: string | undefined;
}

let world: World;
let calls: Call[];
let state: MemoryState;

/** A delta source that writes the number of its reads into the mirror, and ends with it as the watermark. */
function mirroringSource(): FakeDirectory {
  const source = fakeDirectory([person("ada"), person("bob")]);
  const { assignments } = source;
  let reads = 0;
  const note = async (method: Call["method"], { watermark, mirror }: SourceReadOptions = {}) => {
    calls.push({ method, watermark, kept: await mirror?.get("reads", "last") });
  };
  return Object.assign(source, {
    kind: "delta" as const,
    async assignments(options?: SourceReadOptions) {
      await note("assignments", options);
      return (await assignments?.()) ?? { rolesOf: () => [] };
    },
    async *read(options?: SourceReadOptions) {
      await note("read", options);
      reads += 1;
      await options?.mirror?.write([{ collection: "reads", key: "last", value: String(reads) }]);
      for (const user of source.users) yield { kind: "user" as const, user };
      yield { kind: "end" as const, watermark: String(reads) };
    },
  });
}

beforeEach(() => {
  world = newWorld([]);
  calls = [];
  state = new MemoryState();
});

describe("the mirror of a delta source", () => {
  it("is handed to the source with the watermark that the job stored", async () => {
    const job = world.job({ source: mirroringSource(), state });
    await job.runCycle();
    await job.runCycle();
    expect(calls).toEqual([
      { method: "assignments", watermark: undefined, kept: undefined },
      { method: "read", watermark: undefined, kept: undefined },
      { method: "assignments", watermark: "1", kept: "1" },
      { method: "read", watermark: "1", kept: "1" },
    ]);
  });

  it.each(["Watermark", "Full", "ConnectorDataStore"] as const)("is cleared by a restart (%s)", async (scope) => {
    const job = world.job({ source: mirroringSource(), state });
    await job.runCycle();
    await job.restart([scope]);
    await job.runCycle();
    expect(calls.slice(2)).toEqual([
      { method: "assignments", watermark: undefined, kept: undefined },
      { method: "read", watermark: undefined, kept: undefined },
    ]);
  });

  it.each(["Watermark", "Full"] as const)(
    "a restart (%s) that is killed in the middle leaves no watermark",
    async (scope) => {
      const job = world.job({ source: mirroringSource(), state });
      await job.runCycle();
      const clear = vi.spyOn(state.mirror, "clear").mockRejectedValueOnce(new Error("killed"));
      await expect(job.restart([scope])).rejects.toThrow("killed");
      clear.mockRestore();
      await job.runCycle();
      expect(calls.at(-1)).toMatchObject({ method: "read", watermark: undefined });
    },
  );

  it.each([["Escrows"], ["QuarantineState"], ["ForceDeletes"]] as const)(
    "is kept by a restart of %s",
    async (scope) => {
      const job = world.job({ source: mirroringSource(), state });
      await job.runCycle();
      await job.restart([scope]);
      expect(await state.mirror.get("reads", "last")).toBe("1");
    },
  );

  it.each<[string, (options: Parameters<World["job"]>[0]) => Promise<unknown>]>([
    ["a dry run", (options) => world.job({ ...options, dryRun: true }).runCycle()],
    ["provisioning on demand", (options) => world.job(options).provisionOnDemand("ada")],
    ["discovery", (options) => collect(world.job(options).discover())],
  ])("is not changed by the read of %s", async (_name, run) => {
    const options = { source: mirroringSource(), state };
    await world.job(options).runCycle();
    await run(options);
    expect(calls.findLast(({ method }) => method === "read")).toMatchObject({ kept: "1" });
    expect(calls.filter(({ method }) => method === "read")).toHaveLength(2);
    expect(await state.mirror.get("reads", "last")).toBe("1");
  });
});

describe("provisioning on demand with a source that finds users by name", () => {
  it("reads nobody else", async () => {
    const names: string[] = [];
    const source = Object.assign(mirroringSource(), {
      async *findUsers(name: string): AsyncGenerator<SourceUser, void, void> {
        names.push(name);
        yield person("bob");
      },
    });
    const { result } = await world.job({ source, state }).provisionOnDemand("bob@contoso.com");
    expect(result).toBe("Success");
    expect(names).toEqual(["bob@contoso.com"]);
    expect(calls.map(({ method }) => method)).toEqual(["assignments"]);
  });

  it("rejects a user whom the source does not find, and a failure of the source", async () => {
    const source = Object.assign(mirroringSource(), {
      async *findUsers(name: string): AsyncGenerator<SourceUser, void, void> {
        if (name === "lost") throw new Error("connection lost");
        yield* [];
      },
    });
    const job = world.job({ source, state });
    await expect(job.provisionOnDemand("eve")).rejects.toMatchObject({ code: "invalid_source" });
    await expect(job.provisionOnDemand("lost")).rejects.toMatchObject({ code: "incomplete_source" });
  });
});
