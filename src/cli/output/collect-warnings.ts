/**
 * What a target could not take as the mapping gives it, told once and not for every user.
 */
import type { Output } from "../process/io.ts";
import { printable } from "../process/printable.ts";

/** Collects warnings until it is time to print them. */
export interface Warnings {
  /** Takes a warning; fits as the `warn` of a client's logger. */
  warn(message: string): void;
  /** Prints those that were not printed before, one a line. */
  print(output: Output): void;
}

/** Most different warnings that are kept: a service may send every account malformed, each with a warning of its own. */
const MOST = 200;

/** Starts to collect. A progress bar is no place to print at once. */
export function collectWarnings(): Warnings {
  const printed = new Set<string>();
  const waiting = new Set<string>();
  let more = 0;
  return {
    warn(message) {
      if (printed.has(message) || waiting.has(message)) return;
      if (printed.size + waiting.size < MOST) waiting.add(message);
      else more += 1;
    },
    print(output) {
      for (const message of waiting) {
        output.write(`warning: ${printable(message)}\n`);
        printed.add(message);
      }
      waiting.clear();
      if (more > 0) output.write(`warning: ${more} more warnings are not shown\n`);
      more = 0;
    },
  };
}
