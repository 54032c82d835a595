/** The directory of the model in an emulator of Microsoft Graph, and what a process reads of it. */
import { clientCredentials, entraDirectory } from "../../../src/entra/index.ts";
import type { DirectorySource } from "../../../src/provisioning/index.ts";
import { DEFAULT_ACCESS_ROLE } from "../../../src/provisioning/ports/source.ts";
import { createGraphEmulator, type GraphEmulator } from "../../../src/testing/index.ts";
import type { Life } from "../../support/process-life.ts";
import type { VirtualTime } from "../../support/virtual-time.ts";
import type { Config } from "./config.ts";
import { type Directory, GROUPS, type Person, type ReadContents, ROLES } from "./directory.ts";
import type { GraphConditions } from "./graph-conditions.ts";
import { faultyGraph, type GraphExchange } from "./graph-requests.ts";
import { type Random, randomFor } from "./random.ts";

/** A process that reads the directory. */
interface GraphReader {
  readonly life: Life;
  readonly exchange: GraphExchange;
  readonly begins: (read: ReadContents) => void;
  /** Random numbers that spread the client's waits. */
  readonly random: Random;
}

/** Groups without members in some runs: more than one delta query tracks at a time. */
const EMPTY_GROUPS = 55;
/** Milliseconds after which the directory deletes soft-deleted people for good: a little less than Graph's 30 days. */
const DELETED_LIFE = 29.5 * 86_400_000;
/** Repetitions of the client. */
const RETRIES = 3;

/** What the emulator has of a person. */
interface Copy {
  status: Person["status"];
  /** Since when. */
  since: number;
  properties: Readonly<Record<string, unknown>>;
  role: string | undefined;
  readonly groups: Set<string>;
}

/** The same directory, in the emulator. */
export class GraphDirectory {
  readonly #directory: Directory;
  readonly #config: Config;
  readonly #time: VirtualTime;
  readonly #graph: GraphEmulator;
  readonly #groups = new Map<string, string>();
  readonly #emptyGroups: readonly string[];
  readonly #copies = new Map<string, Copy>();
  /** When a person, or the roles of the person, changed last, by tag; and when a group did, by name. */
  readonly #changed = new Map<string, number>();
  /** People who were deleted when everybody was read anew: no later read need name them. */
  readonly #unnamed = new Set<string>();
  /** Whether the mirror was cleared, and no read has ended since. */
  #isForgotten = false;
  #touched = new Set<string>();
  /** Processes since the last change. */
  #idleProcesses = 0;

  constructor(config: Config, directory: Directory, time: VirtualTime) {
    this.#config = config;
    this.#directory = directory;
    this.#time = time;
    this.#graph = createGraphEmulator({
      seed: config.seed,
      now: time.now,
      journalLimit: 0,
      appRoles: ROLES.filter((id) => id !== DEFAULT_ACCESS_ROLE).map((id) => ({ id, displayName: `Role ${id}` })),
    });
    for (const name of GROUPS) this.#groups.set(name, this.#graph.groups.create({ displayName: name }));
    const count = randomFor(config.seed, "empty groups").chance(0.25) ? EMPTY_GROUPS : 0;
    this.#emptyGroups = Array.from({ length: count }, (_, index) =>
      this.#graph.groups.create({ displayName: `Empty ${index}` }),
    );
    for (const id of this.#emptyGroups) this.#graph.assignments.add(id);
  }

  /** Most requests that a cycle without changes may send, without those for tokens. */
  get mostIdleRequests(): number {
    const assignments = this.#graph.assignments.list();
    const groups = new Set(assignments.map(({ principalId }) => principalId).filter((id) => this.#isGroup(id)));
    return 4 + assignments.length / 999 + groups.size / 50;
  }

  /** Processes that have read the directory as it is, this one included. */
  get idleProcesses(): number {
    return this.#idleProcesses;
  }

  /** People who are to be deleted for good now, because they were deleted long ago; such groups are deleted at once. */
  expired(): readonly string[] {
    const isDue = (since: number | undefined) => (since ?? 0) <= this.#time.now().getTime() - DELETED_LIFE;
    for (const [name, id] of this.#groups) {
      if (this.#graph.groups.get(id)?.state !== "deleted" || !isDue(this.#changed.get(name))) continue;
      this.#graph.groups.purge(id);
      this.#touch(name);
    }
    return [...this.#copies].filter(([, { status, since }]) => status === "soft" && isDue(since)).map(([tag]) => tag);
  }

  /** Takes over what has changed in the directory; returns the tags of the people who, or whose roles, have changed. */
  follow(): ReadonlySet<string> {
    this.#touched = new Set();
    for (const group of this.#directory.groups) this.#followGroup(group);
    for (const person of this.#directory.people.values()) this.#followPerson(person);
    return this.#touched;
  }

  /** The state has lost what the source keeps in it. */
  forget(): void {
    this.#isForgotten = true;
  }

  /** A cycle has read everything. */
  completed(): void {
    this.#isForgotten = false;
  }

  /** Empty groups come and go: others then move from one delta query to another. */
  shuffleEmptyGroups(cycle: number): void {
    const random = randomFor(this.#config.seed, "empty groups", cycle);
    if (this.#emptyGroups.length === 0 || !random.chance(0.3)) return;
    const assigned = new Set(this.#graph.assignments.list().map(({ principalId }) => principalId));
    this.#idleProcesses = 0;
    for (let count = random.below(8); count > 0; count -= 1) this.#toggle(random.pick(this.#emptyGroups), assigned);
  }

  /** What a process reads. */
  source({ life, exchange, begins, random }: GraphReader): DirectorySource {
    const { conditions } = exchange;
    this.#idleProcesses += 1;
    this.#behave(conditions);
    const fetch = faultyGraph(this.#graph, this.#time, life, exchange);
    const { tenantId, clientId, clientSecret, servicePrincipalId, authority } = this.#graph;
    const source = entraDirectory({
      credential: clientCredentials({ tenantId, clientId, clientSecret, authority, fetch }),
      fetch,
      servicePrincipalId,
      retry: { limit: RETRIES, random: random.next },
    });
    return {
      ...source,
      read: (options) => {
        begins(this.#contents(options?.watermark === undefined, conditions));
        return whileAlive(source.read(options), life);
      },
    };
  }

  #isGroup(id: string): boolean {
    return this.#graph.groups.get(id)?.state === "active";
  }

  #toggle(group: string, assigned: Set<string>): void {
    if (assigned.delete(group)) this.#graph.assignments.remove(group);
    else {
      this.#graph.assignments.add(group);
      assigned.add(group);
    }
  }

  #behave({ pageSize, replays, deltaLag, assignmentLag, readsUntilFound, isThrottled }: GraphConditions): void {
    const { behavior } = this.#graph;
    Object.assign(behavior, { replays, deltaLag, assignmentLag, readsUntilFound, pageSize: { min: 0, max: pageSize } });
    this.#graph.throttle = isThrottled ? { units: 12, seconds: 10 } : undefined;
  }

  /** What a read that begins now says. */
  #contents(full: boolean, { deltaLag, assignmentLag }: GraphConditions): ReadContents {
    const lag = Math.max(deltaLag, assignmentLag);
    const visible = lag === 0 ? Number.POSITIVE_INFINITY : this.#time.now().getTime() - lag;
    const outdated = new Set([...this.#changed].filter(([, time]) => time >= visible).map(([tag]) => tag));
    const people = [...this.#directory.people.values()];
    for (const { tag, status } of people) {
      if (status !== "present" && (full || this.#isForgotten)) this.#unnamed.add(tag);
      else if (status === "present" && !outdated.has(tag)) this.#unnamed.delete(tag);
    }
    const isNamed = ({ tag, status }: Person) => status === "hard" && !this.#unnamed.has(tag) && !outdated.has(tag);
    return { full, outdated, goneForGood: new Set(people.filter(isNamed).map(({ tag }) => tag)) };
  }

  #followGroup({ name, role, state }: Directory["groups"][number]): void {
    const { groups, assignments } = this.#graph;
    const id = this.#idOf(name);
    const known = groups.get(id);
    const assigned = assignments.list().find(({ principalId }) => principalId === id)?.appRoleId;
    const isEnabled = known?.["securityEnabled"] === true;
    let isChanged = assigned !== role;
    if (state === "deleted") {
      if (known?.state !== "active") return;
      groups.delete(id);
      isChanged = true;
    } else {
      if (known?.state === "deleted") groups.restore(id);
      if (isEnabled !== (state === "active")) groups.update(id, { securityEnabled: state === "active" });
      isChanged ||= known?.state === "deleted" || isEnabled !== (state === "active");
      this.#assign(id, assigned, role);
    }
    if (!isChanged) return;
    this.#touch(name);
    for (const person of this.#directory.people.values()) if (person.groups.has(name)) this.#touch(person.tag);
  }

  #assign(id: string, before: string | undefined, role: string | undefined): void {
    if (before === role) return;
    if (before !== undefined) this.#graph.assignments.remove(id);
    if (role !== undefined) this.#graph.assignments.add(id, role);
  }

  #followPerson(person: Person): void {
    const { tag, id, status } = person;
    const copy = this.#copies.get(tag) ?? this.#create(person);
    if (copy.status !== status) {
      const { users } = this.#graph;
      if (status === "soft") users.delete(id);
      else if (status === "hard") users.purge(id);
      else users.restore(id);
      copy.status = status;
      copy.since = this.#time.now().getTime();
      this.#touch(tag);
    }
    if (status === "present") this.#followPresent(person, copy);
  }

  #create(person: Person): Copy {
    const properties = propertiesOf(person, this.#directory);
    this.#graph.users.create({ id: person.id, ...properties });
    const copy: Copy = { status: "present", since: 0, properties, role: undefined, groups: new Set() };
    this.#copies.set(person.tag, copy);
    this.#touch(person.tag);
    return copy;
  }

  #followPresent(person: Person, copy: Copy): void {
    const { tag, id, role, groups } = person;
    const properties = propertiesOf(person, this.#directory);
    const changes = Object.entries(properties).filter(([name, value]) => copy.properties[name] !== value);
    if (changes.length > 0) {
      this.#graph.users.update(id, Object.fromEntries(changes));
      copy.properties = properties;
      this.#touch(tag);
    }
    if (copy.role !== role) {
      this.#assign(id, copy.role, role);
      copy.role = role;
      this.#touch(tag);
    }
    for (const name of GROUPS) {
      if (groups.has(name) === copy.groups.has(name)) continue;
      if (groups.has(name)) this.#graph.groups.addMember(this.#idOf(name), id);
      else this.#graph.groups.removeMember(this.#idOf(name), id);
      if (groups.has(name)) copy.groups.add(name);
      else copy.groups.delete(name);
      this.#touch(tag);
    }
  }

  #touch(key: string): void {
    this.#idleProcesses = 0;
    this.#touched.add(key);
    this.#changed.set(key, this.#time.now().getTime());
  }

  #idOf(group: string): string {
    return this.#groups.get(group) ?? "";
  }
}

/** A person with Graph's properties. */
function propertiesOf(person: Person, { people }: Directory): Readonly<Record<string, unknown>> {
  const { tag, mail, surname, jobTitle, department, city, mobile, preferredLanguage, enabled, manager } = person;
  const texts = { surname, jobTitle, department, city, mobilePhone: mobile, preferredLanguage };
  return {
    userPrincipalName: mail,
    mail,
    givenName: tag,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text === "" ? null : text])),
    accountEnabled: enabled,
    manager: manager === undefined ? null : (people.get(manager)?.id ?? null),
  };
}

/** A process that is killed reads no further. */
async function* whileAlive<Item>(items: AsyncIterable<Item>, life: Life): AsyncGenerator<Item, void, void> {
  for await (const item of items) {
    if (life.dead) await new Promise<never>(() => {});
    yield item;
  }
}
