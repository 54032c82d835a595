/** Immutable attributes and sub-attributes over several requests, and names of extension attributes without a URN. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CoreUser, defineResourceType, optional } from "../../../src/models/index.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { createService } from "../service.ts";

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const fixed = { mutability: "immutable" } as const;
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: CoreUser,
  extensions: {
    [BADGE]: z.object({
      serial: optional(z.string(), fixed),
      color: optional(z.string(), {}),
      maker: optional(z.object({ name: optional(z.string(), fixed), city: optional(z.string(), {}) }), {}),
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
