/** Everything that will happen in a run, drawn up in advance: events, cycles and what goes wrong. */
import type { Fate } from "../../support/process-life.ts";
import type { FaultKind, TargetFault } from "../../support/target-faults.ts";
import type { Config } from "./config.ts";
import { CYCLES_A_DAY, everydayEvents, foundingEvents, hotPeople, type PlannedEvent } from "./events.ts";
import { randomFor } from "./random.ts";

/** One cycle. */
export interface CyclePlan {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /**
   * `storm`: the target is down from some request on. `quiet`: nothing goes wrong, and the target is compared with the
   * model.
   */
  readonly kind: "noisy" | "storm" | "quiet";
  readonly upperCase: boolean;
  readonly cutAfter: number | undefined;
  readonly replays: boolean;
}

/** A run, drawn up. */
export interface Scenario {
  readonly config: Config;
  readonly events: readonly PlannedEvent[];
  readonly cycles: readonly CyclePlan[];
  /** Number of the first cycle after the last day: from here on nothing happens any more. */
  readonly tail: number;
  /** What goes wrong with a request. */
  readonly faultOf: (request: KeyedRequest) => TargetFault | undefined;
  /** Which call to the state or the log kills the process. */
  readonly fateOf: (cycle: number, part: "state" | "log", method: string, nth: number) => Fate;
}

/** A request as faults know it: they depend on it alone, so that leaving one out leaves all others as they were. */
interface KeyedRequest {
  readonly cycle: number;
  /** `create`, `patch` … */
  readonly call: string;
  /** Tag of the person, or what is asked for. */
  readonly subject: string;
  /** Number of such requests in the cycle so far, from 0. */
  readonly nth: number;
  /** Requests of the cycle so far. */
  readonly sequence: number;
}

const BEGIN = Date.parse("2026-03-02T00:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SLOTS = [8, 12, 16, 20];
/**
 * Days after the last one of change on which two cycles run, and those on which one does: longer than any retry
 * schedule.
 */
const BUSY_TAIL_DAYS = 3;
const LONG_TAIL_DAYS = 34;

/** The run that a seed stands for. */
export function scenarioOf(config: Config): Scenario {
  const { seed, days } = config;
  const tail = days * CYCLES_A_DAY;
  const founding = foundingEvents(config);
  const everyday = everydayEvents(config, founding, tail);
  return {
    config,
    events: [...founding, ...everyday],
    cycles: [...Array.from({ length: tail }, (_, number) => cycleOf(config, number)), ...tailOf(tail, days)],
    tail,
    faultOf: (request) => faultOf(config, request),
    fateOf: (cycle, part, method, nth) => {
      const random = randomFor(seed, "fate", cycle);
      if (kindOf(config, cycle) === "quiet" || !random.chance(KILLED_CYCLES)) return undefined;
      const calls = config.source === "entra" ? MIRROR_CALLS : STATE_CALLS;
      const chosen = random.pick(part === "state" ? calls : LOG_CALLS);
      return chosen === method && random.below(MOST_CALLS_BEFORE) === nth
        ? random.pick(["before", "after"])
        : undefined;
    },
  };
}

/** How many of the cycles that are not quiet are killed at a call to the state or the log, if that call comes. */
const KILLED_CYCLES = 0.4;
/** Calls to the state and the log at which a process may die. */
const STATE_CALLS = ["begin", "commit", "commit", "writeJob", "get", "openIntents"];
/** The same where the source keeps something in the mirror. */
const MIRROR_CALLS = [...STATE_CALLS, "writeJob", "mirror.write", "mirror.write", "mirror.write", "mirror.clear"];
const LOG_CALLS = ["append", "lastEntryId"];
const MOST_CALLS_BEFORE = 12;

function cycleOf(config: Config, number: number): CyclePlan {
  const random = randomFor(config.seed, "cycle", number);
  const day = Math.floor(number / CYCLES_A_DAY);
  const kind = kindOf(config, number);
  return {
    number,
    time: BEGIN + day * DAY + (SLOTS[number % CYCLES_A_DAY] ?? 0) * HOUR,
    kind,
    upperCase: config.idCase && random.chance(0.4),
    cutAfter: kind === "noisy" && random.chance(0.08) ? random.below(config.people) : undefined,
    replays: random.chance(0.5),
  };
}

function kindOf({ seed, days }: Config, number: number): CyclePlan["kind"] {
  const day = Math.floor(number / CYCLES_A_DAY);
  if (day >= days) return "quiet";
  const random = randomFor(seed, "kind", number);
  if (number % CYCLES_A_DAY === CYCLES_A_DAY - 1 && (random.chance(0.6) || day === days - 1)) return "quiet";
  return random.chance(0.05) ? "storm" : "noisy";
}

function tailOf(first: number, days: number): readonly CyclePlan[] {
  const busy = Array.from({ length: BUSY_TAIL_DAYS * 2 }, (_, index) => days * DAY + index * 12 * HOUR);
  const long = Array.from({ length: LONG_TAIL_DAYS }, (_, index) => (days + BUSY_TAIL_DAYS + index) * DAY);
  return [...busy, ...long].map((offset, index) => ({
    number: first + index,
    time: BEGIN + offset + 9 * HOUR,
    kind: "quiet",
    upperCase: false,
    cutAfter: undefined,
    replays: false,
  }));
}

/** Kinds of faults, as often as they stand here. */
const KINDS: readonly FaultKind[] = [
  "reset",
  "reset",
  "timeout",
  "timeout",
  "cut",
  "scim_400",
  "scim_429",
  "scim_500",
  "scim_500",
  "scim_503",
  "scim_503_later",
  "html_200",
  "html_400",
  "html_404",
  "html_502",
  "html_503",
  "html_504",
  "html_504",
  "kill",
];

function faultOf(config: Config, request: KeyedRequest): TargetFault | undefined {
  const { cycle, call, subject, nth, sequence } = request;
  const kind = kindOf(config, cycle);
  if (call !== "list" && cycle < config.days * CYCLES_A_DAY && isBroken(config, subject))
    return { kind: brokenBy(config, subject), effect: "before" };
  if (kind === "quiet") return undefined;
  if (kind === "storm" && sequence >= randomFor(config.seed, "storm", cycle).below(30))
    return { kind: randomFor(config.seed, "down", cycle).pick(["reset", "html_503", "timeout"]), effect: "before" };
  const random = randomFor(config.seed, "fault", cycle, call, subject, nth);
  const rate = call === "test" ? 0.03 : hotPeople(config, cycle).includes(subject) ? 0.4 : 0.04;
  if (!random.chance(rate)) return undefined;
  const fault = random.pick(KINDS);
  // A kill ends the cycle for everybody: there are other chances for it.
  if (fault === "kill" && !random.chance(0.3)) return undefined;
  return { kind: fault, effect: isAlwaysBefore(fault) || random.chance(0.4) ? "before" : "after" };
}

/** A refusal says that the request was not executed. */
function isAlwaysBefore(kind: FaultKind): boolean {
  return kind === "scim_400" || kind === "scim_429";
}

/** Three people whom the target cannot take until the last day, also in quiet cycles. */
export function isBroken({ seed, broken, people }: Config, subject: string): boolean {
  if (!broken) return false;
  const random = randomFor(seed, "broken");
  return [0, 1, 2].some(() => `P${String(1 + random.below(people)).padStart(3, "0")}` === subject);
}

function brokenBy({ seed }: Config, subject: string): FaultKind {
  return randomFor(seed, "brokenBy", subject).pick(["scim_400", "html_502", "scim_500", "html_200"]);
}
