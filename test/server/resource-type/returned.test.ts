/** When responses contain an attribute (RFC 7643 §7, `returned`): on request, and always, also in extensions. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CoreUser, defineResourceType, optional } from "../../../src/models/index.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { createService } from "../service.ts";

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const onRequest = { returned: "request" } as const;
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: CoreUser,
  extensions: {
    [BADGE]: z.object({
      number: optional(z.string(), { returned: "always" }),
      color: optional(z.string(), {}),
      photo: optional(z.string(), onRequest),
      keys: optional(z.array(z.object({ value: optional(z.string(), {}), pin: optional(z.string(), onRequest) })), {}),
    }),
  },
});

const badge = { number: "7", color: "red", photo: "data", keys: [{ value: "k", pin: "1234" }] };
const service = () => createService({ profile: { ...fullProfile(), resourceTypes: [BadgeUserType] } });

describe("an attribute that is returned on request", () => {
  it("is in the response of the write that specifies it, and in no other", async () => {
    const { post, put, patch, get } = service();
    const created = await post("/Users", { userName: "ada", [BADGE]: badge });
    expect(created.body[BADGE]).toEqual(badge);
    const path = `/Users/${created.body["id"]}`;
    const hidden = { number: "7", color: "red", keys: [{ value: "k" }] };
    expect((await get(path)).body[BADGE]).toEqual(hidden);
    expect((await get(`${path}?attributes=${BADGE}:photo`)).body[BADGE]).toEqual({ number: "7", photo: "data" });
    expect((await put(path, { userName: "ada", [BADGE]: badge })).body[BADGE]).toEqual(badge);
    expect((await patch(path, [{ op: "replace", path: "title", value: "x" }])).body[BADGE]).toEqual(hidden);
  });

  it.each([
    [{ op: "replace", path: `${BADGE}:photo`, value: "new" }, { photo: "new" }],
    [{ op: "replace", value: { [`${BADGE}:photo`]: "new" } }, { photo: "new" }],
    [{ Op: "Replace", Value: { [BADGE]: { PHOTO: "new" } } }, { photo: "new" }],
    [{ op: "replace", path: "photo", value: "new" }, { photo: "new" }],
    [{ op: "replace", path: `${BADGE}:keys[value eq "k"].pin`, value: "9" }, { keys: [{ value: "k", pin: "9" }] }],
    [{ op: "add", path: `${BADGE}:keys`, value: [{ value: "k", pin: "9" }] }, { keys: [{ value: "k", pin: "9" }] }],
  ])("is in the response of the PATCH %j", async (operation, expected) => {
    const { post, patch } = service();
    const id = (await post("/Users", { userName: "ada", [BADGE]: badge })).body["id"];
    const { body } = await patch(`/Users/${id}`, [operation]);
    expect(body[BADGE]).toEqual({ number: "7", color: "red", keys: [{ value: "k" }], ...expected });
  });
});

describe("an attribute that is always returned", () => {
  it.each([`excludedAttributes=${BADGE}`, "attributes=userName", `excludedAttributes=${BADGE.toUpperCase()},title`])(
    "is returned by an extension with %s",
    async (query) => {
      const { post, get } = service();
      const id = (await post("/Users", { userName: "ada", [BADGE]: badge })).body["id"];
      expect((await get(`/Users/${id}?${query}`)).body[BADGE]).toEqual({ number: "7" });
    },
  );
});
