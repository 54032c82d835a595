#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * The process around the commands: arguments, signals, exit status.
 */
import { EXIT } from "./exit-status.ts";
import { interruption } from "./io.ts";
import { run } from "./program.ts";

/** npm passes Ctrl+C on to a process that the terminal has told already; what comes this soon is the same key press. */
const SAME_KEY_PRESS = 200;

const stop = new AbortController();
let stoppedAt: number | undefined;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stoppedAt === undefined) {
      stoppedAt = performance.now();
      stop.abort(interruption(name));
    } else if (performance.now() - stoppedAt > SAME_KEY_PRESS) {
      process.exit(EXIT.interrupted);
    }
  });
}

for (const stream of [process.stdout, process.stderr]) {
  // The reader of a pipe is gone (`… | head`): end in good order, there is nobody left to tell.
  stream.on("error", () => stop.abort(interruption("SIGPIPE")));
}

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run({ stdin, stdout, stderr, env, signal: stop.signal }, process.argv.slice(2));
