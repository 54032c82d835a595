/**
 * Asking the target for the accounts that have a value: by filter, or, at a target without filters, by an index that is read once a cycle.
 */
import { isScimError } from "../../errors.ts";
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { TargetValues } from "../ports/state.ts";
import type { TargetUser, TargetUsers } from "../ports/target.ts";

/** Ids of accounts by the condition that they satisfy. */
type Index = Map<string, Set<string>>;

/** The accounts of a target, as one cycle looks for them. */
export class Accounts {
  readonly #target: TargetUsers;
  readonly #mapping: CompiledMapping;
  /** Undefined while nothing was asked, and where the target has filters. */
  #index: Index | undefined;
  #reading: Promise<void> | undefined;

  constructor(target: TargetUsers, mapping: CompiledMapping) {
    this.#target = target;
    this.#mapping = mapping;
  }

  /**
   * The accounts that the target gives for a condition. One with filters may give others too: who asks has to test them.
   *
   * @param filter - made by {@link equals}
   * @param count - how many are wanted
   */
  async *matching(filter: string, count: number): AsyncGenerator<TargetUser, void, undefined> {
    if (this.#target.canFilter?.() ?? true) {
      yield* this.#target.list({ filter, count });
      return;
    }
    const matches = compileFilter(parseFilter(filter), this.#target.type);
    for await (const account of this.#isIndexed(filter) ? this.#lookUp(filter) : this.#target.list({})) {
      if (matches(account)) yield account;
    }
  }

  /** Keeps the index true after a write. */
  note(id: string, values: TargetValues): void {
    if (this.#index !== undefined) this.#add(this.#index, id, values);
  }

  /** What stands in the index may have changed since: each account is read again. */
  async *#lookUp(filter: string): AsyncGenerator<TargetUser, void, undefined> {
    const index = await this.#read();
    for (const id of [...(index.get(filter.toLowerCase()) ?? [])]) {
      const account = await this.#find(id);
      if (account !== undefined) yield account;
    }
  }

  async #find(id: string): Promise<TargetUser | undefined> {
    try {
      return await this.#target.get(id);
    } catch (error) {
      if (isScimError(error) && error.status === 404) return undefined;
      throw error;
    }
  }

  async #read(): Promise<Index> {
    this.#index ??= new Map();
    const index = this.#index;
    this.#reading ??= this.#fill(index);
    try {
      await this.#reading;
    } catch (error) {
      // The next one who asks tries again.
      this.#reading = undefined;
      throw error;
    }
    return index;
  }

  async #fill(index: Index): Promise<void> {
    for await (const account of this.#target.list({})) {
      this.#add(index, account.id, readMappedValues(this.#mapping, account));
    }
  }

  #add(index: Index, id: string, values: TargetValues): void {
    for (const { target } of this.#indexed()) {
      const value = Object.hasOwn(values, target) ? values[target] : undefined;
      if (value === undefined || value === null) continue;
      const key = equals(target, value).toLowerCase();
      const ids = index.get(key);
      if (ids === undefined) index.set(key, new Set([id]));
      else ids.add(id);
    }
  }

  /** A condition of a cycle before, which a crash has left, may be about another attribute. */
  #isIndexed(filter: string): boolean {
    return this.#indexed().some(({ target }) => filter.startsWith(`${target} eq `));
  }

  #indexed(): CompiledMapping["attributes"] {
    return [...this.#mapping.matching, ...this.#mapping.unique];
  }
}

/** The condition that an attribute has a value, as a filter. */
export function equals(target: string, value: unknown): string {
  return `${target} eq ${JSON.stringify(value)}`;
}
