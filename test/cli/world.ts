/**
 * A world for commands that run in process: collects what they print.
 */
import { Readable, Writable } from "node:stream";
import type { Io } from "../../src/cli/process/io.ts";

/** A stream that collects text, and tells when something was written. */
export class Collector extends Writable {
  text = "";

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    this.emit("text");
    done();
  }

  /** Resolves to the first match of a pattern, as soon as it was written; rejects when the text ends without it. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match !== null) return match;
      if (this.writableFinished) throw new Error(`ended without ${pattern}: ${this.text}`);
      await new Promise((resolve) => this.once("text", resolve).once("finish", resolve));
    }
  }
}

/** What {@link world} can be told. */
export interface WorldOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly cwd?: string;
}

/** A world, and the switch for its signal. */
export interface World extends Io {
  readonly stdout: Collector;
  readonly stderr: Collector;
  readonly stop: AbortController;
}

/** Makes a world without environment variables. */
export function world({ env = {}, stdin = "", cwd }: WorldOptions = {}): World {
  const stop = new AbortController();
  return {
    stdout: new Collector(),
    stderr: new Collector(),
    stdin: Readable.from([stdin]),
    env,
    stop,
    signal: stop.signal,
    ...(cwd !== undefined && { cwd }),
  };
}
