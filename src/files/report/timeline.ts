/** Counts outcomes over time, for the chart. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";

/** The result of a log entry, as the report groups them. */
export type Outcome = "changed" | "skipped" | "failed";

/** The outcomes in the order of the chart, from the bottom. */
export const OUTCOMES = ["changed", "skipped", "failed"] as const satisfies readonly Outcome[];

/** Number of users by outcome. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** The counts up to a point in time. */
export interface TimelinePoint {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly counts: OutcomeCounts;
}

/** Each point is a row of the table beside the chart, too. */
const MAX_SLOTS = 16;
const NONE: OutcomeCounts = { changed: 0, skipped: 0, failed: 0 };

/** The outcome of an entry. */
export function outcomeOf({ provisioningStatusInfo: { status } }: ProvisioningLogEntry): Outcome {
  if (status === "failure") return "failed";
  return status === "skipped" ? "skipped" : "changed";
}

/**
 * Counts outcomes over time, in any order, in bounded memory: its time slots double in width whenever there are too
 * many of them.
 */
export class Timeline {
  #width = 1;
  #slots = new Map<number, OutcomeCounts>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #total = NONE;

  /** The first time, in milliseconds since the epoch; infinite without one. */
  get first(): number {
    return this.#first;
  }

  /** The last time, in milliseconds since the epoch; infinite without one. */
  get last(): number {
    return this.#last;
  }

  /** The counts so far. */
  get total(): OutcomeCounts {
    return this.#total;
  }

  /** Counts an outcome. One without a valid time is counted in the total only. */
  add(time: number, outcome: Outcome): void {
    this.#total = plusOne(this.#total, outcome);
    if (!Number.isFinite(time)) return;
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
    while (this.#last / this.#width - this.#first / this.#width >= MAX_SLOTS) this.#widen();
    const slot = Math.floor(time / this.#width);
    this.#slots.set(slot, plusOne(this.#slots.get(slot) ?? NONE, outcome));
  }

  /** The cumulative counts, from zero at the first time; empty when all outcomes have the same time. */
  points(): readonly TimelinePoint[] {
    if (!(this.#last > this.#first)) return [];
    const points: TimelinePoint[] = [{ time: this.#first, counts: NONE }];
    let counts = NONE;
    for (const [slot, found] of [...this.#slots].sort(([a], [b]) => a - b)) {
      counts = sum(counts, found);
      points.push({ time: Math.min((slot + 1) * this.#width, this.#last), counts });
    }
    return points;
  }

  #widen(): void {
    this.#width *= 2;
    const slots = new Map<number, OutcomeCounts>();
    for (const [slot, counts] of this.#slots) {
      const wider = Math.floor(slot / 2);
      slots.set(wider, sum(slots.get(wider) ?? NONE, counts));
    }
    this.#slots = slots;
  }
}

function plusOne(counts: OutcomeCounts, outcome: Outcome): OutcomeCounts {
  return { ...counts, [outcome]: counts[outcome] + 1 };
}

function sum(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return { changed: a.changed + b.changed, skipped: a.skipped + b.skipped, failed: a.failed + b.failed };
}
