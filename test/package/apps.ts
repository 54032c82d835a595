/**
 * Small projects, one for each framework and runtime, in which an example stands and the packed package is installed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Packed, ROOT, run } from "./consumer.ts";

/** A project of `test/apps` and the examples that are tried in it. */
export interface App {
  readonly project: string;
  /** Files of `examples/servers`, each with its place in the project. */
  readonly examples: Readonly<Record<string, string>>;
}

/** A server in a process of its own. */
export interface Serving extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
}

/** Makes the project in a folder of its own, builds it if it is built, and starts it at a free port. */
export async function serveApp(app: App, packed: Packed, environment: (origin: string) => NodeJS.ProcessEnv) {
  const folder = await mkdtemp(join(tmpdir(), `${app.project}-`));
  await cp(join(ROOT, "test/apps", app.project), folder, { recursive: true });
  await placeExamples(app, folder);
  await run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  await run("npm", ["install", "--no-save", "--no-audit", "--no-fund", packed.tarball], folder);
  await run("npm", ["run", "build", "--if-present"], folder);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ...environment(origin), HOST: "127.0.0.1", PORT: String(port) };
  const stop = await start(folder, origin, env);
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  } satisfies Serving;
}

/** Copies examples as an app has them: with the package imported by its name, and the service beside them. */
async function placeExamples({ examples }: App, folder: string): Promise<void> {
  for (const [example, place] of Object.entries(examples)) {
    const target = join(folder, place);
    await mkdir(dirname(target), { recursive: true });
    await copyExample(example, target);
    await copyExample("service.ts", join(dirname(target), "service.ts"));
  }
}

async function copyExample(example: string, target: string): Promise<void> {
  const text = await readFile(join(ROOT, "examples/servers", example), "utf8");
  await writeFile(target, text.replaceAll(/"[./]+\/src\/(\w+)\/index\.ts"/g, '"proxyclick-scim/$1"'));
}

/** @returns What ends the server and everything that it started. */
async function start(folder: string, origin: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const child = spawn("npm", ["start"], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (printed += String(part)));
  const closed = once(child, "close");
  while (!(await answers(origin))) {
    if (child.exitCode !== null) throw new Error(`npm start ended in ${folder}\n${printed}`);
    await setTimeout(100);
  }
  return async () => {
    endGroup(child);
    await closed;
  };
}

/** The process leads a group, in which it starts others. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}

async function answers(origin: string): Promise<boolean> {
  return fetch(origin).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
