/** The command `demo`: prints the same story on every run. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { runCommand, testIo } from "../../support/command.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

async function demo() {
  const result = await runCommand(["demo"], { cwd: folder.path });
  const log = await readFile(folder.file("out/provisioning.jsonl"), "utf8");
  return { ...result, entries: log.trimEnd().split("\n") };
}

/** The rows with counts: name or reason, and number. */
function countsIn(text: string): string[] {
  return text.split("\n").filter((line) => /^ {2}\w+ +\d+$|^ +\d+ {2}\w+$/.test(line));
}

describe("demo", { timeout: 30_000 }, () => {
  it("tells the story, and the same story when it runs again", async () => {
    const first = await demo();
    expect([first.status, first.err]).toEqual([0, ""]);
    expect(first.out).toMatch(/Tenant URL +http:\/\/127\.0\.0\.1:\d+\/scim\/v2\n/);
    expect(first.out).toMatch(/Secret Token +\S{4}…\S{4} /);
    expect(first.out).toContain("Connected:");
    expect(first.out).toMatch(/Initial cycle completed.*Incremental cycle completed/s);
    for (const label of ["create", "update", "disable", "skipped", "failed"]) {
      expect(first.out).toMatch(new RegExp(`^ {2}(?:\\w+ )?${label}: \\S+\\n {6}\\S`, "m"));
    }
    expect(first.out).toContain("The whole log: ./out/provisioning.jsonl");
    expect(first.out).toMatch(/create the application Proxyclick\n.*Applied: 4 steps\./s);
    expect(first.out).toMatch(/read +250 users, with \d+ requests.*\n +created +104\n/);
    expect(first.out).toMatch(/read +3 users, with 4 requests.*\n +created +1\n +updated +1\n +disabled +1\n/);
    expect(first.out).not.toContain("\u001b");

    const second = await demo();
    expect(countsIn(second.out)).toEqual(countsIn(first.out));
    expect(countsIn(first.out).length).toBeGreaterThan(15);
    expect(second.entries).toHaveLength(first.entries.length);
    for (const line of second.entries) expect(JSON.parse(line)).toHaveProperty("provisioningAction");
  });

  it("ends with status 130 when it is interrupted", async () => {
    const io = testIo({ cwd: folder.path });
    io.stop.abort(interruption("SIGINT"));
    await expect(run(io, ["demo"])).resolves.toBe(130);
  });

  it("ends with status 130 when it is interrupted while it reads Microsoft Graph", async () => {
    const io = testIo({ cwd: folder.path });
    const status = run(io, ["demo"]);
    await io.stdout.until(/^7\. /m);
    io.stop.abort(interruption("SIGINT"));
    await expect(status).resolves.toBe(130);
    expect(io.stdout.text).not.toMatch(/^8\. /m);
  });
});
