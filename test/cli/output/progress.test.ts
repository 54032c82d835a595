/** Progress without a terminal. */
import { describe, expect, it } from "vitest";
import { showProgress } from "../../../src/cli/output/progress.ts";
import { OutputCollector } from "../../support/command.ts";
import { cycleCounts } from "../../support/log-entries.ts";

describe("progress without a terminal", () => {
  it.each([
    ["of a known number: a line at every tenth", 1_000, 10],
    ["of few users: not closer than 50", 120, 2],
    ["of an unknown number: a line every thousand", undefined, 1],
  ])("%s, without escape codes", (_case, expected, lines) => {
    const output = new OutputCollector();
    const progress = showProgress(output);
    for (let read = 1; read <= (expected ?? 1_999); read += 1) {
      progress.update({ kind: "initial", counts: cycleCounts({ read }), inScope: read, done: read, expected });
    }
    progress.end();
    expect(output.text.split("\n")).toHaveLength(lines + 1);
    expect(output.text).not.toContain("\u001b");
  });
});
