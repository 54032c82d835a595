/** The command `entra logs`: appends the new entries of Entra's provisioning log to a file. */
import type { Command } from "commander";
import type { ProvisioningLogEntry } from "../../../provisioning/index.ts";
import { openEntraLog } from "../../job/entra-log.ts";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../../job/open-application.ts";
import { parseDate } from "../../options/option-values.ts";
import { resolvePath } from "../../options/read-file.ts";
import { EXIT_STATUS } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";
import { jsonLine, printable } from "../../process/printable.ts";

/** Entries that are appended together. */
const BATCH = 200;

/** Options of `entra logs`. */
interface LogsOptions extends ApplicationOptions {
  readonly log: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly json?: boolean;
}

/** Adds the command. */
export function defineLogs(entra: Command, toAction: ToAction): void {
  addApplicationOptions(entra.command("logs"))
    .description(
      "Appends Entra's provisioning log of the application to a file that log shows. Repeated, it continues where the file ends.",
    )
    .option("--log <file>", "file to append to, one provisioningObjectSummary a line", "entra.jsonl")
    .option("--since <time>", "earliest time, such as 2026-03-01 (default: where the file ends)", parseDate)
    .option("--until <time>", "end of the time, exclusive", parseDate)
    .option("--json", "print the new entries, too, one a line; the count goes to stderr")
    .action(toAction(logs));
}

/** Reads page by page, within Entra's limit of 5 requests in 10 seconds. Resolves to 0. */
async function logs(io: Io, options: LogsOptions): Promise<number> {
  const { application, servicePrincipalId } = await openApplication(io, options);
  const log = await openEntraLog(resolvePath(io, options.log), { servicePrincipalId, since: options.since });
  const batch: ProvisioningLogEntry[] = [];
  let count = 0;
  const flush = async () => {
    await log.append(batch);
    if (options.json === true) for (const entry of batch) io.stdout.write(`${jsonLine(entry)}\n`);
    count += batch.length;
    batch.length = 0;
  };
  try {
    const range = { since: log.since?.toISOString(), until: options.until?.toISOString() };
    for await (const entry of application.logs({ ...range, signal: io.signal })) {
      if (log.has(entry.id)) continue;
      batch.push(entry);
      if (batch.length === BATCH) await flush();
    }
  } finally {
    await flush();
    const entries = count === 1 ? "1 new entry" : `${count} new entries`;
    const where = count === 0 ? "" : ` in ${printable(options.log)}`;
    (options.json === true ? io.stderr : io.stdout).write(`${entries}${where}\n`);
  }
  return EXIT_STATUS.done;
}
