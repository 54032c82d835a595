/** The command `check`: tests any SCIM service against the RFCs. */

import { type Command, Option } from "commander";
import {
  type CheckResult,
  type ConformanceOptions,
  formatConformanceReport,
  runConformance,
} from "../../conformance/index.ts";
import { parseOptions } from "../../conformance/run.ts";
import { errorMessage } from "../../internal/error-message.ts";
import {
  addClientCredentialOptions,
  type ClientCredentialOptions,
  readClientCredentials,
} from "../options/client-credentials.ts";
import { parseInteger } from "../options/option-values.ts";
import { addTokenOptions, namesToken, readToken, type TokenOptions } from "../options/secret-token.ts";
import { EXIT_STATUS, usageError } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";

/** Options of `check`. */
interface CheckOptions extends TokenOptions, ClientCredentialOptions {
  readonly profile: NonNullable<ConformanceOptions["profile"]>;
  readonly timeout: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineCheck(program: Command, toAction: ToAction): void {
  const command = program.command("check").argument("<url>", "base URL of the service, such as https://host/scim/v2");
  addClientCredentialOptions(addTokenOptions(command))
    .description(
      "Tests a SCIM service against RFC 7643 and RFC 7644. Creates users and groups named scim-check-…, and removes them afterwards.",
    )
    .addOption(
      new Option(
        "--profile <name>",
        "what to expect: what the service itself announces, Proxyclick, or an app that passes Microsoft's validation for the Entra gallery",
      )
        .choices(["full", "proxyclick", "entra-gallery"])
        .default("full"),
    )
    .option("--timeout <seconds>", "time limit of a response", parseInteger(1, 3_600), 30)
    .option("--only <id...>", "run only these checks, such as patch-atomic")
    .option("--json", "print the results as one JSON document")
    .action(toAction(check));
}

/** Checks a service and prints the report. Resolves to 0, or to 1 when the service fails a check. */
async function check(io: Io, url: string, options: CheckOptions): Promise<number> {
  const clientCredentials = await readClientCredentials(io, options);
  assertArguments(url, options, clientCredentials);
  const token = clientCredentials !== undefined && !namesToken(io, options) ? undefined : await readToken(io, options);
  const progress = checkProgress(io);
  const report = await runConformance({
    url,
    ...(token !== undefined && { token }),
    ...(clientCredentials !== undefined && { clientCredentials }),
    profile: options.profile,
    ...(options.only !== undefined && { only: options.only }),
    timeout: options.timeout * 1_000,
    signal: io.signal,
    onResult: progress.update,
  }).finally(progress.end);
  const output = options.json === true ? jsonLine(report) : formatConformanceReport(report).map(printable).join("\n");
  io.stdout.write(`${output}\n`);
  return report.counts.failed === 0 ? EXIT_STATUS.done : EXIT_STATUS.failed;
}

/** Reports an invalid URL or check as a usage error. */
function assertArguments(
  url: string,
  { only }: CheckOptions,
  clientCredentials: ConformanceOptions["clientCredentials"],
): void {
  try {
    parseOptions({
      url,
      ...(only !== undefined && { only }),
      ...(clientCredentials !== undefined && { clientCredentials }),
    });
  } catch (error) {
    throw usageError(errorMessage(error));
  }
}

/** Shows the number of checks on a terminal; does nothing elsewhere. */
function checkProgress({ stderr }: Io): { readonly update: (result: CheckResult) => void; readonly end: () => void } {
  if (stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  let count = 0;
  return {
    update: ({ id }) => {
      count += 1;
      stderr.write(`\r\u001b[2K${count} checks made, last ${id}`);
    },
    end: () => {
      stderr.write("\r\u001b[2K");
    },
  };
}
