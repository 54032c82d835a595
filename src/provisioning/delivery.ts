import type { LogSink, ProvisioningLogEntry } from "./log.ts";
import type { ProvisioningState } from "./state.ts";

const BATCH = 256;

/**
 * Copies log entries from the state, where they were born, to a sink: in order, each once. What a crash left uncopied is copied by the next run.
 */
export class LogDelivery {
  readonly #sink: LogSink | undefined;
  #queue: ProvisioningLogEntry[] = [];
  #pump: Promise<void> | undefined;
  #lastDelivered: string | undefined;

  constructor(sink: LogSink | undefined) {
    this.#sink = sink;
  }

  /** Id of the last entry that the sink has taken. */
  get lastDelivered(): string | undefined {
    return this.#lastDelivered;
  }

  /**
   * Brings the sink up to date with the state.
   *
   * @param delivered - Id of the last entry that was known to be in the sink, for a sink that was emptied or replaced since.
   */
  async catchUp(state: ProvisioningState, delivered: string | undefined): Promise<void> {
    this.#lastDelivered = delivered;
    if (this.#sink === undefined) return;
    const last = await this.#sink.lastEntryId();
    const from = last !== undefined && (await state.hasEntry(last)) ? last : delivered;
    this.#lastDelivered = from;
    for await (const entry of state.entries(from)) {
      this.push(entry);
      await this.room();
    }
    await this.settle();
  }

  /** Takes an entry that was just committed. */
  push(entry: ProvisioningLogEntry): void {
    if (this.#sink === undefined) return;
    this.#queue.push(entry);
    this.#pump ??= this.#run(this.#sink);
    this.#pump.catch(() => undefined);
  }

  /** Waits while the sink is far behind. */
  async room(): Promise<void> {
    if (this.#queue.length >= BATCH) await this.#pump;
  }

  /** Waits until the sink has taken everything; throws when it cannot. */
  async settle(): Promise<void> {
    while (this.#pump !== undefined) await this.#pump;
  }

  async #run(sink: LogSink): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      await sink.append(batch);
      this.#lastDelivered = batch.at(-1)?.id;
    }
    this.#pump = undefined;
  }
}
