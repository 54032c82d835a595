/** The users or groups of a directory, in the order of their creation; objects keep their place for ever. */

/** Properties of an object, with Graph's names. */
export type Properties = Readonly<Record<string, unknown>>;

/** An object of the directory. */
export interface DirectoryObject {
  /** Object id. */
  readonly id: string;
  /** `deleted` objects can be restored, `purged` ones cannot. */
  state: "active" | "deleted" | "purged";
  /** Time of creation in milliseconds; -Infinity for an object of the options. */
  readonly created: number;
  /** When the object was deleted, in milliseconds. */
  deleted: number | undefined;
  /** Number of GETs that did not find the object yet. */
  reads: number;
  /** Properties other than id; null for one that was cleared. */
  properties: Properties;
}

/** Objects that exist from the beginning, made when they are read. */
export interface InitialObjects {
  /** Number of objects. */
  readonly count: number;
  /** Returns the id of an object. */
  readonly idAt: (place: number) => string;
  /** Returns the properties of an object; the same for each call. */
  readonly propertiesAt: (place: number) => Properties;
}

/** Objects of one type. Initial objects take no memory but that of their id until they change. */
export class ObjectTable {
  readonly #initial: InitialObjects;
  readonly #objects = new Map<number, DirectoryObject>();
  readonly #places = new Map<string, number>();
  /** Deletions in their order; the object may have been restored since. */
  readonly #deletions: { readonly place: number; readonly time: number }[] = [];
  #count: number;

  constructor(initial: InitialObjects) {
    this.#initial = initial;
    this.#count = initial.count;
    for (let place = 0; place < initial.count; place += 1) this.#places.set(initial.idAt(place), place);
    if (this.#places.size < initial.count) throw new RangeError("Invalid objects: each needs an id of its own.");
  }

  /** Number of places; objects that were purged keep theirs. */
  get count(): number {
    return this.#count;
  }

  /** Returns the place of an object. */
  placeOf(id: string): number | undefined {
    return this.#places.get(id.toLowerCase());
  }

  /** Returns the object at a place; changes of a copy are lost unless it is {@link keep | kept}. */
  at(place: number): DirectoryObject | undefined {
    if (place < 0 || place >= this.#count) return undefined;
    return (
      this.#objects.get(place) ?? {
        id: this.#initial.idAt(place),
        state: "active",
        created: Number.NEGATIVE_INFINITY,
        deleted: undefined,
        reads: 0,
        properties: this.#initial.propertiesAt(place),
      }
    );
  }

  /** Returns an object. */
  find(id: string): DirectoryObject | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.at(place);
  }

  /** Stores an object that was changed. */
  keep(place: number, object: DirectoryObject): void {
    this.#objects.set(place, object);
  }

  /** Adds an object and returns its place. */
  add(object: DirectoryObject): number {
    const place = this.#count;
    if (this.#places.has(object.id)) throw new RangeError(`Invalid id ${object.id}: an object has it already.`);
    this.#count += 1;
    this.#places.set(object.id, place);
    this.#objects.set(place, object);
    return place;
  }

  /** Notes that an object was moved to the deleted items. */
  noteDeletion(place: number, time: number): void {
    this.#deletions.push({ place, time });
  }

  /** Returns objects that have been in the deleted items since a time, and have not been returned before. */
  *deletedSince(time: number): Generator<DirectoryObject, void, void> {
    for (let first = this.#deletions[0]; first !== undefined && first.time <= time; first = this.#deletions[0]) {
      this.#deletions.shift();
      const object = this.at(first.place);
      if (object?.state === "deleted" && object.deleted === first.time) yield object;
    }
  }

  /** Number of places of objects that were created up to a time. */
  countAt(time: number): number {
    let count = this.#count;
    while (count > this.#initial.count && (this.#objects.get(count - 1)?.created ?? 0) > time) count -= 1;
    return count;
  }
}
