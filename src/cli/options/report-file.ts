/** The file of the option `--report`. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { requireOwnReport } from "../../files/report/own-report.ts";
import { usageError } from "../process/exit-status.ts";

/**
 * Checks, before any work, that a report may be written to a path.
 *
 * @throws CommanderError for a folder, and for a page in a folder that is not there or not writable.
 * @throws ProvisioningError for a file that is not a report.
 */
export async function requireWritableReport(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usageError(`--report: cannot write into the folder ${dirname(path)}`);
  });
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory() === true)
    throw usageError(`--report: ${path} is a folder; give the path of a file, such as ${path}/report.html`);
  await requireOwnReport(path);
}
