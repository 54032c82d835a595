/** What the job did to accounts: judged at once against the directory, and counted, to be compared with the log. */
import { countEffect, type EffectCounts } from "../../support/effect-log.ts";
import type { Account, Effect } from "../../support/observed-target.ts";
import type { Directory, Person } from "./directory.ts";
import type { Divergence } from "./divergence.ts";
import type { Expectations } from "./expectations.ts";
import { isActive, tagOf } from "./mapping.ts";

export type EffectHandler = (effect: Effect) => void;

/** The effects of a run. */
export class Effects {
  readonly counts = new Map<string, EffectCounts>();
  /**
   * People whom the source names as they were in between, and no further: what is done for them may contradict the
   * directory as it is.
   */
  outdated: ReadonlySet<string> = new Set();
  /** Accounts that were there before the job, as they were. */
  readonly foreign = new Map<string, Account>();
  readonly #directory: Directory;
  readonly #expectations: Expectations;

  constructor(directory: Directory, expectations: Expectations) {
    this.#directory = directory;
    this.#expectations = expectations;
  }

  /** Counts an effect, and says what is wrong with it. */
  add(effect: Effect): Divergence | undefined {
    countEffect(this.counts, effect);
    return this.#judge(effect);
  }

  #judge({ kind, id, before, after }: Effect): Divergence | undefined {
    const tag = tagOf(after ?? before ?? { id }) ?? "";
    const person = this.#directory.people.get(tag);
    if (this.outdated.has(tag)) return undefined;
    const inScope = person !== undefined && this.#expectations.isInScope(person);
    const wrong = (text: string): Divergence => ({
      class: "write-against-directory",
      tag,
      text: `account ${id}: ${text}`,
    });
    if (kind === "create") return inScope ? undefined : wrong("created for somebody who is not in scope");
    if (kind === "delete") return inScope ? wrong("deleted, although its person is in scope") : undefined;
    if (kind === "nothing" || before === undefined || after === undefined) return undefined;
    const owner = tagOf(before) ?? "";
    if (owner !== tag) return this.#judgeTakeover(id, before, person, owner);
    if (isActive(after) === isActive(before)) return undefined;
    if (isActive(after) && !inScope) return wrong("enabled, although its person is not in scope");
    return !isActive(after) && inScope ? wrong("disabled, although its person is in scope") : undefined;
  }

  /** An account may be taken over that nobody owns, and that has the address of its new person. */
  #judgeTakeover(id: string, before: Account, person: Person | undefined, owner: string): Divergence | undefined {
    const tag = person?.tag ?? "";
    const former = this.#directory.people.get(owner);
    const matches = String(before["userName"]).toLowerCase() === person?.mail.toLowerCase();
    if (former === undefined) {
      if (matches && person !== undefined && this.#expectations.isInScope(person)) return undefined;
      return { class: "foreign-changed", tag, text: `account ${id}, which is of nobody, was written for ${tag}` };
    }
    if (former.status === "hard" && matches) return undefined;
    return { class: "taken-over", tag, text: `account ${id} of ${owner} was written for ${tag}` };
  }
}
