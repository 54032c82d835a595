/**
 * What happens in a company: changes of the directory by seed, drawn up in advance, so that single ones can be left out
 * of a repetition.
 */
import type { Change, PersonAttributes } from "./change.ts";
import type { Config } from "./config.ts";
import { Directory, FILTERED_DEPARTMENTS, GROUPS, type Person, ROLES } from "./directory.ts";
import { type Random, randomFor } from "./random.ts";

/** Whom an event is about; nobody, where it is about groups or the job. */
export function tagsOf(event: Event): readonly string[] {
  if (event.kind === "restart" || event.kind === "mirror_lost") return [];
  if (event.kind === "account_deleted") return [event.tag];
  const { change } = event;
  if (change.kind === "join") return [change.person.tag];
  if (change.kind === "rename") return [...change.addresses.keys()];
  return "tag" in change ? [change.tag] : [];
}

/** Something that happens before a cycle. */
export type Event =
  | { readonly kind: "directory"; readonly change: Change }
  /** Somebody deletes the account of a person at the target by hand. */
  | { readonly kind: "account_deleted"; readonly tag: string }
  /** An administrator restarts the job. */
  | { readonly kind: "restart" }
  /** The state loses what the source keeps in it. */
  | { readonly kind: "mirror_lost" };

/** An event with its place. */
export interface PlannedEvent {
  /** Number of the cycle before which it happens. */
  readonly cycle: number;
  readonly event: Event;
}

const SURNAMES = ["Okafor", "mcdonald", "Nguyen", "Almeida", "van Dijk", "Lindqvist", "O'Brien", "Šimek"];
const TITLES = ["Engineer", "Director", "Clerk", "Analyst", "Architect", ""];
const DEPARTMENTS = [...FILTERED_DEPARTMENTS, "Legal", ""];
const CITIES = ["Brussels", "Gent", "Antwerp", ""];
/** One that is no E.164 number, which Proxyclick does not take. */
const MOBILES = ["+3225551234", "+3225559876", "0475 12 34 56", ""];
const LANGUAGES = ["en-US", "fr-BE", "nl-BE", ""];

/** How likely each kind of change is, in parts. */
const WEIGHTS: readonly (readonly [kind: keyof typeof MAKERS, weight: number])[] = [
  ["join", 6],
  ["leave", 4],
  ["restore", 6],
  ["rehire", 3],
  ["attribute", 14],
  ["thereAndBack", 10],
  ["flicker", 14],
  ["disable", 8],
  ["enable", 8],
  ["assign", 8],
  ["member", 6],
  ["assignGroup", 1],
  ["manager", 8],
  ["rename", 6],
  ["chain", 2],
  ["swap", 1],
  ["letterCase", 2],
  ["accountDeleted", 1],
  ["restart", 1],
];

/** The same where the source is Microsoft Graph: more about groups, and seldom something after which all is read. */
const GRAPH_WEIGHTS: typeof WEIGHTS = [
  ...WEIGHTS.filter(([kind]) => kind !== "restart"),
  ["restart", 0.3],
  ["mirrorLost", 0.3],
  ["leave", 4],
  ["assign", 6],
  ["member", 10],
  ["assignGroup", 4],
  ["groupState", 4],
];

interface Plan {
  readonly config: Config;
  readonly random: Random;
  /** The directory as it is when the next event happens. */
  readonly directory: Directory;
  /** People whom most events are about today. */
  readonly hot: readonly string[];
  readonly cycle: number;
  /** Makes something happen before a cycle. */
  readonly later: (cycle: number, change: Change) => void;
  /** A name for a new person. */
  readonly nextTag: () => string;
}

type Maker = (plan: Plan) => readonly Event[];

function changes(...made: readonly Change[]): readonly Event[] {
  return made.map((change) => ({ kind: "directory", change }));
}

function someone({ random, directory, hot }: Plan): Person | undefined {
  const candidates = random.chance(0.7)
    ? hot.flatMap((tag) => directory.people.get(tag) ?? []).filter(({ status }) => status === "present")
    : directory.present();
  return candidates.length === 0 ? undefined : random.pick(candidates);
}

/** Makes a change of somebody who is present; nothing where there is nobody. */
function about(make: (person: Person, plan: Plan) => readonly Event[]): Maker {
  return (plan) => {
    const person = someone(plan);
    return person === undefined ? [] : make(person, plan);
  };
}

function newAddress({ cycle, random }: Plan, tag: string): string {
  return `${tag.toLowerCase()}.${cycle}.${random.below(1_000_000)}@contoso.com`;
}

const MAKERS = {
  join: (plan: Plan) => hire(plan, undefined),
  leave: about(({ tag }, { random }) =>
    changes({ kind: "leave", tag, removal: random.pick(["soft", "soft", "hard"]) }),
  ),
  restore: ({ random, directory }: Plan) => {
    const deleted = [...directory.people.values()].filter(({ status }) => status === "soft");
    return deleted.length === 0 ? [] : changes({ kind: "restore", tag: random.pick(deleted).tag });
  },
  /** Somebody leaves and comes back as another object with the same address. */
  rehire: about(({ tag, mail }, plan) => {
    const removal = plan.random.pick(["soft", "soft", "hard"] as const);
    const gone: Change = { kind: "leave", tag, removal };
    const delay = plan.random.below(4);
    if (delay === 0) {
      plan.directory.apply(gone);
      return [...changes(gone), ...hire(plan, mail)];
    }
    for (const event of hire(plan, mail)) if (event.kind === "directory") plan.later(plan.cycle + delay, event.change);
    return changes(gone);
  }),
  attribute: about(({ tag }, { random }) => changes({ kind: "set", tag, attributes: newAttribute(random) })),
  /** A -> B -> A, each of them seen by a cycle. */
  thereAndBack: about((person, { random, cycle, later }) => {
    const attributes = newAttribute(random);
    const back = Object.fromEntries(Object.keys(attributes).map((name) => [name, Reflect.get(person, name)]));
    later(cycle + 1, { kind: "set", tag: person.tag, attributes: back });
    return changes({ kind: "set", tag: person.tag, attributes });
  }),
  /** Disabled, enabled and disabled again, or the other way round; or the same with the assignment. */
  flicker: about(({ tag, enabled, role }, { random, cycle, later }) => {
    const flip = (on: boolean): Change =>
      random.chance(0.7) || role === undefined
        ? { kind: "enable", tag, enabled: on }
        : { kind: "assign", tag, role: on ? role : undefined };
    later(cycle + 1, flip(enabled));
    later(cycle + 2, flip(!enabled));
    if (random.chance(0.5)) later(cycle + 3, flip(enabled));
    return changes(flip(!enabled));
  }),
  disable: about(({ tag }) => changes({ kind: "enable", tag, enabled: false })),
  enable: about((person, plan) => {
    const disabled = plan.directory.present().filter(({ enabled }) => !enabled);
    const { tag } = disabled.length === 0 ? person : plan.random.pick(disabled);
    return changes({ kind: "enable", tag, enabled: true });
  }),
  assign: about(({ tag, role }, { random }) =>
    changes({ kind: "assign", tag, role: role === undefined || random.chance(0.3) ? random.pick(ROLES) : undefined }),
  ),
  member: about(({ tag, groups }, { random }) => {
    const group = random.pick(GROUPS);
    return changes({ kind: "member", tag, group, member: !groups.has(group) });
  }),
  assignGroup: ({ random, directory }: Plan) => {
    const { name, role } = random.pick(directory.groups);
    return changes({ kind: "assign_group", group: name, role: role === undefined ? random.pick(ROLES) : undefined });
  },
  groupState: ({ random, directory }: Plan) => {
    const { name, state } = random.pick(directory.groups);
    const next = state === "active" ? random.pick(["disabled", "deleted"] as const) : "active";
    return changes({ kind: "group_state", group: name, state: next });
  },
  manager: about(({ tag }, { random, directory }) => {
    const others = directory.present().filter((other) => other.tag !== tag);
    const manager = others.length === 0 || random.chance(0.25) ? undefined : random.pick(others).tag;
    return changes({ kind: "manager", tag, manager });
  }),
  rename: about(({ tag }, plan) => changes({ kind: "rename", addresses: new Map([[tag, newAddress(plan, tag)]]) })),
  /** Each takes the address of the next, and the last one a new one. */
  chain: (plan: Plan) => {
    const people = several(plan, 2 + plan.random.below(3));
    const last = people.at(-1);
    if (last === undefined) return [];
    const pairs = people.map(({ tag }, index): [string, string] => [
      tag,
      people[index + 1]?.mail ?? newAddress(plan, last.tag),
    ]);
    return changes({ kind: "rename", addresses: new Map(pairs) });
  },
  swap: (plan: Plan) => {
    const [one, other] = several(plan, 2);
    if (one === undefined || other === undefined || one === other) return [];
    const addresses = new Map([
      [one.tag, other.mail],
      [other.tag, one.mail],
    ]);
    // A service with unique names cannot swap in one step: an administrator ends it by a new address.
    plan.later(plan.cycle + 5, { kind: "rename", addresses: new Map([[one.tag, newAddress(plan, one.tag)]]) });
    return changes({ kind: "rename", addresses });
  },
  letterCase: about(({ tag, surname, mail }, { random }) =>
    random.chance(0.7)
      ? changes({ kind: "set", tag, attributes: { surname: flipCase(surname) } })
      : changes({ kind: "rename", addresses: new Map([[tag, flipCase(mail)]]) }),
  ),
  accountDeleted: about(({ tag }) => [{ kind: "account_deleted", tag }]),
  restart: () => [{ kind: "restart" }],
  mirrorLost: () => [{ kind: "mirror_lost" }],
} satisfies Record<string, Maker>;

function several({ random, directory }: Plan, count: number): readonly Person[] {
  const people = directory.present();
  if (people.length === 0) return [];
  return [...new Set(Array.from({ length: count }, () => random.pick(people)))];
}

function newAttribute(random: Random): Partial<PersonAttributes> {
  switch (random.below(7)) {
    case 0:
    case 1:
      return { jobTitle: random.pick(TITLES) };
    case 2:
      return { surname: random.pick([...SURNAMES, ""]) };
    case 3:
      return { department: random.pick(DEPARTMENTS) };
    case 4:
      return { city: random.pick(CITIES) };
    case 5:
      return { mobile: random.pick(MOBILES) };
    default:
      return { preferredLanguage: random.pick(LANGUAGES) };
  }
}

function flipCase(text: string): string {
  const first = text.charAt(0);
  return (first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + text.slice(1);
}

/** A new person, most of the time assigned. */
function hire(plan: Plan, mail: string | undefined): readonly Event[] {
  const { random } = plan;
  const tag = plan.nextTag();
  const id = `${tag.startsWith("P") ? "a" : "b"}${tag.slice(1).padStart(7, "0")}-feed-4bad-8bad-decafbadface`;
  const person = {
    tag,
    id,
    mail: mail ?? `${tag.toLowerCase()}@contoso.com`,
    surname: random.chance(0.05) ? "" : random.pick(SURNAMES),
    jobTitle: random.pick(TITLES),
    department: random.pick(DEPARTMENTS),
    city: random.pick(CITIES),
    mobile: random.pick(MOBILES),
    preferredLanguage: random.pick(LANGUAGES),
  };
  const made: Change[] = [{ kind: "join", person }];
  // Roles through groups are the harder part of Microsoft Graph.
  const [assigned, member] = plan.config.source === "entra" ? [0.4, 0.7] : [0.75, 0.3];
  if (random.chance(assigned)) made.push({ kind: "assign", tag, role: random.pick(ROLES.slice(0, 2)) });
  if (random.chance(member)) made.push({ kind: "member", tag, group: random.pick(GROUPS), member: true });
  const present = plan.directory.present();
  if (present.length > 0 && random.chance(0.4)) made.push({ kind: "manager", tag, manager: random.pick(present).tag });
  return changes(...made);
}

/** The people of the first day. */
export function foundingEvents(config: Config): readonly PlannedEvent[] {
  const random = randomFor(config.seed, "founding");
  const directory = new Directory(config);
  const events: PlannedEvent[] = [];
  let last = 0;
  const nextTag = () => {
    last += 1;
    return `P${String(last).padStart(3, "0")}`;
  };
  const plan: Plan = { config, random, directory, hot: [], cycle: 0, later: () => {}, nextTag };
  const happen = (event: Event) => {
    events.push({ cycle: 0, event });
    if (event.kind === "directory") directory.apply(event.change);
  };
  for (const event of changes({ kind: "assign_group", group: "staff", role: random.pick(ROLES.slice(0, 2)) }))
    happen(event);
  for (let count = 0; count < config.people; count += 1) for (const event of hire(plan, undefined)) happen(event);
  return events;
}

/** What happens on the days after the first, before each cycle. */
export function everydayEvents(
  config: Config,
  founding: readonly PlannedEvent[],
  cycles: number,
): readonly PlannedEvent[] {
  const directory = new Directory(config);
  const planned = new Map<number, Event[]>();
  const events: PlannedEvent[] = [];
  const happen = (cycle: number, event: Event) => {
    events.push({ cycle, event });
    if (event.kind === "directory") directory.apply(event.change);
  };
  for (const { event } of founding) if (event.kind === "directory") directory.apply(event.change);
  const later = (cycle: number, change: Change) => {
    planned.set(cycle, [...(planned.get(cycle) ?? []), { kind: "directory", change }]);
  };
  const purge = purges(config, directory);
  let last = 0;
  const nextTag = () => {
    last += 1;
    return `N${String(last).padStart(3, "0")}`;
  };
  for (let cycle = 1; cycle < cycles; cycle += 1) {
    for (const event of [...purge(cycle), ...(planned.get(cycle) ?? [])]) happen(cycle, event);
    const random = randomFor(config.seed, "events", cycle);
    const plan: Plan = { config, random, directory, hot: hotPeople(config, cycle), cycle, later, nextTag };
    for (let count = random.below(config.people / 8); count > 0; count -= 1)
      for (const event of MAKERS[draw(random, config, cycle)](plan)) happen(cycle, event);
  }
  return events;
}

/** The directory deletes soft-deleted people for good after some days. */
function purges({ deleteAfterDays }: Config, directory: Directory): (cycle: number) => readonly Event[] {
  const since = new Map<string, number>();
  return (cycle) => {
    const due: Event[] = [];
    for (const { tag, status } of directory.people.values()) {
      if (status !== "soft") since.delete(tag);
      else if (!since.has(tag)) since.set(tag, cycle);
      else if (cycle - (since.get(tag) ?? cycle) >= deleteAfterDays * CYCLES_A_DAY)
        due.push(...changes({ kind: "purge", tag }));
    }
    return due;
  };
}

/** Changes of assignments make a delta with a version read everybody: there they come on some days only. */
function draw(random: Random, config: Config, cycle: number): keyof typeof MAKERS {
  const rare = config.source === "delta" && Math.floor(cycle / CYCLES_A_DAY) % 4 !== 0;
  const possible = (config.source === "entra" ? GRAPH_WEIGHTS : WEIGHTS).filter(
    ([kind]) => !(rare && ["assign", "member", "assignGroup", "join", "rehire"].includes(kind)),
  );
  let rest = random.next() * possible.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of possible) {
    rest -= weight;
    if (rest < 0) return kind;
  }
  return "attribute";
}

export const CYCLES_A_DAY = 4;

/** People to whom most happens on a day: what one fault leaves behind meets the next change. */
export function hotPeople(config: Config, cycle: number): readonly string[] {
  const random = randomFor(config.seed, "hot", Math.floor(cycle / CYCLES_A_DAY));
  return Array.from({ length: 6 }, () => `P${String(1 + random.below(config.people)).padStart(3, "0")}`);
}
