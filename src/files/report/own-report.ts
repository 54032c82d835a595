/** Tells the reports of this package from everything else that a file may hold, so that only they are replaced. */
import { open, stat } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";
import { orInvalidLog } from "../reading/file-errors.ts";

/** What every report has in its head, before anything of variable length. */
export const REPORT_MARK = '<meta name="generator" content="proxyclick-scim provisioning report">';

/** Bytes of a file that are read: the mark is among them. */
const HEAD_BYTES = 1_024;

/**
 * Checks that a report may be written to a path: there is no file, an empty one or a report of this package.
 *
 * @throws ProvisioningError `invalid_log` for any other file, or one that cannot be read.
 */
export async function requireOwnReport(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing === undefined || (existing.isFile() && existing.size === 0)) return;
  const isOwn = existing.isFile() && (await readHead(path)).includes(REPORT_MARK);
  if (isOwn) return;
  throw new ProvisioningError(
    "invalid_log",
    `The file ${path} is not a report of this package, and was left as it is; choose another file`,
  );
}

function readHead(path: string): Promise<string> {
  return orInvalidLog(`The file ${path} cannot be read`, async () => {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  });
}
