/**
 * What the provisioning engine costs: processor time, memory, and how cheap a cycle is in which little changed. State
 * and log are files, as in production; each row is a process of its own. Memory with 400,000 users takes minutes and is
 * asked for: `node bench/engine.bench.ts --all`.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScimError } from "../src/errors.ts";
import { csvDirectory, jsonlLog } from "../src/files/index.ts";
import {
  type CycleSummary,
  createProvisioningJob,
  type DirectorySource,
  type ProvisioningTarget,
} from "../src/provisioning/index.ts";
import { defaultMapping, ProxyclickScimClient } from "../src/proxyclick/index.ts";
import { openSqliteState } from "../src/sqlite/index.ts";
import { deltaDirectory, writeCsv } from "./support/directory.ts";
import { bareTarget, localTarget } from "./support/target.ts";

const USERS = 100_000;
const MEGABYTE = 1_048_576;
/** Users whose change fails in every cycle. */
const ESCROWED = 1_000;
const CHANGED = 100;

/** What a cycle used. */
interface Usage {
  readonly summary: CycleSummary;
  /** Microseconds of processor time of this process. */
  readonly cpu: number;
  /** Seconds by the clock. */
  readonly seconds: number;
  /** Most bytes that were alive on the heap after a collection, looked at twenty times. */
  readonly live: number;
  /** Most bytes that were resident during the cycle. */
  readonly resident: number;
}

/** What the command line sets: V8 then collects instead of growing. */
const SPARING = ["--semi-space-growth-factor=1", "--heap-growing-percent=20"];

type Scenario = (folder: string, users: number) => Promise<void>;

const SCENARIOS: Readonly<Record<string, Scenario>> = { initial, http, memory, delta, escrow, csv };

async function initial(folder: string, users: number): Promise<void> {
  const { job, close } = await openJob(folder, deltaDirectory(users, CHANGED), localTarget());
  const { cpu, seconds } = await cycleOf(job, users, false);
  await close();
  row(
    `initial cycle, ${users} users, target in the same process: CPU a user`,
    `${(cpu / users).toFixed(0)} µs`,
    "250 µs",
  );
  row("… users a second", (users / seconds).toFixed(0), "2,000");
}

async function memory(folder: string, users: number): Promise<void> {
  const path = join(folder, "users.csv");
  writeCsv(path, users, 0);
  const { server, port } = await startTarget();
  const { job, close } = await openJob(folder, csvDirectory({ users: path }), bareTarget(port));
  const { live, resident } = await cycleOf(job, users, true);
  await close();
  server.disconnect();
  row(`engine alone, target in another process, ${users} users: live heap`, inMegabytes(live), "100 MB");
  row("… resident", inMegabytes(resident), "250 MB");
}

async function startTarget(): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  const execArgv = ["--disable-warning=ExperimentalWarning"];
  const server = fork(join(import.meta.dirname, "support", "target.ts"), { execArgv });
  const [port] = await once(server, "message");
  return { server, port: Number(port) };
}

async function http(folder: string, users: number): Promise<void> {
  const path = join(folder, "users.csv");
  writeCsv(path, users, 0);
  const { server, port } = await startTarget();
  const target = new ProxyclickScimClient({ tenantUrl: `http://127.0.0.1:${port}/scim/v2`, secretToken: "t" });
  const { job, close } = await openJob(folder, csvDirectory({ users: path }), target);
  const { cpu, seconds, live, resident } = await cycleOf(job, users, true);
  await close();
  server.disconnect();
  row(`initial cycle over loopback, ${users} users: users a second`, (users / seconds).toFixed(0), "800");
  row("… CPU a user, client included", `${(cpu / users).toFixed(0)} µs`, "");
  row("… live heap, client included", inMegabytes(live), "");
  row("… resident, client included", inMegabytes(resident), "");
}

async function delta(folder: string, users: number): Promise<void> {
  const { job, close } = await openJob(folder, deltaDirectory(users, CHANGED), localTarget());
  await job.runCycle();
  const { seconds, summary } = await cycleOf(job, CHANGED, false);
  await close();
  expectUpdates(summary);
  row(`incremental cycle, ${users} users, ${CHANGED} changes, delta source`, `${seconds.toFixed(3)} s`, "0.5 s");
}

/** As before, with users whom the target never takes: all of them are due. */
async function escrow(folder: string, users: number): Promise<void> {
  const { job, close } = await openJob(folder, deltaDirectory(users, CHANGED), pickyTarget(users - ESCROWED));
  await job.runCycle();
  const { seconds, summary } = await cycleOf(job, CHANGED, false);
  await close();
  const failed = Object.values(summary.counts.failed).reduce((sum, count) => sum + count, 0);
  if (summary.counts.updated !== CHANGED || failed !== ESCROWED) throw new Error(JSON.stringify(summary));
  row(`… and ${ESCROWED} users in escrow, all due`, `${seconds.toFixed(3)} s`, "");
}

/** A target that has room for so many users and no more. */
function pickyTarget(room: number): ProvisioningTarget {
  const target = localTarget();
  const { create } = target.users;
  let taken = 0;
  const refusing = async (...args: Parameters<typeof create>) => {
    if (taken >= room) throw new ScimError("no", { status: 422 });
    taken += 1;
    return create(...args);
  };
  return { ...target, users: { ...target.users, create: refusing } };
}

async function csv(folder: string, users: number): Promise<void> {
  const path = join(folder, "users.csv");
  writeCsv(path, users, 0);
  const { job, close } = await openJob(folder, csvDirectory({ users: path }), localTarget());
  await job.runCycle();
  writeCsv(path, users, CHANGED);
  const { seconds, cpu, summary } = await cycleOf(job, users, false);
  await close();
  expectUpdates(summary);
  row(`incremental cycle, ${users} users, ${CHANGED} changes, CSV`, `${seconds.toFixed(2)} s`, "5 s");
  row("… CPU", `${(cpu / 1_000_000).toFixed(2)} s`, "");
}

function expectUpdates({ counts }: CycleSummary): void {
  if (counts.updated !== CHANGED) throw new Error(`expected ${CHANGED} updates, got ${JSON.stringify(counts)}`);
}

async function openJob(folder: string, source: DirectorySource, target: ProvisioningTarget) {
  const state = await openSqliteState(join(folder, "state.db"));
  const log = await jsonlLog(join(folder, "log.jsonl"));
  const job = createProvisioningJob({ source, target, mapping: defaultMapping(), scope: "all", state, log });
  return {
    job,
    close: async () => {
      await log.close();
      await state.close();
    },
  };
}

/** Runs a cycle. Looking at the live heap collects garbage, so it is asked for where memory is measured only. */
async function cycleOf(
  job: Awaited<ReturnType<typeof openJob>>["job"],
  users: number,
  memory: boolean,
): Promise<Usage> {
  let live = 0;
  const every = Math.ceil(users / 20);
  const look = ({ counts }: { readonly counts: { readonly read: number; readonly created: number } }) => {
    if (!memory || counts.created % every !== every - 1) return;
    globalThis.gc?.();
    live = Math.max(live, process.memoryUsage().heapUsed);
  };
  const before = process.cpuUsage();
  const began = performance.now();
  const summary = await job.runCycle({ onProgress: look });
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return { summary, cpu: user + system, seconds, live, resident: process.resourceUsage().maxRSS * 1_024 };
}

function inMegabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(0)} MB`;
}

function row(what: string, measured: string, wanted: string): void {
  process.stdout.write(`| ${what} | ${measured} | ${wanted} |\n`);
}

async function inProcess(name: string, users: number, options: readonly string[]): Promise<void> {
  const child: ChildProcess = fork(import.meta.filename, [name, String(users)], {
    execArgv: ["--disable-warning=ExperimentalWarning", ...options],
  });
  const [status] = await once(child, "exit");
  if (status !== 0) process.exitCode = 1;
}

const [name = "", users = ""] = process.argv.slice(2);
const scenario = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
if (scenario !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), "engine-bench-"));
  try {
    await scenario(folder, Number(users));
  } finally {
    rmSync(folder, { recursive: true });
  }
} else {
  process.stdout.write("| what | measured | at least, at most |\n| --- | ---: | ---: |\n");
  await inProcess("initial", USERS, []);
  await inProcess("delta", USERS, []);
  await inProcess("escrow", USERS, []);
  await inProcess("csv", USERS, []);
  await inProcess("http", USERS, ["--expose-gc"]);
  process.stdout.write("| with the flags of V8 that the command line sets: | | |\n");
  await inProcess("http", USERS, ["--expose-gc", ...SPARING]);
  await inProcess("memory", USERS, ["--expose-gc"]);
  if (name === "--all") {
    await inProcess("memory", USERS * 4, ["--expose-gc"]);
    await inProcess("http", USERS * 4, ["--expose-gc", ...SPARING]);
  }
}
