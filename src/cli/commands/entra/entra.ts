/** The commands `entra …`: an enterprise application and its provisioning job in Microsoft Entra. */
import type { Command } from "commander";
import type { ToAction } from "../../process/io.ts";
import { definePause, defineRestart, defineStart } from "./control.ts";
import { defineEvaluate } from "./evaluate.ts";
import { defineLogs } from "./logs.ts";
import { defineOnDemand } from "./on-demand.ts";
import { defineApply, definePlan } from "./plan.ts";
import { defineStatus } from "./status.ts";

const COMMANDS = [
  definePlan,
  defineApply,
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
    .description("Sets up an enterprise application in Microsoft Entra, and operates its own provisioning job.");
  for (const define of COMMANDS) define(entra, toAction);
}
