/**
 * Work that is done again and again until it is stopped.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, messageOfError } from "./exit-status.ts";
import type { Io } from "./io.ts";

/**
 * Does some work at a steady interval until the signal is aborted. Work that takes longer than the interval is followed by the next at once.
 *
 * An error of the first time ends everything, since it is most likely one of configuration; a later one is told, and the work tried again at its time.
 *
 * @param every - Milliseconds from one start to the next.
 * @returns The status for an interruption.
 */
export async function repeat(io: Io, every: number, work: () => Promise<unknown>): Promise<number> {
  let start = performance.now();
  await work();
  while (!io.signal.aborted) {
    await sleep(Math.max(0, start + every - performance.now()), undefined, { signal: io.signal }).catch(() => {});
    if (io.signal.aborted) break;
    start = performance.now();
    await work().catch((error: unknown) => {
      if (!io.signal.aborted) io.stderr.write(`error: ${messageOfError(error)}\n`);
    });
  }
  return EXIT.interrupted;
}
