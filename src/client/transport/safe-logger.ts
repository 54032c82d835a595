/** A logger whose exceptions are swallowed, so that no call fails because of its logger. */
import type { Logger } from "../../internal/logger.ts";

/** The levels of a logger that are there, each without exceptions. */
export function safeLogger(logger: Logger = {}): Logger {
  const levels = ["debug", "info", "warn", "error"] as const;
  return Object.fromEntries(
    levels
      .filter((level) => logger[level] !== undefined)
      .map((level) => [level, (fields: object, message: string) => logSafely(logger, level, fields, message)]),
  );
}

function logSafely(logger: Logger, level: keyof Logger, fields: object, message: string): void {
  try {
    logger[level]?.(fields, message);
  } catch {
    // There is nobody to report it to.
  }
}
