/**
 * Delivery of log entries from the state to the sinks: in order, each entry once, each sink at its own pace.
 */
import { errorMessage } from "../../internal/error-message.ts";
import { TimeLimitError } from "../../internal/time-limit.ts";
import type { LogProblem, ProvisioningLogEntry } from "../ports/log.ts";
import type { ProvisioningState } from "../ports/state.ts";
import type { TimedSink } from "./timed-sink.ts";

/** Number of entries that a sink may be behind before the job waits for it. */
const MAX_QUEUED = 256;

/** What a {@link LogDelivery} needs. */
export interface LogDeliveryOptions {
  readonly state: ProvisioningState;
  readonly sinks: readonly TimedSink[];
  /** Called after every commit of an entry. */
  readonly onCommit: () => void;
}

/**
 * Delivers the entries of one run to all sinks. A sink that fails stops neither the job nor the other sinks: the state
 * keeps its entries.
 */
export class LogDelivery {
  readonly #sinks: readonly SinkDelivery[];
  readonly #onCommit: () => void;
  #lastEntry: string | undefined;

  constructor({ state, sinks, onCommit }: LogDeliveryOptions) {
    this.#sinks = sinks.map((sink) => new SinkDelivery(state, sink));
    this.#onCommit = onCommit;
  }

  /** Id of the last entry that is known to be in the state. */
  get lastEntry(): string | undefined {
    return this.#lastEntry;
  }

  /**
   * Delivers the entries that the sinks missed.
   *
   * @param start - Id of the entry after which a sink begins that is new to the job; undefined is the beginning of the
   *   log.
   * @throws an error of {@link LogSink.lastEntryId}: nothing was done yet, and a wrong path, for example, is best
   *   reported at once.
   */
  async catchUp(start: string | undefined): Promise<void> {
    this.#lastEntry = start;
    for (const sink of this.#sinks) this.#lastEntry = (await sink.catchUp(start)) ?? this.#lastEntry;
  }

  /** Queues an entry that was just committed. */
  push(entry: ProvisioningLogEntry): void {
    this.#lastEntry = entry.id;
    for (const sink of this.#sinks) sink.push(entry);
    this.#onCommit();
  }

  /** Waits while a sink is far behind. */
  async waitForCapacity(): Promise<void> {
    for (const sink of this.#sinks) await sink.waitForCapacity();
  }

  /**
   * Waits until the sinks have all entries; a sink that failed is tried once more. To be called after the last commit.
   */
  async flush(): Promise<readonly LogProblem[]> {
    const problems: LogProblem[] = [];
    for (const sink of this.#sinks) {
      const reason = await sink.flush();
      if (reason !== undefined) problems.push({ sink: sink.name, reason });
    }
    return problems;
  }
}

/** The delivery to one sink. */
class SinkDelivery {
  readonly #state: ProvisioningState;
  readonly #sink: TimedSink;
  #queue: ProvisioningLogEntry[] = [];
  /** The delivery of the queue; undefined while the queue is empty. */
  #delivering: Promise<void> | undefined;
  /** Id of the last entry that the sink received; empty before the first. */
  #position = "";
  /** Why the sink receives no more entries; undefined while it does. */
  #failure: string | undefined;
  /** Whether a call of the sink did not settle in time: it may still be running. */
  #expired = false;

  constructor(state: ProvisioningState, sink: TimedSink) {
    this.#state = state;
    this.#sink = sink;
  }

  get name(): string {
    return this.#sink.name;
  }

  /**
   * Delivers the missed entries; returns the id of the sink's last entry, undefined when the sink failed or has none.
   */
  async catchUp(start: string | undefined): Promise<string | undefined> {
    // A sink that hangs already has a position in the state.
    if (this.#sink.isAppending) {
      this.#expired = true;
      this.#failure = this.#sink.busyProblem;
      return undefined;
    }
    const stored = await this.#state.delivered(this.name);
    this.#position = (await this.#lastEntryOfSink()) ?? stored ?? start ?? "";
    // Stored at once: a sink that fails during its first cycle must not begin after that cycle.
    if (stored === undefined) await this.#storePosition();
    await this.#deliverFromState();
    return this.#failure === undefined && this.#position !== "" ? this.#position : undefined;
  }

  push(entry: ProvisioningLogEntry): void {
    if (this.#failure !== undefined) return;
    this.#queue.push(entry);
    this.#delivering ??= this.#deliverQueue();
    this.#delivering.catch(() => undefined);
  }

  async waitForCapacity(): Promise<void> {
    if (this.#queue.length >= MAX_QUEUED) await this.#delivering;
  }

  /** Waits until the sink has all entries; returns why it has not, when it failed twice or did not settle in time. */
  async flush(): Promise<string | undefined> {
    while (this.#delivering !== undefined) await this.#delivering;
    if (this.#failure === undefined || this.#expired) return this.#failure;
    this.#failure = undefined;
    try {
      this.#position = (await this.#lastEntryOfSink()) ?? this.#position;
    } catch (error) {
      this.#failure = errorMessage(error);
      return this.#failure;
    }
    await this.#deliverFromState();
    return this.#failure;
  }

  /** Returns the id of the last entry that the sink reports, if this log has it. */
  async #lastEntryOfSink(): Promise<string | undefined> {
    const last = await this.#sink.lastEntryId();
    return last !== undefined && (await this.#state.hasEntry(last)) ? last : undefined;
  }

  /** Delivers all entries after the position. */
  async #deliverFromState(): Promise<void> {
    let batch: ProvisioningLogEntry[] = [];
    for await (const entry of this.#state.entries(this.#position === "" ? undefined : this.#position)) {
      if (batch.push(entry) < this.#sink.batchSize) continue;
      await this.#append(batch);
      if (this.#failure !== undefined) return;
      batch = [];
    }
    if (batch.length > 0) await this.#append(batch);
  }

  async #deliverQueue(): Promise<void> {
    while (this.#queue.length > 0) await this.#append(this.#queue.splice(0, this.#sink.batchSize));
    this.#delivering = undefined;
  }

  /** An error of the sink only ends its delivery; an error of the state is thrown. */
  async #append(batch: readonly ProvisioningLogEntry[]): Promise<void> {
    try {
      await this.#sink.append(batch);
    } catch (error) {
      this.#expired = error instanceof TimeLimitError;
      this.#failure = errorMessage(error);
      this.#queue = [];
      return;
    }
    this.#position = batch.at(-1)?.id ?? this.#position;
    await this.#storePosition();
  }

  #storePosition(): Promise<void> {
    return this.#state.commit({ delivered: { sink: this.name, entry: this.#position } });
  }
}
