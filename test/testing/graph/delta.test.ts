/** Delta queries of the emulator of Microsoft Graph. */
import { describe, expect, it } from "vitest";
import { createGraphEmulator } from "../../../src/testing/index.ts";
import { call, failure, items, objectOf, readRound } from "./graph-calls.ts";

const ORDERLY = { pageSize: 3, replays: 0, reorder: false } as const;

/** The members that the items of a round mention, in the order of the pages. */
function mentions(found: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return found.flatMap((item) => {
    const list = item["members@delta"];
    return (Array.isArray(list) ? list : []).map((entry) => {
      const { id, "@removed": removed } = objectOf(entry);
      return `${removed === undefined ? "+" : "-"}${String(id)}`;
    });
  });
}

describe("users/delta", () => {
  it("lists everybody in pages, and then what changed", async () => {
    const graph = createGraphEmulator({ users: 8, behavior: ORDERLY });
    const first = await readRound(graph, "/users/delta?$select=displayName,department");
    expect(first.pages.map((page) => page.length)).toEqual([3, 3, 2]);
    expect(Object.keys(first.items[0] ?? {})).toEqual(["id", "displayName", "department"]);
    const [id = ""] = [...graph.users.ids()];
    graph.users.update(id, { department: null });
    graph.users.update(id, { city: "Rome" });
    const created = graph.users.create({ displayName: "Ada" });
    const second = await readRound(graph, first.deltaLink);
    expect(second.items).toEqual([
      { id, displayName: "User 0", department: null },
      { id: created, displayName: "Ada" },
    ]);
    expect((await readRound(graph, second.deltaLink)).items).toEqual([]);
  });

  it("reports nothing for a change of a property that is not selected", async () => {
    const graph = createGraphEmulator({ users: 2, behavior: ORDERLY });
    const { deltaLink } = await readRound(graph, "/users/delta?$select=displayName");
    const [id = ""] = [...graph.users.ids()];
    graph.users.update(id, { city: "Rome" });
    expect((await readRound(graph, deltaLink)).items).toEqual([]);
  });

  it("reports deleted, restored and purged users", async () => {
    const graph = createGraphEmulator({ users: 3, behavior: { ...ORDERLY, pageSize: 9 } });
    const { deltaLink } = await readRound(graph, "/users/delta?$select=displayName");
    const [a = "", b = "", c = ""] = [...graph.users.ids()];
    graph.users.delete(a);
    graph.users.purge(b);
    graph.users.delete(c);
    graph.users.restore(c);
    const { items: changed } = await readRound(graph, deltaLink);
    expect(changed).toEqual([
      { id: a, "@removed": { reason: "changed" } },
      { id: b, "@removed": { reason: "deleted" } },
      { id: c, displayName: "User 2" },
    ]);
  });

  it("names a manager only when it changed", async () => {
    const graph = createGraphEmulator({ users: 12, behavior: { ...ORDERLY, pageSize: 50 } });
    const ids = [...graph.users.ids()];
    const [first = "", second = "", report = ""] = [ids[0], ids[1], ids[11]];
    const full = await readRound(graph, "/users/delta?$select=displayName,manager");
    expect(full.items.at(-1)?.["manager@delta"]).toEqual([{ "@odata.type": "#microsoft.graph.user", id: second }]);
    graph.users.update(report, { displayName: "New" });
    const renamed = await readRound(graph, full.deltaLink);
    expect(renamed.items).toEqual([{ id: report, displayName: "New" }]);
    graph.users.update(report, { manager: first });
    const moved = await readRound(graph, renamed.deltaLink);
    expect(moved.items[0]?.["manager@delta"]).toEqual([
      { "@odata.type": "#microsoft.graph.user", id: first },
      { "@odata.type": "#microsoft.graph.user", id: second, "@removed": { reason: "deleted" } },
    ]);
  });
});

describe("groups/delta", () => {
  it("splits the members of a large group over pages", async () => {
    const graph = createGraphEmulator({ users: 10, behavior: ORDERLY });
    const members = [...graph.users.ids()];
    const id = graph.groups.create({ displayName: "Hosts", members });
    const other = graph.groups.create({ displayName: "Empty" });
    const round = await readRound(
      graph,
      `/groups/delta?$select=displayName,members&$filter=id eq '${id}' or id eq '${other}'`,
    );
    expect(round.items.filter((item) => item["id"] === id).length).toBeGreaterThan(2);
    expect(mentions(round.items)).toEqual(members.map((member) => `+${member}`));
    expect(round.items.at(-1)).toEqual({ id: other, displayName: "Empty" });
    const [gone = ""] = members;
    graph.groups.removeMember(id, gone);
    const changed = await readRound(graph, round.deltaLink);
    expect(mentions(changed.items)).toEqual([`-${gone}`]);
  });

  it("tracks the groups of its filter only", async () => {
    const graph = createGraphEmulator({ users: 2, behavior: ORDERLY });
    const [user = ""] = [...graph.users.ids()];
    const [id, other] = [graph.groups.create({ displayName: "A" }), graph.groups.create({ displayName: "B" })];
    const { deltaLink } = await readRound(graph, `/groups/delta?$select=members&$filter=id eq '${id}'`);
    graph.groups.addMember(other, user);
    expect((await readRound(graph, deltaLink)).items).toEqual([]);
    graph.groups.addMember(id, user);
    expect(mentions((await readRound(graph, deltaLink)).items)).toEqual([`+${user}`]);
  });
});

describe("an ordinary call", () => {
  it("needs a token, and a permission", async () => {
    const graph = createGraphEmulator({ users: 1 });
    expect(failure(await call(graph, "/users/delta", { token: "made-up" }))).toBe("401 InvalidAuthenticationToken");
    const token = graph.issueToken({ permissions: ["Group.Read.All"] });
    expect(failure(await call(graph, "/users/delta", { token }))).toBe("403 Authorization_RequestDenied");
  });

  it("lists assignments with the object id of the application", async () => {
    const graph = createGraphEmulator({ users: 2 });
    const [id = ""] = [...graph.users.ids()];
    graph.assignments.add(id);
    const path = (key: string): string => `/servicePrincipals/${key}/appRoleAssignedTo?$top=999`;
    expect(items(await call(graph, path(graph.servicePrincipalId)))).toMatchObject([
      { principalId: id, principalType: "User", principalDisplayName: "User 0", resourceId: graph.servicePrincipalId },
    ]);
    expect(failure(await call(graph, path(graph.appId)))).toBe("404 Request_ResourceNotFound");
  });
});
