/** The summary of a cycle as text. */
import { describe, expect, it } from "vitest";
import { renderSummary } from "../../../src/cli/output/render-summary.ts";
import { cycleSummary } from "../../support/log-entries.ts";

describe("the summary", () => {
  it("shows every count, reasons by number, duration and speed", () => {
    const skipped = { NotInScope: 2, NotEffectivelyEntitled: 10 };
    const counts = { read: 250, created: 230, unchanged: 7, skipped, failed: { EntryConflict: 1 } };
    expect(renderSummary(cycleSummary({ counts, duration: 1_250 }))).toBe(
      [
        "Initial cycle completed: 1.3 s, 200 users per second",
        "  read          250",
        "  created       230",
        "  updated         0",
        "  disabled        0",
        "  deleted         0",
        "  unchanged       7",
        "  skipped        12",
        "                 10  NotEffectivelyEntitled: Assigned with Default Access only",
        "                  2  NotInScope: Left out by the scoping filters",
        "  failed          1",
        "                  1  EntryConflict: Another account already has a unique value",
        "",
      ].join("\n"),
    );
  });

  it("says how to go on when the threshold held something back", () => {
    const text = renderSummary(cycleSummary({ outcome: "held_back", heldBack: 30, threshold: 25 }));
    expect(text).toContain("30 disables and deletes held back: more than the threshold of 25.");
    expect(text).toContain("--allow-deletes");
  });

  it("says why a cycle is incomplete, and that a dry run wrote nothing", () => {
    expect(renderSummary(cycleSummary({ outcome: "incomplete", problem: "cut\u001b short" }))).toContain(
      "Nobody was removed: cut\\u001b short",
    );
    expect(renderSummary(cycleSummary({}), { dryRun: true })).toContain("(dry run, nothing was written)");
  });

  it("has a speed also for a cycle that took no time", () => {
    expect(renderSummary(cycleSummary({ duration: 0 }))).not.toMatch(/NaN|Infinity/);
  });
});
