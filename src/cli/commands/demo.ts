/** The command `demo`: two days of provisioning of the sample directory, from files and live, over real sockets. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { csvDirectory, type JsonlLog, jsonlLog } from "../../files/index.ts";
import { toNodeListener } from "../../node/index.ts";
import {
  type CycleSummary,
  createProvisioningJob,
  type LogSink,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "../../provisioning/index.ts";
import { ProxyclickScimClient } from "../../proxyclick/index.ts";
import { bearerToken, createScimHandler, proxyclickProfile } from "../../server/index.ts";
import { openSqliteState, openSqliteStore } from "../../sqlite/index.ts";
import { phoneNormalizer } from "../job/normalize-phone.ts";
import { resolvePath } from "../options/read-file.ts";
import { EXAMPLE_KINDS, type ExamplePicker, pickExamples } from "../output/pick-examples.ts";
import { showProgress } from "../output/progress.ts";
import { renderLogEntry } from "../output/render-log-entry.ts";
import { renderSummary } from "../output/render-summary.ts";
import { EXIT_STATUS, usageError } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { listen } from "../process/listen.ts";
import { packageRoot } from "../process/package-root.ts";
import { CONNECTED_MESSAGE } from "./test-connection.ts";

const BASE_PATH = "/scim/v2";
const LOG_PATH = "out/provisioning.jsonl";

/** Adds the command to the program. */
export function defineDemo(program: Command, toAction: ToAction): void {
  program
    .command("demo")
    .description(
      "Shows two days of provisioning: a sample directory, from files and live from an emulated Microsoft Entra, into an emulated Proxyclick.",
    )
    .action(toAction(demo));
}

/** What both days have in common. */
interface DemoJob {
  readonly io: Io;
  readonly target: ProxyclickScimClient;
  readonly mapping: SynchronizationSchema;
  readonly sample: string;
  readonly statePath: string;
  readonly log: LogSink;
}

/** Runs the demo. Resolves to 0, although some sample users fail, or to 130 when interrupted. */
async function demo(io: Io): Promise<number> {
  const sample = sampleDirectory();
  const token = randomBytes(32).toString("base64url");
  const store = openSqliteStore(":memory:");
  const handler = createScimHandler({
    basePath: BASE_PATH,
    profile: proxyclickProfile(),
    store,
    authenticate: bearerToken(token),
  });
  const server = await listen(toNodeListener(handler), { host: "127.0.0.1", port: 0 });
  const temporary = await mkdtemp(join(tmpdir(), "proxyclick-scim-demo-"));
  try {
    return await runStory(io, { tenantUrl: `${server.origin}${BASE_PATH}`, token, sample, temporary });
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await server.close();
    await store.close();
  }
}

/** The running service, and the folders of the demo. */
interface DemoService {
  readonly tenantUrl: string;
  readonly token: string;
  readonly sample: string;
  readonly temporary: string;
}

async function runStory(io: Io, { tenantUrl, token, sample, temporary }: DemoService): Promise<number> {
  const print = (line: string) => io.stdout.write(`${line}\n`);
  print("1. Proxyclick, emulated on this machine, shows the credentials for Entra:");
  print(`   Tenant URL    ${tenantUrl}`);
  print(`   Secret Token  ${token.slice(0, 4)}…${token.slice(-4)} (${token.length} characters)`);

  const target = new ProxyclickScimClient({
    tenantUrl,
    secretToken: token,
    normalizePhone: phoneNormalizer(),
  });
  print("\n2. Test Connection:");
  await target.testConnection({ signal: io.signal });
  print(`   ${CONNECTED_MESSAGE}`);

  const mapping = parseSynchronizationSchema(await readFile(join(sample, "mapping.json"), "utf8"));
  const log = await newLog(resolvePath(io, LOG_PATH));
  const picker = pickExamples(log);
  const demoJob = { io, target, mapping, sample, statePath: join(temporary, "state.db"), log: picker.sink };
  try {
    print("\n3. The first day: every assigned user is created.");
    const first = await runDay(demoJob, "users.csv");
    if (first.outcome === "interrupted") return EXIT_STATUS.interrupted;
    print("\n4. The next day's export: only what has changed is sent.");
    const second = await runDay(demoJob, "users-day2.csv");
    if (second.outcome === "interrupted") return EXIT_STATUS.interrupted;
  } finally {
    await log.close();
  }
  print("\n5. From the log:");
  print(renderExamples(picker));
  print(`\nThe whole log: ./${LOG_PATH}`);
  // No other command needs the emulators, so they are loaded here only.
  const { showLivePart } = await import("../demo/live-part.ts");
  return (await showLivePart(io, sample)) ? EXIT_STATUS.done : EXIT_STATUS.interrupted;
}

async function runDay(demoJob: DemoJob, users: string): Promise<CycleSummary> {
  const { io, target, mapping, sample, log } = demoJob;
  const source = csvDirectory({
    users: join(sample, users),
    assignments: join(sample, "assignments.json"),
    groupMembers: join(sample, "group-members.json"),
  });
  const state = await openSqliteState(demoJob.statePath);
  const progress = showProgress(io.stdout);
  try {
    // The demo has only two days, so a missing user is deleted without the usual grace period.
    const job = createProvisioningJob({ source, target, mapping, scope: "assigned", state, log, deleteAfterDays: 0 });
    const summary = await job.runCycle({ signal: io.signal, onProgress: progress.update });
    progress.end();
    io.stdout.write(renderSummary(summary));
    return summary;
  } finally {
    progress.end();
    await state.close();
  }
}

function renderExamples({ examples }: ExamplePicker): string {
  return EXAMPLE_KINDS.flatMap((kind) => examples.get(kind) ?? [])
    .map(renderLogEntry)
    .join("\n");
}

async function newLog(path: string): Promise<JsonlLog> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  return jsonlLog(path);
}

/** The folder of the sample: `examples` in a checkout; the build copies it to `dist`. */
function sampleDirectory(): string {
  for (const folder of ["examples/contoso/", "dist/contoso/"]) {
    const directory = fileURLToPath(new URL(folder, packageRoot()));
    if (existsSync(directory)) return directory;
  }
  throw usageError("the sample directory is not part of this installation");
}
