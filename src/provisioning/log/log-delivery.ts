/**
 * From the state, where log entries are born, to the sinks: in order, each entry once, each sink at its own pace.
 */
import type { LogProblem, LogSink, ProvisioningLogEntry } from "../ports/log.ts";
import type { ProvisioningState } from "../ports/state.ts";

/** Most entries of one append, unless the sink wants fewer. */
const DEFAULT_BATCH_SIZE = 256;

/** Entries that a sink may be behind before the job waits for it. */
const MAX_QUEUED = 256;

/** What a delivery is made of. */
export interface LogDeliveryOptions {
  readonly state: ProvisioningState;
  readonly sinks: readonly LogSink[];
  /** Called after every commit of an entry. */
  readonly onCommit: () => void;
}

/** Copies the entries of one run to all sinks. A sink that fails neither stops the job nor the other sinks: what it lacks is in the state. */
export class LogDelivery {
  readonly #sinks: readonly SinkDelivery[];
  readonly #onCommit: () => void;
  #last: string | undefined;

  constructor({ state, sinks, onCommit }: LogDeliveryOptions) {
    this.#sinks = sinks.map((sink, index) => new SinkDelivery(state, sink, sinkName(sink, index)));
    this.#onCommit = onCommit;
  }

  /** Id of the last entry that is known to be in the state. */
  get lastEntry(): string | undefined {
    return this.#last;
  }

  /**
   * Brings the sinks up to date with the state.
   *
   * @param begin - Where a sink begins that never had an entry of this job: after the entry with this id; undefined is the beginning of the log.
   * @throws what a sink throws that cannot tell where it is: nothing was done yet, and a wrong path is best told at once.
   */
  async catchUp(begin: string | undefined): Promise<void> {
    this.#last = begin;
    for (const sink of this.#sinks) this.#last = (await sink.catchUp(begin)) ?? this.#last;
  }

  /** Takes an entry that was just committed. */
  push(entry: ProvisioningLogEntry): void {
    this.#last = entry.id;
    for (const sink of this.#sinks) sink.push(entry);
    this.#onCommit();
  }

  /** Waits while a sink is far behind. */
  async waitForCapacity(): Promise<void> {
    for (const sink of this.#sinks) await sink.waitForCapacity();
  }

  /** Waits until the sinks have everything; one that failed is tried once more. To be called when nothing is committed any more. */
  async flush(): Promise<readonly LogProblem[]> {
    const problems: LogProblem[] = [];
    for (const sink of this.#sinks) {
      const reason = await sink.flush();
      if (reason !== undefined) problems.push({ sink: sink.name, reason });
    }
    return problems;
  }
}

/** The sinks of a job, in order. */
export function toSinks(log: LogSink | readonly LogSink[] | undefined): readonly LogSink[] {
  if (log === undefined) return [];
  return "append" in log ? [log] : log;
}

/** The name under which the state keeps how far a sink is. */
export function sinkName({ name }: LogSink, index: number): string {
  return name ?? (index === 0 ? "log" : `log ${index + 1}`);
}

/** One sink, and how far it is. */
class SinkDelivery {
  readonly name: string;
  readonly #state: ProvisioningState;
  readonly #sink: LogSink;
  readonly #batch: number;
  #queue: ProvisioningLogEntry[] = [];
  #pump: Promise<void> | undefined;
  /** Id of the last entry that the sink has taken; empty before the first. */
  #position = "";
  /** Why the sink takes nothing any more; undefined while it does. */
  #failure: string | undefined;

  constructor(state: ProvisioningState, sink: LogSink, name: string) {
    this.name = name;
    this.#state = state;
    this.#sink = sink;
    this.#batch = Math.max(1, sink.batchSize ?? DEFAULT_BATCH_SIZE);
  }

  /** Copies what the sink lacks; the id of the last entry that it has then, undefined when it failed or there is none. */
  async catchUp(begin: string | undefined): Promise<string | undefined> {
    const stored = await this.#state.delivered(this.name);
    this.#position = (await this.#lastKnown()) ?? stored ?? begin ?? "";
    // Where it begins is kept: a sink that takes nothing in its first cycle must not begin after it.
    if (stored === undefined) await this.#keepPosition();
    await this.#copy();
    return this.#failure === undefined && this.#position !== "" ? this.#position : undefined;
  }

  push(entry: ProvisioningLogEntry): void {
    if (this.#failure !== undefined) return;
    this.#queue.push(entry);
    this.#pump ??= this.#run();
    this.#pump.catch(() => undefined);
  }

  async waitForCapacity(): Promise<void> {
    if (this.#queue.length >= MAX_QUEUED) await this.#pump;
  }

  /** Waits until the sink has everything; why it has not, when it failed twice. */
  async flush(): Promise<string | undefined> {
    while (this.#pump !== undefined) await this.#pump;
    if (this.#failure === undefined) return undefined;
    this.#failure = undefined;
    try {
      this.#position = (await this.#lastKnown()) ?? this.#position;
    } catch (error) {
      this.#failure = messageOf(error);
      return this.#failure;
    }
    await this.#copy();
    return this.#failure;
  }

  /** The last entry that the sink says it holds, if it is one of this log. */
  async #lastKnown(): Promise<string | undefined> {
    const last = await this.#sink.lastEntryId();
    return last !== undefined && (await this.#state.hasEntry(last)) ? last : undefined;
  }

  /** Copies everything after the position. */
  async #copy(): Promise<void> {
    let batch: ProvisioningLogEntry[] = [];
    for await (const entry of this.#state.entries(this.#position === "" ? undefined : this.#position)) {
      if (batch.push(entry) < this.#batch) continue;
      await this.#append(batch);
      if (this.#failure !== undefined) return;
      batch = [];
    }
    if (batch.length > 0) await this.#append(batch);
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) await this.#append(this.#queue.splice(0, this.#batch));
    this.#pump = undefined;
  }

  /** What the state throws is thrown; what the sink throws only ends its deliveries. */
  async #append(batch: readonly ProvisioningLogEntry[]): Promise<void> {
    try {
      await this.#sink.append(batch);
    } catch (error) {
      this.#failure = messageOf(error);
      this.#queue = [];
      return;
    }
    this.#position = batch.at(-1)?.id ?? this.#position;
    await this.#keepPosition();
  }

  #keepPosition(): Promise<void> {
    return this.#state.commit({ delivered: { sink: this.name, entry: this.#position } });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
