/** One page of a round of a delta query; its work does not depend on the number of objects. */
import type { GraphBehavior } from "./behavior.ts";
import type { Change } from "./change-log.ts";
import type { DeltaItem, DeltaSubject, ReportedChanges } from "./delta-subject.ts";
import type { RoundState } from "./delta-token.ts";

/** Number of changes that a page reads at most; more than the largest page, because not all of them are reported. */
const MAX_SCANNED = 5_000;

/** Number of changes before the round that it may repeat. */
const REPLAY_WINDOW = 50;

/** A page, and where the next one begins; undefined after the last. */
interface DeltaPage {
  readonly items: readonly DeltaItem[];
  readonly next: RoundState | undefined;
}

/**
 * Returns the page of a round.
 *
 * @param minimal - Whether items hold what changed only.
 */
export function deltaPage(
  subject: DeltaSubject,
  round: RoundState,
  minimal: boolean,
  behavior: GraphBehavior,
  random: () => number,
): DeltaPage {
  const size = pageSize(behavior, random);
  if (size === 0 && round.position < round.end) return { items: [], next: { ...round, pages: round.pages + 1 } };
  const { items, next } = round.full
    ? fullPage(subject, round, size)
    : changesPage(subject, round, minimal, Math.max(size, 1));
  const repeated = behavior.replays > random() ? replay(subject, round, random) : undefined;
  const all = repeated === undefined ? items : [...items, repeated];
  return {
    items: behavior.reorder ? shuffled(all, random) : all,
    next: next.position < next.end ? { ...next, pages: round.pages + 1 } : undefined,
  };
}

function pageSize({ pageSize: size }: GraphBehavior, random: () => number): number {
  if (typeof size === "number") return size;
  return size.min + Math.floor(random() * (size.max - size.min + 1));
}

function placeAt(subject: DeltaSubject, { ids, order: [step, start], end }: RoundState, position: number): number {
  if (ids !== undefined) return subject.table.placeOf(ids[position] ?? "") ?? -1;
  return (start + step * position) % end;
}

interface Part {
  readonly items: readonly DeltaItem[];
  readonly next: RoundState;
}

function fullPage(subject: DeltaSubject, round: RoundState, size: number): Part {
  const items: DeltaItem[] = [];
  let { position, offset } = round;
  let budget = size;
  while (budget > 0 && position < round.end) {
    const part = subject.fullPart(placeAt(subject, round, position), round.select, offset, budget);
    if (part.item !== undefined) items.push(part.item);
    budget -= 1 + part.members;
    if (part.nextOffset === undefined) position += 1;
    offset = part.nextOffset ?? 0;
  }
  return { items, next: { ...round, position, offset } };
}

function changesPage(subject: DeltaSubject, round: RoundState, minimal: boolean, size: number): Part {
  const places = placesOf(subject, round);
  const reported = new Map<number, ReportedChanges>();
  let { position } = round;
  let mentioned = 0;
  const last = Math.min(round.end, position + MAX_SCANNED);
  while (position < last && mentioned < size) {
    const change = subject.log.at(position);
    position += 1;
    if (change === undefined || !isReported(subject, change, round.select, places)) continue;
    mentioned += report(reported, change);
  }
  const items = [...reported].map(([place, changes]) => subject.changedItem(place, round.select, changes, minimal));
  return { items, next: { ...round, position } };
}

function placesOf({ table }: DeltaSubject, { ids }: RoundState): ReadonlySet<number> | undefined {
  return ids === undefined ? undefined : new Set(ids.map((id) => table.placeOf(id) ?? -1));
}

/** Whether a query tracks a change. */
function isReported(
  { properties }: DeltaSubject,
  change: Change,
  select: readonly string[],
  places: ReadonlySet<number> | undefined,
): boolean {
  if (places !== undefined && !places.has(change.place)) return false;
  if (change.member !== undefined) return select.includes("members");
  return (
    change.properties === undefined ||
    select.some((name) => change.properties?.has(name) && !properties.untracked.has(name))
  );
}

/** Adds a change to those of its object; returns the number of entries that it adds to the page. */
function report(reported: Map<number, ReportedChanges>, change: Change): number {
  const known = reported.get(change.place);
  const changes = known ?? { properties: new Set<string>(), managers: new Set<string>(), members: new Set<string>() };
  reported.set(change.place, changes);
  const before = changes.members.size;
  if (change.member !== undefined) changes.members.add(change.member);
  else if (change.properties === undefined) changes.properties = undefined;
  else for (const name of change.properties) changes.properties?.add(name);
  if (change.previousManager !== undefined) changes.managers.add(change.previousManager);
  return (known === undefined ? 1 : 0) + changes.members.size - before;
}

/** An item that the round, or the one before, reported already, as it is now. */
function replay(subject: DeltaSubject, round: RoundState, random: () => number): DeltaItem | undefined {
  if (round.full) {
    if (round.position === 0) return undefined;
    const place = placeAt(subject, round, Math.floor(random() * round.position));
    return subject.fullPart(place, round.select, 0, REPLAY_WINDOW).item;
  }
  const first = Math.max(0, round.since - REPLAY_WINDOW);
  const change = subject.log.at(first + Math.floor(random() * (round.position - first)));
  if (change === undefined || !isReported(subject, change, round.select, placesOf(subject, round))) return undefined;
  const reported = new Map<number, ReportedChanges>();
  report(reported, change);
  const [entry] = reported;
  return entry === undefined ? undefined : subject.changedItem(entry[0], round.select, entry[1], false);
}

function shuffled(items: readonly DeltaItem[], random: () => number): readonly DeltaItem[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [result[index], result[other]];
    if (a !== undefined && b !== undefined) [result[index], result[other]] = [b, a];
  }
  return result;
}
