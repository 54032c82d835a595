/** The command `status`: what a job does and how its last cycle ended, also while its schedule runs. */
import type { Command } from "commander";
import type { ProvisioningState } from "../../provisioning/index.ts";
import { describeJob } from "../../provisioning/job/status.ts";
import type { ScheduleStatus, StateCommands } from "../../provisioning/state/index.ts";
import { postAndWait, withReadOnlyState } from "../job/hand-over.ts";
import { type JobReport, renderStatus } from "../output/render-status.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** A schedule answers at once; a process without one does not. */
const LIMITS = { take: 1_500, result: 3_000 };

/** Options of `status`. */
interface StatusOptions {
  readonly state: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineStatus(program: Command, toAction: ToAction): void {
  program
    .command("status")
    .description("Shows the status of a job, its last cycle and the number of linked users, also while it runs.")
    .option("--state <file>", "state of the job", "provisioning-state.db")
    .option("--json", "print the status as JSON")
    .action(toAction(status));
}

/** Prints the status. Resolves to 0. */
function status(io: Io, { state: file, json }: StatusOptions): Promise<number> {
  return withReadOnlyState(io, file, async (state) => {
    const report = await readReport(io, state);
    io.stdout.write(json === true ? `${jsonLine(report)}\n` : renderStatus(report, file));
    return EXIT_STATUS.done;
  });
}

async function readReport(io: Io, state: ProvisioningState): Promise<JobReport> {
  const { commands } = state;
  const holder = await commands?.holder();
  const schedule =
    commands === undefined || holder === undefined ? {} : await readSchedule(io, commands, holder).catch(() => ({}));
  const { linked } = await state.size();
  const job = describeJob(await state.readJob());
  return { ...job, linked, ...(await countRecords(io, state)), ...(holder && { process: holder }), ...schedule };
}

/** A process that runs a single cycle does not answer. */
async function readSchedule(io: Io, commands: StateCommands, holder: string): Promise<ScheduleStatus> {
  const post = { command: { kind: "status" }, holder, limits: LIMITS, signal: io.signal } as const;
  const result = await postAndWait(commands, post);
  return result.kind === "done" ? (result.schedule ?? {}) : {};
}

/** Counts what the records of the users tell: removals that are held back, and users without an account by reason. */
async function countRecords(io: Io, state: ProvisioningState): Promise<Pick<JobReport, "heldBack" | "withoutAccount">> {
  let heldBack = 0;
  const withoutAccount: Record<string, number> = {};
  for await (const { link, skipped, escrow } of state.records((await state.size()).lastOrdinal)) {
    io.signal.throwIfAborted();
    if (link?.staged !== undefined) heldBack += 1;
    const reason = link === undefined ? (skipped ?? escrow?.errorCode) : undefined;
    if (reason !== undefined) withoutAccount[reason] = (withoutAccount[reason] ?? 0) + 1;
  }
  return { heldBack, withoutAccount };
}
