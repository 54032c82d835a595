/**
 * The model: what the target must hold, from the directory as it is and from what cycles have been able to see of it.
 * It knows nothing of the engine but its documented rules (`§` are sections of Microsoft's documentation as the
 * reference summarises it):
 *
 * - In scope is who is assigned with a role that counts, let through by the scoping filter, and enabled (§2).
 * - In scope: one account, active, with the mapped values; an attribute without value is left alone (§1, nulls do not
 *   flow).
 * - Disabled, unassigned, filtered out or soft-deleted: the account is kept and inactive; who never was in scope has
 *   none (§3, deprovisioning).
 * - Deleted for good: the account is deleted, unless the person had left the scope before: then it is unmanaged, and
 *   stays (§3).
 * - Who is missing from a full read is soft-deleted, and deleted for good after `deleteAfterDays`.
 */
import { DEFAULT_ACCESS_ROLE } from "../../../src/provisioning/ports/source.ts";
import type { Config } from "./config.ts";
import { type Directory, FILTERED_DEPARTMENTS, type Person } from "./directory.ts";
import { mappedValues, type Values } from "./mapping.ts";

/** What must be true of a person's account. */
export interface Expectation {
  /**
   * `one`: there must be one; `none`: there must be none; `any`: the cycles so far may or may not have made or removed
   * it.
   */
  readonly account: "one" | "none" | "any";
  /** Whether the account, where there is one, is active. */
  readonly active: boolean;
  /** Mapped values that an active account has. */
  readonly values: Values;
  /** The rule, for the report. */
  readonly because: string;
}

/** What cycles have been able to see of a person. */
interface Seen {
  /** A cycle may have given the person an account. */
  mayHave: boolean;
  /** The account was there when it was compared last. */
  has: boolean;
  /** Whether the account is unmanaged, because the person left the scope. */
  unmanaged: "no" | "maybe" | "yes";
  /** Time of the first cycle that may have found the person missing, and of the first one that surely has. */
  missingFrom: number | undefined;
  missingSince: number | undefined;
  /** A delta has named the person as gone for good. */
  named: boolean;
  /**
   * Values that the attributes had had when somebody deleted the account at the target: until there is another one,
   * nothing needs to be sent, so that nobody needs to notice (§3: changes of the target are not detected).
   */
  deletedByHand: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Values that each attribute has had: one that the directory no longer has is left alone. */
  readonly had: Map<string, Set<string>>;
}

const DAY = 86_400_000;
const NOTHING: Values = new Map();

/** What must be true of everybody. */
export class Expectations {
  readonly #config: Config;
  readonly #directory: Directory;
  readonly #seen = new Map<string, Seen>();

  constructor(config: Config, directory: Directory) {
    this.#config = config;
    this.#directory = directory;
  }

  /** A cycle begins: from here on it may have seen everything, and done what follows from it. */
  begin(time: number): void {
    for (const person of this.#directory.people.values()) {
      const seen = this.#of(person.tag);
      if (person.status !== "present") {
        seen.missingFrom ??= time;
        if (seen.unmanaged !== "yes" && this.#mayBeDue(person, seen, time)) seen.has = false;
        continue;
      }
      seen.missingSince = undefined;
      if (this.isInScope(person)) {
        seen.mayHave = true;
        if (seen.unmanaged === "yes") seen.unmanaged = "maybe";
      } else if (seen.mayHave && !this.#isEntitled(person)) {
        if (seen.unmanaged === "no") seen.unmanaged = "maybe";
      } else if (seen.unmanaged === "yes") seen.unmanaged = "maybe";
    }
  }

  /** The directory has changed a person. */
  changed(tag: string): void {
    const person = this.#directory.people.get(tag);
    if (person === undefined) return;
    const { had } = this.#of(tag);
    for (const [attribute, value] of mappedValues(this.#config.target, person))
      if (value !== undefined) had.set(attribute, (had.get(attribute) ?? new Set()).add(value));
  }

  /**
   * The source names people as they were in between, and does not come to the last word on them: who never was in scope
   * when a cycle began may get an account for that, may leave or enter the scope for a moment, and where missing people
   * are deleted at once, may lose it.
   */
  outdated(tags: ReadonlySet<string>): void {
    for (const tag of tags) {
      const seen = this.#of(tag);
      seen.mayHave = true;
      seen.unmanaged = "maybe";
      if (this.#config.deleteAfterDays === 0) seen.has = false;
    }
  }

  /**
   * A cycle has read the source to its end: what a delta named is not named again, and who is there has been seen. A
   * cycle that was killed may not have come to somebody's return.
   *
   * @param unseen - People whose last changes the source has not delivered yet.
   */
  completed(goneForGood: ReadonlySet<string>, unseen: ReadonlySet<string>): void {
    for (const tag of goneForGood) this.#of(tag).named = true;
    for (const { tag, status } of this.#directory.people.values())
      if (status === "present" && !unseen.has(tag)) this.#of(tag).missingFrom = undefined;
  }

  /**
   * A quiet cycle was compared with the model.
   *
   * @param unsettled - People whom the cycle named as not done.
   * @param hasAccount - Whether the target has an account of a person.
   */
  compared(time: number, unsettled: ReadonlySet<string>, hasAccount: (tag: string) => boolean): void {
    for (const person of this.#directory.people.values()) {
      const seen = this.#of(person.tag);
      seen.has = hasAccount(person.tag);
      if (seen.has) seen.deletedByHand = undefined;
      if (unsettled.has(person.tag)) continue;
      if (person.status !== "present") {
        seen.missingSince ??= time;
        if (!seen.has) seen.mayHave = false;
      } else if (this.isInScope(person)) seen.unmanaged = "no";
      else if (!this.#isEntitled(person)) seen.unmanaged = seen.has ? "yes" : "no";
      if (!seen.has && !this.isInScope(person)) seen.mayHave = false;
    }
  }

  /** Somebody has deleted the account of a person at the target. */
  accountDeleted(tag: string): void {
    const seen = this.#of(tag);
    seen.has = false;
    seen.deletedByHand = new Map([...seen.had].map(([name, values]) => [name, new Set(values)]));
  }

  /** Whether a person is to have an active account. */
  isInScope(person: Person): boolean {
    return person.status === "present" && person.enabled && this.#isEntitled(person);
  }

  /** What must be true after a quiet cycle. */
  of(person: Person, time: number): Expectation {
    const seen = this.#of(person.tag);
    if (this.isInScope(person)) {
      const values = mappedValues(this.#config.target, person);
      const { deletedByHand } = seen;
      const isKnown = ([name, value]: readonly [string, string | undefined]) =>
        value === undefined || deletedByHand?.get(name)?.has(value);
      if (deletedByHand !== undefined && [...values].every(isKnown))
        return { account: "any", active: true, values, because: "in scope, but the account was deleted by hand" };
      return { account: "one", active: true, values, because: "in scope" };
    }
    if (!seen.mayHave && !seen.has) return inactive("none", "never in scope");
    const kept = seen.has ? "one" : "any";
    if (person.status === "present")
      return inactive(kept, this.#isEntitled(person) ? "disabled in the directory" : "left the scope");
    return this.#missing(person, seen, kept, time);
  }

  /** Values that an attribute without value in the directory may still have. */
  had(tag: string, attribute: string): ReadonlySet<string> {
    return this.#of(tag).had.get(attribute) ?? new Set();
  }

  #missing(person: Person, seen: Seen, kept: "one" | "any", time: number): Expectation {
    const { status } = person;
    if (seen.unmanaged === "yes") return inactive(kept, "left the scope before it was deleted: unmanaged");
    const gone = seen.unmanaged === "no" ? "none" : "any";
    if (status === "hard" && seen.named) return inactive(gone, "deleted for good");
    const wait = this.#config.deleteAfterDays * DAY;
    const isDelta = this.#config.source !== "snapshot";
    // A delta that has named a soft delete will name the hard one, too: both are right until then.
    if (time >= (seen.missingSince ?? time) + wait)
      return isDelta && status === "soft" ? inactive("any", "soft-deleted") : inactive(gone, "missing long enough");
    return inactive(this.#mayBeDue(person, seen, time) ? "any" : kept, "missing");
  }

  /** Whether a cycle may have deleted the account of somebody who is missing. */
  #mayBeDue({ status }: Person, { missingFrom }: Seen, time: number): boolean {
    if (status === "hard" && this.#config.source !== "snapshot") return true;
    return missingFrom !== undefined && time >= missingFrom + this.#config.deleteAfterDays * DAY;
  }

  #isEntitled(person: Person): boolean {
    const { scope, filtered, excludeDefaultAccess } = this.#config;
    if (filtered && !FILTERED_DEPARTMENTS.includes(person.department)) return false;
    if (scope === "all") return true;
    const roles = this.#directory.rolesOf(person);
    return excludeDefaultAccess ? roles.some(({ id }) => id !== DEFAULT_ACCESS_ROLE) : roles.length > 0;
  }

  #of(tag: string): Seen {
    let seen = this.#seen.get(tag);
    if (seen === undefined) {
      seen = {
        mayHave: false,
        has: false,
        unmanaged: "no",
        missingFrom: undefined,
        missingSince: undefined,
        named: false,
        deletedByHand: undefined,
        had: new Map(),
      };
      this.#seen.set(tag, seen);
    }
    return seen;
  }
}

function inactive(account: Expectation["account"], because: string): Expectation {
  return { account, active: false, values: NOTHING, because };
}
