/** A log entry as text. */
import { describe, expect, it } from "vitest";
import { renderLogEntry } from "../../../src/cli/output/render-log-entry.ts";
import { identity, logEntry } from "../../support/log-entries.ts";

describe("a log entry for people", () => {
  it("shows old and new values, on lines of their own", () => {
    const modifiedProperties = [
      { displayName: "title", oldValue: "Engineer", newValue: "Lead\u001b[1m" },
      { displayName: "nickName", oldValue: null, newValue: "Ada" },
      { displayName: "locale", oldValue: "en", newValue: null },
    ];
    const sourceIdentity = identity("u1", "Ada\nLovelace");
    const entry = logEntry({ provisioningAction: "update", modifiedProperties, sourceIdentity });
    expect(renderLogEntry(entry).split("\n")).toEqual([
      "  update: Ada Lovelace",
      '      title: "Engineer" -> "Lead\\u001b[1m"',
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
    const entry = logEntry({ provisioningStatusInfo: { status: "failure", errorInformation } });
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
    const entry = logEntry({ provisioningAction, provisioningStatusInfo: { status, errorInformation: null } });
    expect(renderLogEntry(entry)).toBe(`  ${label}: u1`);
  });

  it("cuts long lists and long values", () => {
    const modifiedProperties = Array.from({ length: 6 }, (_, index) => ({
      displayName: `a${index}`,
      oldValue: null,
      newValue: "x".repeat(500),
    }));
    const lines = renderLogEntry(logEntry({ modifiedProperties })).split("\n");
    expect(lines.at(-1)).toBe("      and 2 more");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100);
  });
});
