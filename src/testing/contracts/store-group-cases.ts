/** The cases of the store contract on groups and their members. */
import type { JsonObject } from "../../models/index.ts";
import { GroupType, UserType } from "../../models/index.ts";
import type { MemberChanges, Store } from "../../server/index.ts";
import { GROUP_SCHEMA } from "../../urns.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, idOf, idsOf, insertResource, storeContext, user, versionOf } from "./store-calls.ts";

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
    name: "replaces a member that a change adds again with other details, in its place, if it can",
    async run(store) {
      if (store.changeMembers === undefined) return;
      const first = { value: "id-ada", display: "Ada", type: "User" };
      const staff = await insertResource(
        store,
        "contoso",
        { ...group("staff", ["id-bob"]), members: [first, memberOf("id-bob")] },
        GroupType,
      );
      const renamed = { ...first, display: "Countess" };
      const changes = { add: [renamed], remove: [], meta: metaOf(2) };
      const outcome = await store.changeMembers(
        "contoso",
        GroupType,
        idOf(staff),
        changes,
        versionOf(staff),
        storeContext(),
      );
      checkEqual("a change that adds a member again with another display", outcome.kind, "stored");
      const after = await store.get("contoso", GroupType, idOf(staff), storeContext());
      checkEqual("the members after it", after?.["members"], [renamed, memberOf("id-bob")]);
      check(versionOf(after) !== versionOf(staff), "the version after it", "a new one", "the old one");
      checkEqual("the displayName after it", after?.["displayName"], "staff");
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
  {
    name: "stores members with all their details, in order, and replaces them with the group",
    async run(store) {
      const members = [
        { value: "id-cleo", type: "User", display: "Cleo" },
        { value: "id-ada", type: "User", display: "Ada" },
        { value: "id-board", type: "Group" },
      ];
      const staff = await insertResource(store, "contoso", { ...group("staff", []), members }, GroupType);
      const read = await store.get("contoso", GroupType, idOf(staff), storeContext());
      checkEqual("the members of a new group", read?.["members"], members);
      const fewer = [{ value: "id-ada", type: "User", display: "Countess" }];
      const changed = { ...staff, members: fewer, meta: metaOf(2) };
      const outcome = await store.replace("contoso", GroupType, changed, versionOf(staff), storeContext());
      checkEqual("a replace of the group", outcome.kind, "stored");
      const after = await store.get("contoso", GroupType, idOf(staff), storeContext());
      checkEqual("the members after it", after?.["members"], fewer);
      const { members: _members, ...without } = { ...changed, meta: metaOf(3) };
      await store.replace("contoso", GroupType, without, versionOf(after), storeContext());
      checkEqual("the members after a replace without members", await membersOf(store, idOf(staff)), []);
    },
  },
  {
    name: "finds groups by a filter on members.value, exactly and within the tenant",
    async run(store) {
      const staff = await insertResource(store, "contoso", group("staff", ["id-ada", "id-bob"]), GroupType);
      const board = await insertResource(store, "contoso", group("board", ["id-ada"]), GroupType);
      const empty = await insertResource(store, "contoso", group("empty", []), GroupType);
      await insertResource(store, "fabrikam", { ...group("other", ["id-ada"]), id: "elsewhere" }, GroupType);
      for (const [expression, groups] of [
        ['members.value eq "id-ada"', [staff, board]],
        ['members.value eq "id-bob"', [staff]],
        ['members[value eq "id-bob"]', [staff]],
        ['members.value eq "ID-ADA"', []],
        ['members.value eq "id"', []],
        ['members.value eq "id-bob" or members.value eq "id-ada"', [staff, board]],
        ['members.value eq "id-bob" and members.value eq "id-ada"', [staff]],
        ['members.value eq "id-ada" and displayName eq "BOARD"', [board]],
        ['not (members.value eq "id-bob")', [board, empty]],
        ["members pr", [staff, board]],
      ] as const) {
        const query = { filter: filterOf(expression), startIndex: 1, count: 10 };
        const found = await store.query("contoso", GroupType, query, storeContext());
        checkEqual(`the groups that ${expression} finds`, [...idsOf(found)].sort(), groups.map(idOf).sort());
        checkEqual(`the total of ${expression}`, found.total, groups.length);
      }
    },
  },
  {
    name: "finds the current groups of a member, whatever changed the members",
    async run(store) {
      const staff = await insertResource(store, "contoso", group("staff", ["id-ada"]), GroupType);
      const board = await insertResource(store, "contoso", group("board", ["id-ada"]), GroupType);
      const groupsOfAda = async (): Promise<readonly string[]> => {
        const filter = filterOf('members.value eq "id-ada"');
        const found = await store.query("contoso", GroupType, { filter, startIndex: 1, count: 10 }, storeContext());
        const named = await store.groupsOf?.("contoso", GroupType, ["id-ada", "ID-ADA"], storeContext());
        const ids = [...idsOf(found)].sort();
        if (named !== undefined)
          checkEqual("the groups from groupsOf", (named.get("id-ada") ?? []).map(idOf).sort(), ids);
        checkEqual("the groups of an id in other case", named?.get("ID-ADA") ?? [], []);
        return ids;
      };
      checkEqual("the groups of ada", await groupsOfAda(), [idOf(staff), idOf(board)].sort());
      const bobs = { ...group("staff", ["id-bob"]), id: idOf(staff), meta: metaOf(2) };
      await store.replace("contoso", GroupType, bobs, versionOf(staff), storeContext());
      checkEqual("her groups after a replace of one without her", await groupsOfAda(), [idOf(board)]);
      await store.delete("contoso", GroupType, idOf(board), undefined, storeContext());
      checkEqual("her groups after the other was deleted", await groupsOfAda(), []);
      if (store.changeMembers === undefined) return;
      const change = async (changes: Pick<MemberChanges, "add" | "remove">, revision: number) => {
        const before = await store.get("contoso", GroupType, idOf(staff), storeContext());
        const whole = { ...changes, meta: metaOf(revision) };
        await store.changeMembers?.("contoso", GroupType, idOf(staff), whole, versionOf(before), storeContext());
      };
      await change({ add: [memberOf("id-ada")], remove: [] }, 3);
      checkEqual("her groups after a change added her", await groupsOfAda(), [idOf(staff)]);
      await change({ add: [], remove: ["ID-ADA"] }, 4);
      checkEqual("her groups after a change removed an id in other case", await groupsOfAda(), [idOf(staff)]);
      await change({ add: [], remove: ["id-ada"] }, 5);
      checkEqual("her groups after a change removed her", await groupsOfAda(), []);
    },
  },
  {
    name: "changes a member in all its groups at once, if it can, and no other group",
    async run(store) {
      if (store.changeMemberships === undefined) return;
      const staff = await insertResource(store, "contoso", group("staff", ["id-bob", "id-ada"]), GroupType);
      const board = await insertResource(store, "contoso", group("board", ["id-ada"]), GroupType);
      const other = await insertResource(store, "contoso", group("other", ["id-bob"]), GroupType);
      await insertResource(store, "fabrikam", { ...group("staff", ["id-ada"]), id: "elsewhere" }, GroupType);
      const now = new Date("2026-02-01T00:00:00Z");
      const change = (element: JsonObject | undefined) =>
        store.changeMemberships?.("contoso", GroupType, "id-ada", element, now, storeContext());
      const read = (id: string) => store.get("contoso", GroupType, id, storeContext());
      const named = { value: "id-ada", display: "Countess" };
      checkEqual("the groups that a new element changes", await change(named), 2);
      const after = await read(idOf(staff));
      checkEqual("the members in their order", after?.["members"], [{ value: "id-bob" }, named]);
      check(versionOf(after) !== versionOf(staff), "the version of a changed group", "a new one", "the old one");
      checkEqual("its lastModified", Reflect.get(Object(after?.["meta"]), "lastModified"), now.toISOString());
      checkEqual("the groups that the same element changes", await change(named), 0);
      checkEqual("the version after the same element", versionOf(await read(idOf(staff))), versionOf(after));
      checkEqual("the groups that a removal changes", await change(undefined), 2);
      checkEqual("the members after a removal", await membersOf(store, idOf(board)), []);
      checkEqual("the other members after a removal", await membersOf(store, idOf(staff)), ["id-bob"]);
      checkEqual("a group without the member", versionOf(await read(idOf(other))), versionOf(other));
      const elsewhere = await store.get("fabrikam", GroupType, "elsewhere", storeContext());
      checkEqual("a group of another tenant", elsewhere?.["members"], [{ value: "id-ada" }]);
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
