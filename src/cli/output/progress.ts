/**
 * Progress of a cycle: a bar on a terminal, plain lines elsewhere, so that no escape code gets into a pipe or a file.
 */
import { progress as progressBar } from "@clack/prompts";
import type { CycleProgress } from "../../provisioning/index.ts";
import type { Output } from "../process/io.ts";
import { counted } from "../process/printable.ts";

/** Columns that bar and text need; some terminals do not tell their width and say 0. */
const WIDTH_OF_BAR = 80;
/** Plain lines come at every tenth of the users, but not closer than this. */
const LEAST_STEP = 50;
/** Between plain lines where the number of users is not known. */
const STEP_OF_UNKNOWN = 1_000;

/** Shows how far a cycle is. */
export interface Progress {
  /** Shows a state of the cycle; cheap enough to be called after every user. */
  update(state: CycleProgress): void;
  /** Takes the bar away; has to be called also after an error. */
  end(): void;
}

/** Starts to show progress. */
export function showProgress(output: Output): Progress {
  return output.isTTY === true && (output.columns ?? 0) >= WIDTH_OF_BAR ? showBar(output) : showLines(output);
}

function showBar(output: Output): Progress {
  let bar: ReturnType<typeof progressBar> | undefined;
  let shown = 0;
  const begin = (state: CycleProgress) => {
    const started = progressBar({ output, max: state.expected ?? state.counts.read, cancelMessage: "Stopping" });
    started.start(describe(state));
    releaseKeyboard();
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
 * The bar switches the terminal to raw mode, where Ctrl+C is a key that ends the process with status 0 and users in flight. Back in the usual mode
 * Ctrl+C is SIGINT again.
 */
function releaseKeyboard(): void {
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
  return expected === undefined ? STEP_OF_UNKNOWN : Math.max(LEAST_STEP, Math.ceil(expected / 10));
}

function describe({ kind, counts, expected }: CycleProgress): string {
  const total =
    expected === undefined ? counted(counts.read, "user") : `${counts.read} of ${counted(expected, "user")}`;
  return `${kind} cycle: ${total}`;
}
