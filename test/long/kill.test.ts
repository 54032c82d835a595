/** `kill -9` in the middle of a run, at random moments, with real processes, files and sockets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProvisioningLogEntry } from "../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { seededRandom } from "../../src/testing/emulator/seeded-random.ts";
import { employees, provisionArgs, writeCompany } from "../support/company.ts";
import { fileSize, untilSize } from "../support/file-size.ts";
import { run, serve, start } from "../support/processes.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = "t0ken-for-tests";
const COUNT = 1_500;
const KILLS = 30;
/** Most bytes by which the log grows between two kills: an entry has about 2,000. */
const STRIDE = 120_000;

const folder = useTemporaryFolder();
let server: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  server = await serve(TOKEN, "--profile", "proxyclick");
});

afterEach(async () => {
  await server.stop();
});

function logOf(path: string): ProvisioningLogEntry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function accounts(): Promise<string[]> {
  const client = new ProxyclickScimClient({ tenantUrl: server.url, secretToken: TOKEN });
  const names: string[] = [];
  for await (const user of client.users.list()) names.push(user.userName);
  return names.sort();
}

/** Kills a run as soon as its log has grown by so much. */
async function killAfter(args: readonly string[], log: string, bytes: number, program?: string): Promise<void> {
  const size = fileSize(log) + bytes;
  const { child, finished } = start(args, undefined, program);
  await untilSize(log, size, child);
  child.kill("SIGKILL");
  await finished;
}

describe("a run that is killed", () => {
  it(`${KILLS} times in a row, at random moments, leaves every user exactly once, and every change in the log once`, async () => {
    const users = employees(COUNT);
    const files = writeCompany(folder.path, users);
    const args = provisionArgs(files, server.url, TOKEN);
    const random = seededRandom(7);
    for (let kill = 0; kill < KILLS; kill += 1) await killAfter(args, files.log, Math.floor(random() * STRIDE));
    expect((await accounts()).length).toBeLessThan(COUNT);

    const last = await run(args);
    expect(last.stderr).not.toMatch(/error/i);
    expect(last.status).toBe(0);
    expect(await accounts()).toEqual(users.map(({ attributes }) => attributes["mail"]).sort());
    const entries = logOf(files.log);
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
    const creates = entries.filter((entry) => entry.provisioningAction === "create");
    expect(creates.map((entry) => entry.sourceIdentity.id).sort()).toEqual(users.map(({ id }) => id));
    expect(entries).toHaveLength(COUNT);

    const database = new DatabaseSync(files.state, { readOnly: true });
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    expect(database.prepare("SELECT count(*) AS open FROM intents").get()).toEqual({ open: 0 });
    database.close();
    expect((await run(args)).stdout).toMatch(new RegExp(`unchanged\\s+${COUNT}`));
  });

  it("in an incremental cycle leaves every change done and logged once", async () => {
    const users = employees(COUNT);
    const files = writeCompany(folder.path, users);
    const args = provisionArgs(files, server.url, TOKEN);
    expect((await run(args)).status).toBe(0);
    writeCompany(folder.path, employees(COUNT, { jobTitle: "Director" }));
    const random = seededRandom(8);
    for (let kill = 0; kill < KILLS; kill += 1) await killAfter(args, files.log, Math.floor(random() * STRIDE));
    expect((await run(args)).status).toBe(0);
    const updates = logOf(files.log).filter((entry) => entry.provisioningAction === "update");
    expect(updates.map((entry) => entry.sourceIdentity.id).sort()).toEqual(users.map(({ id }) => id));
  });
});

describe("a run over a delta", () => {
  const program = join(import.meta.dirname, "../support/delta-run.ts");

  it("that is killed while it tries those who failed goes on from what the state remembers of them", async () => {
    const [state, log] = [folder.file("state.db"), folder.file("log.jsonl")];
    const args = (round: number) => [server.url, TOKEN, state, log, String(round), String(COUNT)];
    const runRound = async (round: number) => {
      const { status, stderr } = await start(args(round), undefined, program).finished;
      expect(stderr).toBe("");
      expect(status).toBe(0);
    };
    await runRound(1);
    await runRound(2);
    const failures = logOf(log).filter((entry) => entry.provisioningStatusInfo.status === "failure");
    expect(failures).toHaveLength(COUNT);
    const random = seededRandom(9);
    for (let kill = 0; kill < 10; kill += 1) await killAfter(args(3), log, Math.floor(random() * STRIDE), program);
    await runRound(3);
    const updates = logOf(log)
      .filter((entry) => entry.provisioningStatusInfo.status === "success")
      .slice(COUNT);
    expect(updates.map((entry) => entry.provisioningAction)).toEqual(Array(COUNT).fill("update"));
    expect(new Set(updates.map((entry) => entry.sourceIdentity.id)).size).toBe(COUNT);
    const client = new ProxyclickScimClient({ tenantUrl: server.url, secretToken: TOKEN });
    const titles = new Set<string | undefined>();
    for await (const user of client.users.list()) titles.add(user.title);
    expect([...titles]).toEqual(["Director"]);
  });
});

describe("a second run on the same state file", () => {
  it("is refused with status 6 while the first one works, which is not disturbed", async () => {
    const users = employees(COUNT);
    const files = writeCompany(folder.path, users);
    const args = provisionArgs(files, server.url, TOKEN);
    const first = start(args);
    await untilSize(files.log, 1, first.child);
    const second = await run(args);
    expect(second.status).toBe(6);
    expect(second.stderr).toMatch(/in use by another process/);
    expect((await first.finished).status).toBe(0);
    expect(await accounts()).toHaveLength(COUNT);
  });
});

describe("a run that is asked to stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s ends with status 130 after the users in flight, and goes on in the next run",
    async (signal) => {
      const users = employees(COUNT);
      const files = writeCompany(folder.path, users);
      const args = provisionArgs(files, server.url, TOKEN);
      const { child, finished } = start(args);
      await untilSize(files.log, 20_000, child);
      child.kill(signal);
      expect((await finished).status).toBe(130);
      const done = (await accounts()).length;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(COUNT);
      expect(logOf(files.log)).toHaveLength(done);
      expect((await run(args)).status).toBe(0);
      expect(logOf(files.log).filter((entry) => entry.provisioningAction === "create")).toHaveLength(COUNT);
    },
  );
});
