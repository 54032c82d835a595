/** The command line: its commands, and how they end. */
import { Command } from "commander";
import { defineCheck } from "./commands/check.ts";
import { defineDemo } from "./commands/demo.ts";
import { defineDiscover } from "./commands/discover.ts";
import { defineEntra } from "./commands/entra/entra.ts";
import { defineEvaluate } from "./commands/evaluate.ts";
import { defineExplain } from "./commands/explain.ts";
import { defineLint } from "./commands/lint.ts";
import { defineLog } from "./commands/log.ts";
import { defineMapping } from "./commands/mapping.ts";
import { defineOnDemand } from "./commands/on-demand.ts";
import { definePause } from "./commands/pause.ts";
import { defineProvision } from "./commands/provision.ts";
import { defineRestart } from "./commands/restart.ts";
import { defineResume } from "./commands/resume.ts";
import { defineServe } from "./commands/serve.ts";
import { defineStaged } from "./commands/staged.ts";
import { defineStatus } from "./commands/status.ts";
import { defineTestConnection } from "./commands/test-connection.ts";
import { entraOptionNames } from "./options/entra-sign-in.ts";
import { acceptJobFile } from "./options/job-file.ts";
import { EXIT_STATUS, messageOfError, statusOfError } from "./process/exit-status.ts";
import type { Io, ToAction } from "./process/io.ts";
import { packageVersion } from "./process/package-root.ts";
import { printableLines } from "./process/printable.ts";

/** The commands, in the order of the help. */
const COMMANDS = [
  defineDemo,
  defineServe,
  defineTestConnection,
  defineProvision,
  defineOnDemand,
  defineDiscover,
  defineLog,
  defineStaged,
  defineStatus,
  definePause,
  defineResume,
  defineRestart,
  defineEvaluate,
  defineLint,
  defineExplain,
  defineMapping,
  defineEntra,
  defineCheck,
] as const;

const EXIT_STATUSES = `
Exit status: 0 done; 1 some objects failed or have unusable values, or lint, check or mapping diff found something;
2 arguments, configuration or source unusable; 3 credentials rejected or a permission missing; 4 target or Microsoft Graph unreachable, or not what it should be; 5 held back (threshold, quarantine,
incomplete source); 6 state in use; 130 interrupted.`;

/**
 * Runs a command line. Prints errors on `io.stderr` instead of rejecting.
 *
 * @param args - The arguments, without the names of runtime and script.
 * @returns The exit status.
 */
export async function run(io: Io, args: readonly string[]): Promise<number> {
  let status: number = EXIT_STATUS.done;
  const toAction: ToAction =
    (command) =>
    async (...values) => {
      status = await command(io, ...values);
    };
  try {
    await defineProgram(io, toAction).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    const message = messageOfError(error);
    if (message !== undefined) io.stderr.write(`error: ${message}\n`);
    return statusOfError(error);
  }
}

function defineProgram(io: Io, toAction: ToAction): Command {
  const program = new Command("proxyclick-scim")
    .description("Keeps the users of Proxyclick, or of any SCIM 2.0 service, in sync with a company directory.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (output) => io.stdout.write(output),
      writeErr: (output) => io.stderr.write(output),
      outputError: (output, write) => write(printableLines(removeSecrets(output))),
    })
    .showHelpAfterError("(add --help for the options)")
    .addHelpText("after", EXIT_STATUSES);
  for (const define of COMMANDS) define(program, toAction);
  const provision = program.commands.find((command) => command.name() === "provision");
  if (provision !== undefined) {
    for (const command of program.commands) {
      acceptJobFile(command, provision, io);
      for (const part of command.commands) acceptJobFile(part, provision, io, entraOptionNames());
    }
  }
  return program;
}

/** Removes the value that commander would print of a misspelled option, such as `--tokne=…`. */
function removeSecrets(message: string): string {
  return message.replace(/(unknown option '[^'=]*)=[^\n]*'/u, "$1'");
}
