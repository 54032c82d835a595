/**
 * Telling without being told: a logger that fails costs no call.
 */
import type { Logger } from "./transport-options.ts";

/** A logger whose failures are nobody's business. It has the methods that the given one has. */
export function quietLogger(logger: Logger = {}): Logger {
  const quiet = (tell: () => void): void => {
    try {
      tell();
    } catch {
      // Nobody is left to be told.
    }
  };
  return {
    ...(logger.debug === undefined ? {} : { debug: (message: string) => quiet(() => logger.debug?.(message)) }),
    ...(logger.warn === undefined ? {} : { warn: (message: string) => quiet(() => logger.warn?.(message)) }),
  };
}
