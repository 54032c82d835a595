/** The commands `entra start`, `entra pause` and `entra restart`. */
import type { Command } from "commander";
import type { ResetScope } from "../../../provisioning/index.ts";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../../job/open-application.ts";
import { parseEntraScopes } from "../../options/option-values.ts";
import { EXIT_STATUS } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";

/** Options of `entra restart`. */
interface RestartOptions extends ApplicationOptions {
  readonly scope?: readonly ResetScope[];
}

/** Adds `entra start`. */
export function defineStart(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("start"))
    .description("Starts Entra's provisioning job, also out of quarantine. A job that runs is left alone.")
    .action(toAction(start));
}

/** Adds `entra pause`. */
export function definePause(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("pause"))
    .description("Pauses Entra's provisioning job; a running cycle ends first.")
    .action(toAction(pause));
}

/** Adds `entra restart`. */
export function defineRestart(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("restart"))
    .description("Restarts Entra's provisioning job: its next cycle evaluates every user again.")
    .option(
      "--scope <names>",
      "what to forget: names of Watermark, Escrows, QuarantineState, Full, ForceDeletes, separated by commas (default: the first three)",
      parseEntraScopes,
    )
    .action(toAction(restart));
}

async function start(io: Io, options: ApplicationOptions): Promise<number> {
  const { application } = await openApplication(io, options);
  const isStarted = await application.start({ signal: io.signal });
  io.stdout.write(isStarted ? "Started.\n" : "The job runs already.\n");
  return EXIT_STATUS.done;
}

async function pause(io: Io, options: ApplicationOptions): Promise<number> {
  const { application } = await openApplication(io, options);
  const isPaused = await application.pause({ signal: io.signal });
  io.stdout.write(isPaused ? "Paused; a running cycle ends first.\n" : "The job does not run.\n");
  return EXIT_STATUS.done;
}

async function restart(io: Io, options: RestartOptions): Promise<number> {
  const { application } = await openApplication(io, options);
  await application.restart(options.scope, { signal: io.signal });
  io.stdout.write("Restarted: the next cycle evaluates every user again.\n");
  return EXIT_STATUS.done;
}
