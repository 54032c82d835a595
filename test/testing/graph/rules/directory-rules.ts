/** Rules of users, groups, members, deleted items, service principals and assignments. */
import { expect } from "vitest";
import { createGraphEmulator, createTestClock, type GraphEmulator } from "../../../../src/testing/index.ts";
import { call, failure, items, objectOf, readRound } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const GROUPS = "Microsoft Graph: Get incremental changes for groups";
const ADVANCED = "Microsoft Graph: Advanced query capabilities on Microsoft Entra ID objects";
const ASSIGNED = "Microsoft Graph: List appRoleAssignments granted for a service principal";

const PLAIN = { pageSize: 1_000, replays: 0, reorder: false } as const;
const EVENTUAL = { consistencylevel: "eventual" };

function userIds(graph: GraphEmulator): readonly string[] {
  return [...graph.users.ids()];
}

/** The members that items mention: `+` or `-` and the id. */
function mentions(found: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return found.flatMap((item) => {
    const list = item["members@delta"];
    return (Array.isArray(list) ? list : []).map((entry) => {
      const { id, "@removed": removed } = objectOf(entry);
      return `${removed === undefined ? "+" : "-"}${String(id)}`;
    });
  });
}

/** Rules of groups. */
const GROUP_RULES: readonly GraphRule[] = [
  {
    rule: "members are types and ids, nested groups are not expanded, and a removal says deleted",
    source: `${GROUPS}, Members`,
    check: async () => {
      const graph = createGraphEmulator({ users: 2, behavior: PLAIN });
      const [user = "", other = ""] = userIds(graph);
      const nested = graph.groups.create({ displayName: "Nested", members: [other] });
      const id = graph.groups.create({ displayName: "Hosts", members: [user, nested] });
      const path = `/groups/delta?$select=members&$filter=id eq '${id}'`;
      const full = await readRound(graph, path);
      expect(full.items).toEqual([
        {
          id,
          "members@delta": [
            { "@odata.type": "#microsoft.graph.user", id: user },
            { "@odata.type": "#microsoft.graph.group", id: nested },
          ],
        },
      ]);
      graph.groups.removeMember(id, user);
      const [changed] = (await readRound(graph, full.deltaLink)).items;
      expect(changed?.["members@delta"]).toEqual([
        { "@odata.type": "#microsoft.graph.user", id: user, "@removed": { reason: "deleted" } },
      ]);
    },
  },
  {
    rule: "a large group continues on later pages, with or without its other properties",
    source: `${GROUPS}, Paging through members in a large group`,
    check: async () => {
      const graph = createGraphEmulator({ users: 60, behavior: { ...PLAIN, pageSize: 4 } });
      const id = graph.groups.create({ displayName: "Hosts", members: userIds(graph) });
      const { items: found } = await readRound(graph, "/groups/delta?$select=displayName,members");
      expect(found.length).toBeGreaterThan(10);
      expect(found.every((item) => item["id"] === id)).toBe(true);
      expect(new Set(found.slice(1).map((item) => Object.hasOwn(item, "displayName")))).toEqual(new Set([true, false]));
      expect(mentions(found).toSorted()).toEqual(
        userIds(graph)
          .map((user) => `+${user}`)
          .toSorted(),
      );
    },
  },
  {
    rule: "an empty group has no members@delta, and neither has one whose properties changed",
    source: "Microsoft Graph: group: delta, Response",
    check: async () => {
      const graph = createGraphEmulator({ users: 1, behavior: PLAIN });
      const [user = ""] = userIds(graph);
      const empty = graph.groups.create({ displayName: "Empty" });
      const full = await readRound(graph, "/groups/delta?$select=displayName,members");
      expect(full.items).toEqual([{ id: empty, displayName: "Empty" }]);
      graph.groups.addMember(empty, user);
      const { deltaLink } = await readRound(graph, full.deltaLink);
      graph.groups.update(empty, { displayName: "Not empty" });
      expect((await readRound(graph, deltaLink)).items).toEqual([{ id: empty, displayName: "Not empty" }]);
    },
  },
  {
    rule: "a soft-deleted user remains a member in delta queries, and a membership changes no user",
    source: `${GROUPS}, Members; known issue of soft-deleted members`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1, behavior: PLAIN });
      const [user = ""] = userIds(graph);
      const users = await readRound(graph, "/users/delta?$select=displayName");
      const id = graph.groups.create({ displayName: "Hosts", members: [user] });
      expect((await readRound(graph, users.deltaLink)).items).toEqual([]);
      const { deltaLink } = await readRound(graph, "/groups/delta?$select=members");
      graph.users.delete(user);
      expect((await readRound(graph, deltaLink)).items).toEqual([]);
      expect(mentions((await readRound(graph, "/groups/delta?$select=members")).items)).toEqual([`+${user}`]);
      expect(items(await call(graph, `/groups/${id}/members`))).toEqual([]);
    },
  },
  {
    rule: "the purge of a user removes its memberships, with or without a report",
    source: `${GROUPS}, Members; known issue of soft-deleted members`,
    check: async () => {
      for (const purgedMemberships of ["reported", "silent"] as const) {
        const graph = createGraphEmulator({ users: 1, behavior: { ...PLAIN, purgedMemberships } });
        const [user = ""] = userIds(graph);
        graph.groups.create({ displayName: "Hosts", members: [user] });
        const { deltaLink } = await readRound(graph, "/groups/delta?$select=members");
        graph.users.purge(user);
        const reported = mentions((await readRound(graph, deltaLink)).items);
        expect(reported).toEqual(purgedMemberships === "reported" ? [`-${user}`] : []);
        expect(mentions((await readRound(graph, "/groups/delta?$select=members")).items)).toEqual([]);
      }
    },
  },
  {
    rule: "a group is deleted softly or at once, and restored with its members",
    source: "Microsoft Graph: group: delta, Response; deletedItems, Restore",
    check: async () => {
      const graph = createGraphEmulator({ users: 1, behavior: PLAIN });
      const [user = ""] = userIds(graph);
      const soft = graph.groups.create({ displayName: "A", members: [user] });
      const hard = graph.groups.create({ displayName: "B" });
      const full = await readRound(graph, "/groups/delta?$select=displayName,members");
      graph.groups.delete(soft);
      graph.groups.delete(hard, { permanently: true });
      const removed = await readRound(graph, full.deltaLink);
      expect(removed.items).toEqual([
        { id: soft, "@removed": { reason: "changed" } },
        { id: hard, "@removed": { reason: "deleted" } },
      ]);
      graph.groups.restore(soft);
      const restored = await readRound(graph, removed.deltaLink);
      expect(restored.items).toMatchObject([{ id: soft, displayName: "A" }]);
      expect(mentions(restored.items)).toEqual([`+${user}`]);
    },
  },
  {
    rule: "members are listed directly or transitively; a cast is an advanced query",
    source: `Microsoft Graph: List group members; ${ADVANCED}`,
    check: async () => {
      const graph = createGraphEmulator({ users: 2, behavior: PLAIN });
      const [user = "", other = ""] = userIds(graph);
      const nested = graph.groups.create({ displayName: "Nested", members: [other] });
      const id = graph.groups.create({ displayName: "Hosts", members: [user, nested] });
      const idsOf = async (path: string, headers = {}): Promise<unknown> =>
        items(await call(graph, `/groups/${id}/${path}`, { headers })).map((item) => item["id"]);
      expect(await idsOf("members?$select=id")).toEqual([user, nested]);
      expect(await idsOf("transitiveMembers?$select=id")).toEqual(expect.arrayContaining([user, nested, other]));
      const cast = "members/microsoft.graph.user?$select=id&$count=true";
      expect(failure(await call(graph, `/groups/${id}/${cast}`))).toBe("400 Request_UnsupportedQuery");
      expect(await idsOf(cast, EVENTUAL)).toEqual([user]);
    },
  },
  {
    rule: "without the permission for a type of member, Graph returns the type and the id, and null for the rest",
    source: "Microsoft Graph: Limited information returned for inaccessible member objects",
    check: async () => {
      const graph = createGraphEmulator({ users: 1, behavior: PLAIN });
      const [user = ""] = userIds(graph);
      const id = graph.groups.create({ displayName: "Hosts", members: [user] });
      const token = graph.issueToken({ permissions: ["GroupMember.Read.All"] });
      expect(items(await call(graph, `/groups/${id}/members?$select=id,displayName`, { token }))).toEqual([
        { "@odata.type": "#microsoft.graph.user", id: user, displayName: null },
      ]);
    },
  },
];

/** Rules of users. */
const USER_RULES: readonly GraphRule[] = [
  {
    rule: "a list returns null for what has no value, and the manager only with $expand",
    source: "Microsoft Graph: List users, OData query parameters",
    check: async () => {
      const graph = createGraphEmulator({ users: 12 });
      const [id = ""] = userIds(graph);
      const found = await call(graph, `/users/${id}?$select=displayName,companyName,manager`);
      expect(found.body).toMatchObject({ id, displayName: "User 0", companyName: null });
      const page = await call(graph, "/users?$select=id&$expand=manager($select=id,displayName)&$top=999");
      expect(items(page).at(-1)?.["manager"]).toEqual({ id: userIds(graph)[1], displayName: "User 1" });
      expect(items(page)[0]).toEqual({ id });
    },
  },
  {
    rule: "a user without a manager has none: 404",
    source: "Microsoft Graph: List manager, Response",
    check: async () => {
      const graph = createGraphEmulator({ users: 12 });
      const ids = userIds(graph);
      expect(failure(await call(graph, `/users/${ids[0]}/manager`))).toBe("404 Request_ResourceNotFound");
      expect((await call(graph, `/users/${ids[11]}/manager`)).body["id"]).toBe(ids[1]);
    },
  },
  {
    rule: "properties outside the directory answer 400 for a user and 501 for a list",
    source: "Microsoft Graph: user resource type, Properties: not supported on lists",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      expect((await call(graph, `/users/${userIds(graph)[0]}?$select=hireDate`)).status).toBe(400);
      expect((await call(graph, "/users?$select=hireDate")).status).toBe(501);
    },
  },
  {
    rule: "ne, not and endsWith need ConsistencyLevel, on every page, and $count, and exclude $expand",
    source: `${ADVANCED}, Query scenarios that require advanced query capabilities`,
    check: async () => {
      const graph = createGraphEmulator({ users: 3 });
      for (const filter of [
        "displayName ne 'User 0'",
        "not(displayName eq 'User 0')",
        "endsWith(mail,'user1@contoso.com') or displayName ne 'User 0'",
      ]) {
        const path = `/users?$count=true&$filter=${filter}`;
        expect(failure(await call(graph, path)), filter).toBe("400 Request_UnsupportedQuery");
        const answer = await call(graph, path, { headers: EVENTUAL });
        expect([items(answer).length, answer.body["@odata.count"]]).toEqual([2, 2]);
      }
      const paged = "/users?$top=1&$count=true&$filter=displayName ne 'User 0'";
      const first = await call(graph, paged, { headers: EVENTUAL });
      const next = String(first.body["@odata.nextLink"]);
      expect(failure(await call(graph, next))).toBe("400 Request_UnsupportedQuery");
      const second = await call(graph, next, { headers: EVENTUAL });
      expect([items(second).length, second.body["@odata.count"]]).toEqual([1, undefined]);
      const expanded = await call(graph, "/users?$count=true&$expand=manager", { headers: EVENTUAL });
      expect(failure(expanded)).toBe("400 Request_UnsupportedQuery");
    },
  },
  {
    rule: "a new object is not found for a while",
    source: "Microsoft Entra: eventual consistency of Microsoft Graph (developer blog, 2026-03-24)",
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ now: clock.now, behavior: { readLag: 5_000, readsUntilFound: 1 } });
      const id = graph.users.create({ displayName: "Ada" });
      expect(failure(await call(graph, `/users/${id}`))).toBe("404 Request_ResourceNotFound");
      clock.advance(5_000);
      expect((await call(graph, `/users/${id}`)).status).toBe(404);
      expect((await call(graph, `/users/${id}`)).status).toBe(200);
    },
  },
];

/** Rules of deleted items. */
const DELETED_RULES: readonly GraphRule[] = [
  {
    rule: "the list of deleted items needs a type, and shows the name of a deleted user with its id before it",
    source: "Microsoft Graph: List deletedItems (directory objects), HTTP request",
    check: async () => {
      const graph = createGraphEmulator({ users: 2 });
      const [id = "", kept = ""] = userIds(graph);
      graph.users.delete(id);
      expect((await call(graph, "/directory/deletedItems")).status).toBe(400);
      const list = "/directory/deletedItems/microsoft.graph.user";
      expect(items(await call(graph, `${list}?$select=id,userPrincipalName`))).toEqual([
        { id, userPrincipalName: `${id.replaceAll("-", "")}user0@contoso.com` },
      ]);
      expect((await call(graph, `${list}/${id}`)).status).toBe(200);
      expect(failure(await call(graph, `${list}/${kept}`))).toBe("404 Request_ResourceNotFound");
      graph.users.purge(id);
      expect((await call(graph, `${list}/${id}`)).status).toBe(404);
    },
  },
  {
    rule: "a deleted object is deleted for good after 30 days, if it was not restored",
    source: "Microsoft Graph: deletedItems; Recover from deletions in Microsoft Entra ID, Soft deletions",
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ users: 2, now: clock.now, behavior: PLAIN });
      const [id = "", restored = ""] = userIds(graph);
      graph.users.delete(id);
      graph.users.delete(restored);
      clock.advance(86_400_000);
      graph.users.restore(restored);
      clock.advance(29 * 86_400_000 - 1);
      const { deltaLink } = await readRound(graph, "/users/delta?$select=displayName&$deltatoken=latest");
      clock.advance(1);
      expect((await readRound(graph, deltaLink)).items).toEqual([{ id, "@removed": { reason: "deleted" } }]);
      expect(graph.users.get(restored)?.state).toBe("active");
    },
  },
  {
    rule: "sorting deleted items is an advanced query",
    source: "Microsoft Graph: List deletedItems (directory objects), OData query parameters",
    check: async () => {
      const path = "/directory/deletedItems/microsoft.graph.user?$orderby=deletedDateTime";
      expect(failure(await call(createGraphEmulator(), path))).toBe("400 Request_UnsupportedQuery");
    },
  },
];

/** Rules of service principals and assignments. */
const APPLICATION_RULES: readonly GraphRule[] = [
  {
    rule: "a service principal is found by its object id, or by the client id in parentheses",
    source: "Microsoft Graph: Get servicePrincipal, HTTP request",
    check: async () => {
      const graph = createGraphEmulator();
      const { servicePrincipalId: id, appId } = graph;
      for (const key of [`/${id}`, `(appId='${appId}')`])
        expect((await call(graph, `/servicePrincipals${key}?$select=id,appId`)).body).toMatchObject({ id, appId });
      expect(failure(await call(graph, `/servicePrincipals/${appId}`))).toBe("404 Request_ResourceNotFound");
    },
  },
  {
    rule: "$top of assignments is at most 999, and pages are followed through their next links",
    source: `${ASSIGNED}; Microsoft Graph: Paging Microsoft Graph data`,
    check: async () => {
      const graph = createGraphEmulator({ users: 25 });
      for (const id of graph.users.ids()) graph.assignments.add(id);
      const path = `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo`;
      const { pages, items: found } = await readRound(graph, `${path}?$top=10`);
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
      expect(new Set(found.map(({ principalId }) => principalId)).size).toBe(25);
      expect(found.every(({ id }) => String(id).length === 43)).toBe(true);
      expect((await call(graph, `${path}?$top=1000`)).status).toBe(400);
      const first = await call(graph, `${path}?$top=10`);
      const altered = String(first.body["@odata.nextLink"]).replace("$top=10", "$top=5");
      expect(failure(await call(graph, altered))).toBe("400 BadRequest");
    },
  },
  {
    rule: "the next link of a repeated request may be refused (when a test requests it)",
    source: "Microsoft Graph: Paging Microsoft Graph data, DirectoryPageTokenNotFoundException after a retry",
    check: async () => {
      const graph = createGraphEmulator({ users: 5, behavior: { lostRetriedLinks: true } });
      const path = "/users?$select=id&$top=1";
      expect((await readRound(graph, path)).items).toHaveLength(5);
      expect((await readRound(graph, path)).items).toHaveLength(5);
      const next = async (link: string): Promise<string> => String((await call(graph, link)).body["@odata.nextLink"]);
      const second = await next(path);
      const third = await next(second);
      const retried = await next(second);
      expect(failure(await call(graph, retried))).toBe("400 DirectoryPageTokenNotFoundException");
      expect((await call(graph, third)).status).toBe(200);
    },
  },
  {
    rule: "a filter on appRoleId is refused, and a GUID stands without quotes",
    source: `${ASSIGNED}, OData query parameters; appRoleAssignment resource type, Properties`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const [id = ""] = userIds(graph);
      graph.assignments.add(id);
      const path = `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo?$filter=`;
      const byRole = await call(graph, `${path}appRoleId eq ${graph.servicePrincipalId}`);
      expect(failure(byRole)).toBe("400 Request_UnsupportedQuery");
      expect(items(await call(graph, `${path}resourceId eq ${graph.servicePrincipalId}`))).toHaveLength(1);
      expect(failure(await call(graph, `${path}resourceId eq '${graph.servicePrincipalId}'`))).toBe("400 BadRequest");
    },
  },
  {
    rule: "small pages may lack service principals",
    source: "Reported to the maintainers of Microsoft Graph in 2021: appRoleAssignedTo without $top=999",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      graph.assignments.add(graph.servicePrincipalId);
      const path = `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo`;
      expect(items(await call(graph, path))).toEqual([]);
      expect(items(await call(graph, `${path}?$top=999`))).toHaveLength(1);
    },
  },
  {
    rule: "a change of the assignments appears after a while, and a deleted principal has none",
    source: `${ASSIGNED}; eventual consistency of Microsoft Graph (developer blog, 2026-03-24)`,
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ users: 1, now: clock.now, behavior: { assignmentLag: 60_000 } });
      const [id = ""] = userIds(graph);
      graph.assignments.add(id);
      const count = async (): Promise<number> =>
        items(await call(graph, `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo?$top=999`)).length;
      expect(await count()).toBe(0);
      clock.advance(60_000);
      expect(await count()).toBe(1);
      graph.users.delete(id);
      expect(await count()).toBe(0);
      graph.users.restore(id);
      graph.assignments.remove(id);
      expect(await count()).toBe(1);
      clock.advance(60_000);
      expect(await count()).toBe(0);
    },
  },
  {
    rule: "an assignment is created once, for an existing principal and an enabled role",
    source: "Microsoft Graph: Grant an appRoleAssignment for a service principal",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const [principalId = ""] = userIds(graph);
      const resourceId = graph.servicePrincipalId;
      const [appRoleId = ""] = graph.assignments.setRoles([{ displayName: "User" }]);
      const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
      const post = (body: unknown) => call(graph, path, { method: "POST", body });
      const created = await post({ principalId, resourceId, appRoleId });
      expect([created.status, created.body["principalId"]]).toEqual([201, principalId]);
      const zero = "00000000-0000-0000-0000-000000000000";
      for (const body of [
        { principalId, resourceId, appRoleId },
        { principalId, resourceId, appRoleId: zero },
        { principalId: appRoleId, resourceId, appRoleId },
        { principalId, resourceId: graph.appId, appRoleId },
        { principalId, resourceId },
      ])
        expect(failure(await post(body))).toBe("400 Request_BadRequest");
      const removal = { method: "DELETE" };
      expect((await call(graph, `${path}/${String(created.body["id"])}`, removal)).status).toBe(204);
      expect((await call(graph, `${path}/${String(created.body["id"])}`, removal)).status).toBe(404);
    },
  },
  {
    rule: "the assignments of a user include those of its groups only in an advanced query",
    source: "Microsoft Graph: List appRoleAssignments granted to a user",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const [user = ""] = userIds(graph);
      graph.assignments.add(graph.groups.create({ displayName: "Hosts", members: [user] }));
      const path = `/users/${user}/appRoleAssignments?$count=true&$filter=resourceId eq ${graph.servicePrincipalId}`;
      expect(failure(await call(graph, path))).toBe("403 Authorization_RequestDenied");
      const token = graph.issueToken({ permissions: ["Directory.Read.All"] });
      expect(items(await call(graph, path, { token }))).toEqual([]);
      expect(items(await call(graph, path, { token, headers: EVENTUAL }))).toHaveLength(1);
    },
  },
];

/** Rules of the directory. */
export const DIRECTORY_RULES: readonly GraphRule[] = [
  ...GROUP_RULES,
  ...USER_RULES,
  ...DELETED_RULES,
  ...APPLICATION_RULES,
];
