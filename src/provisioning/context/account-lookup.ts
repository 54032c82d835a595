/**
 * Looks up accounts of the target by their values: by filter, or, where the target does not support filters, by an
 * index of all accounts that is read once per cycle.
 */
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { isAccountGone } from "../log/failure.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { TargetValues } from "../ports/state.ts";
import type { TargetUser, TargetUsers } from "../ports/target.ts";
import { AccountIndex, equalityFilter } from "./account-index.ts";

/** Filters that find the account with these values, by the matching attributes, most important first. */
export function matchingFilters({ matching }: CompiledMapping, values: TargetValues): readonly string[] {
  return matching.flatMap(({ target }) => {
    const value = Object.hasOwn(values, target) ? values[target] : undefined;
    return value === undefined ? [] : [equalityFilter(target, value)];
  });
}

/** Length of a filter, in UTF-16 code units, up to which the parser certainly accepts it. */
const MAX_UNCHECKED_LENGTH = 1_000;

/** An account that the target returned for a filter. */
export interface QueriedAccount {
  readonly account: TargetUser;
  /** Whether the account satisfies the filter: a target may return others, too. */
  readonly matches: boolean;
}

/** The accounts of a target, looked up during one cycle. */
export class AccountLookup {
  readonly #users: TargetUsers;
  readonly #mapping: CompiledMapping;
  /** Undefined before the first query, and where the target supports filters. */
  #index: AccountIndex | undefined;
  #reading: Promise<void> | undefined;
  /** Whether an account may have been created that the index does not have. */
  #mayLackAccounts = false;

  constructor(users: TargetUsers, mapping: CompiledMapping) {
    this.#users = users;
    this.#mapping = mapping;
  }

  /** Whether the target supports filters. */
  get canFilter(): boolean {
    return this.#users.canFilter?.() ?? true;
  }

  /** An account by its id; undefined when there is none. */
  async get(id: string): Promise<TargetUser | undefined> {
    try {
      return await this.#users.get(id);
    } catch (error) {
      if (isAccountGone(error)) return undefined;
      throw error;
    }
  }

  /**
   * The accounts that the target returns for a filter.
   *
   * @param filter - Made by {@link equalityFilter}.
   * @param count - Number of accounts that are needed.
   */
  async *query(filter: string, count: number): AsyncGenerator<QueriedAccount, void, undefined> {
    if (this.canFilter) {
      // A filter that is too long fails before the request. Most queries find nothing: the others compile theirs later.
      let matches = filter.length > MAX_UNCHECKED_LENGTH ? this.#compile(filter) : undefined;
      for await (const account of this.#users.list({ filter, count })) {
        matches ??= this.#compile(filter);
        yield { account, matches: matches(account) };
      }
      return;
    }
    const matches = this.#compile(filter);
    const ids = (await this.#readIndex()).find(filter);
    for await (const account of ids === undefined ? this.#users.list({}) : this.#readAll(ids)) {
      if (matches(account)) yield { account, matches: true };
    }
  }

  #compile(filter: string): (account: TargetUser) => boolean {
    return compileFilter(parseFilter(filter), this.#mapping.type);
  }

  /** Updates the index after a write. */
  noteWrite(id: string, values: TargetValues): void {
    this.#index?.add(id, values);
  }

  /** Takes note of a create whose effect is unknown: the index may lack its account. */
  noteLostCreate(): void {
    this.#mayLackAccounts = true;
  }

  /** Makes the next query find accounts of creates whose effect was unknown. */
  includeLostCreates(): void {
    if (!this.#mayLackAccounts) return;
    this.#mayLackAccounts = false;
    this.#index = undefined;
    this.#reading = undefined;
  }

  /** Reads each account again, because it may have changed since it was indexed. */
  async *#readAll(ids: readonly string[]): AsyncGenerator<TargetUser, void, undefined> {
    for (const id of ids) {
      const account = await this.get(id);
      if (account !== undefined) yield account;
    }
  }

  async #readIndex(): Promise<AccountIndex> {
    this.#index ??= new AccountIndex(this.#mapping);
    const index = this.#index;
    this.#reading ??= this.#fill(index);
    try {
      await this.#reading;
    } catch (error) {
      // The next query tries again.
      this.#reading = undefined;
      throw error;
    }
    return index;
  }

  async #fill(index: AccountIndex): Promise<void> {
    for await (const account of this.#users.list({})) index.add(account.id, readMappedValues(this.#mapping, account));
  }
}
