/** The command `discover`: the accounts of the target, and whose they are. */
import type { Command } from "commander";
import type { DiscoveredAccount } from "../../provisioning/index.ts";
import { withJob, withSourceInErrors } from "../job/open-job.ts";
import { addJobOptions, type JobOptions } from "../options/job-options.ts";
import { createTable } from "../output/table.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { formatCount, jsonLine } from "../process/printable.ts";

/** Options of `discover`; those about writing mean nothing here. */
interface DiscoverOptions extends JobOptions {
  readonly json?: boolean;
}

type AccountStatus = DiscoveredAccount["status"];

/** Adds the command to the program. */
export function defineDiscover(program: Command, toAction: ToAction): void {
  const command = program
    .command("discover")
    .description(
      "Lists every account of the target: assigned (its user is in scope), unassigned (its user is not in scope) or local (the source has no such user). Writes nothing.",
    );
  addJobOptions(command)
    .option("--json", "print JSON lines, one account a line; the counts go to stderr")
    .action(toAction(discover));
}

/** Lists the accounts as they are found, then their counts. Resolves to 0. */
function discover(io: Io, options: DiscoverOptions): Promise<number> {
  const { log: _log, notify: _notify, ...readOnly } = options;
  return withJob(io, readOnly, async ({ job, warnings }) => {
    const counts: Record<AccountStatus, number> = { assigned: 0, unassigned: 0, local: 0 };
    let linked = 0;
    const rows = createTable(io.stdout, ["status", "link", "account", "id", "user", "object id"]);
    try {
      await withSourceInErrors(io, options, async () => {
        for await (const account of job.discover({ signal: io.signal })) {
          counts[account.status] += 1;
          if (account.linked) linked += 1;
          if (options.json === true) io.stdout.write(`${jsonLine(account)}\n`);
          else rows.add(rowOf(account));
        }
      });
    } finally {
      rows.end();
      warnings.print(io.stderr);
    }
    const output = options.json === true ? io.stderr : io.stdout;
    output.write(renderCounts(counts, linked));
    return EXIT_STATUS.done;
  });
}

function rowOf({ status, linked, name, targetId, sourceName = "", sourceId = "" }: DiscoveredAccount): string[] {
  return [status, linked ? "linked" : "not linked", name, targetId, sourceName, sourceId];
}

function renderCounts(
  { assigned, unassigned, local }: Readonly<Record<AccountStatus, number>>,
  linked: number,
): string {
  const total = formatCount(assigned + unassigned + local, "account");
  return `${total}: ${assigned} assigned, ${unassigned} unassigned, ${local} local; ${linked} linked\n`;
}
