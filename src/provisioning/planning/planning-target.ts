/**
 * The target of a dry run: reads the real target, and keeps every write in memory.
 *
 * It refuses what a SCIM service refuses: unique values that are taken, and accounts that do not exist.
 */
import { ScimError } from "../../errors.ts";
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { applyPatch } from "../../patch/index.ts";
import { AccountIndex, equalityFilter } from "../context/account-index.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { ProvisioningTarget, TargetUser, TargetUsers } from "../ports/target.ts";

/** Returns a target for one dry run. Memory grows with the number of writes. */
export function planningTarget(target: ProvisioningTarget, mapping: CompiledMapping): ProvisioningTarget {
  const plan = new PlannedAccounts(target.users, mapping);
  const { users } = target;
  return {
    name: target.name,
    identity: target.identity ?? target.users.identity,
    users: {
      type: users.type,
      get: (id) => plan.get(id),
      list: ({ filter }) => plan.list(filter),
      create: (account) => plan.create(account),
      patch: async (id, operations) => plan.write(id, applyPatch(await plan.get(id), operations, mapping.type)),
      delete: (id) => plan.delete(id),
      ...(users.canFilter === undefined ? {} : { canFilter: () => users.canFilter?.() ?? true }),
      ...(users.prepare === undefined
        ? {}
        : { prepare: (account, options) => users.prepare?.(account, options) ?? account }),
      ...(users.prepareOperations === undefined
        ? {}
        : {
            prepareOperations: (operations, options) => users.prepareOperations?.(operations, options) ?? operations,
          }),
    },
    testConnection: (options) => target.testConnection(options),
  };
}

/** The accounts of a target, with the planned writes applied. */
class PlannedAccounts {
  readonly #users: TargetUsers;
  readonly #mapping: CompiledMapping;
  /** Written accounts by id; undefined for a deleted one. */
  readonly #written = new Map<string, TargetUser | undefined>();
  readonly #index: AccountIndex;
  #created = 0;

  constructor(users: TargetUsers, mapping: CompiledMapping) {
    this.#users = users;
    this.#mapping = mapping;
    this.#index = new AccountIndex(mapping);
  }

  async get(id: string): Promise<TargetUser> {
    if (!this.#written.has(id)) return this.#users.get(id);
    const account = this.#written.get(id);
    if (account === undefined) throw new ScimError(`There is no account '${id}'`, { status: 404 });
    return account;
  }

  async *list(filter: string | undefined): AsyncGenerator<TargetUser, void, undefined> {
    for await (const account of this.#users.list(filter === undefined ? {} : { filter })) {
      if (!this.#written.has(account.id)) yield account;
    }
    const matches = filter === undefined ? () => true : compileFilter(parseFilter(filter), this.#mapping.type);
    const ids = filter === undefined ? undefined : this.#index.find(filter);
    for (const id of ids ?? this.#written.keys()) {
      const account = this.#written.get(id);
      if (account !== undefined && matches(account)) yield account;
    }
  }

  async create(account: object): Promise<TargetUser> {
    this.#created += 1;
    return this.write(`planned-${this.#created}`, account);
  }

  async write(id: string, account: object): Promise<TargetUser> {
    const written = { ...account, id };
    await this.#refuseTaken(written);
    this.#written.set(id, written);
    this.#index.add(id, readMappedValues(this.#mapping, written));
    return written;
  }

  async delete(id: string): Promise<void> {
    await this.get(id);
    this.#written.set(id, undefined);
  }

  async #refuseTaken(account: TargetUser): Promise<void> {
    const values = readMappedValues(this.#mapping, account);
    for (const { target, node } of this.#mapping.attributes) {
      const value = values[target];
      if (node.uniqueness === "none" || value === undefined || value === null) continue;
      const filter = equalityFilter(target, value);
      const matches = compileFilter(parseFilter(filter), this.#mapping.type);
      for await (const other of this.list(filter)) {
        if (other.id === account.id || !matches(other)) continue;
        throw new ScimError(`${target} ${JSON.stringify(value)} belongs to the account '${other.id}'`, {
          status: 409,
          scimType: "uniqueness",
        });
      }
    }
  }
}
