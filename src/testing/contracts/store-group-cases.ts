/** The cases of the store contract on groups and their members. */
import type { JsonObject } from "../../models/index.ts";
import { GroupType, UserType } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { GROUP_SCHEMA } from "../../urns.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { idOf, insertResource, storeContext, user, versionOf } from "./store-calls.ts";

const TIME = "2026-01-31T08:30:00.000Z";

/** Cases on groups. */
export const groupCases: readonly ContractCase<Store>[] = [
  {
    name: "separates users and groups, even with the same id",
    async run(store) {
      const ada = await insertResource(store, "contoso", user("ada"));
      const staff = await insertResource(store, "contoso", { ...group("staff", []), id: "id-ada" }, GroupType);
      checkEqual("the user", (await store.get("contoso", UserType, idOf(ada), storeContext()))?.["userName"], "ada");
      const read = await store.get("contoso", GroupType, idOf(staff), storeContext());
      checkEqual("the group", read?.["displayName"], "staff");
      checkEqual(
        "delete of the group",
        await store.delete("contoso", GroupType, idOf(staff), undefined, storeContext()),
        "deleted",
      );
      check(
        (await store.get("contoso", UserType, idOf(ada), storeContext())) !== undefined,
        "the user after that",
        "there",
        "gone",
      );
    },
  },
  {
    name: "stores the members of a group",
    async run(store) {
      const staff = await insertResource(store, "contoso", group("staff", ["id-ada", "id-bob"]), GroupType);
      checkEqual("the members", await membersOf(store, idOf(staff)), ["id-ada", "id-bob"]);
    },
  },
  {
    name: "changes members by key, if it can: adds each once, removes existing ones, and stores the new meta",
    async run(store) {
      if (store.changeMembers === undefined) return;
      const staff = await insertResource(store, "contoso", group("staff", ["id-ada", "id-bob"]), GroupType);
      const id = idOf(staff);
      const change = (
        add: readonly string[],
        remove: readonly string[],
        expected: string,
        revision: number,
        tenant = "contoso",
      ) =>
        store.changeMembers?.(
          tenant,
          GroupType,
          id,
          { add: add.map(memberOf), remove, meta: metaOf(revision) },
          expected,
          storeContext(),
        );
      checkEqual("another version", (await change(["id-x"], [], 'W/"no such version"', 2))?.kind, "stale");
      const foreign = await change(["id-x"], [], versionOf(staff), 2, "fabrikam");
      checkEqual("a change by another tenant", foreign?.kind, "missing");
      checkEqual(
        "a change",
        (await change(["id-cleo", "id-ada"], ["id-bob", "id-x"], versionOf(staff), 2))?.kind,
        "stored",
      );
      checkEqual("the members", [...(await membersOf(store, id))].sort(), ["id-ada", "id-cleo"]);
      const after = await store.get("contoso", GroupType, id, storeContext());
      check(versionOf(after) !== versionOf(staff), "the version after a change of members", "a new one", "the old one");
      const unchanged = await change(["id-ada"], ["id-x"], versionOf(after), 3);
      checkEqual("a change that changes nothing", unchanged?.kind, "unchanged");
      const last = await store.get("contoso", GroupType, id, storeContext());
      checkEqual("the version after it", versionOf(last), versionOf(after));
    },
  },
  {
    name: "accepts one of eight simultaneous changes of members",
    async run(store) {
      if (store.changeMembers === undefined) return;
      const staff = await insertResource(store, "contoso", group("staff", []), GroupType);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store.changeMembers?.(
            "contoso",
            GroupType,
            idOf(staff),
            { add: [memberOf(`id-${index}`)], remove: [], meta: metaOf(2) },
            versionOf(staff),
            storeContext(),
          ),
        ),
      );
      checkEqual("changes that were stored", outcomes.filter((outcome) => outcome?.kind === "stored").length, 1);
      checkEqual("the number of members", (await membersOf(store, idOf(staff))).length, 1);
    },
  },
  {
    name: "finds the groups of a member, if it can, within the tenant only",
    async run(store) {
      if (store.groupsOf === undefined) return;
      const staff = await insertResource(store, "contoso", group("staff", ["id-ada", "id-bob"]), GroupType);
      const board = await insertResource(store, "contoso", group("board", ["id-ada"]), GroupType);
      await insertResource(store, "fabrikam", { ...group("other", ["id-ada"]), id: "elsewhere" }, GroupType);
      const found = await store.groupsOf("contoso", GroupType, ["id-ada", "id-bob", "id-cleo"], storeContext());
      const idsFor = (member: string) => (found.get(member) ?? []).map(idOf).sort();
      checkEqual("the groups of ada", idsFor("id-ada"), [idOf(staff), idOf(board)].sort());
      checkEqual("the groups of bob", idsFor("id-bob"), [idOf(staff)]);
      checkEqual("the groups of cleo", idsFor("id-cleo"), []);
    },
  },
];

function group(displayName: string, members: readonly string[]): JsonObject {
  return {
    schemas: [GROUP_SCHEMA],
    id: `id-${displayName}`,
    displayName,
    members: members.map(memberOf),
    meta: metaOf(1),
  };
}

function memberOf(value: string): JsonObject {
  return { value };
}

function metaOf(revision: number): JsonObject {
  return { resourceType: "Group", created: TIME, lastModified: TIME, version: `W/"${revision}"` };
}

async function membersOf(store: Store, id: string): Promise<readonly unknown[]> {
  const members = (await store.get("contoso", GroupType, id, storeContext()))?.["members"];
  return Array.isArray(members) ? members.map((member) => Reflect.get(Object(member), "value")) : [];
}
