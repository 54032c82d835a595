/**
 * `staged`: the disables and deletes that the deletion threshold holds back, to be looked at before they are allowed.
 */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { stagedRemovals } from "../../provisioning/apply/staged-removals.ts";
import type { StagedRemoval } from "../../provisioning/ports/staged-removal.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { pathOf } from "../options/options.ts";
import { tableWriter } from "../output/table.ts";
import { EXIT, usageError } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { counted, jsonLine } from "../process/printable.ts";

/** Options of `staged`. */
export interface StagedOptions {
  readonly state: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function defineStaged(program: Command, act: Act): void {
  program
    .command("staged")
    .description(
      "Lists the disables and deletes that the deletion threshold holds back; provision --allow-deletes executes them.",
    )
    .option("--state <file>", "what was done before", "provisioning-state.db")
    .option("--json", "print JSON lines, one removal a line; the count goes to stderr")
    .action(act(staged));
}

/** Lists what is held back; resolves to 0, or to the status of what is held back when there is something. */
export async function staged(io: Io, { state: file, json }: StagedOptions): Promise<number> {
  const path = pathOf(io, file);
  if (!existsSync(path)) throw usageError(`--state: there is no file ${file}; a cycle of provision makes it`);
  const state = await openSqliteState(path);
  const rows = tableWriter(io.stdout, ["user", "action", "reason", "held back since", "account", "object id"]);
  let count = 0;
  try {
    const { lastOrdinal } = await state.size();
    for await (const removal of stagedRemovals(state.records(lastOrdinal))) {
      io.signal.throwIfAborted();
      count += 1;
      if (json === true) io.stdout.write(`${jsonLine(removal)}\n`);
      else rows.add(rowOf(removal));
    }
  } finally {
    rows.end();
    await state.close();
  }
  const text = count === 0 ? "Nothing is held back." : `${counted(count, "removal")} held back.`;
  (json === true ? io.stderr : io.stdout).write(`${text}\n`);
  return count === 0 ? EXIT.done : EXIT.heldBack;
}

function rowOf({ sourceName, action, reason, since, targetId, sourceId }: StagedRemoval): readonly string[] {
  return [sourceName, action, reason, since, targetId, sourceId];
}
