/** The commands `entra …`: an enterprise application and its provisioning job in Microsoft Entra. */
import type { Command } from "commander";
import type { ToAction } from "../../process/io.ts";
import { definePause, defineRestart, defineStart } from "./control.ts";
import { defineEvaluate } from "./evaluate.ts";
import { defineLogs } from "./logs.ts";
import { defineOnDemand } from "./on-demand.ts";
import { defineStatus } from "./status.ts";

const COMMANDS = [
  defineStatus,
  defineStart,
  definePause,
  defineRestart,
  defineOnDemand,
  defineLogs,
  defineEvaluate,
] as const;

/** Adds the commands to the program. */
export function defineEntra(program: Command, toAction: ToAction): void {
  const entra = program
    .command("entra")
    .description("Operates the provisioning job of an enterprise application in Microsoft Entra itself.");
  for (const define of COMMANDS) define(entra, toAction);
}
