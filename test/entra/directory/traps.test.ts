/**
 * What is known to go wrong with delta queries and assignments of Microsoft Graph, each with what the directory makes
 * of it.
 */
import { describe, expect, it } from "vitest";
import { DirectoryWorld } from "./directory-world.ts";

const CALM = { pageSize: 100, replays: 0, reorder: false } as const;

/** A world with some users who are members of one assigned group. */
function worldWithGroup(options: ConstructorParameters<typeof DirectoryWorld>[0] = {}) {
  const world = new DirectoryWorld({ users: 6, ...options, behavior: { ...CALM, ...options.behavior } });
  const ids = [...world.graph.users.ids()];
  const group = world.graph.groups.create({ displayName: "Hosts", securityEnabled: true, members: ids.slice(0, 3) });
  world.graph.assignments.add(group);
  return { world, ids, group };
}

describe("known traps of Microsoft Graph", () => {
  it("delta queries ignore $expand, $top and $orderby: only $select and ids are sent, and links stay as they are", async () => {
    const { world } = worldWithGroup({ behavior: { pageSize: 2 } });
    await world.cycle();
    await world.cycle();
    const queries = world.graph.journal
      .entries()
      .filter(({ path }) => path.endsWith("/delta"))
      .map(({ query }) => Object.keys(query).sort().join());
    expect(new Set(queries)).toEqual(new Set(["$select", "$filter,$select", "$skiptoken", "$deltatoken"]));
  });

  it("a manager is not repeated when another property changes", async () => {
    const { world, ids } = worldWithGroup();
    const [ada = "", boss = ""] = ids;
    world.graph.users.update(ada, { manager: boss });
    await world.cycle();
    world.graph.users.update(ada, { department: "Another one" });
    await world.cycle();
    expect(world.copy.get(ada)?.attributes).toMatchObject({ manager: boss, department: "Another one" });
  });

  it.each(["reported", "silent"] as const)(
    "soft-deleted users stay members, and leave when they are purged, or not even then (%s)",
    async (purgedMemberships) => {
      const { world, ids } = worldWithGroup({ behavior: { purgedMemberships } });
      const [ada = "", bob = ""] = ids;
      await world.cycle();
      const before = world.copy.get(ada);
      for (const id of [ada, bob]) world.graph.users.delete(id);
      await world.cycle();
      expect([world.copy.has(ada), world.copy.has(bob)]).toEqual([false, false]);
      world.graph.users.restore(ada);
      world.graph.users.purge(bob);
      await world.cycle();
      expect(world.copy.get(ada)).toEqual(before);
      expect(world.removals.get(bob)).toBe("hard");
      await world.cycle();
      world.takeRequests();
      expect(await world.cycle()).toEqual([]);
      expect(world.takeRequests()).toHaveLength(4);
    },
  );

  it("a list whose next link leads to itself ends with an error, and deprovisions nobody", async () => {
    const { world } = worldWithGroup({ behavior: { pageSize: 1 } });
    await world.cycle();
    world.graph.behavior.endlessNextLink = true;
    world.graph.expireDeltaTokens();
    await expect(world.cycle()).rejects.toThrow(/does not end/);
    expect(world.removals.size).toBe(0);
    world.graph.behavior.endlessNextLink = false;
    await world.cycle();
    expect(world.copy).toEqual(world.expected());
  });

  it("a change while a round is running arrives in this round or in the next", async () => {
    const { world, ids } = worldWithGroup({ behavior: { pageSize: 2 } });
    const [ada = ""] = ids;
    let pages = 0;
    world.graph.faults = ({ path }) => {
      pages += path === "/users/delta" ? 1 : 0;
      if (pages === 2) {
        pages += 1;
        world.graph.users.update(ada, { department: "Changed meanwhile" });
      }
      return undefined;
    };
    await world.cycle();
    await world.cycle();
    expect(world.copy.get(ada)?.attributes["department"]).toBe("Changed meanwhile");
  });

  it("changes appear late: the same link finds them some minutes later", async () => {
    let time = Date.parse("2026-01-01T00:00:00Z");
    const { world, ids } = worldWithGroup({ now: () => new Date(time), behavior: { deltaLag: 60_000 } });
    time += 120_000;
    await world.cycle();
    const [ada = ""] = ids;
    world.graph.users.update(ada, { department: "Late" });
    expect(await world.cycle()).toEqual([]);
    time += 120_000;
    expect(await world.cycle()).toEqual([ada]);
  });

  it("lists of assignments lack principals in small pages: the largest page is requested", async () => {
    const { world } = worldWithGroup();
    await world.cycle();
    const lists = world.graph.journal.entries().filter(({ path }) => path.endsWith("/appRoleAssignedTo"));
    expect(lists.map(({ query }) => query["$top"])).toEqual(["999"]);
  });

  it("assignments have no end at 1,500: all pages are read", async () => {
    const world = new DirectoryWorld({ users: 2_100, behavior: CALM });
    for (const id of world.graph.users.ids()) world.graph.assignments.add(id);
    await world.cycle();
    expect([...world.copy.values()].filter(({ roles }) => roles === "")).toEqual([]);
  });

  it("a membership makes no change of the user: the group reports it", async () => {
    const { world, ids, group } = worldWithGroup();
    await world.cycle();
    const [, , , late = ""] = ids;
    world.graph.groups.addMember(group, late);
    expect(await world.cycle()).toEqual([late]);
    expect(world.copy.get(late)?.roles).not.toBe("");
  });

  it("a large group comes in parts, whose members add up", async () => {
    const world = new DirectoryWorld({ users: 50, behavior: { ...CALM, pageSize: 7 } });
    const members = [...world.graph.users.ids()];
    world.graph.assignments.add(world.graph.groups.create({ displayName: "All", securityEnabled: true, members }));
    await world.cycle();
    expect([...world.copy.values()].filter(({ roles }) => roles === "")).toEqual([]);
  });

  it("items come again, in any order", async () => {
    const { world } = worldWithGroup({ behavior: { pageSize: 3, replays: 1, reorder: true } });
    await world.cycle();
    expect(world.copy).toEqual(world.expected());
  });

  it("an assignment of a service principal is not provisioned", async () => {
    const { world } = worldWithGroup();
    world.graph.assignments.add(world.graph.servicePrincipalId);
    await world.cycle();
    const { mirror, watermark } = world;
    const assignments = await world.source.assignments?.({ mirror, watermark });
    expect(assignments?.rolesOf(world.graph.servicePrincipalId)).toEqual([]);
  });
});
