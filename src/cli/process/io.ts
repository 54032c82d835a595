/**
 * What a command sees of the world, so that tests run commands without a process.
 */
import type { Readable, Writable } from "node:stream";

/** A text output that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command sees of the world. */
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
  /** Directory that relative paths start from. Default: the process's. */
  readonly cwd?: string;
  /** Told by commands that send many requests: from here on little memory is worth more than speed. Default: nothing happens. */
  readonly spareMemory?: () => void;
}

/** Makes the action of a command from a function that resolves to its exit status. */
export type Act = <Values extends readonly unknown[]>(
  run: (io: Io, ...values: Values) => Promise<number>,
) => (...values: Values) => Promise<void>;

/** The reason for an abort by a signal of the operating system. */
export function interruption(name: "SIGINT" | "SIGTERM" | "SIGPIPE"): Error {
  const error = new Error(`stopped by ${name}`, { cause: name });
  error.name = "AbortError";
  return error;
}

/** Whether a signal was aborted by SIGTERM, the usual way to end a service. */
export function endedByTerminate(signal: AbortSignal): boolean {
  return signal.reason instanceof Error && signal.reason.cause === "SIGTERM";
}
