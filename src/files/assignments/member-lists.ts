/** The member lists of groups, one after another: which groups they are, which are empty, and which appear twice. */
import { invalidSource } from "../reading/file-errors.ts";
import { hashOf } from "../reading/hash-of.ts";

/** Called with every member, in the form in which ids are compared. */
export type OnMember = (group: string, user: string) => void;

/** A list of members, in little memory. */
interface MemberList {
  readonly group: string;
  readonly path: string;
  /** Where it is in its file; empty for the whole file. */
  readonly place: string;
  count: number;
  /** The sum of the hashes of its members. */
  hash: number;
}

/** Collects the lists of several files; those of other groups than the assigned ones are not kept. */
export class MemberLists {
  readonly #isAssigned: (group: string) => boolean;
  readonly #onMember: OnMember;
  readonly #lists = new Map<string, MemberList>();
  #current: MemberList | undefined;

  constructor(isAssigned: (group: string) => boolean, onMember: OnMember) {
    this.#isAssigned = isAssigned;
    this.#onMember = onMember;
  }

  /** Begins the list of a group; the one before it ends. */
  begin(group: string, path: string, place: string): void {
    this.end();
    if (this.#isAssigned(group)) this.#current = { group, path, place, count: 0, hash: 0 };
  }

  /** Adds a user to the current list, if it is kept. */
  add(user: string): void {
    const current = this.#current;
    if (current === undefined) return;
    current.count += 1;
    current.hash = (current.hash + hashOf(user)) >>> 0;
    this.#onMember(current.group, user);
  }

  /**
   * Ends the current list. A group may have several lists of the same members.
   *
   * @throws ProvisioningError `invalid_source` for a second list with other members.
   */
  end(): void {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const known = this.#lists.get(current.group);
    if (known === undefined) this.#lists.set(current.group, current);
    else if (known.count !== current.count || known.hash !== current.hash)
      throw invalidSource(
        current.path,
        `lists the members of the group ${current.group} twice, with other members than ${placeOf(known)}; keep one of the lists`,
      );
  }

  /** Whether the members of an assigned group are known. */
  has(group: string): boolean {
    return this.#lists.has(group);
  }

  /** Whether an assigned group is known to have no users as members. */
  isEmpty(group: string): boolean {
    return this.#lists.get(group)?.count === 0;
  }
}

function placeOf({ path, place }: MemberList): string {
  return place === "" ? path : `${path}, ${place}`;
}
