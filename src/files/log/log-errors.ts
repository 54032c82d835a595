/** Errors of log files that are read like source files. */
import { isProvisioningError, ProvisioningError } from "../../errors.ts";

/** A file that is no log, or an entry that cannot be read. */
export function invalidLog(path: string, problem: string): ProvisioningError {
  return new ProvisioningError("invalid_log", `${path}: ${problem}`);
}

/** Yields the items of a file that is read like a source; its errors are those of a log. */
export async function* withLogErrors<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items;
  } catch (error) {
    throw toLogError(error);
  }
}

/** An error of a source file as that of a log; any other error as it is. */
export function toLogError(error: unknown): unknown {
  if (!isProvisioningError(error) || !["invalid_source", "incomplete_source"].includes(error.code)) return error;
  return new ProvisioningError("invalid_log", error.message, { cause: error });
}
