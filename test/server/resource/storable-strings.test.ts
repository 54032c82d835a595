/** Strings that databases cannot store are refused by every service, whatever its store. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import { bearerToken, createScimHandler, DEFAULT_TENANT, fullProfile, MemoryStore } from "../../../src/server/index.ts";

const handler = createScimHandler({
  basePath: "/scim",
  profile: fullProfile(),
  store: new MemoryStore(),
  authenticate: bearerToken("x"),
});

async function send(method: string, path: string, body: object): Promise<readonly [number, unknown]> {
  const response = await handler(
    new Request(`https://scim.example/scim${path}`, {
      method,
      headers: { authorization: "Bearer x", "content-type": "application/scim+json" },
      body: JSON.stringify(body),
    }),
  );
  const answer: unknown = JSON.parse((await response.text()) || "null");
  return [response.status, answer];
}

const refused = [400, expect.objectContaining({ scimType: "invalidValue" })];

describe.each(["a\0b", "\ud83d", "\ude00"])("a string with %j is refused", (value) => {
  it("in a POST, wherever it is", async () => {
    for (const body of [
      { userName: value },
      { userName: "eve", emails: [{ value: "eve@contoso.com", type: value }] },
      { userName: "eve", name: { familyName: value } },
    ]) {
      expect(await send("POST", "/Users", body)).toEqual(refused);
    }
  });

  it("in a PUT, in a PATCH, and among the members of a group", async () => {
    const [, user] = await send("POST", "/Users", { userName: `user-${value.length}-${value.charCodeAt(0)}` });
    const [, group] = await send("POST", "/Groups", { displayName: "staff" });
    const path = (resource: unknown, type: string) => `/${type}/${Reflect.get(Object(resource), "id")}`;
    expect(await send("PUT", path(user, "Users"), { userName: "eve", displayName: value })).toEqual(refused);
    const patch = { Operations: [{ op: "add", path: "displayName", value }] };
    expect(await send("PATCH", path(user, "Users"), patch)).toEqual(refused);
    const add = { Operations: [{ op: "add", path: "members", value: [{ value }] }] };
    const [status] = await send("PATCH", path(group, "Groups"), add);
    expect(status).toBe(400);
  });

  it("by MemoryStore itself", () => {
    const resource = { id: "1", userName: value, meta: { version: 'W/"1"' } };
    expect(() => new MemoryStore().insert(DEFAULT_TENANT, UserType, resource)).toThrow(
      expect.objectContaining({ status: 400, scimType: "invalidValue" }),
    );
  });
});
