/**
 * The live directory over the emulator of Microsoft Graph: what it requests, reports and keeps.
 */
import { describe, expect, it } from "vitest";
import { entraDirectory } from "../../../src/entra/index.ts";
import { isProvisioningError } from "../../../src/errors.ts";
import type { SourceEvent } from "../../../src/provisioning/index.ts";
import { MemoryMirror } from "../../../src/provisioning/mirror/memory-mirror.ts";
import { createGraphEmulator, createTestClock, type GraphEmulatorOptions } from "../../../src/testing/index.ts";
import { DirectoryWorld, READS } from "./directory-world.ts";

const CALM = { pageSize: 100, replays: 0, reorder: false } as const;

function newWorld(options: GraphEmulatorOptions = {}): DirectoryWorld {
  return new DirectoryWorld({ ...options, behavior: { ...CALM, ...options.behavior } });
}

function idsOf(world: DirectoryWorld): readonly string[] {
  return [...world.graph.users.ids()];
}

function firstOf(world: DirectoryWorld): string {
  return idsOf(world)[0] ?? "";
}

/** Everything that the mirror holds, as text. */
async function contentOf(mirror: MemoryMirror, ...others: readonly string[]): Promise<string> {
  const content: string[] = [];
  for (const collection of ["source", "links", "users", "pending", "groups", "chunks", "assignedUsers", ...others])
    for await (const entry of mirror.entries(collection)) content.push(entry.join(" "));
  return content.join("\n");
}

async function eventsOf(
  world: DirectoryWorld,
  settings: Parameters<DirectoryWorld["source"]["read"]>[0],
): Promise<readonly SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of world.source.read(settings)) events.push(event);
  return events;
}

describe("the selection of attributes", () => {
  it.each<[string, string]>([
    ["mobile", "mobilePhone"],
    ["telephoneNumber", "businessPhones"],
    ["physicalDeliveryOfficeName", "officeLocation"],
    ["facsimileTelephoneNumber", "faxNumber"],
    ["originalUserPrincipalName", "userPrincipalName"],
    ["extensionAttribute7", "onPremisesExtensionAttributes"],
    ["employeeOrgData.costCenter", "employeeOrgData"],
    ["extension_0123456789abcdef0123456789abcdef_badge", "extension_0123456789abcdef0123456789abcdef_badge"],
    ["manager", "manager"],
  ])("requests %s as %s, and nothing else but the id", async (name, property) => {
    const world = newWorld({ users: 1 });
    const queries: string[] = [];
    const source = entraDirectory({
      credential: async () => world.graph.issueToken(),
      fetch: (request) => {
        queries.push(new URL(request.url).searchParams.get("$select") ?? "");
        return world.graph.fetch(request);
      },
      appId: world.graph.appId,
    });
    for await (const _event of source.read({ attributes: [name, "objectId"] }));
    expect(queries).toEqual([`id,${property}`]);
  });

  it.each<[string, RegExp]>([
    ["signInActivity", /signInActivity \(Graph keeps it outside the directory/],
    ["hireDate", /hireDate \(.*employeeHireDate/],
    ["passwordProfile", /passwordProfile \(it is a secret\)/],
    ["licenseAssignmentStates", /do not report its changes/],
  ])("refuses %s before anything is requested", async (name, message) => {
    const world = newWorld();
    const failure = world.source.describe({ attributes: ["mail", name] });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ code: "invalid_source" });
    expect(world.takeRequests()).toEqual([]);
  });

  it("names the attributes that the directory has, also extensions that the job reads", async () => {
    const { attributeNames } = await newWorld().source.describe({
      attributes: ["extension_0123456789abcdef0123456789abcdef_badge", "favouriteColor"],
    });
    expect(attributeNames?.has("extensionAttribute15")).toBe(true);
    expect(attributeNames?.has("extension_0123456789abcdef0123456789abcdef_badge")).toBe(true);
    expect(attributeNames?.has("favouriteColor")).toBe(false);
  });

  it("keeps of what comes along only the attributes that the job reads", async () => {
    const [badge, other] = ["badge", "other"].map((name) => `extension_0123456789abcdef0123456789abcdef_${name}`);
    const world = newWorld();
    world.graph.users.create({
      userPrincipalName: "ada@contoso.com",
      onPremisesExtensionAttributes: { extensionAttribute1: "kept", extensionAttribute2: "SECRET" },
      [badge ?? ""]: "B-1",
      [other ?? ""]: "SECRET",
    });
    const attributes = ["extensionAttribute1", badge ?? ""];
    const events = await eventsOf(world, { mirror: world.mirror, attributes });
    expect(events[0]).toMatchObject({
      user: { attributes: { extensionAttribute1: "kept", [badge ?? ""]: "B-1" } },
    });
    expect(JSON.stringify(events) + (await contentOf(world.mirror))).not.toContain("SECRET");
  });

  it("reads everybody again when other attributes are read", async () => {
    const world = newWorld({ users: 3 });
    const { mirror } = world;
    const first = await eventsOf(world, { mirror, attributes: ["mail"] });
    const end = first.at(-1);
    const watermark = end?.kind === "end" ? end.watermark : undefined;
    expect(await eventsOf(world, { mirror, watermark, attributes: ["mail"] })).toHaveLength(1);
    expect(await eventsOf(world, { mirror, watermark, attributes: ["mail", "department"] })).toHaveLength(4);
    // The first round can no longer be continued: the records are those of other attributes.
    expect(await eventsOf(world, { mirror, watermark, attributes: ["mail"] })).toHaveLength(4);
  });
});

describe("the changes of users", () => {
  it("come merged with what was known: a missing property keeps its value, a null clears it", async () => {
    const world = newWorld();
    const boss = world.graph.users.create({ userPrincipalName: "boss@contoso.com", displayName: "Boss" });
    const ada = world.graph.users.create({
      userPrincipalName: "ada@contoso.com",
      displayName: "Ada",
      department: "Sales",
      manager: boss,
    });
    await world.cycle();
    world.graph.users.update(ada, { department: "Research" });
    expect(await world.cycle()).toEqual([ada]);
    expect(world.copy.get(ada)?.attributes).toMatchObject({ department: "Research", manager: boss });
    world.graph.users.update(ada, { department: null });
    await world.cycle();
    expect(world.copy.get(ada)?.attributes).toEqual({
      accountEnabled: true,
      displayName: "Ada",
      manager: boss,
      userPrincipalName: "ada@contoso.com",
    });
  });

  it("clear the parts of an object that is null", async () => {
    const world = newWorld();
    const [mirror, attributes] = [world.mirror, ["employeeOrgData.costCenter", "extensionAttribute1"]];
    const ada = world.graph.users.create({
      employeeOrgData: { costCenter: "7", division: "Sales" },
      onPremisesExtensionAttributes: { extensionAttribute1: "one" },
    });
    const end = (await eventsOf(world, { mirror, attributes })).at(-1);
    world.graph.users.update(ada, { employeeOrgData: null, onPremisesExtensionAttributes: null });
    const watermark = end?.kind === "end" ? end.watermark : undefined;
    const [event] = await eventsOf(world, { mirror, watermark, attributes });
    expect(event).toEqual({ kind: "user", user: { id: ada, attributes: {} } });
  });

  it("know when a manager changes and leaves", async () => {
    const world = newWorld({ users: 3 });
    const [ada = "", bob = "", eve = ""] = idsOf(world);
    await world.cycle();
    for (const manager of [bob, eve, undefined]) {
      world.graph.users.update(ada, { manager: manager ?? null });
      await world.cycle();
      expect(world.copy.get(ada)?.attributes["manager"]).toBe(manager);
    }
  });

  it("treat an accountEnabled that is null as unknown", async () => {
    const world = newWorld();
    const id = world.graph.users.create({ userPrincipalName: "guest@contoso.com", accountEnabled: null });
    await world.cycle();
    expect(world.copy.get(id)?.attributes["accountEnabled"]).toBe("");
  });

  it("tell soft from hard removals, and restored users come with all their attributes", async () => {
    const world = newWorld({ users: 2 });
    const [id = "", boss = ""] = idsOf(world);
    world.graph.users.update(id, { manager: boss });
    await world.cycle();
    const before = world.copy.get(id);
    world.graph.users.delete(id);
    await world.cycle();
    expect(world.removals.get(id)).toBe("soft");
    world.graph.users.restore(id);
    await world.cycle();
    expect(world.copy.get(id)).toEqual(before);
    expect(before?.attributes["manager"]).toBe(boss);
    // What changes just before the deletion is never reported.
    world.graph.users.update(id, { manager: null, department: null });
    world.graph.users.delete(id);
    await world.cycle();
    world.graph.users.restore(id);
    await world.cycle();
    expect(world.copy.get(id)).toEqual(world.expected().get(id));
    world.graph.users.delete(id);
    await world.cycle();
    world.graph.users.purge(id);
    await world.cycle();
    expect(world.removals.get(id)).toBe("hard");
    await world.cycle();
    expect(await world.mirror.get("users", id)).toBeUndefined();
  });

  it.each([1, 5])("read a restored user again whom Graph does not find yet (%i times)", async (readsUntilFound) => {
    const world = newWorld({ users: 2 });
    const [id = "", boss = ""] = idsOf(world);
    world.graph.users.update(id, { manager: boss });
    await world.cycle();
    world.graph.users.update(id, { manager: null });
    world.graph.users.delete(id);
    await world.cycle();
    world.graph.users.restore(id);
    world.graph.behavior.readsUntilFound = readsUntilFound;
    for (let count = 0; count < 2; count += 1) await world.cycle();
    expect(world.copy.get(id)).toEqual(world.expected().get(id));
    await world.cycle();
    world.takeRequests();
    await world.cycle();
    expect(world.takeRequests()).toHaveLength(3);
  });

  it("are read again until the job has applied them", async () => {
    const world = newWorld({ users: 2 });
    const id = firstOf(world);
    await world.cycle();
    world.graph.users.update(id, { department: "Sales" });
    expect(await world.cycle({ losesWatermark: true })).toEqual([id]);
    expect(await world.cycle({ stopAfter: 0 })).toEqual([]);
    expect(await world.cycle()).toEqual([id]);
    expect(await world.cycle()).toEqual([]);
  });
});

describe("a delta link that Graph no longer accepts", () => {
  it.each(["400", "404", "410", "410-location"] as const)("leads to a full read (%s)", async (expiredDeltaToken) => {
    const world = newWorld({ users: 5, behavior: { expiredDeltaToken } });
    const [soft = "", hard = "", kept = ""] = idsOf(world);
    await world.cycle();
    world.graph.users.delete(soft);
    world.graph.users.delete(hard);
    world.graph.users.purge(hard);
    world.graph.expireDeltaTokens();
    const reported = await world.cycle();
    expect(reported).toContain(kept);
    expect([world.removals.get(soft), world.removals.get(hard)]).toEqual(["soft", "hard"]);
    expect(world.copy).toEqual(world.expected());
    expect(await world.cycle()).toEqual([]);
  });

  it("removes nobody when the full read does not end, and reports them in the next one", async () => {
    const world = newWorld({ users: 5, behavior: { pageSize: 2 } });
    const id = firstOf(world);
    await world.cycle();
    world.graph.users.delete(id);
    world.graph.expireDeltaTokens();
    let pages = 0;
    world.graph.faults = ({ path }) => {
      if (path !== "/users/delta") return undefined;
      pages += 1;
      return pages > 2 ? { kind: "status", status: 500 } : undefined;
    };
    await expect(world.cycle()).rejects.toThrow(/users\/delta/);
    expect(world.removals.size).toBe(0);
    world.graph.faults = undefined;
    await world.cycle();
    expect(world.removals.get(id)).toBe("soft");
    expect(world.copy).toEqual(world.expected());
  });

  it("in the middle of a round: users whom only the refused link listed are looked up", async () => {
    const world = newWorld({ users: 4, behavior: { pageSize: 1 } });
    const changed = idsOf(world).slice(0, 2);
    await world.cycle();
    for (const id of changed) world.graph.users.update(id, { department: "Sales" });
    let pages = 0;
    world.graph.faults = ({ path }) => {
      if (path !== "/users/delta") return undefined;
      pages += 1;
      if (pages !== 2) return undefined;
      for (const id of changed) {
        world.graph.users.delete(id);
        world.graph.users.purge(id);
      }
      return { kind: "status", status: 410 };
    };
    await world.cycle();
    expect(world.removals).toEqual(new Map(changed.map((id) => [id, "hard"])));
    expect(world.copy).toEqual(world.expected());
  });

  it("does not take a user for gone who was restored a moment ago, and is nowhere at first", async () => {
    const world = newWorld({ users: 3 });
    const id = firstOf(world);
    await world.cycle();
    world.graph.users.delete(id);
    world.graph.expireDeltaTokens();
    let lookUps = 0;
    world.graph.faults = ({ path }) => {
      if (path.startsWith("/directory/deletedItems") && world.graph.users.get(id)?.state === "deleted")
        world.graph.users.restore(id);
      if (path !== `/users/${id}`) return undefined;
      lookUps += 1;
      return lookUps === 1 ? { kind: "status", status: 404 } : undefined;
    };
    await world.cycle();
    expect(lookUps).toBe(2);
    await world.cycle();
    expect(world.removals.size).toBe(0);
    expect(world.copy).toEqual(world.expected());
  });

  it("does not take a user for gone whom the list lacks and Graph still has", async () => {
    const world = newWorld({ users: 2, behavior: { deltaLag: 0 } });
    await world.cycle();
    const late = world.graph.users.create({ userPrincipalName: "late@contoso.com", displayName: "Late" });
    await world.cycle();
    expect(world.copy.has(late)).toBe(true);
    world.graph.behavior.deltaLag = 3_600_000;
    world.graph.expireDeltaTokens();
    expect(await world.cycle()).toContain(late);
    expect(world.removals.size).toBe(0);
  });

  it("is one of another server: it is refused, and gets no token", async () => {
    const world = newWorld({ users: 1 });
    await world.cycle();
    const links = [];
    for await (const [key] of world.mirror.entries("links")) links.push(key);
    await world.mirror.write(
      links.map((key) => ({ collection: "links", key, value: "https://evil.example/v1.0/users/delta?$deltatoken=1" })),
    );
    world.takeRequests();
    await expect(world.cycle()).rejects.toMatchObject({ code: "invalid_response" });
    expect(world.takeRequests()).not.toContain("/v1.0/users/delta");
  });
});

describe("assignments", () => {
  it("report only the users concerned when they change", async () => {
    const world = newWorld({ users: 20 });
    const ids = idsOf(world);
    const [ada = "", bob = "", eve = ""] = ids;
    const group = world.graph.groups.create({ displayName: "Hosts", securityEnabled: true, members: [bob, eve] });
    await world.cycle();
    world.graph.assignments.add(ada);
    expect(await world.cycle()).toEqual([ada]);
    world.graph.assignments.add(group);
    expect((await world.cycle()).sort()).toEqual([bob, eve].sort());
    world.graph.groups.removeMember(group, eve);
    world.graph.groups.addMember(group, ids[9] ?? "");
    expect((await world.cycle()).sort()).toEqual([eve, ids[9]].sort());
    world.graph.groups.update(group, { securityEnabled: false });
    expect((await world.cycle()).sort()).toEqual([bob, ids[9]].sort());
    expect(world.warnings).toEqual([expect.stringMatching(/Hosts .* is not security-enabled/)]);
    world.graph.assignments.remove(ada);
    expect(await world.cycle()).toEqual([ada]);
    expect(world.copy).toEqual(world.expected());
    expect(await world.cycle()).toEqual([]);
  });

  it("are kept until a cycle has applied them, also when the job is killed", async () => {
    const world = newWorld({ users: 3 });
    const id = firstOf(world);
    await world.cycle();
    world.graph.assignments.add(id);
    expect(await world.cycle({ losesWatermark: true })).toEqual([id]);
    expect(await world.cycle({ stopAfter: 0 })).toEqual([]);
    expect(await world.cycle()).toEqual([id]);
    expect(await world.cycle()).toEqual([]);
  });

  it("have the names of the roles, and a new name reports the users who hold the role", async () => {
    const world = newWorld({ users: 3, appRoles: [{ id: "11111111-1111-4111-8111-111111111111", value: "host" }] });
    const id = firstOf(world);
    world.graph.assignments.add(id, "host");
    await world.cycle();
    const { watermark, mirror } = world;
    const assignments = await world.source.assignments?.({ watermark, mirror });
    expect(assignments?.rolesOf(id)).toEqual([expect.objectContaining({ value: "host", direct: true })]);
    expect(assignments?.servicePrincipal).toEqual({ id: world.graph.servicePrincipalId, displayName: "Proxyclick" });
    world.graph.assignments.setRoles([{ id: "11111111-1111-4111-8111-111111111111", value: "receptionist" }]);
    expect(await world.cycle()).toEqual([id]);
  });

  it("ignore nested groups, and members of groups that are not assigned are not kept", async () => {
    const world = newWorld({ users: 4 });
    const [ada = "", bob = ""] = idsOf(world);
    const inner = world.graph.groups.create({ displayName: "Inner", securityEnabled: true, members: [ada] });
    const outer = world.graph.groups.create({ displayName: "Outer", securityEnabled: true, members: [inner, bob] });
    world.graph.assignments.add(outer);
    await world.cycle();
    expect(world.copy.get(ada)?.roles).toBe("");
    expect(world.copy.get(bob)?.roles).not.toBe("");
    expect(await contentOf(world.mirror, `members/${outer}`)).not.toContain(inner);
    world.graph.assignments.remove(outer);
    await world.cycle();
    await world.cycle();
    expect(await contentOf(world.mirror)).not.toContain(outer);
    expect(await contentOf(world.mirror, `members/${outer}`)).toBe(await contentOf(world.mirror));
  });

  it("do not count while a group is deleted, and count again when it is restored", async () => {
    const world = newWorld({ users: 3 });
    const id = firstOf(world);
    const group = world.graph.groups.create({ displayName: "Hosts", securityEnabled: true, members: [id] });
    world.graph.assignments.add(group);
    await world.cycle();
    expect(world.copy).toEqual(world.expected());
    world.graph.groups.delete(group);
    await world.cycle();
    expect(world.copy.get(id)?.roles).toBe("");
    world.graph.groups.restore(group);
    await world.cycle();
    expect(world.copy).toEqual(world.expected());
  });

  it("find a user whom Graph names before it can be read", async () => {
    const world = newWorld({ users: 2, behavior: { readsUntilFound: 2 } });
    await world.cycle();
    world.graph.behavior.deltaLag = 3_600_000;
    const id = world.graph.users.create({ userPrincipalName: "new@contoso.com", displayName: "New" });
    world.graph.assignments.add(id);
    expect(await world.cycle()).toEqual([id]);
    expect(world.copy.get(id)).toEqual(world.expected().get(id));
  });

  it("look for nobody who lost a role and was deleted for good before", async () => {
    const clock = createTestClock();
    const world = newWorld({ users: 3, now: clock.now, behavior: { assignmentLag: 120_000 } });
    const id = firstOf(world);
    world.graph.assignments.add(id);
    clock.advance(240_000);
    await world.cycle();
    world.graph.users.purge(id);
    await world.cycle();
    await world.cycle();
    world.takeRequests();
    clock.advance(240_000);
    expect(await world.cycle()).toEqual([]);
    expect(world.takeRequests()).not.toContain(`/v1.0/users/${id}`);
  });

  it("forget the memberships of users who were deleted for good, which Graph may never report", async () => {
    const world = newWorld({ users: 3, behavior: { purgedMemberships: "silent" } });
    const id = firstOf(world);
    const group = world.graph.groups.create({ displayName: "Hosts", securityEnabled: true, members: idsOf(world) });
    world.graph.assignments.add(group);
    await world.cycle();
    world.graph.users.purge(id);
    await world.cycle();
    await world.cycle();
    const members: string[] = [];
    for await (const [user] of world.mirror.entries(`members/${group}`)) members.push(user);
    expect(members.sort()).toEqual([...idsOf(world)].sort());
    world.graph.groups.update(group, { securityEnabled: false });
    world.takeRequests();
    expect(await world.cycle()).toEqual(idsOf(world));
    expect(world.takeRequests()).toHaveLength(4);
  });

  it("give up a user who is never found, without holding up the others", async () => {
    const world = newWorld({ users: 2, behavior: { readsUntilFound: 1_000 } });
    await world.cycle();
    world.graph.behavior.deltaLag = 3_600_000;
    const ada = firstOf(world);
    const lost = world.graph.users.create({ userPrincipalName: "lost@contoso.com" });
    world.graph.assignments.add(lost);
    world.graph.assignments.add(ada);
    expect(await world.cycle()).toEqual([ada]);
    for (let count = 0; count < 2; count += 1) await world.cycle();
    world.takeRequests();
    await world.cycle();
    expect(world.takeRequests()).toHaveLength(3);
  });
});

describe("a missing permission", () => {
  it.each<[string, string, string]>([
    ["users", "User.Read.All", "GroupMember.Read.All Application.Read.All"],
    ["groups", "GroupMember.Read.All", "User.Read.All Application.Read.All"],
    ["the application", "Application.Read.All", "User.Read.All GroupMember.Read.All"],
  ])("of %s is named", async (_what, permission, granted) => {
    const world = newWorld({ users: 1, permissions: granted.split(" ") });
    const group = world.graph.groups.create({ displayName: "G", securityEnabled: true });
    world.graph.assignments.add(group);
    const failure = world.cycle();
    await expect(failure).rejects.toMatchObject({ code: "forbidden" });
    await expect(failure).rejects.toThrow(permission);
  });

  it.each<[string, string, RegExp]>([
    ["users", "/users/delta", /users with nothing but their ids.*User\.Read\.All/],
    ["groups", "/groups/delta", /groups with nothing but their ids.*GroupMember\.Read\.All/],
  ])("is recognized in %s that have only ids", async (_what, path, message) => {
    const world = newWorld({ users: 3 });
    const group = world.graph.groups.create({ displayName: "G", securityEnabled: true });
    world.graph.assignments.add(group);
    const source = entraDirectory({
      credential: async () => world.graph.issueToken(),
      appId: world.graph.appId,
      fetch: async (request) => {
        const response = await world.graph.fetch(request);
        if (!new URL(request.url).pathname.endsWith(path)) return response;
        const page = await response.json();
        return Response.json({
          ...page,
          value: page.value.map(({ id }: { id: string }) => ({ id, displayName: null })),
        });
      },
    });
    const mirror = new MemoryMirror();
    const read = async () => {
      await source.assignments?.({ mirror });
      const ids: string[] = [];
      for await (const event of source.read({ mirror, attributes: READS }))
        if (event.kind === "user") ids.push(event.user.id);
      return ids;
    };
    const failure = read();
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the application", () => {
  it("is found by the id of its application, too; an unknown one is an error with both ids explained", async () => {
    const world = newWorld({ users: 1 });
    const options = { credential: async () => world.graph.issueToken(), fetch: world.graph.fetch };
    const byAppId = entraDirectory({ ...options, appId: world.graph.appId });
    expect((await byAppId.assignments?.())?.servicePrincipal?.id).toBe(world.graph.servicePrincipalId);
    const unknown = entraDirectory({ ...options, servicePrincipalId: world.graph.appId });
    const failure = await unknown.assignments?.().catch((error: unknown) => error);
    expect(isProvisioningError(failure) && failure.code).toBe("invalid_source");
    expect(String(failure)).toMatch(
      /no enterprise application with the object id .* object id of the app registration/,
    );
  });

  it("that is another one has a mirror of its own", async () => {
    const world = newWorld({ users: 2 });
    await world.cycle();
    const { mirror, watermark } = world;
    const other = entraDirectory({
      credential: async () => world.graph.issueToken(),
      fetch: world.graph.fetch,
      appId: world.graph.appId,
    });
    const events: SourceEvent[] = [];
    for await (const event of other.read({ mirror, watermark, attributes: READS })) events.push(event);
    expect(events).toHaveLength(3);
    // Nobody remembers who is gone by now: the job finds out.
    expect(events.at(-1)).toMatchObject({ kind: "end", listsEverybody: true });
  });
});

describe("the number of requests", () => {
  it("of a cycle without changes is at most 4 + assignments/999 + assigned groups/50", async () => {
    const world = newWorld({ users: 1_200, behavior: { pageSize: 100 } });
    for (const id of idsOf(world)) world.graph.assignments.add(id);
    const groups = Array.from({ length: 120 }, (_one, index) =>
      world.graph.groups.create({ displayName: `G${index}`, securityEnabled: true }),
    );
    for (const id of groups) world.graph.assignments.add(id);
    await world.cycle();
    world.takeRequests();
    expect(await world.cycle()).toEqual([]);
    expect(world.takeRequests().length).toBeLessThanOrEqual(4 + 1_320 / 999 + 120 / 50);
    // Groups come and go; the queries stay full.
    for (const id of groups.slice(0, 70)) world.graph.assignments.remove(id);
    await world.cycle();
    world.takeRequests();
    await world.cycle();
    expect(world.takeRequests().length).toBeLessThanOrEqual(4 + 1_250 / 999 + 50 / 50);
  });

  it("of the first read has one for each page and nothing for a user", async () => {
    const world = newWorld({ users: 500, behavior: { pageSize: 100 } });
    await world.cycle();
    expect(world.takeRequests()).toHaveLength(1 + 1 + 5);
  });
});

describe("finding users by name", () => {
  it.each<[string, (upn: string, id: string) => string]>([
    ["the object id", (_upn, id) => id.toUpperCase()],
    ["the user principal name", (upn) => upn],
    ["the display name", () => "O'Hara"],
  ])("takes %s, and reads only that user", async (_what, nameOf) => {
    const world = newWorld({ users: 50 });
    const boss = firstOf(world);
    const id = world.graph.users.create({
      userPrincipalName: "ohara@contoso.com",
      displayName: "O'Hara",
      department: "Sales",
      manager: boss,
    });
    world.takeRequests();
    const found = [];
    const name = nameOf("ohara@contoso.com", id);
    for await (const user of world.source.findUsers?.(name, { attributes: ["department", "manager"] }) ?? [])
      found.push(user);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      id,
      attributes: { department: "Sales", manager: boss, displayName: "O'Hara", userPrincipalName: "ohara@contoso.com" },
    });
    expect(world.takeRequests()).toHaveLength(1);
  });
});

describe("a read without a mirror", () => {
  it("is a full one", async () => {
    const graph = createGraphEmulator({ users: 4, behavior: CALM });
    const source = entraDirectory({
      credential: async () => graph.issueToken(),
      fetch: graph.fetch,
      appId: graph.appId,
    });
    const ids: string[] = [];
    for await (const event of source.read({ watermark: "anything" }))
      if (event.kind === "user") ids.push(event.user.id);
    expect(ids.sort()).toEqual([...graph.users.ids()].sort());
  });
});
