/** Stores to test concurrent writers with. */
import { MemoryStore, type Store } from "../../src/server/index.ts";

/** A store that answers by promises, as a database does, so that requests can write between each other's steps. */
function laterStore(): Store {
  const memory = new MemoryStore();
  return {
    get: async (tenant, type, id, context) => memory.get(tenant, type, id, context),
    query: async (tenant, type, query, context) => memory.query(tenant, type, query, context),
    insert: async (tenant, type, resource) => memory.insert(tenant, type, resource),
    replace: async (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
    delete: async (tenant, type, id, version) => memory.delete(tenant, type, id, version),
  };
}

/** Stores by when they answer. */
export const STORES: readonly (readonly [string, () => Store])[] = [
  ["at once", () => new MemoryStore()],
  ["later", laterStore],
];
