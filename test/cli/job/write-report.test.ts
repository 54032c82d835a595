/** The report of a cycle and of a dry run on the command line. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { runWithReport } from "../../../src/cli/job/write-report.ts";
import type { CycleSummary } from "../../../src/provisioning/index.ts";
import { MemoryState } from "../../../src/provisioning/index.ts";
import { reportEntry, SUMMARY } from "../../support/report-entries.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("report.html");
});

/** A cycle that logs some entries and ends. */
function cycleOf(state: MemoryState, ...entries: readonly number[]): () => Promise<CycleSummary> {
  return async () => {
    for (const index of entries) await state.commit({ entry: reportEntry(index) });
    const deliveredEntry = `entry-${entries.at(-1)}`;
    await state.writeJob({ jobId: "job-1", fingerprint: "", initialDone: true, deliveredEntry });
    return SUMMARY;
  };
}

const changes = () => readFileSync(path, "utf8").match(/user\d+@contoso\.example(?=",")/g);

describe("the report of a cycle on the command line", () => {
  it("holds what was logged in this cycle, and is replaced by the next one", async () => {
    const state = new MemoryState();
    expect(await runWithReport({ path, state, dryRun: false }, cycleOf(state, 1, 4))).toBe(SUMMARY);
    expect(changes()).toEqual(["user1@contoso.example", "user4@contoso.example"]);
    await runWithReport({ path, state, dryRun: false }, cycleOf(state, 5));
    expect(changes()).toEqual(["user5@contoso.example"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("of a dry run tells what would have been logged, of which nothing else is kept", async () => {
    await runWithReport({ path, state: undefined, dryRun: true }, async ({ onEntry }) => {
      await Promise.all([reportEntry(1), reportEntry(4)].map((entry) => onEntry?.(entry)));
      return SUMMARY;
    });
    expect(readFileSync(path, "utf8")).toContain("It was a dry run");
    expect(changes()).toEqual(["user1@contoso.example", "user4@contoso.example"]);
    expect(readdirSync(folder.path)).toEqual(["report.html"]);
  });

  it("of a dry run that fails leaves nothing behind", async () => {
    const failing = runWithReport({ path, state: undefined, dryRun: true }, () => Promise.reject(new Error("refused")));
    await expect(failing).rejects.toThrow("refused");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("is not written when none is wanted, or when the cycle fails", async () => {
    await runWithReport({ path: undefined, state: undefined, dryRun: false }, async () => SUMMARY);
    const failing = runWithReport({ path, state: undefined, dryRun: false }, () =>
      Promise.reject(new Error("refused")),
    );
    await expect(failing).rejects.toThrow("refused");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("is known to be impossible before the cycle begins", async () => {
    let ran = false;
    const cycle = async () => {
      ran = true;
      return SUMMARY;
    };
    const missing = folder.file("missing/report.html");
    for (const path of [missing, folder.path])
      await expect(runWithReport({ path, state: undefined, dryRun: false }, cycle)).rejects.toThrow(/--report/);
    const foreign = folder.write("users.csv", "id,mail\n");
    await expect(runWithReport({ path: foreign, state: undefined, dryRun: false }, cycle)).rejects.toThrow(
      "not a report of this package",
    );
    expect(readFileSync(foreign, "utf8")).toBe("id,mail\n");
    expect(ran).toBe(false);
  });
});
