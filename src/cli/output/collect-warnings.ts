/** Collects warnings of the client, to print each one once and not for every user. */
import type { Output } from "../process/io.ts";
import { printable } from "../process/printable.ts";

/** Warnings that wait to be printed. */
export interface Warnings {
  /** Adds a warning; usable as the `warn` of a client's logger. */
  warn(message: string): void;
  /** Prints the warnings that were not printed before, one a line. */
  print(output: Output): void;
}

/** Greatest number of different warnings: every account of a service may be malformed, each with its own warning. */
const MAX_WARNINGS = 200;

/** Starts to collect. Printing at once would break a progress bar. */
export function collectWarnings(): Warnings {
  const printed = new Set<string>();
  const waiting = new Set<string>();
  let more = 0;
  return {
    warn(message) {
      if (printed.has(message) || waiting.has(message)) return;
      if (printed.size + waiting.size < MAX_WARNINGS) waiting.add(message);
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
