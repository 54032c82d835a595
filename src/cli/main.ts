/** The process that runs the command line: arguments, signals, exit status. */
import { setFlagsFromString } from "node:v8";
import { EXIT_STATUS } from "./process/exit-status.ts";
import { interruption } from "./process/io.ts";
import { run } from "./program.ts";

/**
 * After Ctrl+C a process gets SIGINT from the terminal and again from npm; within this time, in milliseconds, both are
 * one key press.
 */
const SAME_KEY_PRESS = 200;

const stop = new AbortController();
let stoppedAt: number | undefined;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stoppedAt === undefined) {
      stoppedAt = performance.now();
      stop.abort(interruption(name));
    } else if (performance.now() - stoppedAt > SAME_KEY_PRESS) {
      process.exit(EXIT_STATUS.interrupted);
    }
  });
}

for (const stream of [process.stdout, process.stderr]) {
  // The reader of a pipe is gone, as in `… | head`: end in good order.
  stream.on("error", () => stop.abort(interruption("SIGPIPE")));
}

/**
 * The objects of a `fetch` outlive V8's minor collections, so V8 grows its heap: to 350 MB for 30 MB of live objects.
 * V8 reads these two flags whenever it considers growing, so a running process may set them.
 */
function limitMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}

const { stdin, stdout, stderr, env } = process;
const io = { stdin, stdout, stderr, env, signal: stop.signal, limitMemory };
process.exitCode = await run(io, process.argv.slice(2));
