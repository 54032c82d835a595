import { describe, expect, it } from "vitest";
import { interruption } from "../../src/cli/io.ts";
import { repeat } from "../../src/cli/repeat.ts";
import { world } from "./world.ts";

describe("repeat", () => {
  it("goes on after an error that is not the first, tells it, and ends when stopped", async () => {
    const io = world();
    let times = 0;
    const status = await repeat(io, 1, async () => {
      times += 1;
      if (times === 2) throw new Error("target away");
      if (times === 3) io.stop.abort(interruption("SIGTERM"));
    });
    expect([status, times, io.stderr.text]).toEqual([130, 3, "error: target away\n"]);
  });

  it("ends with an error of the first time", async () => {
    const work = () => Promise.reject(new Error("no such file"));
    await expect(repeat(world(), 1, work)).rejects.toThrow("no such file");
  });

  it("does not wait for the next time when it is stopped", async () => {
    const io = world();
    const ended = repeat(io, 3_600_000, async () => {});
    queueMicrotask(() => io.stop.abort(interruption("SIGINT")));
    await expect(ended).resolves.toBe(130);
  });
});
