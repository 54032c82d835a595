/**
 * `demo`: the story of the product on the sample directory, over a real socket.
 */
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
import { bearerToken, createScimHandler, MemoryStore, proxyclickProfile } from "../../server/index.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { phoneNormalizer } from "../job/normalize-phone.ts";
import { pathOf } from "../options/options.ts";
import { KINDS, type WorthReading, worthReading } from "../output/pick-examples.ts";
import { showProgress } from "../output/progress.ts";
import { renderLogEntry } from "../output/render-log-entry.ts";
import { renderSummary } from "../output/render-summary.ts";
import { EXIT, usageError } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { listen } from "../process/listen.ts";
import { packageRoot } from "../process/package-root.ts";
import { CONNECTED } from "./test-connection.ts";

const BASE_PATH = "/scim/v2";
const LOG = "out/provisioning.jsonl";

/** Adds the command. */
export function defineDemo(program: Command, act: Act): void {
  program
    .command("demo")
    .description("Shows two days of provisioning: a sample directory into an emulation of Proxyclick on this machine.")
    .action(act(demo));
}

/** What stays the same from one day of the story to the next. */
interface Stage {
  readonly io: Io;
  readonly target: ProxyclickScimClient;
  readonly mapping: SynchronizationSchema;
  readonly sample: string;
  readonly statePath: string;
  readonly log: LogSink;
}

/** Tells the story; resolves to 0 although some sample users fail, or to 130 when interrupted. */
export async function demo(io: Io): Promise<number> {
  const sample = sampleDirectory();
  const token = randomBytes(32).toString("base64url");
  const handler = createScimHandler({
    basePath: BASE_PATH,
    profile: proxyclickProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(token),
  });
  const server = await listen(toNodeListener(handler), { host: "127.0.0.1", port: 0 });
  const temporary = await mkdtemp(join(tmpdir(), "proxyclick-scim-demo-"));
  try {
    return await tell(io, { tenantUrl: `${server.origin}${BASE_PATH}`, token, sample, temporary });
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await server.close();
  }
}

interface Setting {
  readonly tenantUrl: string;
  readonly token: string;
  readonly sample: string;
  readonly temporary: string;
}

async function tell(io: Io, { tenantUrl, token, sample, temporary }: Setting): Promise<number> {
  const say = (text: string) => io.stdout.write(`${text}\n`);
  say("1. Proxyclick, emulated on this machine, shows what Entra asks for:");
  say(`   Tenant URL    ${tenantUrl}`);
  say(`   Secret Token  ${token.slice(0, 4)}…${token.slice(-4)} (${token.length} characters)`);

  const target = new ProxyclickScimClient({
    tenantUrl,
    secretToken: token,
    normalizePhone: phoneNormalizer(),
  });
  say("\n2. Test Connection:");
  await target.testConnection({ signal: io.signal });
  say(`   ${CONNECTED}`);

  const mapping = parseSynchronizationSchema(await readFile(join(sample, "mapping.json"), "utf8"));
  const file = await newLog(pathOf(io, LOG));
  const seen = worthReading(file);
  const stage = { io, target, mapping, sample, statePath: join(temporary, "state.db"), log: seen.sink };
  try {
    say("\n3. The first day: everybody who is assigned is created.");
    const first = await runDay(stage, "users.csv");
    if (first.outcome === "interrupted") return EXIT.interrupted;
    say("\n4. The next day's export: only what has changed is sent.");
    const second = await runDay(stage, "users-day2.csv");
    if (second.outcome === "interrupted") return EXIT.interrupted;
  } finally {
    await file.close();
  }
  say("\n5. From the log:");
  say(renderFindings(seen));
  say(`\nThe whole log: ./${LOG}`);
  return EXIT.done;
}

async function runDay(stage: Stage, users: string): Promise<CycleSummary> {
  const { io, target, mapping, sample, log } = stage;
  const source = csvDirectory({
    users: join(sample, users),
    assignments: join(sample, "assignments.json"),
    groupMembers: join(sample, "group-members.json"),
  });
  const state = await openSqliteState(stage.statePath);
  const progress = showProgress(io.stdout);
  try {
    // The sample has no time to wait for the days of grace that a missing user has elsewhere.
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

function renderFindings({ findings }: WorthReading): string {
  return KINDS.flatMap((kind) => findings.get(kind) ?? [])
    .map(renderLogEntry)
    .join("\n");
}

async function newLog(path: string): Promise<JsonlLog> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  return jsonlLog(path);
}

/** In a checkout the sample stands in `examples`; the build copies it beside the code. */
function sampleDirectory(): string {
  for (const place of ["examples/contoso/", "dist/contoso/"]) {
    const directory = fileURLToPath(new URL(place, packageRoot()));
    if (existsSync(directory)) return directory;
  }
  throw usageError("the sample directory is not part of this installation");
}
