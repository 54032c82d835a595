/** What happened, line by line, for people who look for the cause of a divergence. */
import type { CyclePlan } from "./scenario.ts";

interface Line {
  readonly time: number;
  readonly cycle: number;
  readonly about: readonly string[];
  readonly text: string;
}

/** The story of a run. */
export class Trace {
  readonly #lines: Line[] = [];
  #plan: Pick<CyclePlan, "number" | "time"> = { number: 0, time: 0 };

  /** What follows belongs to this cycle. */
  begin(plan: CyclePlan): void {
    this.#plan = plan;
  }

  /** Writes down something about some people; about everybody, where none is named. */
  add(about: readonly string[], text: string): void {
    const { number, time } = this.#plan;
    this.#lines.push({ cycle: number, time, about, text });
  }

  /** What concerns a person, or everything, up to a cycle; the latest at the end. */
  of(tag: string | undefined, until: number, limit: number): readonly string[] {
    const lines = this.#lines.filter(({ cycle }) => cycle <= until);
    const isAbout = ({ about }: Line) => tag === undefined || about.includes(tag);
    const cycles = new Set(lines.filter(isAbout).map(({ cycle }) => cycle));
    return lines
      .filter((line) => isAbout(line) || (line.about.length === 0 && cycles.has(line.cycle)))
      .slice(-limit)
      .map(({ time, cycle, text }) => `${new Date(time).toISOString().slice(0, 16)} #${cycle} ${text}`);
  }
}
