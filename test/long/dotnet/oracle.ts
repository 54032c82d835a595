/** Asks Mono, whose dates and regular expressions are Microsoft's, what .NET does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = new URL("oracle.cs", import.meta.url).pathname;

/** Whether Mono is installed: Debian's `mono-mcs` and `mono-runtime`. */
export function hasMono(): boolean {
  return ["mcs", "mono"].every((command) => spawnSync(command, ["--version"]).status === 0);
}

/** A question: what to do, and the strings to do it with. */
export type Question = readonly [
  operation: "today" | "parse" | "exact" | "format" | "trim" | "base64" | "replace",
  ...strings: string[],
];

/** The answers to questions in order; undefined where .NET throws. */
export interface Oracle {
  ask(questions: readonly Question[]): readonly (string | undefined)[];
  close(): void;
}

/** Compiles the program. */
export function openOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), "oracle-"));
  const executable = join(directory, "oracle.exe");
  run("mcs", [`-out:${executable}`, PROGRAM], "");
  return {
    ask(questions) {
      const input = questions.map((question) => `${question.map(encode).join("\t")}\n`).join("");
      const answers = run("mono", [executable], input).split("\n").slice(0, -1);
      if (answers.length !== questions.length)
        throw new Error(`${answers.length} answers to ${questions.length} questions`);
      return answers.map((answer) => (answer === "!" ? undefined : decode(answer.slice(1))));
    },
    close: () => rmSync(directory, { recursive: true }),
  };
}

function run(command: string, parameters: readonly string[], input: string): string {
  const env = { ...process.env, TZ: "UTC" };
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    input,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

/** Control characters, other characters than ASCII and backslashes as `\u005c`. */
function encode(string: string): string {
  return string.replace(/[^ -[\]-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function decode(string: string): string {
  return string.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
