/**
 * `discover`: which accounts the target has, and whose they are.
 */
import type { Command } from "commander";
import type { DiscoveredAccount } from "../../provisioning/index.ts";
import { namingSource, withJob } from "../job/open-job.ts";
import { addLookOptions, type JobOptions } from "../options/options.ts";
import { tableWriter } from "../output/table.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { counted, jsonLine } from "../process/printable.ts";

/** Options of `discover`. */
export interface DiscoverOptions extends JobOptions {
  /** A command that never writes has no log. */
  readonly log?: never;
  readonly json?: boolean;
}

type Standing = DiscoveredAccount["standing"];

/** Adds the command. */
export function defineDiscover(program: Command, act: Act): void {
  const command = program
    .command("discover")
    .description(
      "Lists every account of the target: assigned (of a user in scope), unassigned (of a user who is not) or local (of nobody the source knows). Writes nothing.",
    );
  addLookOptions(command)
    .option("--json", "print JSON lines, one account a line; the counts go to stderr")
    .action(act(discover));
}

/** Lists the accounts as they come, then their counts; resolves to 0. */
export function discover(io: Io, options: DiscoverOptions): Promise<number> {
  return withJob(io, options, async ({ job, warnings }) => {
    const counts: Record<Standing, number> = { assigned: 0, unassigned: 0, local: 0 };
    let linked = 0;
    const rows = tableWriter(io.stdout, ["standing", "link", "account", "id", "user", "object id"]);
    try {
      await namingSource(io, options, async () => {
        for await (const account of job.discover({ signal: io.signal })) {
          counts[account.standing] += 1;
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
    return EXIT.done;
  });
}

function rowOf({ standing, linked, name, targetId, sourceName = "", sourceId = "" }: DiscoveredAccount): string[] {
  return [standing, linked ? "linked" : "not linked", name, targetId, sourceName, sourceId];
}

function renderCounts({ assigned, unassigned, local }: Readonly<Record<Standing, number>>, linked: number): string {
  const total = counted(assigned + unassigned + local, "account");
  return `${total}: ${assigned} assigned, ${unassigned} unassigned, ${local} local; ${linked} linked\n`;
}
