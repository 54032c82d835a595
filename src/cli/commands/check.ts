/**
 * `check`: tests any SCIM service against the RFCs.
 */
import { type Command, Option } from "commander";
import {
  type CheckResult,
  type ConformanceProfile,
  formatConformanceReport,
  runConformance,
} from "../../conformance/index.ts";
import { parseOptions } from "../../conformance/run.ts";
import { addTokenOptions, parseWhole, readToken, type TokenOptions } from "../options/options.ts";
import { EXIT, usageError } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";

/** Options of `check`. */
export interface CheckOptions extends TokenOptions {
  readonly profile: ConformanceProfile;
  readonly timeout: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/** Adds the command. */
export function defineCheck(program: Command, act: Act): void {
  addTokenOptions(program.command("check").argument("<url>", "base URL of the service, such as https://host/scim/v2"))
    .description(
      "Tests a SCIM service against RFC 7643 and RFC 7644. Creates users and groups named scim-check-…, and removes them afterwards.",
    )
    .addOption(
      new Option("--profile <name>", "what to expect: any SCIM service by its own word, or Proxyclick")
        .choices(["full", "proxyclick"])
        .default("full"),
    )
    .option("--timeout <seconds>", "how long an answer may take", parseWhole(1, 3_600), 30)
    .option("--only <id...>", "make these checks only, such as patch-atomic")
    .option("--json", "print the results as one JSON document")
    .action(act(check));
}

/** Checks a service: prints the report, and resolves to 0, or to 1 when the service fails a check. */
export async function check(io: Io, url: string, options: CheckOptions): Promise<number> {
  assertArguments(url, options);
  const token = await readToken(io, options);
  const progress = progressOn(io);
  const report = await runConformance({
    url,
    token,
    profile: options.profile,
    ...(options.only !== undefined && { only: options.only }),
    timeout: options.timeout * 1_000,
    signal: io.signal,
    onResult: progress.tell,
  }).finally(progress.end);
  const text = options.json === true ? jsonLine(report) : formatConformanceReport(report).map(printable).join("\n");
  io.stdout.write(`${text}\n`);
  return report.counts.failed === 0 ? EXIT.done : EXIT.failed;
}

/** Reports an invalid URL or check as a usage error. */
function assertArguments(url: string, { only }: CheckOptions): void {
  try {
    parseOptions({ url, ...(only !== undefined && { only }) });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

/** A line on a terminal that counts the checks; nothing elsewhere. */
function progressOn({ stderr }: Io): { readonly tell: (result: CheckResult) => void; readonly end: () => void } {
  if (stderr.isTTY !== true) return { tell: () => undefined, end: () => undefined };
  let made = 0;
  return {
    tell: ({ id }) => {
      made += 1;
      stderr.write(`\r\u001b[2K${made} checks made, last ${id}`);
    },
    end: () => {
      stderr.write("\r\u001b[2K");
    },
  };
}
