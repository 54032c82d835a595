/** Makes a run as small as it gets while it still shows a divergence: fewer people, faults, events and cycles. */
import { type PlannedEvent, tagsOf } from "./events.ts";
import { causeOf, type Finding } from "./findings.ts";
import type { Scenario } from "./scenario.ts";
import { type Report, simulate } from "./simulate.ts";

/** A small run that shows a divergence. */
export interface Shrunk {
  readonly scenario: Scenario;
  readonly faults: readonly string[];
  readonly report: Report;
}

interface Attempt {
  readonly scenario: Scenario;
  readonly faults: ReadonlySet<string>;
}

/** Shrinks the run in which something was found. */
export async function shrink(scenario: Scenario, report: Report, finding: Finding): Promise<Shrunk> {
  const isSame = (other: Finding) => causeOf(other) === causeOf(finding);
  const shows = async (attempt: Attempt): Promise<boolean> => {
    if (attempt.scenario.cycles.length === 0) return false;
    const { findings } = await simulate(attempt.scenario, { faults: attempt.faults, until: isSame });
    return findings.some(isSame);
  };
  let best: Attempt = {
    scenario: { ...scenario, cycles: scenario.cycles.filter(({ number }) => number <= finding.cycle) },
    faults: new Set(report.faults),
  };
  const reduce = async <Item>(items: readonly Item[], make: (kept: readonly Item[]) => Attempt): Promise<void> => {
    const kept = await fewest(items, (some) => shows(make(some)));
    best = make(kept);
  };
  const byPeople = (tags: readonly string[]): Attempt => ({
    ...best,
    scenario: { ...best.scenario, events: best.scenario.events.filter((event) => isAbout(event, new Set(tags))) },
  });
  if (finding.tag !== "" && (await shows(byPeople([finding.tag])))) best = byPeople([finding.tag]);
  else await reduce(peopleOf(best.scenario), byPeople);
  await reduce([...best.faults], (faults) => ({ ...best, faults: new Set(faults) }));
  await reduce(best.scenario.events, (events) => ({ ...best, scenario: { ...best.scenario, events } }));
  await reduce(best.scenario.cycles, (cycles) => ({ ...best, scenario: { ...best.scenario, cycles } }));
  const last = await simulate(best.scenario, { faults: best.faults, until: isSame });
  return { scenario: best.scenario, faults: [...best.faults], report: last };
}

/** The fewest items that still pass, found by leaving out ever smaller parts. */
async function fewest<Item>(
  items: readonly Item[],
  passes: (some: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await passes(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
}

function peopleOf({ events }: Scenario): readonly string[] {
  return [...new Set(events.flatMap(({ event }) => tagsOf(event)))];
}

function isAbout(event: PlannedEvent, tags: ReadonlySet<string>): boolean {
  const about = tagsOf(event.event);
  return about.length === 0 || about.every((tag) => tags.has(tag));
}
