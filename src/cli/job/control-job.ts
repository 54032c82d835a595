/** Executes a command that changes only the state of a job: in the process of its schedule, or else here. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { ProvisioningState } from "../../provisioning/index.ts";
import type { CommandResult, JobCommand } from "../../provisioning/state/index.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { resolvePath } from "../options/read-file.ts";
import { EXIT_STATUS, statusOfCode, usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { printableLines } from "../process/printable.ts";
import { handOver } from "./hand-over.ts";

/** A command, how to execute it without a running schedule, and what to print when it is done. */
interface Control {
  readonly command: JobCommand;
  readonly execute: (state: ProvisioningState, newId: () => string) => Promise<void>;
  readonly done: string;
}

/** Executes the command. Resolves to the exit status. */
export async function controlJob(io: Io, file: string, { command, execute, done }: Control): Promise<number> {
  const path = resolvePath(io, file);
  if (!existsSync(path)) throw usageError(`--state: there is no file ${file}; provision creates it`);
  const result = await handOver(io, file, command);
  if (result?.kind === "failed") return printFailure(io, result);
  if (result === undefined) {
    const state = await openSqliteState(path);
    try {
      await execute(state, randomUUID);
    } finally {
      await state.close();
    }
  }
  io.stdout.write(`${done}\n`);
  return EXIT_STATUS.done;
}

/** Prints why a command failed in the process that executed it. Returns the exit status. */
export function printFailure(io: Io, { code, message }: Extract<CommandResult, { readonly kind: "failed" }>): number {
  io.stderr.write(`error: ${printableLines(message)}\n`);
  return statusOfCode(code);
}
