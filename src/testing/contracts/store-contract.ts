/**
 * What every store promises, as named cases for any test runner:
 *
 *     for (const { name, run } of storeContract()) test(name, async () => run(await openEmptyStore()));
 */
import { UserType } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./case.ts";
import { groupCases } from "./group-cases.ts";
import { pagingCases } from "./paging-cases.ts";
import { create, filterOf, idOf, idsOf, page, user, versionOf } from "./store-calls.ts";

/** Options of {@link storeContract}. */
export interface StoreContractOptions {
  /** Whether the store keeps groups too. Default: true. */
  readonly groups?: boolean;
}

/**
 * The cases that prove a store. They import no test runner, need no clock, and take resources with `userName`, `externalId`, `displayName` and `active`
 * only, so that a store over a small table passes too.
 *
 * @param options - what the store keeps.
 * @example
 * ```ts
 * import { MemoryStore } from "proxyclick-scim/server";
 * import { storeContract } from "proxyclick-scim/testing";
 * import { test } from "vitest";
 *
 * for (const { name, run } of storeContract()) test(name, () => run(new MemoryStore()));
 * ```
 */
export function storeContract(options: StoreContractOptions = {}): readonly ContractCase<Store>[] {
  return [...userCases, ...pagingCases, ...(options.groups === false ? [] : groupCases)];
}

const userCases: readonly ContractCase<Store>[] = [
  {
    name: "keeps a resource under its id, as it was written",
    async run(store) {
      const kept = await create(store, "contoso", user("ada", { displayName: "Ada", externalId: "E-1", active: true }));
      const found = await page(store, "contoso", {});
      checkEqual("the resources of a list", idsOf(found), [idOf(kept)]);
      const read = await store.get("contoso", UserType, idOf(kept), context());
      for (const name of ["userName", "displayName", "externalId", "active"]) {
        checkEqual(`the ${name} that get returns`, read?.[name], { ...user("ada"), ...kept }[name]);
      }
      checkEqual("the active that is kept", read?.["active"], true);
      checkEqual("the version that get returns", versionOf(read), versionOf(kept));
    },
  },
  {
    name: "keeps false as a value, and what a replace leaves out no longer",
    async run(store) {
      const attributes = { displayName: "Ada", externalId: "E-1", active: false };
      const kept = await create(store, "contoso", user("ada", attributes));
      const before = await store.get("contoso", UserType, idOf(kept), context());
      checkEqual("the active that is kept", before?.["active"], false);
      const { displayName: _left, ...rest } = kept;
      const changed = { ...rest, meta: { ...Object(kept["meta"]), version: 'W/"2"' } };
      const stored = await store.replace("contoso", UserType, changed, versionOf(kept), context());
      checkEqual("replace of the expected version", stored.kind, "stored");
      const after = await store.get("contoso", UserType, idOf(kept), context());
      checkEqual("the displayName that a replace left out", after?.["displayName"], undefined);
      checkEqual("the externalId that it did not leave out", after?.["externalId"], "E-1");
      checkEqual("the active that it did not leave out", after?.["active"], false);
      const named = await page(store, "contoso", { filter: filterOf("displayName pr") });
      checkEqual("the users with a displayName", idsOf(named), []);
    },
  },
  {
    name: "knows nothing of an id that it has not given out",
    async run(store) {
      checkEqual("get", await store.get("contoso", UserType, "nobody", context()), undefined);
      checkEqual("delete", await store.delete("contoso", UserType, "nobody", undefined, context()), "missing");
      const replaced = await store.replace("contoso", UserType, user("nobody"), 'W/"1"', context());
      checkEqual("replace", replaced.kind, "missing");
    },
  },
  {
    name: "refuses a second userName, without regard to case, and names the attribute",
    async run(store) {
      await create(store, "contoso", user("Ada"));
      const second = await store.insert("contoso", UserType, { ...user("aDA"), id: "other" }, context());
      checkEqual("the second insert", second, { kind: "duplicate", path: "userName" });
      checkEqual("the number of users", (await page(store, "contoso", {})).total, 1);
    },
  },
  {
    name: "lets one of twelve simultaneous inserts of a userName through",
    async run(store) {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          store.insert("contoso", UserType, { ...user("ada"), id: `twin-${index}` }, context()),
        ),
      );
      checkEqual("inserts that were stored", outcomes.filter(({ kind }) => kind === "stored").length, 1);
      checkEqual("inserts that were refused", outcomes.filter(({ kind }) => kind === "duplicate").length, 11);
      checkEqual("the number of users", (await page(store, "contoso", {})).total, 1);
    },
  },
  {
    name: "replaces only what has the expected version, and gives it a new one",
    async run(store) {
      const first = await create(store, "contoso", user("ada"));
      const changed = { ...first, displayName: "Ada", meta: { ...Object(first["meta"]), version: 'W/"2"' } };
      const stale = await store.replace("contoso", UserType, changed, 'W/"no such version"', context());
      checkEqual("replace of another version", stale.kind, "stale");
      const stored = await store.replace("contoso", UserType, changed, versionOf(first), context());
      check(stored.kind === "stored", "replace of the expected version", "stored", stored.kind);
      checkEqual("the displayName in the outcome", stored.resource["displayName"], "Ada");
      check(versionOf(stored.resource) !== versionOf(first), "the version after a replace", "a new one", "the old one");
      const again = await store.replace("contoso", UserType, changed, versionOf(first), context());
      checkEqual("replace of a version that has passed", again.kind, "stale");
      const read = await store.get("contoso", UserType, idOf(first), context());
      checkEqual("the version that is kept", versionOf(read), versionOf(stored.resource));
    },
  },
  {
    name: "lets one of eight simultaneous replaces of a version through",
    async run(store) {
      const first = await create(store, "contoso", user("ada"));
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => {
          const meta = { ...Object(first["meta"]), version: 'W/"2"' };
          return store.replace(
            "contoso",
            UserType,
            { ...first, displayName: `Ada ${index}`, meta },
            versionOf(first),
            context(),
          );
        }),
      );
      checkEqual("replaces that were stored", outcomes.filter(({ kind }) => kind === "stored").length, 1);
      checkEqual("replaces that came too late", outcomes.filter(({ kind }) => kind === "stale").length, 7);
    },
  },
  {
    name: "refuses a replace that takes a userName, and keeps what was there",
    async run(store) {
      await create(store, "contoso", user("ada"));
      const bob = await create(store, "contoso", user("bob"));
      const meta = { ...Object(bob["meta"]), version: 'W/"2"' };
      const taken = await store.replace(
        "contoso",
        UserType,
        { ...bob, userName: "ADA", meta },
        versionOf(bob),
        context(),
      );
      checkEqual("the replace", taken, { kind: "duplicate", path: "userName" });
      const read = await store.get("contoso", UserType, idOf(bob), context());
      checkEqual("the userName that is kept", read?.["userName"], "bob");
      checkEqual("the version that is kept", versionOf(read), versionOf(bob));
      const own = await store.replace(
        "contoso",
        UserType,
        { ...bob, userName: "BOB", meta },
        versionOf(bob),
        context(),
      );
      checkEqual("a replace that spells its own userName anew", own.kind, "stored");
    },
  },
  {
    name: "deletes only what has the expected version, and frees its userName",
    async run(store) {
      const ada = await create(store, "contoso", user("ada"));
      const remove = (version: string | undefined) => store.delete("contoso", UserType, idOf(ada), version, context());
      checkEqual("delete of another version", await remove('W/"no such version"'), "stale");
      checkEqual("delete of the expected version", await remove(versionOf(ada)), "deleted");
      checkEqual("delete of what is gone", await remove(undefined), "missing");
      checkEqual("get of what is gone", await store.get("contoso", UserType, idOf(ada), context()), undefined);
      checkEqual("a list without it", await page(store, "contoso", {}).then(idsOf), []);
      await create(store, "contoso", { ...user("ada"), id: "ada-again" });
    },
  },
  {
    name: "lets a replace or a delete of a version through, never both",
    async run(store) {
      for (let round = 0; round < 5; round += 1) {
        const ada = await create(store, "contoso", user(`ada-${round}`));
        const meta = { ...Object(ada["meta"]), version: 'W/"2"' };
        const [replaced, deleted] = await Promise.all([
          store.replace("contoso", UserType, { ...ada, displayName: "Ada", meta }, versionOf(ada), context()),
          store.delete("contoso", UserType, idOf(ada), versionOf(ada), context()),
        ]);
        check(
          (replaced.kind === "stored") !== (deleted === "deleted"),
          "a replace and a delete of one version at once",
          "one success",
          `${replaced.kind} and ${deleted}`,
        );
        const read = await store.get("contoso", UserType, idOf(ada), context());
        checkEqual("whether the resource is there", read !== undefined, replaced.kind === "stored");
      }
    },
  },
  {
    name: "keeps tenants apart in every call",
    async run(store) {
      const ours = await create(store, "contoso", user("ada"));
      const theirs = await create(store, "fabrikam", { ...user("ada"), id: "theirs" });
      const id = idOf(ours);
      check(idOf(theirs) !== id, "the ids of two tenants' users", "different ones", id);
      checkEqual("get by another tenant", await store.get("fabrikam", UserType, id, context()), undefined);
      checkEqual("the list of one tenant", idsOf(await page(store, "contoso", {})), [id]);
      checkEqual("the list of the other", idsOf(await page(store, "fabrikam", {})), [idOf(theirs)]);
      const replaced = await store.replace("fabrikam", UserType, ours, versionOf(ours), context());
      checkEqual("replace by another tenant", replaced.kind, "missing");
      checkEqual(
        "delete by another tenant",
        await store.delete("fabrikam", UserType, id, undefined, context()),
        "missing",
      );
      checkEqual("get after these", versionOf(await store.get("contoso", UserType, id, context())), versionOf(ours));
      for (const nobody of ["__proto__", "constructor", "", "CONTOSO"]) {
        checkEqual(`the list of the tenant "${nobody}"`, idsOf(await page(store, nobody, {})), []);
      }
    },
  },
  {
    name: "shows in lists and filters just what get shows, at once after each write",
    async run(store) {
      const ada = await create(store, "contoso", user("ada", { externalId: "E-1" }));
      const byName = (name: string) => page(store, "contoso", { filter: filterOf(`userName eq "${name}"`) });
      checkEqual("a filter in other case", idsOf(await byName("ADA")), [idOf(ada)]);
      const meta = { ...Object(ada["meta"]), version: 'W/"2"' };
      await store.replace("contoso", UserType, { ...ada, userName: "countess", meta }, versionOf(ada), context());
      checkEqual("a filter on the old userName", idsOf(await byName("ada")), []);
      checkEqual("a filter on the new userName", idsOf(await byName("countess")), [idOf(ada)]);
    },
  },
  {
    name: "leaves what it has handed out and what it was handed as it is",
    async run(store) {
      const given = user("ada", { displayName: "Ada" });
      const copy = structuredClone(given);
      const kept = await create(store, "contoso", given);
      checkEqual("the resource that was inserted", given, copy);
      const before = structuredClone(kept);
      const meta = { ...Object(kept["meta"]), version: 'W/"2"' };
      await store.replace("contoso", UserType, { ...kept, displayName: "Countess", meta }, versionOf(kept), context());
      checkEqual("the resource that was handed out", kept, before);
    },
  },
];

function context(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
