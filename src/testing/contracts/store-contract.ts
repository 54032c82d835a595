/**
 * The contract of stores, as named cases for any test runner:
 *
 *     for (const { name, run } of storeContract()) test(name, async () => run(await openEmptyStore()));
 */
import { errorMessage } from "../../internal/error-message.ts";
import { UserType } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, idOf, idsOf, insertResource, queryUsers, storeContext, user, versionOf } from "./store-calls.ts";
import { filterCases, wholeFilterCases } from "./store-filter-cases.ts";
import { groupCases } from "./store-group-cases.ts";
import { pagingCases } from "./store-paging-cases.ts";
import { uniqueExtensionCases, uniqueNameCases } from "./store-unique-cases.ts";
import { valueCases, wholeValueCases } from "./store-value-cases.ts";

/**
 * Returns the cases that every store must pass. They import no test runner and need no clock. The name of a case is the
 * rule that it checks; its error says what the store did instead.
 *
 * @param options - `groups`: whether the store has groups too; default true. `partial`: whether the store keeps some
 * attributes only, as one over an app's own table does; such a store needs `userName`, `externalId`, `displayName` and
 * `active`, and what it has beyond these is not checked. Default: false.
 * @example
 * ```ts
 * import { MemoryStore } from "proxyclick-scim/server";
 * import { storeContract } from "proxyclick-scim/testing";
 * import { test } from "vitest";
 *
 * for (const { name, run } of storeContract()) test(name, () => run(new MemoryStore()));
 * ```
 */
export function storeContract(
  options: { readonly groups?: boolean; readonly partial?: boolean } = {},
): readonly ContractCase<Store>[] {
  const { groups = true, partial = false } = options;
  return [
    ...userCases,
    ...valueCases,
    ...uniqueNameCases,
    ...filterCases,
    ...pagingCases,
    ...(partial ? [] : [...wholeValueCases, ...wholeFilterCases, ...uniqueExtensionCases]),
    ...(groups ? groupCases : []),
  ].map(naming);
}

/** The same case, whose error names the rule as well. */
function naming({ name, run }: ContractCase<Store>): ContractCase<Store> {
  return {
    name,
    async run(store) {
      try {
        await run(store);
      } catch (cause) {
        throw new Error(`The store breaks the rule "${name}": ${errorMessage(cause)}`, { cause });
      }
    },
  };
}

const userCases: readonly ContractCase<Store>[] = [
  {
    name: "stores a resource under its id, as it was written",
    async run(store) {
      const kept = await insertResource(
        store,
        "contoso",
        user("ada", { displayName: "Ada", externalId: "E-1", active: true }),
      );
      const found = await queryUsers(store, "contoso", {});
      checkEqual("the resources of a list", idsOf(found), [idOf(kept)]);
      const read = await store.get("contoso", UserType, idOf(kept), storeContext());
      for (const name of ["userName", "displayName", "externalId", "active"]) {
        checkEqual(`the ${name} that get returns`, read?.[name], { ...user("ada"), ...kept }[name]);
      }
      checkEqual("the stored active", read?.["active"], true);
      checkEqual("the version that get returns", versionOf(read), versionOf(kept));
    },
  },
  {
    name: "stores false as a value, and clears what a replace omits",
    async run(store) {
      const attributes = { displayName: "Ada", externalId: "E-1", active: false };
      const kept = await insertResource(store, "contoso", user("ada", attributes));
      const before = await store.get("contoso", UserType, idOf(kept), storeContext());
      checkEqual("the stored active", before?.["active"], false);
      const { displayName: _left, ...rest } = kept;
      const changed = { ...rest, meta: { ...Object(kept["meta"]), version: 'W/"2"' } };
      const stored = await store.replace("contoso", UserType, changed, versionOf(kept), storeContext());
      checkEqual("replace of the expected version", stored.kind, "stored");
      const after = await store.get("contoso", UserType, idOf(kept), storeContext());
      checkEqual("the displayName that the replace omitted", after?.["displayName"], undefined);
      checkEqual("the externalId that the replace sent", after?.["externalId"], "E-1");
      checkEqual("the active that the replace sent", after?.["active"], false);
      const named = await queryUsers(store, "contoso", { filter: filterOf("displayName pr") });
      checkEqual("the users with a displayName", idsOf(named), []);
    },
  },
  {
    name: "finds nothing for an unknown id",
    async run(store) {
      checkEqual("get", await store.get("contoso", UserType, "nobody", storeContext()), undefined);
      checkEqual("delete", await store.delete("contoso", UserType, "nobody", undefined, storeContext()), "missing");
      const replaced = await store.replace("contoso", UserType, user("nobody"), 'W/"1"', storeContext());
      checkEqual("replace", replaced.kind, "missing");
    },
  },
  {
    name: "rejects a duplicate userName, regardless of case, and names the attribute",
    async run(store) {
      await insertResource(store, "contoso", user("Ada"));
      const second = await store.insert("contoso", UserType, { ...user("aDA"), id: "other" }, storeContext());
      checkEqual("the second insert", second, { kind: "duplicate", path: "userName" });
      checkEqual("the number of users", (await queryUsers(store, "contoso", {})).total, 1);
    },
  },
  {
    name: "accepts one of twelve simultaneous inserts with the same userName",
    async run(store) {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          store.insert("contoso", UserType, { ...user("ada"), id: `twin-${index}` }, storeContext()),
        ),
      );
      checkEqual("inserts that were stored", outcomes.filter(({ kind }) => kind === "stored").length, 1);
      checkEqual("inserts that were rejected", outcomes.filter(({ kind }) => kind === "duplicate").length, 11);
      checkEqual("the number of users", (await queryUsers(store, "contoso", {})).total, 1);
    },
  },
  {
    name: "replaces only the expected version, and assigns a new one",
    async run(store) {
      const first = await insertResource(store, "contoso", user("ada"));
      const changed = { ...first, displayName: "Ada", meta: { ...Object(first["meta"]), version: 'W/"2"' } };
      const stale = await store.replace("contoso", UserType, changed, 'W/"no such version"', storeContext());
      checkEqual("replace of another version", stale.kind, "stale");
      const stored = await store.replace("contoso", UserType, changed, versionOf(first), storeContext());
      check(stored.kind === "stored", "replace of the expected version", "stored", stored.kind);
      checkEqual("the displayName in the outcome", stored.resource["displayName"], "Ada");
      check(versionOf(stored.resource) !== versionOf(first), "the version after a replace", "a new one", "the old one");
      const again = await store.replace("contoso", UserType, changed, versionOf(first), storeContext());
      checkEqual("replace of an outdated version", again.kind, "stale");
      const read = await store.get("contoso", UserType, idOf(first), storeContext());
      checkEqual("the stored version", versionOf(read), versionOf(stored.resource));
    },
  },
  {
    name: "accepts one of eight simultaneous replaces of the same version",
    async run(store) {
      const first = await insertResource(store, "contoso", user("ada"));
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => {
          const meta = { ...Object(first["meta"]), version: 'W/"2"' };
          return store.replace(
            "contoso",
            UserType,
            { ...first, displayName: `Ada ${index}`, meta },
            versionOf(first),
            storeContext(),
          );
        }),
      );
      checkEqual("replaces that were stored", outcomes.filter(({ kind }) => kind === "stored").length, 1);
      checkEqual("replaces that were rejected", outcomes.filter(({ kind }) => kind === "stale").length, 7);
    },
  },
  {
    name: "rejects a replace with a duplicate userName, and changes nothing",
    async run(store) {
      await insertResource(store, "contoso", user("ada"));
      const bob = await insertResource(store, "contoso", user("bob"));
      const meta = { ...Object(bob["meta"]), version: 'W/"2"' };
      const taken = await store.replace(
        "contoso",
        UserType,
        { ...bob, userName: "ADA", meta },
        versionOf(bob),
        storeContext(),
      );
      checkEqual("the replace", taken, { kind: "duplicate", path: "userName" });
      const read = await store.get("contoso", UserType, idOf(bob), storeContext());
      checkEqual("the stored userName", read?.["userName"], "bob");
      checkEqual("the stored version", versionOf(read), versionOf(bob));
      const own = await store.replace(
        "contoso",
        UserType,
        { ...bob, userName: "BOB", meta },
        versionOf(bob),
        storeContext(),
      );
      checkEqual("a replace that changes the case of its own userName", own.kind, "stored");
    },
  },
  {
    name: "deletes only the expected version, and frees its userName",
    async run(store) {
      const ada = await insertResource(store, "contoso", user("ada"));
      const remove = (version: string | undefined) =>
        store.delete("contoso", UserType, idOf(ada), version, storeContext());
      checkEqual("delete of another version", await remove('W/"no such version"'), "stale");
      checkEqual("delete of the expected version", await remove(versionOf(ada)), "deleted");
      checkEqual("delete of a deleted resource", await remove(undefined), "missing");
      checkEqual(
        "get of a deleted resource",
        await store.get("contoso", UserType, idOf(ada), storeContext()),
        undefined,
      );
      checkEqual("a list without it", await queryUsers(store, "contoso", {}).then(idsOf), []);
      await insertResource(store, "contoso", { ...user("ada"), id: "ada-again" });
    },
  },
  {
    name: "accepts a replace or a delete of the same version, never both",
    async run(store) {
      for (let round = 0; round < 5; round += 1) {
        const ada = await insertResource(store, "contoso", user(`ada-${round}`));
        const meta = { ...Object(ada["meta"]), version: 'W/"2"' };
        const [replaced, deleted] = await Promise.all([
          store.replace("contoso", UserType, { ...ada, displayName: "Ada", meta }, versionOf(ada), storeContext()),
          store.delete("contoso", UserType, idOf(ada), versionOf(ada), storeContext()),
        ]);
        check(
          (replaced.kind === "stored") !== (deleted === "deleted"),
          "a replace and a delete of one version at once",
          "one success",
          `${replaced.kind} and ${deleted}`,
        );
        const read = await store.get("contoso", UserType, idOf(ada), storeContext());
        checkEqual("whether the resource exists", read !== undefined, replaced.kind === "stored");
      }
    },
  },
  {
    name: "isolates tenants in every call",
    async run(store) {
      const ours = await insertResource(store, "contoso", user("ada"));
      const theirs = await insertResource(store, "fabrikam", { ...user("ada"), id: "theirs" });
      const id = idOf(ours);
      check(idOf(theirs) !== id, "the ids of two tenants' users", "different ones", id);
      checkEqual("get by another tenant", await store.get("fabrikam", UserType, id, storeContext()), undefined);
      checkEqual("the list of one tenant", idsOf(await queryUsers(store, "contoso", {})), [id]);
      checkEqual("the list of the other", idsOf(await queryUsers(store, "fabrikam", {})), [idOf(theirs)]);
      const replaced = await store.replace("fabrikam", UserType, ours, versionOf(ours), storeContext());
      checkEqual("replace by another tenant", replaced.kind, "missing");
      checkEqual(
        "delete by another tenant",
        await store.delete("fabrikam", UserType, id, undefined, storeContext()),
        "missing",
      );
      checkEqual(
        "get after these",
        versionOf(await store.get("contoso", UserType, id, storeContext())),
        versionOf(ours),
      );
      for (const nobody of ["__proto__", "constructor", "", "CONTOSO"]) {
        checkEqual(`the list of the tenant "${nobody}"`, idsOf(await queryUsers(store, nobody, {})), []);
      }
    },
  },
  {
    name: "returns the same from lists and filters as from get, immediately after each write",
    async run(store) {
      const ada = await insertResource(store, "contoso", user("ada", { externalId: "E-1" }));
      const byName = (name: string) => queryUsers(store, "contoso", { filter: filterOf(`userName eq "${name}"`) });
      checkEqual("a filter in upper case", idsOf(await byName("ADA")), [idOf(ada)]);
      const meta = { ...Object(ada["meta"]), version: 'W/"2"' };
      await store.replace("contoso", UserType, { ...ada, userName: "countess", meta }, versionOf(ada), storeContext());
      checkEqual("a filter on the old userName", idsOf(await byName("ada")), []);
      checkEqual("a filter on the new userName", idsOf(await byName("countess")), [idOf(ada)]);
    },
  },
  {
    name: "never changes a resource that it returned or received",
    async run(store) {
      const given = user("ada", { displayName: "Ada" });
      const copy = structuredClone(given);
      const kept = await insertResource(store, "contoso", given);
      checkEqual("the resource that was inserted", given, copy);
      const before = structuredClone(kept);
      const meta = { ...Object(kept["meta"]), version: 'W/"2"' };
      await store.replace(
        "contoso",
        UserType,
        { ...kept, displayName: "Countess", meta },
        versionOf(kept),
        storeContext(),
      );
      checkEqual("the returned resource", kept, before);
    },
  },
];
