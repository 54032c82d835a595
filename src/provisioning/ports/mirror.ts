/** What a delta source must remember between two reads, such as the last known attributes of its users. */

/** A change of one record of a mirror. */
export interface MirrorChange {
  /** Name of the collection. */
  readonly collection: string;
  /** Key of the record in its collection. */
  readonly key: string;
  /** The new value; undefined deletes the record. */
  readonly value: string | undefined;
}

/**
 * Records of a source, which the state keeps beside those of the job and the job hands to the source: strings by
 * collection and key. Collections need not be created. Keys are not empty; keys and values are well-formed strings
 * without NUL.
 */
export interface SourceMirror {
  /** Returns a record; undefined when there is none. */
  get(collection: string, key: string): Promise<string | undefined>;
  /** Returns the records that exist, by key. */
  getMany(collection: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Stores all changes or none. Of two changes of one record, the later one counts. */
  write(changes: readonly MirrorChange[]): Promise<void>;
  /**
   * Yields the records of a collection, in any order. The mirror may change while this runs: a record that is added,
   * changed or deleted meanwhile comes at most once, as it was or as it is; all others come exactly once.
   */
  entries(collection: string): AsyncIterable<readonly [key: string, value: string]>;
  /** Deletes all records. */
  clear(): Promise<void>;
}
