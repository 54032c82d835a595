/** A log sink whose calls have a time limit and never overlap, also when one of them does not settle in time. */
import { withTimeLimit } from "../../internal/time-limit.ts";
import type { LogSink, ProvisioningLogEntry } from "../ports/log.ts";

/** Maximum number of entries of one append, unless the sink wants fewer. */
const DEFAULT_BATCH_SIZE = 256;

/** A sink of a job. It lives as long as the job, so that a call that hangs in one cycle is known in the next. */
export class TimedSink implements LogSink {
  /** Name under which the state keeps the position of the sink. */
  readonly name: string;
  readonly batchSize: number;
  readonly #sink: LogSink;
  /** Calls of the sink that have not settled. */
  #calls = 0;
  #appends = 0;

  constructor(sink: LogSink, name: string) {
    this.name = name;
    this.batchSize = Math.max(1, sink.batchSize ?? DEFAULT_BATCH_SIZE);
    this.#sink = sink;
  }

  /** Whether an append has not settled yet: the sink may still store its entries. */
  get isAppending(): boolean {
    return this.#appends > 0;
  }

  /** Why the sink is not called: an earlier call has not settled. */
  get busyProblem(): string {
    return `${this.#subject} is still executing an earlier call, which took too long`;
  }

  lastEntryId(): Promise<string | undefined> {
    return this.#call(() => this.#sink.lastEntryId());
  }

  async append(entries: readonly ProvisioningLogEntry[]): Promise<void> {
    await this.#call(async () => {
      this.#appends += 1;
      try {
        await this.#sink.append(entries);
      } finally {
        this.#appends -= 1;
      }
    });
  }

  get #subject(): string {
    return `The log sink ${JSON.stringify(this.name)}`;
  }

  async #call<Value>(call: () => Promise<Value>): Promise<Value> {
    if (this.#calls > 0) throw new Error(this.busyProblem);
    return withTimeLimit(this.#subject, async () => {
      this.#calls += 1;
      try {
        return await call();
      } finally {
        this.#calls -= 1;
      }
    });
  }
}

/** Returns the sinks of a job as a list. */
export function toSinks(log: LogSink | readonly LogSink[] | undefined): readonly TimedSink[] {
  if (log === undefined) return [];
  const sinks = "append" in log ? [log] : log;
  return sinks.map((sink, index) => new TimedSink(sink, sink.name ?? (index === 0 ? "log" : `log ${index + 1}`)));
}
