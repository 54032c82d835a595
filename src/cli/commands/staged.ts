/**
 * The command `staged`: the disables and deletes that the deletion threshold holds back, for a review before they are
 * allowed.
 */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { stagedRemovals } from "../../provisioning/apply/staged-removals.ts";
import type { StagedRemoval } from "../../provisioning/ports/staged-removal.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { resolvePath } from "../options/read-file.ts";
import { createTable } from "../output/table.ts";
import { EXIT_STATUS, usageError } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { formatCount, jsonLine } from "../process/printable.ts";

/** Options of `staged`. */
interface StagedOptions {
  readonly state: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineStaged(program: Command, toAction: ToAction): void {
  program
    .command("staged")
    .description(
      "Lists the disables and deletes that the deletion threshold holds back; provision --allow-deletes executes them.",
    )
    .option("--state <file>", "state of the job", "provisioning-state.db")
    .option("--json", "print JSON lines, one removal a line; the count goes to stderr")
    .action(toAction(staged));
}

/** Lists what is held back. Resolves to 0 when nothing is, else to 5. */
async function staged(io: Io, { state: file, json }: StagedOptions): Promise<number> {
  const path = resolvePath(io, file);
  if (!existsSync(path)) throw usageError(`--state: there is no file ${file}; provision creates it`);
  const state = await openSqliteState(path);
  const rows = createTable(io.stdout, ["user", "action", "reason", "held back since", "account", "object id"]);
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
  const summary = count === 0 ? "Nothing is held back." : `${formatCount(count, "removal")} held back.`;
  (json === true ? io.stderr : io.stdout).write(`${summary}\n`);
  return count === 0 ? EXIT_STATUS.done : EXIT_STATUS.heldBack;
}

function rowOf({ sourceName, action, reason, since, targetId, sourceId }: StagedRemoval): readonly string[] {
  return [sourceName, action, reason, since, targetId, sourceId];
}
