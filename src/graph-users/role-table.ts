/** The roles of users, in the memory of their ids: users with the same roles share one list. */
import type { RoleNames } from "../provisioning/mapping/role-names.ts";
import type { AssignedRole } from "../provisioning/ports/source.ts";

/** A list of roles that some users hold. */
interface RoleSet {
  /** Ranks of the roles, ascending. */
  readonly ranks: readonly number[];
  readonly roles: readonly AssignedRole[];
  /** The sets with one more role, by its rank. */
  readonly larger: Map<number, RoleSet>;
}

/**
 * The roles of users. A user holds a role once; the roles of a user are in the order in which they were ranked, so the
 * direct ones are ranked first.
 */
export class RoleTable {
  readonly #names: ReadonlyMap<string, RoleNames>;
  readonly #ranked: AssignedRole[] = [];
  readonly #rankOf = new Map<string, number>();
  readonly #none: RoleSet = { ranks: [], roles: [], larger: new Map() };
  readonly #sets = new Map<string, RoleSet>();
  readonly #users = new Map<string, RoleSet>();

  /** @param names - What the roles are called, by id. */
  constructor(names: ReadonlyMap<string, RoleNames> = new Map()) {
    this.#names = names;
  }

  /** Number of users who hold a role. */
  get size(): number {
    return this.#users.size;
  }

  /** Returns the rank of a role, held directly or through a group; a new one comes after the roles before it. */
  rank(id: string, direct: boolean): number {
    const key = `${id}/${direct}`;
    const known = this.#rankOf.get(key);
    if (known !== undefined) return known;
    this.#rankOf.set(key, this.#ranked.length);
    return this.#ranked.push({ id, ...this.#names.get(id), direct }) - 1;
  }

  /** Gives a user a role. Of a direct role and the same one through a group, the one that was given first stays. */
  add(user: string, rank: number): void {
    const set = this.#users.get(user);
    const larger = this.#with(set ?? this.#none, rank);
    if (larger !== set) this.#users.set(user, larger);
  }

  /** Returns the roles of a user. */
  rolesOf(user: string): readonly AssignedRole[] {
    return this.#users.get(user)?.roles ?? [];
  }

  /** The users who hold a role. */
  users(): Iterable<string> {
    return this.#users.keys();
  }

  #with(set: RoleSet, rank: number): RoleSet {
    const known = set.larger.get(rank);
    if (known !== undefined) return known;
    const larger = this.#make(set, rank);
    set.larger.set(rank, larger);
    return larger;
  }

  #make(set: RoleSet, rank: number): RoleSet {
    const added = this.#ranked[rank];
    if (added === undefined || set.roles.some(({ id }) => id === added.id)) return set;
    const ranks = [...set.ranks, rank].sort((a, b) => a - b);
    const key = ranks.join();
    const made = this.#sets.get(key) ?? {
      ranks,
      roles: ranks.flatMap((one) => this.#ranked[one] ?? []),
      larger: new Map(),
    };
    this.#sets.set(key, made);
    return made;
  }
}
