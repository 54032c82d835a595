/**
 * What cycles over a live directory of 200,000 users cost, with the emulator of Microsoft Graph in a process of its
 * own: memory, processor time and requests. `USERS=20000` makes a quick run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterEach, expect, it } from "vitest";
import { start } from "../../support/processes.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const USERS = Number(process.env["USERS"] ?? 200_000);
/** Resident memory in MB. */
const MOST_MEMORY = 250;
/** Processor time of a cycle without changes, or with 100, in seconds. */
const MOST_TIME = 2;
/** The initial cycle takes minutes on a busy machine. */
const TIMEOUT = 1_800_000;
const SUPPORT = resolve(import.meta.dirname, "../../support");

const folder = useTemporaryFolder();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGTERM");
});

/** The job as a program is delivered: in the sources, the removal of types alone takes 45 MB. */
async function bundleJob(): Promise<string> {
  const outfile = folder.file("job.mjs");
  await build({
    entryPoints: [join(SUPPORT, "entra-cycles.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["jose"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}

async function startGraph(kind: string): Promise<string> {
  const program = join(SUPPORT, "graph-process.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, String(USERS), kind], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [origin] = await once(child.stdout, "data");
  return String(origin).trim();
}

it.each<[string, number, number]>([
  ["group", 1, 1],
  ["direct", USERS, 0],
])("a directory whose users are assigned by %s", { timeout: TIMEOUT }, async (kind, assignments, groups) => {
  const graph = await startGraph(kind);
  const { child, finished } = start([graph, folder.file("state.db")], undefined, await bundleJob());
  children.push(child);
  const { stdout, stderr } = await finished;
  process.stderr.write(stdout);
  expect(stderr).toBe("");
  const [initial, unchanged, changed] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(initial).toMatchObject({ kind: "initial", outcome: "completed", created: USERS });
  expect(unchanged).toMatchObject({ kind: "unchanged", outcome: "completed", read: 0 });
  expect(changed).toMatchObject({ kind: "changed", outcome: "completed", updated: 100 });
  expect(unchanged.requests).toBeLessThanOrEqual(4 + assignments / 999 + groups / 50);
  for (const { peak } of [initial, unchanged, changed]) expect(peak).toBeLessThan(MOST_MEMORY);
  for (const { cpu } of [unchanged, changed]) expect(cpu).toBeLessThan(MOST_TIME);
});
