#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * The process around the commands: arguments, signals, exit status.
 */
import { setFlagsFromString } from "node:v8";
import { EXIT } from "./process/exit-status.ts";
import { interruption } from "./process/io.ts";
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

/**
 * What `fetch` makes for a request outlives V8's small collections, which takes that for a reason to grow its heap: 350 MB for 30 MB that live. V8 reads these
 * two flags whenever it thinks about growing, so that they may be set in a running process.
 */
function spareMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}

const { stdin, stdout, stderr, env } = process;
const io = { stdin, stdout, stderr, env, signal: stop.signal, spareMemory };
process.exitCode = await run(io, process.argv.slice(2));
