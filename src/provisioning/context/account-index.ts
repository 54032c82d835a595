/**
 * Finds accounts in memory by the equality filters that matching and unique values use.
 */
import { comparisonKey } from "../../internal/comparison-key.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { TargetValues } from "../ports/state.ts";

/** The filter for accounts with a value of an attribute (RFC 7644 §3.4.2.2). */
export function equalityFilter(target: string, value: unknown): string {
  return `${target} eq ${JSON.stringify(value)}`;
}

/** A key that is equal for filters whose values a target may take for the same: it never regards case. */
export function filterKey(filter: string): string {
  return comparisonKey(filter, { caseExact: false, path: filter.slice(0, filter.indexOf(" ")) });
}

/** Ids of accounts by the filters that their values satisfy. */
export class AccountIndex {
  readonly #mapping: CompiledMapping;
  /** By the key of the filter. */
  readonly #ids = new Map<string, Set<string>>();

  constructor(mapping: CompiledMapping) {
    this.#mapping = mapping;
  }

  /**
   * Adds the values of an account. Values that it had before stay: a hit has to be compared with the account itself.
   */
  add(id: string, values: TargetValues): void {
    for (const { target } of this.#attributes) {
      const value = Object.hasOwn(values, target) ? values[target] : undefined;
      if (value === undefined || value === null) continue;
      const key = filterKey(equalityFilter(target, value));
      const ids = this.#ids.get(key);
      if (ids === undefined) this.#ids.set(key, new Set([id]));
      else ids.add(id);
    }
  }

  /**
   * Ids of the accounts that may satisfy a filter; undefined when the index does not hold its attribute, such as for an
   * open intent of an earlier mapping.
   */
  find(filter: string): readonly string[] | undefined {
    if (!this.#attributes.some(({ target }) => filter.startsWith(`${target} eq `))) return undefined;
    return [...(this.#ids.get(filterKey(filter)) ?? [])];
  }

  get #attributes(): CompiledMapping["attributes"] {
    return [...this.#mapping.matching, ...this.#mapping.unique];
  }
}
