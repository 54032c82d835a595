/** The directory of the model behind an emulator of Microsoft Graph, which a job reads live. */
import { entraDirectory } from "../../../src/entra/index.ts";
import type { DirectorySource, SourceEvent, SourceReadOptions } from "../../../src/provisioning/index.ts";
import { createGraphEmulator, type GraphEmulator } from "../../../src/testing/index.ts";
import type { VirtualTime } from "../../support/virtual-time.ts";
import {
  type Directory,
  GROUPS,
  type LoggedEvent,
  type Person,
  type Reading,
  ROLES,
  yieldEvents,
} from "./directory.ts";
import type { Random } from "./random.ts";

const APP_ROLES = ROLES.map((id) => ({ id, displayName: `Role ${id}`, value: null }));

/** An emulator that has what the directory has, and a source over it. */
export class LiveDirectory {
  readonly #directory: Directory;
  readonly #graph: GraphEmulator;
  readonly #time: VirtualTime;
  readonly #groups: ReadonlyMap<string, string>;

  constructor(directory: Directory, seed: number, time: VirtualTime) {
    this.#directory = directory;
    this.#time = time;
    this.#graph = createGraphEmulator({
      seed,
      now: time.now,
      appRoles: APP_ROLES,
      behavior: { pageSize: { min: 0, max: 40 } },
    });
    const { groups } = this.#graph;
    this.#groups = new Map(
      GROUPS.map((name) => [name, groups.create({ displayName: name, securityEnabled: true })] as const),
    );
  }

  /** Makes the changes in the emulator that the directory has seen since. */
  update(): void {
    const people = [...this.#directory.people.values()];
    for (const person of people) this.#updateState(person);
    for (const person of people) if (person.status === "present") this.#updatePerson(person);
    for (const { name, role } of this.#directory.groups) this.#assign(this.#groups.get(name) ?? "", role);
  }

  /** What a job reads; sometimes Graph no longer accepts a link, or a request fails. */
  source(reading: Reading, random: Random): DirectorySource {
    const graph = this.#graph;
    if (random.chance(0.05)) graph.expireDeltaTokens();
    const failing = reading.cutAfter !== undefined && random.chance(0.5) ? random.below(8) : undefined;
    let requests = 0;
    const source = entraDirectory({
      credential: async () => graph.issueToken(),
      servicePrincipalId: graph.servicePrincipalId,
      tenantId: graph.tenantId,
      retry: { limit: 0 },
      fetch: (request) => {
        requests += 1;
        return this.#time.during(async () => {
          if (failing !== undefined && requests > failing && request.url.includes("/users/"))
            throw new TypeError("lost");
          const response = await graph.fetch(request);
          return new Response(await response.text(), response);
        });
      },
    });
    return { ...source, read: (options) => this.#read(source, reading, options) };
  }

  /** The whole round is read first, to know what it says in the end. */
  async *#read(
    source: DirectorySource,
    reading: Reading,
    options: SourceReadOptions | undefined,
  ): AsyncGenerator<SourceEvent> {
    const events: LoggedEvent[] = [];
    let end: SourceEvent | undefined;
    const tags = new Map([...this.#directory.people.values()].map(({ id, tag }) => [id.toLowerCase(), tag]));
    try {
      for await (const event of source.read(options)) {
        if (event.kind === "end") end = event;
        else events.push({ tag: tags.get(event.kind === "user" ? event.user.id : event.id) ?? "", event });
      }
    } finally {
      // A read that fails has yielded what came before.
      yield* yieldEvents(events, { ...reading, full: options?.watermark === undefined });
    }
    const isCut = reading.cutAfter !== undefined && reading.cutAfter < events.length;
    if (end !== undefined && !isCut) yield end;
  }

  #updateState({ id, status, ...person }: Person): void {
    const { users } = this.#graph;
    const state = users.get(id)?.state;
    if (state === undefined) {
      if (status === "present") users.create({ id, userPrincipalName: person.mail });
      return;
    }
    if (status !== "present" && state === "active") {
      users.update(id, { manager: null });
      users.delete(id);
    }
    if (status === "hard" && state !== "purged") users.purge(id);
    if (status === "present" && state === "deleted") users.restore(id);
  }

  #updatePerson(person: Person): void {
    const { users, groups } = this.#graph;
    const { id, mail, tag, surname, jobTitle, department, city, mobile, preferredLanguage, enabled } = person;
    const orNull = (value: string | undefined) => (value === "" ? null : (value ?? null));
    users.update(id, {
      userPrincipalName: mail,
      mail,
      givenName: tag,
      surname: orNull(surname),
      jobTitle: orNull(jobTitle),
      department: orNull(department),
      city: orNull(city),
      mobilePhone: orNull(mobile),
      preferredLanguage: orNull(preferredLanguage),
      accountEnabled: enabled,
      manager: orNull(person.manager === undefined ? undefined : this.#directory.people.get(person.manager)?.id),
    });
    for (const [name, group] of this.#groups) {
      if (person.groups.has(name)) groups.addMember(group, id);
      else groups.removeMember(group, id);
    }
    this.#assign(id, person.role);
  }

  #assign(principal: string, role: string | undefined): void {
    const { assignments } = this.#graph;
    const held = assignments.list().filter(({ principalId }) => principalId === principal.toLowerCase());
    for (const { appRoleId } of held) if (appRoleId !== role) assignments.remove(principal, appRoleId);
    if (role !== undefined && !held.some(({ appRoleId }) => appRoleId === role)) assignments.add(principal, role);
  }
}
