/**
 * Which users the rounds of a delta query speak of, in 4 bytes an object: ids as 32-bit digests. Two ids with one digest are only gathered without need.
 */
const FIRST_SIZE = 1_024;

/** A set of ids that may also hold others. */
export interface IdSet {
  /** Whether an id is in the set; rarely true for one that is not. */
  has(id: string): boolean;
}

/** The rounds of a delta query, in their order. */
export class Rounds {
  readonly #links: string[] = [];
  /** Number of objects up to the end of each round. */
  readonly #ends: number[] = [];
  #digests = new Uint32Array(FIRST_SIZE);
  #count = 0;

  /** Delta links at the ends of the rounds. */
  get links(): readonly string[] {
    return this.#links;
  }

  /** Objects of the first round. */
  get sizeOfFirst(): number {
    return this.#ends[0] ?? 0;
  }

  /** Takes an object of the current round. */
  add(id: string): void {
    if (this.#count === this.#digests.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#digests);
      this.#digests = larger;
    }
    this.#digests[this.#count] = digestOf(id);
    this.#count += 1;
  }

  /** Ends the current round. */
  end(link: string): void {
    this.#links.push(link);
    this.#ends.push(this.#count);
  }

  /** Ids that more than one object speaks of. */
  repeated(): IdSet {
    const sorted = this.#digests.slice(0, this.#count).sort();
    return idSet(sorted.filter((digest, place) => digest === sorted[place - 1]));
  }

  /** Ids in the rounds after so many. */
  changedSince(rounds: number): IdSet {
    return idSet(this.#digests.subarray(this.#ends[rounds - 1] ?? 0, this.#count));
  }
}

function idSet(digests: Uint32Array): IdSet {
  const set = new Set(digests);
  return { has: (id) => set.has(digestOf(id)) };
}

/** FNV-1a over UTF-16 code units. */
function digestOf(id: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) digest = Math.imul(digest ^ id.charCodeAt(at), 0x01000193);
  return digest >>> 0;
}
