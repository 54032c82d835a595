/**
 * Shows the progress of a cycle: a bar on a terminal, plain lines elsewhere, so that no escape code gets into a pipe or
 * a file.
 */
import { progress as progressBar } from "@clack/prompts";
import type { CycleProgress } from "../../provisioning/index.ts";
import type { Output } from "../process/io.ts";
import { formatCount } from "../process/printable.ts";

/** Number of columns that the bar needs; some terminals report a width of 0. */
const MIN_BAR_WIDTH = 80;
/** Plain lines come at every tenth of the users, but at least this many users apart. */
const MIN_STEP = 50;
/** Number of users between plain lines when the total is unknown. */
const UNKNOWN_TOTAL_STEP = 1_000;

/** A display of progress. */
export interface Progress {
  /** Shows the progress of the cycle; cheap enough to call after every user. */
  update(state: CycleProgress): void;
  /** Removes the bar. Call it after an error too. */
  end(): void;
}

/** Starts a display of progress. */
export function showProgress(output: Output): Progress {
  return output.isTTY === true && (output.columns ?? 0) >= MIN_BAR_WIDTH ? showBar(output) : showLines(output);
}

function showBar(output: Output): Progress {
  let bar: ReturnType<typeof progressBar> | undefined;
  let shown = 0;
  const begin = (state: CycleProgress) => {
    const started = progressBar({ output, max: state.expected ?? state.counts.read, cancelMessage: "Stopping" });
    started.start(describe(state));
    leaveRawMode();
    return started;
  };
  return {
    update(state) {
      bar ??= begin(state);
      bar.advance(state.counts.read - shown, describe(state));
      shown = state.counts.read;
    },
    end() {
      bar?.clear();
      bar = undefined;
    },
  };
}

/**
 * Switches the terminal back from the raw mode of the bar, in which Ctrl+C would end the process with status 0 and
 * users in flight. Otherwise Ctrl+C is SIGINT.
 */
function leaveRawMode(): void {
  process.stdin.removeAllListeners("keypress");
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
}

function showLines(output: Output): Progress {
  let next = 0;
  return {
    update(state) {
      const { read } = state.counts;
      if (next === 0) next = stepOf(state);
      if (read < next) return;
      output.write(`${describe(state)}\n`);
      while (next <= read) next += stepOf(state);
    },
    end() {},
  };
}

function stepOf({ expected }: CycleProgress): number {
  return expected === undefined ? UNKNOWN_TOTAL_STEP : Math.max(MIN_STEP, Math.ceil(expected / 10));
}

function describe({ kind, counts, expected }: CycleProgress): string {
  const total =
    expected === undefined ? formatCount(counts.read, "user") : `${counts.read} of ${formatCount(expected, "user")}`;
  return `${kind} cycle: ${total}`;
}
