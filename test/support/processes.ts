/**
 * Runs the command line in separate processes, with files and sockets, for long tests.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts");

export interface Finished {
  /** Exit status; null when a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts `proxyclick-scim`, or another program, with arguments. */
export function start(args: readonly string[], cwd?: string, program = MAIN): Running {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const finished = once(child, "close").then(([status]) => ({
    status: typeof status === "number" ? status : null,
    stdout,
    stderr,
  }));
  return { child, finished };
}

/** Runs `proxyclick-scim` to its end. */
export function run(args: readonly string[], cwd?: string): Promise<Finished> {
  return start(args, cwd).finished;
}

/** Starts `proxyclick-scim serve` on a free port; resolves once it listens. */
export async function serve(
  token: string,
  ...args: readonly string[]
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { child, finished } = start(["serve", "--port", "0", "--token", token, ...args]);
  const url = await new Promise<string>((resolveUrl, reject) => {
    let text = "";
    child.stdout?.on("data", (part: string) => {
      text += part;
      const found = /listening on (\S+)/.exec(text);
      if (found?.[1] !== undefined) resolveUrl(found[1]);
    });
    finished.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await finished;
    },
  };
}
