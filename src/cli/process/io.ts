/**
 * The streams, environment and signal that a command runs with.
 *
 * Tests pass their own, and run commands without a process.
 */
import type { Readable, Writable } from "node:stream";

/** A text output that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command runs with. */
export interface Io {
  /** Results. */
  readonly stdout: Output;
  /** Errors and progress. */
  readonly stderr: Output;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM, with an {@link interruption} as reason. */
  readonly signal: AbortSignal;
  /** Read only for `--token -`. */
  readonly stdin?: Readable;
  /** Directory that relative paths start from. Default: that of the process. */
  readonly cwd?: string;
  /** Called by commands that send many requests, to trade speed for less memory. Default: does nothing. */
  readonly limitMemory?: () => void;
}

/** Turns a function that resolves to an exit status into the action of a command. */
export type ToAction = <Values extends readonly unknown[]>(
  run: (io: Io, ...values: Values) => Promise<number>,
) => (...values: Values) => Promise<void>;

/** The reason for an abort by a signal of the operating system. */
export function interruption(name: "SIGINT" | "SIGTERM" | "SIGPIPE"): Error {
  const error = new Error(`stopped by ${name}`, { cause: name });
  error.name = "AbortError";
  return error;
}

/** Whether a signal was aborted by SIGTERM, the usual way to end a service. */
export function isTermination(signal: AbortSignal): boolean {
  return signal.reason instanceof Error && signal.reason.cause === "SIGTERM";
}
