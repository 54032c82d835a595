/** A group with thousands of members is made in parts; the response is the same as that of a small one. */
import { describe, expect, it } from "vitest";
import { GroupType } from "../../../src/models/index.ts";
import { fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { BASE, createService, ORIGIN, query, resources } from "../service.ts";

const COUNT = 4_001;
const member = (index: number) => ({
  value: `u${index}`,
  type: "User",
  display: index % 2 === 0 ? `Zoë ${index}` : "€",
});
const MEMBERS = Array.from({ length: COUNT }, (_, index) => member(index));
const GROUP = {
  schemas: [GroupType.schema],
  id: "g",
  displayName: "everybody",
  members: MEMBERS,
  meta: { resourceType: "Group", created: "2026-01-31T08:30:00.000Z", lastModified: "2026-01-31T08:30:00.000Z" },
};
const served = MEMBERS.map((element) => ({ ...element, $ref: `${ORIGIN}${BASE}/Users/${element.value}` }));

async function setUp() {
  const store = new MemoryStore();
  const meta = { ...GROUP.meta, version: 'W/"1"' };
  await store.insert("default", GroupType, { ...GROUP, meta });
  return createService({ store, profile: fullProfile({ danglingMembers: "accept" }) });
}

describe("a group with thousands of members", () => {
  it("is served whole, in their order, alone and in a list", async () => {
    const service = await setUp();
    const meta = { ...GROUP.meta, location: `${ORIGIN}${BASE}/Groups/g`, version: 'W/"1"' };
    const answer = await service.get("/Groups/g");
    expect(answer.body).toEqual({ ...GROUP, members: served, meta });
    expect(answer.headers.get("location")).toBe(meta.location);
    expect(resources(await service.get("/Groups"))).toEqual([answer.body]);
  });

  it.each([
    [{ attributes: "displayName" }, undefined],
    [{ excludedAttributes: "members" }, undefined],
    [{ attributes: "members.value" }, MEMBERS.map(({ value }) => ({ value }))],
    [{ excludedAttributes: "members.display,members.$ref" }, MEMBERS.map(({ value, type }) => ({ value, type }))],
  ])("is projected by %j", async (parameters, members) => {
    const service = await setUp();
    const { body } = await service.get(`/Groups/g${query(parameters)}`);
    expect(body["members"]).toEqual(members);
    expect(body["id"]).toBe("g");
  });

  it("comes back from a PUT", async () => {
    const service = await setUp();
    const answer = await service.put("/Groups/g", { displayName: "all", members: MEMBERS });
    expect(answer).toMatchObject({ status: 200, body: { displayName: "all" } });
    expect(answer.body["members"]).toHaveLength(COUNT);
  });
});
