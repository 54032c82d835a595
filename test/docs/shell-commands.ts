/**
 * The shell commands of a page, run in this process. A real shell expands variables and quotes; an HTML comment that
 * begins with `sh` is a block that readers do not see.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../support/command.ts";
import type { Page } from "./code-blocks.ts";

/** A block of commands, and the lines that the page shows below it. */
interface ShellBlock {
  readonly code: string;
  readonly shown: readonly string[];
}

/** A command that ran. */
interface RanCommand extends CommandResult {
  readonly args: readonly string[];
}

/** The commands of a block, with what the page shows of their output. */
interface RanBlock {
  readonly commands: readonly RanCommand[];
  /** Lines that the page shows and no command printed. */
  readonly missing: readonly string[];
}

/** Runs the blocks of a page in order, in a folder. Variables that a block sets hold for the blocks below it. */
export async function runShellBlocks(
  page: Page,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<readonly RanBlock[]> {
  const ran: RanBlock[] = [];
  const above: string[] = [];
  for (const { code, shown } of shellBlocks(page)) {
    const commands: RanCommand[] = [];
    for (const [place, args] of expand(above, code, { folder, env }).entries()) {
      const result = await runCommand(args, { cwd: folder });
      fillRedirected(folder, place, result.out);
      commands.push({ ...result, args });
    }
    const printed = new Set(
      commands.flatMap(({ out, err }) => `${out}${err}`.split("\n").map((line) => line.trimEnd())),
    );
    ran.push({ commands, missing: shown.filter((line) => line !== "…" && !printed.has(line)) });
    above.push(code);
  }
  return ran;
}

/** Saves the YAML of a page in a folder, by the name in its first line. */
export function saveFiles({ text }: Page, folder: string): void {
  for (const [, name = "", content = ""] of text.matchAll(/^```yaml\n# ([\w.-]+)\n([\s\S]*?)\n```$/gm)) {
    writeFileSync(join(folder, name), content);
  }
}

function shellBlocks({ text }: Page): readonly ShellBlock[] {
  const blocks = /^(?:```sh\n([\s\S]*?)\n```(?:\n\n```\n([\s\S]*?)\n```)?|<!-- sh\n([\s\S]*?)\n-->)$/gm;
  return [...text.matchAll(blocks)].map(([, visible, shown, hidden]) => ({
    code: visible ?? hidden ?? "",
    shown: shown?.split("\n") ?? [],
  }));
}

/** Lets bash run the code with a command that only notes its arguments; the blocks above set the variables. */
function expand(
  above: readonly string[],
  code: string,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): readonly (readonly string[])[] {
  const script = [
    "set -euo pipefail",
    "proxyclick-scim() { :; }",
    ...above.map((block) => block.replaceAll(/ > \S+$/gm, " > /dev/null")),
    "calls=0",
    `proxyclick-scim() { printf '%s\\0' "$#" "$@" >&3; printf '${PLACEHOLDER}%s' "$calls"; calls=$((calls + 1)); }`,
    "exec 3>&1 1>/dev/null",
    code,
  ].join("\n");
  const options = { cwd: folder, env: { PATH: process.env["PATH"] ?? "", ...env }, encoding: "utf8" } as const;
  const words = execFileSync("bash", ["--norc", "-c", script], options).split("\0").slice(0, -1);
  const calls: (readonly string[])[] = [];
  for (let at = 0; at < words.length; at += Number(words[at]) + 1)
    calls.push(words.slice(at + 1, at + 1 + Number(words[at])));
  return calls;
}

/** What a redirected file holds until its command has run. */
const PLACEHOLDER = "output of command ";

function fillRedirected(folder: string, place: number, output: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(folder, entry.name);
    if (readFileSync(file, "latin1") === `${PLACEHOLDER}${place}`) writeFileSync(file, output);
  }
}
