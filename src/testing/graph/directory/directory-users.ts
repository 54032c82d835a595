/** The users of a directory: what changes them, and what delta queries report about them. */
import { canonicalId } from "../../../internal/object-id.ts";
import { readProperty } from "../../../internal/values.ts";
import { type EmulatorRuntime, timestamp } from "../service/runtime.ts";
import { ChangeLog } from "./change-log.ts";
import type { DeltaItem, DeltaSubject, FullPart, ReportedChanges } from "./delta-subject.ts";
import { type DirectoryObject, type InitialObjects, ObjectTable, type Properties } from "./object-table.ts";
import { assertProperties, USER_PROPERTIES } from "./type-properties.ts";

/** A user or group as the emulator stores it. */
export type EmulatedObject = Readonly<Record<string, unknown>> & {
  /** Object id. */
  readonly id: string;
  /** `deleted` objects can be restored, `purged` ones cannot. */
  readonly state: "active" | "deleted" | "purged";
};

/** The users of an emulated directory. */
export class DirectoryUsers implements DeltaSubject {
  readonly path = "/users/delta";
  readonly properties = USER_PROPERTIES;
  readonly propertyPermissions: ReadonlyMap<string, string> = new Map([
    ["employeeLeaveDateTime", "User-LifeCycleInfo.Read.All"],
    ["customSecurityAttributes", "CustomSecAttributeAssignment.Read.All"],
  ]);
  readonly table: ObjectTable;
  readonly log = new ChangeLog();
  readonly #runtime: EmulatorRuntime;
  readonly #onPurge: (id: string) => void;

  /** @param onPurge - Called with the id of a user that was purged. */
  constructor(initial: InitialObjects, runtime: EmulatorRuntime, onPurge: (id: string) => void) {
    this.table = new ObjectTable(initial);
    this.#runtime = runtime;
    this.#onPurge = onPurge;
  }

  /** Creates a user and returns its id. */
  create(given: Properties): string {
    const { id: givenId, ...properties } = given;
    assertProperties(properties, USER_PROPERTIES);
    const now = this.#runtime.now();
    const id = typeof givenId === "string" ? canonicalId(givenId) : this.#runtime.guid();
    const place = this.table.add({
      id,
      state: "active",
      created: now.getTime(),
      deleted: undefined,
      reads: 0,
      properties: { accountEnabled: true, userType: "Member", createdDateTime: timestamp(now), ...properties },
    });
    this.#logChange(place, undefined);
    return id;
  }

  /** Changes properties of a user; null clears one. `manager` is an id. */
  update(id: string, changes: Properties): void {
    assertProperties(changes, USER_PROPERTIES);
    const [place, user] = this.#require(id, "active");
    const changed = Object.keys(changes).filter(
      (name) => JSON.stringify(readProperty(changes, name)) !== JSON.stringify(readProperty(user.properties, name)),
    );
    if (changed.length === 0) return;
    const previous = readProperty(user.properties, "manager");
    const previousManager = changed.includes("manager") && typeof previous === "string" ? previous : undefined;
    user.properties = { ...user.properties, ...changes };
    this.table.keep(place, user);
    this.#logChange(place, new Set(changed), previousManager);
  }

  /** Moves a user to the deleted items. */
  delete(id: string): void {
    this.#setState(id, "active", "deleted");
  }

  /** Restores a user from the deleted items. */
  restore(id: string): void {
    this.#setState(id, "deleted", "active");
  }

  /** Deletes a user for good, from the deleted items or at once. */
  purge(id: string): void {
    const state = this.table.find(id)?.state === "deleted" ? "deleted" : "active";
    this.#setState(id, state, "purged");
    this.#onPurge(canonicalId(id));
  }

  /** Returns a user; undefined for one that never existed. */
  get(id: string): EmulatedObject | undefined {
    const user = this.table.find(id);
    return user === undefined ? undefined : { ...user.properties, id: user.id, state: user.state };
  }

  /** Returns the ids of all users that are not deleted. */
  *ids(): Generator<string, void, void> {
    for (let place = 0; place < this.table.count; place += 1) {
      const user = this.table.at(place);
      if (user?.state === "active") yield user.id;
    }
  }

  /** A full round may omit a property that was cleared, and list a user that was deleted before it began. */
  fullPart(place: number, select: readonly string[]): FullPart {
    const user = this.table.at(place);
    if (user === undefined) return { item: undefined, members: 0, nextOffset: undefined };
    if (user.state !== "active") {
      const listed = this.#runtime.random() < 0.5;
      return { item: listed ? removedItem(user) : undefined, members: 0, nextOffset: undefined };
    }
    const item: Record<string, unknown> = { id: user.id };
    for (const name of select) {
      const value = readProperty(user.properties, name);
      if (value === undefined || name === "manager" || name === "id") continue;
      if (value !== null || this.#runtime.random() < 0.5) item[name] = value;
    }
    const manager = managerEntries(user, select, new Set(), true);
    return { item: { ...item, ...manager }, members: 0, nextOffset: undefined };
  }

  changedItem(place: number, select: readonly string[], changes: ReportedChanges, minimal: boolean): DeltaItem {
    const user = this.table.at(place);
    if (user === undefined) return {};
    if (user.state !== "active") return removedItem(user);
    const { properties } = changes;
    const names = minimal && properties !== undefined ? select.filter((name) => properties.has(name)) : select;
    const isManagerReported = properties === undefined || properties.has("manager");
    return {
      ...selectedItem(user, names),
      ...managerEntries(user, select, changes.managers, isManagerReported),
    };
  }

  #require(id: string, state: DirectoryObject["state"]): readonly [place: number, user: DirectoryObject] {
    return requireObject(this.table, id, state, "user");
  }

  #setState(id: string, from: DirectoryObject["state"], to: DirectoryObject["state"]): void {
    const [place, user] = this.#require(id, from);
    user.state = to;
    const now = this.#runtime.now().getTime();
    user.deleted = to === "active" ? undefined : now;
    if (to === "deleted") this.table.noteDeletion(place, now);
    this.table.keep(place, user);
    this.#logChange(place, undefined);
  }

  #logChange(place: number, properties: ReadonlySet<string> | undefined, previousManager?: string): void {
    this.log.add({ place, time: this.#runtime.now().getTime(), properties, previousManager });
  }
}

/** The selected properties of an object that have or had a value. */
export function selectedItem(object: DirectoryObject, select: readonly string[]): Record<string, unknown> {
  const item: Record<string, unknown> = { id: object.id };
  for (const name of select) {
    const value = readProperty(object.properties, name);
    if (value !== undefined && name !== "manager" && name !== "members") item[name] = value;
  }
  return item;
}

/** The item for an object that was deleted. */
export function removedItem({ id, state }: DirectoryObject): DeltaItem {
  return { id, "@removed": { reason: state === "deleted" ? "changed" : "deleted" } };
}

/** The relationship to the manager, which is only reported when it changed. */
function managerEntries(
  user: DirectoryObject,
  select: readonly string[],
  previous: ReadonlySet<string>,
  isReported: boolean,
): Readonly<Record<string, unknown>> {
  if (!isReported || !select.includes("manager")) return {};
  const current = readProperty(user.properties, "manager");
  const entries = [
    ...(typeof current === "string" ? [managerEntry(current)] : []),
    ...[...previous]
      .filter((id) => id !== current)
      .map((id) => ({ ...managerEntry(id), "@removed": { reason: "deleted" } })),
  ];
  return entries.length === 0 ? {} : { "manager@delta": entries };
}

function managerEntry(id: string): Readonly<Record<string, unknown>> {
  return { "@odata.type": "#microsoft.graph.user", id };
}

/**
 * Returns an object and its place.
 *
 * @throws RangeError for one that does not exist in that state.
 */
export function requireObject(
  table: ObjectTable,
  id: string,
  state: DirectoryObject["state"],
  name: string,
): readonly [place: number, object: DirectoryObject] {
  const place = table.placeOf(id);
  const object = place === undefined ? undefined : table.at(place);
  if (place === undefined || object === undefined || object.state !== state)
    throw new RangeError(`Invalid id ${id}: there is no ${state} ${name} with this id.`);
  return [place, object];
}
