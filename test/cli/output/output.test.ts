import { describe, expect, it } from "vitest";
import { phoneNormalizer } from "../../../src/cli/job/normalize-phone.ts";
import { pickExamples } from "../../../src/cli/output/pick-examples.ts";
import { showProgress } from "../../../src/cli/output/progress.ts";
import { renderLogEntry } from "../../../src/cli/output/render-log-entry.ts";
import { renderSummary } from "../../../src/cli/output/render-summary.ts";
import { countsOf, entryOf, summaryOf } from "../fixtures.ts";
import { Collector } from "../world.ts";

describe("the summary", () => {
  it("shows every count, reasons by number, duration and speed", () => {
    const skipped = { NotInScope: 2, NotEffectivelyEntitled: 10 };
    const counts = { read: 250, created: 230, unchanged: 7, skipped, failed: { EntryConflict: 1 } };
    expect(renderSummary(summaryOf({ counts, duration: 1_250 }))).toBe(
      [
        "Initial cycle completed: 1.3 s, 200 users per second",
        "  read          250",
        "  created       230",
        "  updated         0",
        "  disabled        0",
        "  deleted         0",
        "  unchanged       7",
        "  skipped        12",
        "                 10  NotEffectivelyEntitled",
        "                  2  NotInScope",
        "  failed          1",
        "                  1  EntryConflict",
        "",
      ].join("\n"),
    );
  });

  it("says how to go on when the threshold held something back", () => {
    const text = renderSummary(summaryOf({ outcome: "held_back", heldBack: 30, threshold: 25 }));
    expect(text).toContain("30 disables and deletes held back: more than the threshold of 25.");
    expect(text).toContain("--allow-deletes");
  });

  it("says why a cycle is incomplete, and that a dry run wrote nothing", () => {
    expect(renderSummary(summaryOf({ outcome: "incomplete", problem: "cut\u001b short" }))).toContain(
      "Nobody was removed: cut short",
    );
    expect(renderSummary(summaryOf({}), { dryRun: true })).toContain("(dry run, nothing was written)");
  });

  it("has a speed also for a cycle that took no time", () => {
    expect(renderSummary(summaryOf({ duration: 0 }))).not.toMatch(/NaN|Infinity/);
  });
});

describe("progress without a terminal", () => {
  it.each([
    ["of a known number: a line at every tenth", 1_000, 10],
    ["of few users: not closer than 50", 120, 2],
    ["of an unknown number: a line every thousand", undefined, 1],
  ])("%s, without escape codes", (_case, expected, lines) => {
    const output = new Collector();
    const progress = showProgress(output);
    for (let read = 1; read <= (expected ?? 1_999); read += 1) {
      progress.update({ kind: "initial", counts: countsOf({ read }), inScope: read, done: read, expected });
    }
    progress.end();
    expect(output.text.split("\n")).toHaveLength(lines + 1);
    expect(output.text).not.toContain("\u001b");
  });
});

describe("a log entry for people", () => {
  it("shows old and new values, on lines of their own", () => {
    const modifiedProperties = [
      { displayName: "title", oldValue: "Engineer", newValue: "Lead\u001b[1m" },
      { displayName: "nickName", oldValue: null, newValue: "Ada" },
      { displayName: "locale", oldValue: "en", newValue: null },
    ];
    const sourceIdentity = { id: "u1", displayName: "Ada\nLovelace", identityType: "User", details: {} };
    const entry = entryOf({ provisioningAction: "update", modifiedProperties, sourceIdentity });
    expect(renderLogEntry(entry).split("\n")).toEqual([
      "  update: Ada Lovelace",
      '      title: "Engineer" -> "Lead[1m"',
      '      nickName: "Ada"',
      '      locale: "en" -> (none)',
    ]);
  });

  it("shows the cause of a failure", () => {
    const errorInformation = {
      errorCode: "EntryConflict",
      reason: "userName is taken",
      additionalDetails: null,
      errorCategory: "failure",
      recommendedAction: null,
    } as const;
    const entry = entryOf({ provisioningStatusInfo: { status: "failure", errorInformation } });
    expect(renderLogEntry(entry)).toBe("  create failed: u1\n      EntryConflict: userName is taken");
  });

  it.each([
    ["create", "success", "create"],
    ["disable", "success", "disable"],
    ["update", "failure", "update failed"],
    ["other", "failure", "failed"],
    ["other", "skipped", "skipped"],
    ["update", "warning", "update warning"],
  ] as const)("calls %s with status %s: %s", (provisioningAction, status, label) => {
    const entry = entryOf({ provisioningAction, provisioningStatusInfo: { status, errorInformation: null } });
    expect(renderLogEntry(entry)).toBe(`  ${label}: u1`);
  });

  it("cuts long lists and long values", () => {
    const modifiedProperties = Array.from({ length: 6 }, (_, index) => ({
      displayName: `a${index}`,
      oldValue: null,
      newValue: "x".repeat(500),
    }));
    const lines = renderLogEntry(entryOf({ modifiedProperties })).split("\n");
    expect(lines.at(-1)).toBe("      and 2 more");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100);
  });
});

describe("entries worth reading", () => {
  it("are the same whatever the order of the log, and the log gets every entry", async () => {
    const change = { displayName: "title", oldValue: "a", newValue: "b" };
    const small = entryOf({ id: "1", sourceIdentity: { ...entryOf({}).sourceIdentity, id: "u2" } });
    const large = entryOf({ id: "2", modifiedProperties: [change] });
    const passed: string[] = [];
    const pick = async (entries: (typeof small)[]) => {
      const watch = pickExamples({
        lastEntryId: async () => undefined,
        append: async (list) => void passed.push(...list.map(({ id }) => id)),
      });
      for (const entry of entries) await watch.sink.append([entry]);
      return watch.examples.get("create")?.id;
    };
    expect([await pick([small, large]), await pick([large, small])]).toEqual(["2", "2"]);
    expect(passed).toEqual(["1", "2", "2", "1"]);
  });
});

describe("phone numbers", () => {
  it.each([
    ["international form", "+32 (0)2 555 12 12", undefined, "+3225551212"],
    ["national form with a default country", "02 555 12 12", "BE", "+3225551212"],
    ["national form without a country", "02 555 12 12", undefined, undefined],
    ["an extension, which E.164 does not have", "+44 20 7946 0000 ext. 12", undefined, "+442079460000"],
    ["no phone number", "ask reception", "BE", undefined],
  ] as const)("%s", (_form, text, country, expected) => {
    expect(phoneNormalizer(country)(text)).toBe(expected);
  });
});
