/** Immutable attributes and sub-attributes over several requests, and names of extension attributes without a URN. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CoreUser, defineResourceType, optional } from "../../../src/models/index.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { createService } from "../service.ts";

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const fixed = { mutability: "immutable" } as const;
const part = {
  value: optional(z.string(), fixed),
  type: optional(z.string(), {}),
  serial: optional(z.string(), fixed),
  note: optional(z.string(), {}),
};
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: CoreUser,
  extensions: {
    [BADGE]: z.object({
      serial: optional(z.string(), fixed),
      color: optional(z.string(), {}),
      maker: optional(z.object({ name: optional(z.string(), fixed), city: optional(z.string(), {}) }), {}),
      keys: optional(z.array(z.object(part)), {}),
      devices: optional(z.array(z.object({ ...part, $ref: optional(z.string(), fixed) })), {}),
    }),
  },
});

function badgeService() {
  return createService({ profile: { ...fullProfile(), resourceTypes: [BadgeUserType] } });
}

const badge = { serial: "A", color: "red", maker: { name: "Acme", city: "Ghent" } };

describe("an immutable value of an extension", () => {
  it.each([
    ["its extension", {}],
    ["the value and the part around another", { [BADGE]: { color: "red" } }],
    ["the part alone", { [BADGE]: { serial: "A", maker: { city: "Ghent" } } }],
  ])("stays when a PUT leaves out %s, and differs in no later one", async (_what, sent) => {
    const service = badgeService();
    const id = await service.user({ userName: "ada", [BADGE]: badge });
    const first = await service.put(`/Users/${id}`, { userName: "ada", ...sent });
    expect(first.body).toMatchObject({
      schemas: expect.arrayContaining([BADGE]),
      [BADGE]: { serial: "A", maker: { name: "Acme" } },
    });
    for (const other of [{ serial: "B" }, { maker: { name: "Other" } }]) {
      expect(await service.put(`/Users/${id}`, { userName: "ada", [BADGE]: other })).toMatchObject({
        status: 400,
        body: { scimType: "mutability" },
      });
    }
  });

  it("may be set where there is none", async () => {
    const service = badgeService();
    const id = await service.user({ userName: "ada" });
    expect(await service.put(`/Users/${id}`, { userName: "ada", [BADGE]: badge })).toMatchObject({
      body: { [BADGE]: badge },
    });
  });

  it("cannot be changed by a removal and an addition in two requests", async () => {
    const service = badgeService();
    const id = await service.user({ userName: "ada", [BADGE]: badge });
    for (const path of [BADGE, `${BADGE}:serial`, `${BADGE}:maker`, "maker", "maker.name"])
      expect((await service.patch(`/Users/${id}`, [{ op: "remove", path }])).body).toMatchObject({
        scimType: "mutability",
      });
    expect((await service.get(`/Users/${id}`)).body).toMatchObject({ [BADGE]: badge });
  });
});

describe("an immutable part of an element of a list", () => {
  const stored = [
    { value: "k1", type: "door", serial: "A", note: "old" },
    { value: "k2", type: "door", serial: "B" },
  ];
  /** The two ways to replace a list, of elements with a key of their own and of references. */
  const ways = [
    ["PUT", "keys"],
    ["PATCH with a path", "keys"],
    ["PATCH without a path", "keys"],
    ["PUT", "devices"],
    ["PATCH with a path", "devices"],
  ] as const;
  async function replace(
    service: ReturnType<typeof badgeService>,
    [way, name]: readonly [string, string],
    list: unknown,
  ) {
    if (way === "PUT") return service.put("/Users/id-1", { userName: "ada", [BADGE]: { [name]: list } });
    const path =
      way === "PATCH with a path"
        ? { path: `${BADGE}:${name}`, value: list }
        : { value: { [BADGE]: { [name]: list } } };
    return service.patch("/Users/id-1", [{ op: "replace", ...path }]);
  }

  it.each(ways)("must stay the same in %s of %s", async (...way) => {
    const service = badgeService();
    await service.user({ userName: "ada", [BADGE]: { [way[1]]: stored } });
    const other = [{ value: "k1", type: "door", serial: "X" }];
    expect(await replace(service, way, other)).toMatchObject({
      status: 400,
      body: { scimType: "mutability", detail: expect.stringContaining("serial") },
    });
    expect((await service.get("/Users/id-1")).body).toMatchObject({ [BADGE]: { [way[1]]: stored } });
  });

  it.each(ways)("stays when %s of %s leaves it out, and is free in a new element", async (...way) => {
    const service = badgeService();
    await service.user({ userName: "ada", [BADGE]: { [way[1]]: stored } });
    const sent = [
      { value: "k3", type: "door", serial: "C" },
      { value: "k1", type: "door", note: "new" },
    ];
    const { status, body } = await replace(service, way, sent);
    expect([status, Object(body[BADGE])[way[1]]]).toEqual([200, [sent[0], { ...sent[1], serial: "A" }]]);
  });

  it("must stay the same where a path selects the element", async () => {
    const service = badgeService();
    await service.user({ userName: "ada", [BADGE]: { keys: stored } });
    const path = `${BADGE}:keys[value eq "k1"]`;
    const replaceBy = (serial: object) =>
      service.patch("/Users/id-1", [{ op: "replace", path, value: { value: "k1", type: "door", ...serial } }]);
    expect(await replaceBy({ serial: "X" })).toMatchObject({ status: 400, body: { scimType: "mutability" } });
    expect(await replaceBy({})).toMatchObject({ body: { [BADGE]: { keys: [{ serial: "A" }, stored[1]] } } });
  });

  it.each(ways)("may be sent again by %s of %s", async (...way) => {
    const service = badgeService();
    await service.user({ userName: "ada", [BADGE]: { [way[1]]: stored } });
    const { status, body } = await replace(service, way, stored.toReversed());
    expect([status, Object(body[BADGE])[way[1]]]).toEqual([200, stored.toReversed()]);
  });
});

describe("the name of an extension attribute without the URN", () => {
  it("means the same in keys, paths, filters, projections and sorting", async () => {
    const service = badgeService();
    for (const [userName, color] of [
      ["ada", "red"],
      ["bob", "blue"],
    ] as const)
      await service.user({ userName, color });
    const names = async (query: string) =>
      Object((await service.get(`/Users?${query}`)).body["Resources"]).map(
        (user: Record<string, string>) => user["userName"],
      );
    expect(await names("sortBy=color")).toEqual(["bob", "ada"]);
    expect(await names("filter=color%20eq%20%22red%22")).toEqual(["ada"]);
    const { body } = await service.get("/Users?attributes=color&filter=userName%20eq%20%22ada%22");
    expect(body).toMatchObject({ Resources: [{ [BADGE]: { color: "red" } }] });
    const id = Object(body["Resources"])[0].id;
    for (const operation of [
      { op: "replace", path: "color", value: "green" },
      { op: "replace", value: { color: "green" } },
    ])
      expect((await service.patch(`/Users/${id}`, [operation])).body).toMatchObject({ [BADGE]: { color: "green" } });
    expect((await service.get(`/Users/${id}?excludedAttributes=color`)).body).not.toHaveProperty([BADGE]);
  });
});
