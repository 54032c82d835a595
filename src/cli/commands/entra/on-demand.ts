/** The command `entra on-demand`: lets Entra provision one user now, and shows every step. */
import type { Command } from "commander";
import type { OnDemandResult } from "../../../provisioning/index.ts";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../../job/open-application.ts";
import { renderSteps } from "../../output/render-steps.ts";
import { EXIT_STATUS } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";
import { jsonLine } from "../../process/printable.ts";

/** Options of `entra on-demand`. */
interface OnDemandOptions extends ApplicationOptions {
  readonly json?: boolean;
}

const RESULT_STATUS: Readonly<Record<OnDemandResult["result"], number>> = {
  Success: EXIT_STATUS.done,
  Skipped: EXIT_STATUS.done,
  Failure: EXIT_STATUS.failed,
};

/** Adds the command. */
export function defineOnDemand(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("on-demand"))
    .description("Lets Entra's provisioning job provision one user now, and shows every step.")
    .argument("<user>", "object id or user principal name")
    .option("--json", "print the log entry as JSON")
    .action(toAction(onDemand));
}

/** Prints the steps. Resolves to 0 when the user is done or out of scope, else to 1. */
async function onDemand(io: Io, user: string, options: OnDemandOptions): Promise<number> {
  const { application } = await openApplication(io, options);
  const { result, entry } = await application.provisionOnDemand(user, { signal: io.signal });
  io.stdout.write(options.json === true ? `${jsonLine(entry)}\n` : renderSteps(entry, { dryRun: false }));
  return RESULT_STATUS[result];
}
