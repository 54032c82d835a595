/**
 * Puts services under load: each service and the load generator are processes of their own, and the services take
 * turns.
 */
import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Usage } from "./service.ts";

const AUTOCANNON = fileURLToPath(import.meta.resolve("autocannon"));
const CONNECTIONS = 10;
const run = promisify(execFile);

/** A request that is sent over and over; `[<id>]` in it is another text each time. */
export interface Load {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

/** A service that runs. */
export interface Running {
  readonly name: string;
  readonly port: number;
  /** Bytes of the heap that its users took. */
  readonly loaded: number;
  readonly process: ChildProcess;
}

/** What a service did under load: medians over the rounds. */
export interface Measured {
  /** Requests a second. */
  readonly rate: number;
  /** Microseconds of the service's processor time for each request. */
  readonly cpu: number;
}

/** Starts a service with so many users. */
export async function start(name: string, users: number): Promise<Running> {
  const process = fork(join(import.meta.dirname, "service.ts"), [name, String(users)], {
    execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
  });
  const [{ port, loaded }] = await once(process, "message");
  return { name, port, loaded, process };
}

/** Ends services. */
export function stop(services: readonly Running[]): void {
  for (const { process } of services) process.disconnect();
}

/** Loads services in turns, each for the same number of seconds. The first round warms them up and is not counted. */
export async function takeTurns(
  services: readonly { readonly service: Running; readonly load: Load }[],
  seconds: number,
  rounds: number,
): Promise<readonly Measured[]> {
  const results: Measured[][] = services.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { service, load }] of services.entries()) {
      const measured = await fire(service, load, seconds);
      if (round > 0) results[index]?.push(measured);
    }
  }
  return results.map((each) => ({
    rate: median(each.map(({ rate }) => rate)),
    cpu: median(each.map(({ cpu }) => cpu)),
  }));
}

async function fire({ name, port, process: service }: Running, load: Load, seconds: number): Promise<Measured> {
  const before = await usageOf(service, "begin");
  const options = [
    "-c",
    String(CONNECTIONS),
    "-d",
    String(seconds),
    "-m",
    load.method,
    "--json",
    "--no-progress",
    "-I",
  ];
  const headers = ["-H", "authorization=Bearer t", "-H", "content-type=application/scim+json"];
  const body = load.body === undefined ? [] : ["-b", load.body];
  const url = `http://127.0.0.1:${port}/scim/v2${load.path}`;
  const { stdout } = await run(process.execPath, [AUTOCANNON, ...options, ...headers, ...body, url]);
  const { cpu } = await usageOf(service, "end");
  const report: { duration: number; "2xx": number; non2xx: number } = JSON.parse(stdout);
  if (report.non2xx > 0) throw new Error(`${name}: ${report.non2xx} of ${load.method} ${load.path} failed`);
  return { rate: report["2xx"] / report.duration, cpu: (cpu - before.cpu) / report["2xx"] };
}

async function usageOf(service: ChildProcess, question: "begin" | "end"): Promise<Usage> {
  service.send(question);
  const [usage] = await once(service, "message");
  return usage;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
