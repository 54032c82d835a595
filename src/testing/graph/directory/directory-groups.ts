/** The groups of a directory and their members: what changes them, and what delta queries report about them. */
import { canonicalId } from "../../../internal/object-id.ts";
import { type EmulatorRuntime, timestamp } from "../service/runtime.ts";
import { ChangeLog } from "./change-log.ts";
import type { DeltaItem, DeltaSubject, FullPart, ReportedChanges } from "./delta-subject.ts";
import { type EmulatedObject, removedItem, requireObject, selectedItem } from "./directory-users.ts";
import { MemberList } from "./member-list.ts";
import { type DirectoryObject, ObjectTable, type Properties } from "./object-table.ts";
import { assertProperties, GROUP_PROPERTIES } from "./type-properties.ts";

/** A group as it is created: its properties, and the ids of its members. */
export type GroupProperties = Properties & {
  /** Ids of users, groups and service principals. Default: none. */
  readonly members?: readonly string[];
};

/** What the groups need to know about the rest of the directory. */
export interface GroupSurroundings {
  /** Returns the type of a member, such as `microsoft.graph.user`; undefined for an id that does not exist. */
  readonly typeOf: (id: string) => string | undefined;
  /** Called with the id of a group that was purged. */
  readonly onPurge: (id: string) => void;
}

/** The groups of an emulated directory. */
export class DirectoryGroups implements DeltaSubject {
  readonly path = "/groups/delta";
  readonly properties = GROUP_PROPERTIES;
  readonly propertyPermissions: ReadonlyMap<string, string> = new Map();
  readonly table = new ObjectTable({ count: 0, idAt: () => "", propertiesAt: () => ({}) });
  readonly log = new ChangeLog();
  readonly #members = new Map<string, MemberList>();
  readonly #runtime: EmulatorRuntime;
  readonly #surroundings: GroupSurroundings;

  constructor(runtime: EmulatorRuntime, surroundings: GroupSurroundings) {
    this.#runtime = runtime;
    this.#surroundings = surroundings;
  }

  /** Adds a group that exists from the beginning: no round reports it as new. */
  addInitial(given: GroupProperties): string {
    const id = this.#insert(given, Number.NEGATIVE_INFINITY);
    for (const member of given.members ?? []) this.#listOf(id).add(canonicalId(member));
    return id;
  }

  /** Creates a group and returns its id. */
  create(given: GroupProperties): string {
    const id = this.#insert(given, this.#runtime.now().getTime());
    this.#logChange(this.table.placeOf(id) ?? 0, undefined);
    for (const member of given.members ?? []) this.addMember(id, member);
    return id;
  }

  /** Changes properties of a group; null clears one. */
  update(id: string, changes: Properties): void {
    assertProperties(changes, GROUP_PROPERTIES);
    const [place, group] = this.#require(id, "active");
    group.properties = { ...group.properties, ...changes };
    this.table.keep(place, group);
    this.#logChange(place, new Set(Object.keys(changes)));
  }

  /** Adds a member; does nothing when it is one already. */
  addMember(id: string, memberId: string): void {
    const [place, group] = this.#require(id, "active");
    const member = canonicalId(memberId);
    if (this.#surroundings.typeOf(member) === undefined)
      throw new RangeError(`Invalid member ${member}: there is no object with this id.`);
    if (this.#listOf(group.id).add(member)) this.#logMember(place, member);
  }

  /** Removes a member; does nothing when it is none. */
  removeMember(id: string, memberId: string): void {
    const [place, group] = this.#require(id, "active");
    const member = canonicalId(memberId);
    if (this.#listOf(group.id).remove(member)) this.#logMember(place, member);
  }

  /** Moves a group to the deleted items; with `permanently`, deletes it for good, as Graph did with security groups. */
  delete(id: string, { permanently = false }: { readonly permanently?: boolean } = {}): void {
    this.#setState(id, "active", permanently ? "purged" : "deleted");
  }

  /** Restores a group from the deleted items, with its members. */
  restore(id: string): void {
    const place = this.#setState(id, "deleted", "active");
    for (const member of this.members(id)) this.#logMember(place, member);
  }

  /** Deletes a group in the deleted items for good. */
  purge(id: string): void {
    this.#setState(id, "deleted", "purged");
  }

  /** Returns a group; undefined for one that never existed. */
  get(id: string): EmulatedObject | undefined {
    const group = this.table.find(id);
    return group === undefined ? undefined : { ...group.properties, id: group.id, state: group.state };
  }

  /** Returns the ids of the members of a group, soft-deleted users included. */
  members(id: string): readonly string[] {
    return this.#members.get(canonicalId(id))?.ids() ?? [];
  }

  /** Whether an object is a direct member of a group. */
  hasMember(id: string, memberId: string): boolean {
    return this.#members.get(canonicalId(id))?.has(canonicalId(memberId)) === true;
  }

  /** Returns the ids of all groups that are not deleted. */
  *ids(): Generator<string, void, void> {
    for (let place = 0; place < this.table.count; place += 1) {
      const group = this.table.at(place);
      if (group?.state === "active") yield group.id;
    }
  }

  /** Removes a purged object from all groups. */
  dropMember(memberId: string, isReported: boolean): void {
    for (const [id, list] of this.#members) {
      if (!list.remove(memberId) || !isReported) continue;
      this.#logMember(this.table.placeOf(id) ?? 0, memberId);
    }
  }

  /** A large group continues on later pages, with or without its other properties. */
  fullPart(place: number, select: readonly string[], offset: number, limit: number): FullPart {
    const group = this.table.at(place);
    if (group === undefined) return { item: undefined, members: 0, nextOffset: undefined };
    if (group.state !== "active") {
      const listed = this.#runtime.random() < 0.5;
      return { item: listed ? removedItem(group) : undefined, members: 0, nextOffset: undefined };
    }
    const list = this.#listOf(group.id);
    const isRepeated = offset === 0 || this.#runtime.random() < 0.5;
    const item = isRepeated ? selectedItem(group, select) : { id: group.id };
    if (!select.includes("members")) return { item, members: 0, nextOffset: undefined };
    const end = Math.min(list.places, offset + limit);
    const ids = Array.from({ length: end - offset }, (_, index) => list.at(offset + index)).filter(
      (id) => id !== undefined,
    );
    return {
      item: ids.length === 0 ? item : { ...item, "members@delta": ids.map((id) => this.#memberEntry(id, true)) },
      members: end - offset,
      nextOffset: end < list.places ? end : undefined,
    };
  }

  changedItem(place: number, select: readonly string[], changes: ReportedChanges, minimal: boolean): DeltaItem {
    const group = this.table.at(place);
    if (group === undefined) return {};
    if (group.state !== "active") return removedItem(group);
    const { properties, members } = changes;
    const names = minimal && properties !== undefined ? select.filter((name) => properties.has(name)) : select;
    const list = this.#listOf(group.id);
    const entries = [...members].map((id) => this.#memberEntry(id, list.has(id)));
    return { ...selectedItem(group, names), ...(entries.length === 0 ? {} : { "members@delta": entries }) };
  }

  #memberEntry(id: string, isMember: boolean): Readonly<Record<string, unknown>> {
    const type = this.#surroundings.typeOf(id) ?? "microsoft.graph.user";
    const removed = isMember ? {} : { "@removed": { reason: "deleted" } };
    return { "@odata.type": `#${type}`, id, ...removed };
  }

  #insert(given: GroupProperties, created: number): string {
    const { id: givenId, members: _members, ...properties } = given;
    assertProperties(properties, GROUP_PROPERTIES);
    const id = typeof givenId === "string" ? canonicalId(givenId) : this.#runtime.guid();
    this.table.add({
      id,
      state: "active",
      created,
      deleted: undefined,
      reads: 0,
      properties: {
        securityEnabled: true,
        mailEnabled: false,
        groupTypes: [],
        createdDateTime: timestamp(this.#runtime.now()),
        ...properties,
      },
    });
    this.#members.set(id, new MemberList());
    return id;
  }

  #listOf(id: string): MemberList {
    return this.#members.get(id) ?? new MemberList();
  }

  #require(id: string, state: DirectoryObject["state"]): readonly [place: number, group: DirectoryObject] {
    return requireObject(this.table, id, state, "group");
  }

  #setState(id: string, from: DirectoryObject["state"], to: DirectoryObject["state"]): number {
    const [place, group] = this.#require(id, from);
    group.state = to;
    const now = this.#runtime.now().getTime();
    group.deleted = to === "active" ? undefined : now;
    if (to === "deleted") this.table.noteDeletion(place, now);
    this.table.keep(place, group);
    this.#logChange(place, undefined);
    if (to === "purged") this.#surroundings.onPurge(group.id);
    return place;
  }

  #logChange(place: number, properties: ReadonlySet<string> | undefined): void {
    this.log.add({ place, time: this.#runtime.now().getTime(), properties });
  }

  #logMember(place: number, member: string): void {
    this.log.add({ place, time: this.#runtime.now().getTime(), properties: new Set(["members"]), member });
  }
}
