/** The command `check`: tests any SCIM service against the RFCs. */

import { type Command, Option } from "commander";
import {
  type CheckResult,
  type ConformanceOptions,
  formatConformanceReport,
  runConformance,
} from "../../conformance/index.ts";
import { parseOptions } from "../../conformance/run.ts";
import { isScimRequestError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { isObject } from "../../internal/values.ts";
import {
  addClientCredentialOptions,
  type ClientCredentialOptions,
  readClientCredentials,
} from "../options/client-credentials.ts";
import { parseInteger } from "../options/option-values.ts";
import { parseJson, readInputFile } from "../options/read-file.ts";
import { addTokenOptions, namesToken, readToken, type TokenOptions } from "../options/secret-token.ts";
import { EXIT_STATUS, usageError } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";

/** Options of `check`. */
interface CheckOptions extends TokenOptions, ClientCredentialOptions {
  readonly profile: NonNullable<ConformanceOptions["profile"]>;
  readonly timeout: number;
  /** File with attributes of the users that the run creates. */
  readonly user?: string;
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
    .option(
      "--user <file>",
      "attributes of the users that the checks create, as JSON, for a service that requires more than its /Schemas say; {unique} stands for letters that no other user has",
    )
    .option("--only <id...>", "run only these checks, such as patch-atomic")
    .option("--json", "print the results as one JSON document")
    .action(toAction(check));
}

/** Checks a service and prints the report. Resolves to 0, or to 1 when the service fails a check. */
async function check(io: Io, url: string, options: CheckOptions): Promise<number> {
  const clientCredentials = await readClientCredentials(io, options);
  const user = await readUser(io, options.user);
  assertArguments(url, options, { clientCredentials, user });
  const token = clientCredentials !== undefined && !namesToken(io, options) ? undefined : await readToken(io, options);
  const progress = checkProgress(io);
  const report = await runConformance({
    url,
    ...(token !== undefined && { token }),
    ...(clientCredentials !== undefined && { clientCredentials }),
    profile: options.profile,
    ...(options.only !== undefined && { only: options.only }),
    ...(user !== undefined && { user }),
    timeout: options.timeout * 1_000,
    signal: io.signal,
    onResult: progress.update,
  })
    .catch(explainRefusal)
    .finally(progress.end);
  const output = options.json === true ? jsonLine(report) : formatConformanceReport(report).map(printable).join("\n");
  io.stdout.write(`${output}\n`);
  return report.counts.failed === 0 ? EXIT_STATUS.done : EXIT_STATUS.failed;
}

async function readUser(io: Io, file: string | undefined): Promise<ConformanceOptions["user"]> {
  if (file === undefined) return undefined;
  const user = parseJson(await readInputFile(io, file, "user"), file);
  if (!isObject(user)) throw usageError(`${file}: expected an object with the attributes of a user`);
  return user;
}

/** Says what to do when the service accepts no user of the checks. */
function explainRefusal(error: unknown): never {
  if (!isScimRequestError(error) || error.code !== "refused") throw error;
  throw usageError(
    `${error.message}; name the attributes that it needs with --user FILE, such as {"userName": "{unique}@contoso.com", "title": "Tester"}`,
  );
}

/** Reports an invalid URL, user or check as a usage error. */
function assertArguments(
  url: string,
  { only }: CheckOptions,
  {
    clientCredentials,
    user,
  }: { readonly [Name in "clientCredentials" | "user"]: ConformanceOptions[Name] | undefined },
): void {
  try {
    parseOptions({
      url,
      ...(only !== undefined && { only }),
      ...(clientCredentials !== undefined && { clientCredentials }),
      ...(user !== undefined && { user }),
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
