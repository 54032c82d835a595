/**
 * A directory of people, groups and assignments that changes by events, and what a job reads of it.
 */
import type { AssignedRole, DirectorySource, SourceEvent, SourceValue } from "../../../src/provisioning/index.ts";
import { DEFAULT_ACCESS_ROLE } from "../../../src/provisioning/ports/source.ts";
import type { Change, GroupState, PersonAttributes } from "./change.ts";
import type { Config } from "./config.ts";

/** A person; one who is hired again is another person. */
export interface Person extends PersonAttributes {
  /** Name of the person in this test, which is never changed: the given name. */
  readonly tag: string;
  readonly id: string;
  enabled: boolean;
  /** Tag of another person. */
  manager: string | undefined;
  /** Role of a direct assignment. */
  role: string | undefined;
  readonly groups: Set<string>;
  /** `soft`: deleted, can be restored; `hard`: gone for good. */
  status: "present" | "soft" | "hard";
}

type PersonChange = Extract<Change, { kind: "leave" | "set" | "enable" | "assign" | "member" | "manager" }>;

interface Group {
  readonly name: string;
  /** Role with which the group is assigned. */
  role: string | undefined;
  state: GroupState;
}

export const GROUPS: readonly string[] = ["staff", "visitors", "board", "north"];

export const ROLES: readonly string[] = [
  "11111111-aaaa-4111-8111-111111111111",
  "22222222-bbbb-4222-8222-222222222222",
  DEFAULT_ACCESS_ROLE,
];

/** Departments that the scoping filter lets through, where there is one. */
export const FILTERED_DEPARTMENTS: readonly string[] = ["Research", "Sales"];

/** The directory. */
export class Directory {
  readonly people = new Map<string, Person>();
  readonly groups: readonly Group[];
  /** Counts the changes of assignments. */
  #assignments = 0;
  /** What a delta says, in order; the place is the watermark. */
  readonly #log: LoggedEvent[] = [];
  /** Whether a delta names the people whose assignments changed; Graph's does not. */
  readonly #namesAssigned: boolean;

  constructor({ source }: Pick<Config, "source">) {
    this.#namesAssigned = source === "delta_by_name";
    this.groups = GROUPS.map((name) => ({ name, role: undefined, state: "active" }));
  }

  /** Makes a change. One that makes no sense any more, because another was left out, is not made. */
  apply(change: Change): void {
    switch (change.kind) {
      case "join":
        this.#join(change.person);
        break;
      case "purge":
        this.#purge(change.tag);
        break;
      case "restore":
        this.#restore(change.tag);
        break;
      case "rename":
        this.#rename(change.addresses);
        break;
      case "assign_group":
        this.#assignGroup(change.group, change.role);
        break;
      case "group_state":
        this.#setGroupState(change.group, change.state);
        break;
      default: {
        const person = this.people.get(change.tag);
        if (person?.status === "present") this.#change(person, change);
      }
    }
  }

  /** Roles of a person, directly and through groups. */
  rolesOf({ role, groups }: Person): readonly AssignedRole[] {
    const direct = role === undefined ? [] : [{ id: role, direct: true }];
    const through = this.groups.flatMap((group) =>
      group.role !== undefined && group.state === "active" && groups.has(group.name)
        ? [{ id: group.role, direct: false }]
        : [],
    );
    return [...direct, ...through];
  }

  present(): readonly Person[] {
    return [...this.people.values()].filter(({ status }) => status === "present");
  }

  /** The person who has an address. */
  holder(address: string): Person | undefined {
    return this.present().find(({ mail }) => mail.toLowerCase() === address.toLowerCase());
  }

  /** What a job reads, at this moment. */
  source(config: Config, reading: Reading): DirectorySource {
    const byId = new Map([...this.people.values()].map((person) => [person.id, person]));
    const isDelta = config.source !== "snapshot";
    const version = String(this.#assignments);
    return {
      name: "Directory",
      kind: isDelta ? "delta" : "snapshot",
      describe: async () => ({}),
      read: (options) => this.#read(isDelta ? options?.watermark : undefined, isDelta, reading),
      assignments: async () => ({
        rolesOf: (id) => {
          const person = byId.get(id.toLowerCase());
          return person === undefined ? [] : this.rolesOf(person);
        },
        ...(config.source === "delta" ? { version: () => version } : {}),
      }),
    };
  }

  async *#read(watermark: string | undefined, isDelta: boolean, reading: Reading): AsyncGenerator<SourceEvent> {
    const events =
      watermark === undefined
        ? this.present().map((person) => ({ tag: person.tag, event: this.#eventOf(person) }))
        : latest(this.#log.slice(Number(watermark)), reading.replays);
    yield* yieldEvents(events, { ...reading, full: watermark === undefined });
    // The connection to the directory was lost: without an end, the read is incomplete.
    if (reading.cutAfter !== undefined && reading.cutAfter < events.length) return;
    yield { kind: "end", ...(isDelta ? { watermark: String(this.#log.length) } : {}) };
  }

  #join(attributes: PersonAttributes & { readonly tag: string; readonly id: string }): void {
    if (this.people.has(attributes.tag) || this.holder(attributes.mail) !== undefined) return;
    const person: Person = {
      ...attributes,
      enabled: true,
      manager: undefined,
      role: undefined,
      groups: new Set(),
      status: "present",
    };
    this.people.set(person.tag, person);
    this.#say(person);
  }

  #leave(person: Person, removal: "soft" | "hard"): void {
    person.status = removal;
    person.manager = undefined;
    this.#log.push({ tag: person.tag, event: { kind: "removed", id: person.id, removal } });
    // A deleted person is nobody's manager.
    for (const report of this.present()) if (report.manager === person.tag) this.#setManager(report, undefined);
  }

  #purge(tag: string): void {
    const person = this.people.get(tag);
    if (person?.status === "soft") this.#leave(person, "hard");
  }

  #restore(tag: string): void {
    const person = this.people.get(tag);
    if (person?.status !== "soft" || this.holder(person.mail) !== undefined) return;
    person.status = "present";
    this.#say(person);
  }

  #set(person: Person, attributes: Partial<PersonAttributes>): void {
    Object.assign(person, attributes);
    this.#say(person);
  }

  #setManager(person: Person, manager: string | undefined): void {
    if (manager !== undefined && this.people.get(manager)?.status !== "present") return;
    person.manager = manager;
    this.#say(person);
  }

  /** All at once: a chain, or people who swap their addresses. */
  #rename(addresses: ReadonlyMap<string, string>): void {
    const wanted = new Set([...addresses.values()].map((address) => address.toLowerCase()));
    if (wanted.size < addresses.size) return;
    const isFree = (address: string) => {
      const holder = this.holder(address);
      return holder === undefined || addresses.has(holder.tag);
    };
    const all = [...addresses].map(([tag, address]) => ({ person: this.people.get(tag), address }));
    if (!all.every(({ person, address }) => person?.status === "present" && isFree(address))) return;
    for (const { person, address } of all) if (person !== undefined) this.#set(person, { mail: address });
  }

  #assignGroup(name: string, role: string | undefined): void {
    const group = this.#group(name);
    if (group.state === "deleted") return;
    group.role = role;
    this.#assigned(this.present().filter(({ groups }) => groups.has(name)));
  }

  /** A group is deleted as it is, and restored so. */
  #setGroupState(name: string, state: GroupState): void {
    const group = this.#group(name);
    if (group.state === "deleted" && state === "disabled") return;
    group.state = state;
    this.#assigned(this.present().filter(({ groups }) => groups.has(name)));
  }

  #group(name: string): Group {
    const found = this.groups.find((group) => group.name === name);
    if (found === undefined) throw new RangeError(`there is no group ${name}`);
    return found;
  }

  #assigned(people: readonly Person[]): void {
    this.#assignments += 1;
    if (this.#namesAssigned) for (const person of people) this.#say(person);
  }

  /** A change of somebody who is present. */
  #change(person: Person, change: PersonChange): void {
    switch (change.kind) {
      case "leave":
        this.#leave(person, change.removal);
        break;
      case "set":
        this.#set(person, change.attributes);
        break;
      case "enable":
        person.enabled = change.enabled;
        this.#say(person);
        break;
      case "assign":
        person.role = change.role;
        this.#assigned([person]);
        break;
      case "member":
        if (this.#group(change.group).state === "deleted") break;
        if (change.member) person.groups.add(change.group);
        else person.groups.delete(change.group);
        this.#assigned([person]);
        break;
      case "manager":
        this.#setManager(person, change.manager);
        break;
    }
  }

  #say(person: Person): void {
    this.#log.push({ tag: person.tag, event: this.#eventOf(person) });
  }

  #eventOf(person: Person): SourceEvent {
    const manager = person.manager === undefined ? "" : (this.people.get(person.manager)?.id ?? "");
    const attributes: Record<string, SourceValue> = {
      objectId: person.id,
      userPrincipalName: person.mail,
      mail: person.mail,
      givenName: person.tag,
      surname: person.surname,
      jobTitle: person.jobTitle,
      department: person.department,
      city: person.city,
      mobile: person.mobile,
      preferredLanguage: person.preferredLanguage,
      accountEnabled: person.enabled ? "True" : "False",
      manager,
    };
    return { kind: "user", user: { id: person.id, attributes } };
  }
}

/** How one cycle reads the directory. */
export interface Reading {
  /** Whether ids are written in capital letters. */
  readonly upperCase: boolean;
  /** Events after which the connection is lost. */
  readonly cutAfter: number | undefined;
  /** Whether a delta names users again as they were in between. */
  readonly replays: boolean;
  /** Called when a read begins. */
  readonly begins: (read: ReadContents) => void;
}

/** What a read yields. */
export interface ReadContents {
  readonly full: boolean;
  /** People who are named as deleted for good. */
  readonly goneForGood: ReadonlySet<string>;
  /** People on whom the last word is not read, because the connection is lost before it. */
  readonly outdated: ReadonlySet<string>;
}

/** What a source says of a person. */
interface LoggedEvent {
  readonly tag: string;
  readonly event: SourceEvent;
}

/** Announces the events of a read and yields them, up to where the connection is lost. */
async function* yieldEvents(
  events: readonly LoggedEvent[],
  { full, begins, cutAfter, upperCase }: Reading & { readonly full: boolean },
): AsyncGenerator<SourceEvent> {
  begins({
    full,
    goneForGood: new Set(events.filter(isHard).map(({ tag }) => tag)),
    outdated: outdated(events, cutAfter),
  });
  for (const { event } of events.slice(0, cutAfter)) {
    await Promise.resolve();
    yield upperCase ? inUpperCase(event) : event;
  }
}

function isHard({ event }: LoggedEvent): boolean {
  return event.kind === "removed" && event.removal === "hard";
}

function outdated(events: readonly LoggedEvent[], cutAfter = events.length): ReadonlySet<string> {
  const missed = new Set(events.slice(cutAfter).map(({ tag }) => tag));
  return new Set(events.slice(0, cutAfter).flatMap(({ tag }) => (missed.has(tag) ? [tag] : [])));
}

/** The last word on each, or every word. */
function latest(events: readonly LoggedEvent[], replays: boolean): readonly LoggedEvent[] {
  return replays ? events : [...new Map(events.map((event) => [event.tag, event])).values()];
}

function inUpperCase(event: SourceEvent): SourceEvent {
  if (event.kind === "end") return event;
  if (event.kind === "removed") return { ...event, id: event.id.toUpperCase() };
  const { id, attributes } = event.user;
  const { manager } = attributes;
  const inCapitals = typeof manager === "string" ? { manager: manager.toUpperCase() } : {};
  return {
    kind: "user",
    user: { id: id.toUpperCase(), attributes: { ...attributes, objectId: id.toUpperCase(), ...inCapitals } },
  };
}
