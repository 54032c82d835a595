/** The command `entra status`: what Entra's own provisioning job does. */
import type { Command } from "commander";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../../job/open-application.ts";
import { renderEntraStatus } from "../../output/render-entra-status.ts";
import { EXIT_STATUS } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";
import { jsonLine } from "../../process/printable.ts";

/** Options of `entra status`. */
interface StatusOptions extends ApplicationOptions {
  readonly json?: boolean;
}

/** Adds the command. */
export function defineStatus(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("status"))
    .description("Shows schedule, progress, quarantine and last cycles of Entra's provisioning job.")
    .option("--json", "print the status as JSON")
    .action(toAction(status));
}

/** Prints the status. Resolves to 0. */
async function status(io: Io, options: StatusOptions): Promise<number> {
  const { application } = await openApplication(io, options);
  const report = await application.status({ signal: io.signal });
  io.stdout.write(options.json === true ? `${jsonLine(report)}\n` : renderEntraStatus(report));
  return EXIT_STATUS.done;
}
