/** The members of a group in a fixed order: a place that was left stays empty, so that paging skips nobody. */

/** Members of a group. */
export class MemberList {
  readonly #slots: (string | undefined)[] = [];
  readonly #places = new Map<string, number>();

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  /** Number of places, empty ones included. */
  get places(): number {
    return this.#slots.length;
  }

  /** Number of members. */
  get size(): number {
    return this.#places.size;
  }

  /** Whether an id is a member. */
  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** Adds a member; false when it is one already. */
  add(id: string): boolean {
    if (this.#places.has(id)) return false;
    this.#places.set(id, this.#slots.length);
    this.#slots.push(id);
    return true;
  }

  /** Removes a member; false when it is none. */
  remove(id: string): boolean {
    const place = this.#places.get(id);
    if (place === undefined) return false;
    this.#places.delete(id);
    this.#slots[place] = undefined;
    return true;
  }

  /** Returns the member at a place; undefined for an empty one. */
  at(place: number): string | undefined {
    return this.#slots[place];
  }

  /** Returns all members. */
  ids(): readonly string[] {
    return [...this.#places.keys()];
  }
}
