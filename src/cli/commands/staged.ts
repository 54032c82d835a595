/**
 * The command `staged`: the disables and deletes that the deletion threshold holds back, for a review before they are
 * allowed.
 */
import type { Command } from "commander";
import { stagedRemovals } from "../../provisioning/apply/staged-removals.ts";
import type { ProvisioningState } from "../../provisioning/index.ts";
import type { StagedRemoval } from "../../provisioning/ports/staged-removal.ts";
import { withReadOnlyState } from "../job/hand-over.ts";
import { addJobOptions } from "../options/job-options.ts";
import { createTable } from "../output/table.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { formatCount, jsonLine } from "../process/printable.ts";

/** Options of `staged`. */
interface StagedOptions {
  readonly state: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineStaged(program: Command, toAction: ToAction): void {
  const command = program
    .command("staged")
    .description(
      "Lists the disables and deletes that the deletion threshold holds back; provision --allow-deletes executes them. Reads --state only; takes the other options of provision, too.",
    );
  addJobOptions(command)
    .option("--json", "print JSON lines, one removal a line; the count goes to stderr")
    .action(toAction(staged));
  // The command reads the state and nothing else; it has the other options so that a command line can be repeated.
  for (const option of command.options) option.makeOptionMandatory(false);
}

/** Lists what is held back. Resolves to 0 when nothing is, else to 5. */
async function staged(io: Io, { state: file, json }: StagedOptions): Promise<number> {
  const count = await withReadOnlyState(io, file, (state) => list(io, state, json === true));
  const summary = count === 0 ? "Nothing is held back." : `${formatCount(count, "removal")} held back.`;
  (json === true ? io.stderr : io.stdout).write(`${summary}\n`);
  return count === 0 ? EXIT_STATUS.done : EXIT_STATUS.heldBack;
}

/** Prints the removals; resolves to their number. */
async function list(io: Io, state: ProvisioningState, json: boolean): Promise<number> {
  const rows = createTable(io.stdout, ["user", "action", "reason", "held back since", "account", "object id"]);
  let count = 0;
  try {
    const { lastOrdinal } = await state.size();
    for await (const removal of stagedRemovals(state.records(lastOrdinal))) {
      io.signal.throwIfAborted();
      count += 1;
      if (json) io.stdout.write(`${jsonLine(removal)}\n`);
      else rows.add(rowOf(removal));
    }
  } finally {
    rows.end();
  }
  return count;
}

function rowOf({ sourceName, action, reason, since, targetId, sourceId }: StagedRemoval): readonly string[] {
  return [sourceName, action, reason, since, targetId, sourceId];
}
