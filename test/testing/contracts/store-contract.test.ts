/** The store contract passes `MemoryStore`, and fails stores with a defect. */
import { describe, expect, it } from "vitest";
import { MemoryStore, type Store } from "../../../src/server/index.ts";
import { storeContract } from "../../../src/testing/index.ts";

describe("MemoryStore", () => {
  it.each(storeContract().map((each) => [each.name, each] as const))("%s", async (_, { run }) => {
    await run(new MemoryStore());
  });
});

/** A store with one defect. */
function broken(change: (memory: MemoryStore) => Partial<Store>): Store {
  const memory = new MemoryStore();
  const sound: Store = {
    get: (tenant, type, id, context) => memory.get(tenant, type, id, context),
    query: (tenant, type, query, context) => memory.query(tenant, type, query, context),
    insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
    replace: (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
    delete: (tenant, type, id, version) => memory.delete(tenant, type, id, version),
    changeMembers: (tenant, type, id, changes, version) => memory.changeMembers(tenant, type, id, changes, version),
    groupsOf: (tenant, type, members) => memory.groupsOf(tenant, type, members),
  };
  return { ...sound, ...change(memory) };
}

const LATER = new AbortController().signal;

/** A pause in which other calls run, as a database call would take. */
async function pause(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe("the contract fails a store that", () => {
  it.each<[string, (memory: MemoryStore) => Partial<Store>]>([
    [
      "forgets tenants",
      (memory) => ({
        get: (_, type, id, context) => memory.get("contoso", type, id, context),
        query: (_, type, query, context) => memory.query("contoso", type, query, context),
        insert: (_, type, resource) => memory.insert("contoso", type, resource),
      }),
    ],
    [
      "has documents of another order than its resources",
      (memory) => ({
        query: (tenant, type, query, context) => {
          const { total, resources, documents } = memory.query(tenant, type, query, context);
          return { total, resources, documents: documents?.toReversed() };
        },
      }),
    ],
    [
      "looks for a duplicate before it inserts, and not while it does",
      (memory) => {
        let made = 0;
        return {
          insert: async (tenant, type, resource) => {
            const { resources } = memory.query(tenant, type, { startIndex: 1, count: 100 }, { signal: LATER });
            const name = String(resource["userName"]).toLowerCase();
            if (resources.some((other) => String(other["userName"]).toLowerCase() === name)) {
              return { kind: "duplicate", path: "userName" };
            }
            await pause();
            made += 1;
            const spelled = { ...resource, userName: `${resource["userName"]}-${made}` };
            return memory.insert(tenant, type, spelled);
          },
        };
      },
    ],
    [
      "compares versions before it replaces, and not while it does",
      (memory) => ({
        replace: async (tenant, type, resource, version, context) => {
          const before = memory.get(tenant, type, String(resource["id"]), { signal: LATER });
          if (before === undefined) return { kind: "missing" };
          const current = String(Reflect.get(Object(before["meta"]), "version"));
          if (current !== version) return { kind: "stale" };
          await pause();
          const now = memory.get(tenant, type, String(resource["id"]), context);
          return memory.replace(tenant, type, resource, String(Reflect.get(Object(now?.["meta"]), "version")));
        },
      }),
    ],
    [
      "counts the resources of a page as all",
      (memory) => ({
        query: (tenant, type, query, context) => {
          const found = memory.query(tenant, type, query, context);
          return { ...found, total: found.resources.length };
        },
      }),
    ],
    [
      "ignores filters",
      (memory) => ({
        query: (tenant, type, query, context) => memory.query(tenant, type, { ...query, filter: undefined }, context),
      }),
    ],
    [
      "ignores the order",
      (memory) => ({
        query: (tenant, type, query, context) => memory.query(tenant, type, { ...query, sort: undefined }, context),
      }),
    ],
    [
      "begins pages at 0",
      (memory) => ({
        query: (tenant, type, query, context) =>
          memory.query(tenant, type, { ...query, startIndex: query.startIndex + 1 }, context),
      }),
    ],
    [
      "deletes whatever the version",
      (memory) => ({ delete: (tenant, type, id) => memory.delete(tenant, type, id, undefined) }),
    ],
    [
      "changes members whatever the version",
      (memory) => ({
        changeMembers: (tenant, type, id, changes) => {
          const before = memory.get(tenant, type, id, { signal: LATER });
          const current = String(Reflect.get(Object(before?.["meta"]), "version"));
          return memory.changeMembers(tenant, type, id, changes, current);
        },
      }),
    ],
    ["finds no groups", () => ({ groupsOf: () => new Map() })],
    [
      "finds groups of all tenants",
      (memory) => ({
        groupsOf: (tenant, type, members) =>
          new Map(
            members.map((member) => {
              const of = (owner: string) => memory.groupsOf(owner, type, [member]).get(member) ?? [];
              return [member, [tenant, "fabrikam"].flatMap(of)];
            }),
          ),
      }),
    ],
    [
      "changes the members of other tenants' groups",
      (memory) => ({
        changeMembers: (_, type, id, changes, version) => memory.changeMembers("contoso", type, id, changes, version),
      }),
    ],
    [
      "deletes resources of other tenants without a word",
      (memory) => ({
        delete: (tenant, type, id, version) => {
          const outcome = memory.delete(tenant, type, id, version);
          if (outcome === "missing") memory.delete("contoso", type, id, undefined);
          return outcome;
        },
      }),
    ],
    [
      "merges what it replaces",
      (memory) => ({
        replace: (tenant, type, resource, version, context) => {
          const before = memory.get(tenant, type, String(resource["id"]), context);
          return memory.replace(tenant, type, { ...before, ...resource }, version);
        },
      }),
    ],
    [
      "drops false",
      (memory) => ({
        insert: (tenant, type, resource) =>
          memory.insert(
            tenant,
            type,
            Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== false)),
          ),
      }),
    ],
  ])("%s", async (_, change) => {
    const failures = await Promise.all(
      storeContract().map(({ run }) =>
        run(broken(change)).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    const found = failures.filter((failure) => failure !== undefined);
    expect(found).not.toEqual([]);
    expect(String(found[0])).toMatch(/expected .+, found .+\.$/s);
  });

  it("the contract passes a correct store", async () => {
    for (const { run } of storeContract()) await run(broken(() => ({})));
  });
});
