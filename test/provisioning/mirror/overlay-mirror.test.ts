/**
 * The state contract over the copy of a state that a dry run writes to: its mirror leaves the mirror below as it is.
 */
import { describe, expect, it } from "vitest";
import { MemoryState } from "../../../src/provisioning/index.ts";
import { OverlayMirror } from "../../../src/provisioning/mirror/overlay-mirror.ts";
import { PlanningState } from "../../../src/provisioning/planning/planning-state.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { mirrorCases } from "../../../src/testing/contracts/state-mirror-cases.ts";

const write = (key: string, value: string | undefined) => ({ collection: "users", key, value });

describe("a mirror over another one", () => {
  it.each(mirrorCases)("$name", ({ run }) => run(new PlanningState(new MemoryState())));

  it("shows the records below with its own changes, and changes nothing below", async () => {
    const { mirror: below } = new MemoryState();
    await below.write([write("ada", "1"), write("bob", "1"), write("eve", "1")]);
    const mirror = new OverlayMirror(below);
    await mirror.write([write("ada", "2"), write("bob", undefined), write("zoe", "2")]);
    expect(new Map(await collect(mirror.entries("users")))).toEqual(
      new Map([
        ["ada", "2"],
        ["eve", "1"],
        ["zoe", "2"],
      ]),
    );
    expect(await mirror.get("users", "eve")).toBe("1");
    expect(await mirror.getMany("users", ["ada", "bob", "eve"])).toEqual(
      new Map([
        ["eve", "1"],
        ["ada", "2"],
      ]),
    );
    await mirror.clear();
    expect(await collect(mirror.entries("users"))).toEqual([]);
    expect(await mirror.get("users", "eve")).toBeUndefined();
    expect(await collect(below.entries("users"))).toHaveLength(3);
    expect(await below.get("users", "ada")).toBe("1");
  });

  it("yields a record once that changes while the records are read", async () => {
    const { mirror: below } = new MemoryState();
    await below.write([write("ada", "1"), write("bob", "1")]);
    const mirror = new OverlayMirror(below);
    const keys: string[] = [];
    for await (const [key] of mirror.entries("users")) {
      keys.push(key);
      await mirror.write([write(key, "2")]);
    }
    expect(keys).toEqual(["ada", "bob"]);
  });
});
