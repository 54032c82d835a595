/** Divergences of a run, each told once, with their place and the story that led to them. */
import type { Divergence } from "./divergence.ts";
import type { CyclePlan } from "./scenario.ts";
import { Trace } from "./trace.ts";

/** A divergence with its place. */
export interface Finding extends Divergence {
  readonly cycle: number;
  /** When the cycle began, to the minute. */
  readonly time: string;
}

/** What tells a divergence from others: its class and its person; for the run as a whole, what was said. */
export function causeOf({ class: kind, tag, text }: Divergence): string {
  return tag === "" ? `${kind} ${text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")}` : `${kind} ${tag}`;
}

/** The findings of a run. */
export class Findings {
  readonly trace = new Trace();
  readonly #found = new Map<string, Finding>();
  readonly #until: ((finding: Finding) => boolean) | undefined;
  #plan: Pick<CyclePlan, "number" | "time"> = { number: 0, time: 0 };
  #isOver = false;

  /** @param until - Whether a finding ends the run. */
  constructor(until: ((finding: Finding) => boolean) | undefined) {
    this.#until = until;
  }

  /** Whether the run has found what it was to look for. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get all(): readonly Finding[] {
    return [...this.#found.values()];
  }

  /** What follows belongs to this cycle. */
  begin(plan: CyclePlan): void {
    this.#plan = plan;
    this.trace.begin(plan);
  }

  add(divergence: Divergence): void {
    const key = causeOf(divergence);
    if (this.#found.has(key)) return;
    const { number: cycle, time } = this.#plan;
    const finding = { ...divergence, cycle, time: new Date(time).toISOString().slice(0, 16) };
    this.#found.set(key, finding);
    if (this.#until?.(finding) === true) this.#isOver = true;
    this.trace.add(divergence.tag === "" ? [] : [divergence.tag], `!!! ${divergence.class}: ${divergence.text}`);
  }
}
