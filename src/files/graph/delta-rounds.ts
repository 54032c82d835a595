/**
 * The rounds of a delta query and the users in them, at 4 bytes an object: ids as 32-bit hashes.
 *
 * A hash collision only merges a user that needed no merging.
 */
import { hashOf } from "../reading/hash-of.ts";

const INITIAL_CAPACITY = 1_024;

/** A set of ids that may have false positives. */
export interface IdSet {
  /** Whether an id is in the set; rarely true for one that is not. */
  has(id: string): boolean;
}

/** The rounds of a delta query, in their order. */
export class DeltaRounds {
  readonly #links: string[] = [];
  /** Number of objects up to the end of each round. */
  readonly #ends: number[] = [];
  #hashes = new Uint32Array(INITIAL_CAPACITY);
  #count = 0;

  /** Delta links at the ends of the rounds. */
  get links(): readonly string[] {
    return this.#links;
  }

  /** Number of objects in the first round. */
  get sizeOfFirst(): number {
    return this.#ends[0] ?? 0;
  }

  /** Adds an object to the current round. */
  add(id: string): void {
    if (this.#count === this.#hashes.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count] = hashOf(id);
    this.#count += 1;
  }

  /** Ends the current round. */
  end(link: string): void {
    this.#links.push(link);
    this.#ends.push(this.#count);
  }

  /** Ids with more than one object. */
  repeated(): IdSet {
    const sorted = this.#hashes.slice(0, this.#count).sort();
    return idSet(sorted.filter((hash, index) => hash === sorted[index - 1]));
  }

  /** Ids in the rounds after the first `rounds` ones. */
  changedSince(rounds: number): IdSet {
    return idSet(this.#hashes.subarray(this.#ends[rounds - 1] ?? 0, this.#count));
  }
}

function idSet(hashes: Uint32Array): IdSet {
  const set = new Set(hashes);
  return { has: (id) => set.has(hashOf(id)) };
}
