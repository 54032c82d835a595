/** The changes of the objects of one type, in order; a delta token is a position in it. */

/** A change of an object. */
export interface Change {
  /** Place of the object in its table. */
  readonly place: number;
  /** When it happened, in milliseconds of the emulator's clock. */
  readonly time: number;
  /** Names of the changed properties; undefined for an object that was created, removed or restored. */
  readonly properties: ReadonlySet<string> | undefined;
  /** The manager before a change of the manager. */
  readonly previousManager?: string | undefined;
  /** Id of a member that was added or removed. */
  readonly member?: string;
}

/** Changes of the objects of one type. */
export class ChangeLog {
  readonly #changes: Change[] = [];

  /** Adds a change. */
  add(change: Change): void {
    this.#changes.push(change);
  }

  /** Returns a change. */
  at(position: number): Change | undefined {
    return this.#changes[position];
  }

  /** Returns the position after the last change that happened up to a time. */
  endAt(time: number): number {
    let end = this.#changes.length;
    while (end > 0 && (this.#changes[end - 1]?.time ?? 0) > time) end -= 1;
    return end;
  }
}
