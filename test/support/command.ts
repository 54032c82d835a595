/** Runs commands of the command line in this process, and collects what they print. */
import { Readable, Writable } from "node:stream";
import type { Io } from "../../src/cli/process/io.ts";
import { run } from "../../src/cli/program.ts";

/** A stream that collects text. */
export class OutputCollector extends Writable {
  text = "";

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    this.emit("text");
    done();
  }

  /** Resolves to the first match of a pattern as soon as it is written; rejects when the stream ends without it. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match !== null) return match;
      if (this.writableFinished) throw new Error(`ended without ${pattern}: ${this.text}`);
      await new Promise<void>((resolve) => {
        const onChange = () => {
          this.off("text", onChange).off("finish", onChange);
          resolve();
        };
        this.on("text", onChange).on("finish", onChange);
      });
    }
  }
}

/** What a test gives a command. */
export interface TestIoOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly cwd?: string;
}

/** Collects the output of a command. */
export interface TestIo extends Io {
  readonly stdout: OutputCollector;
  readonly stderr: OutputCollector;
  /** Aborts the signal of the command. */
  readonly stop: AbortController;
}

/** Makes an Io without environment variables, unless some are given. */
export function testIo({ env = {}, stdin = "", cwd }: TestIoOptions = {}): TestIo {
  const stop = new AbortController();
  return {
    stdout: new OutputCollector(),
    stderr: new OutputCollector(),
    stdin: Readable.from([stdin]),
    env,
    stop,
    signal: stop.signal,
    ...(cwd !== undefined && { cwd }),
  };
}

/** How a command ended, and what it printed. */
export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export async function runCommand(args: readonly string[], options: TestIoOptions = {}): Promise<CommandResult> {
  const io = testIo(options);
  const status = await run(io, args);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

/** Standard error without the line that says how a CSV file was read. */
export function withoutFormat(err: string): string {
  return err.replaceAll(/^\S+: read as [^\n]*\n/gm, "");
}
