/**
 * The real process: arguments, streams, signals, exit status.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { OutputCollector } from "../support/command.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

let children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});

function start(...args: string[]) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], {
    stdio: "pipe",
    env: { PATH: process.env["PATH"] ?? "" },
  });
  children.push(child);
  const stdout = child.stdout.pipe(new OutputCollector());
  const stderr = child.stderr.pipe(new OutputCollector());
  const ended = once(child, "close").then(([status]: unknown[]) => ({ status, out: stdout.text, err: stderr.text }));
  return { child, stdout, ended };
}

describe("the process", { timeout: 30_000 }, () => {
  it("prints a result on stdout and ends with status 0", async () => {
    const { ended } = start("evaluate", 'Append([a], "!")', "--attributes", '{"a":"b"}');
    await expect(ended).resolves.toEqual({ status: 0, out: '"b!"\n', err: "" });
  });

  it("prints an error on stderr, without a stack, and ends with its status", async () => {
    const { status, out, err } = await start("evaluate", "Append(").ended;
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: /);
    expect(err.split("\n").length).toBeLessThanOrEqual(4);
  });

  it.each([
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ] as const)("serve: reads its token from standard input, and ends after %s with status %i", async (name, status) => {
    const { child, stdout, ended } = start("serve", "--port", "0", "--token", "-");
    child.stdin.end("s3cret\n");
    const [, url = ""] = await stdout.until(/listening on (\S+)\n/);
    const response = await fetch(`${url}/Users`, { headers: { authorization: "Bearer s3cret" } });
    expect(response.status).toBe(200);
    await response.body?.cancel();
    child.kill(name);
    await expect(ended).resolves.toMatchObject({ status, err: "" });
  });
});
