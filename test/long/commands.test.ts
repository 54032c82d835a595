/** Commands beside a running schedule, and what a killed process leaves, with real processes, files and sockets. */
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { employees, provisionArgs, writeCompany } from "../support/company.ts";
import { fileSize, untilSize } from "../support/file-size.ts";
import { type Running, run, serve, start } from "../support/processes.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = "t0ken-for-tests";
const folder = useTemporaryFolder();
let server: Awaited<ReturnType<typeof serve>>;
let running: Running | undefined;

beforeEach(async () => {
  server = await serve(TOKEN, "--profile", "proxyclick");
});

afterEach(async () => {
  running?.child.kill("SIGKILL");
  await running?.finished;
  running = undefined;
  await server.stop();
});

/** Starts a schedule over a company; resolves once its first cycle has logged that many bytes. */
async function startSchedule(size: number, bytes: number) {
  const files = writeCompany(folder.path, employees(size));
  const args = provisionArgs(files, server.url, TOKEN);
  running = start([...args, "--every", "1h"]);
  await untilSize(files.log, bytes, running.child);
  const command = (name: string, ...more: readonly string[]) => run([name, "--state", files.state, ...more]);
  const onDemand = (user: string) => run(["on-demand", user, ...args.slice(1)]);
  return { files, args, command, onDemand, child: running.child, finished: running.finished };
}

/** Waits until the first cycle has ended, as `status` reports it. */
async function untilIdle(command: (name: string) => ReturnType<typeof run>): Promise<string> {
  for (;;) {
    const { status, stdout } = await command("status");
    expect(status).toBe(0);
    if (/^next cycle +\d{4}-/m.test(stdout)) return stdout;
  }
}

describe("beside a schedule", () => {
  it("status, staged and on-demand work while it is idle, and a second job is refused", async () => {
    const { files, args, command, onDemand, child, finished } = await startSchedule(5, 1);
    const status = await untilIdle((name) => command(name));
    expect(status).toMatch(/^process +process \d+ on /m);
    expect(status).toMatch(/^linked users +5$/m);
    expect((await command("staged")).stdout).toBe("Nothing is held back.\n");
    const second = await run(args);
    expect([second.status, second.stderr]).toEqual([6, expect.stringMatching(/in use by another process/)]);

    writeCompany(folder.path, employees(5, { jobTitle: "Director" }));
    const updated = await onDemand("user3@contoso.com");
    expect(updated.stderr).toBe("");
    expect(updated.status).toBe(0);
    expect(updated.stdout).toMatch(/^user3@contoso\.com: update\n/);
    expect((await onDemand("nobody@contoso.com")).status).toBe(2);
    expect((await command("restart")).status).toBe(0);
    expect(fileSize(files.log)).toBeGreaterThan(0);
    child.kill("SIGTERM");
    expect((await finished).status).toBe(130);
  });

  it("pause ends the running cycle after the users in progress, and resume lets the next one go on", async () => {
    const { args, command, child, finished } = await startSchedule(1_500, 20_000);
    const paused = await command("pause");
    expect([paused.status, paused.stdout, paused.stderr]).toEqual([0, "Paused.\n", ""]);
    const { stdout } = await command("status");
    expect(stdout).toMatch(/^status +paused$/m);
    expect(stdout).toMatch(/^last cycle +initial, interrupted/m);
    const linked = Number(/^linked users +(\d+)$/m.exec(stdout)?.[1]);
    expect(linked).toBeGreaterThan(0);
    expect(linked).toBeLessThan(1_500);
    child.kill("SIGTERM");
    expect((await finished).status).toBe(130);
    expect((await run(args)).status).toBe(5);
    expect((await command("resume")).stdout).toBe("Resumed.\n");
    expect((await run(args)).status).toBe(0);
  });

  it("on-demand waits for the end of the running cycle", async () => {
    const { onDemand, command } = await startSchedule(1_500, 20_000);
    const { status, stdout } = await onDemand("user1500@contoso.com");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^user1500@contoso\.com: skipped\n/);
    expect((await command("status")).stdout).toMatch(/^linked users +1500$/m);
  });
});

describe("a schedule that is killed", () => {
  it("frees the state at once, and leaves no command to the next one", async () => {
    const { args, command, child, finished, files } = await startSchedule(1_500, 20_000);
    child.kill("SIGKILL");
    await finished;
    expect((await command("status")).stdout).toMatch(/^process +none$/m);
    expect((await command("pause")).status).toBe(0);
    expect((await command("resume")).status).toBe(0);
    expect((await run(args)).status).toBe(0);
    expect(existsSync(`${files.state}-wal`)).toBe(false);
  });
});

describe("status", () => {
  it("names a state file that is not there, and creates none", async () => {
    const file = folder.file("none.db");
    for (const name of ["status", "pause", "resume", "restart"]) {
      const { status, stderr } = await run([name, "--state", file]);
      expect([status, stderr]).toEqual([2, expect.stringContaining(file)]);
    }
    expect(existsSync(file)).toBe(false);
  });
});
