/** Changes: from attributes to PATCH operations, and back to the changed resource. */
import { describe, expect, it } from "vitest";
import { changesToOperations } from "../../src/client/changes-to-patch.ts";
import { ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from "../../src/urns.ts";
import { json, scripted, user } from "./scripted-fetch.ts";

function setUp(...answers: readonly Response[]) {
  const script = scripted(...answers);
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch: script.fetch });
  return { users: client.resources(UserType), sent: script.sent };
}

describe("changes become PATCH operations", () => {
  it.each<readonly [string, object, readonly object[]]>([
    ["a value", { title: "Dr" }, [{ op: "replace", path: "title", value: "Dr" }]],
    ["false", { active: false }, [{ op: "replace", path: "active", value: false }]],
    ["an empty text", { title: "" }, [{ op: "replace", path: "title", value: "" }]],
    ["null", { title: null }, [{ op: "remove", path: "title" }]],
    ["undefined", { title: undefined }, []],
    ["a name in another case", { TITLE: "Dr" }, [{ op: "replace", path: "title", value: "Dr" }]],
    [
      "a nested object",
      { name: { givenName: "Ada", middleName: null } },
      [
        { op: "replace", path: "name.givenName", value: "Ada" },
        { op: "remove", path: "name.middleName" },
      ],
    ],
    ["null for a complex attribute", { name: null }, [{ op: "remove", path: "name" }]],
    ["a list", { emails: [{ value: "a" }] }, [{ op: "replace", path: "emails", value: [{ value: "a" }] }]],
    [
      "a stored resource, of which the service writes some",
      { schemas: [USER_SCHEMA], id: "2", meta: { version: "1" }, groups: [{ value: "g" }], title: "Dr" },
      [{ op: "replace", path: "title", value: "Dr" }],
    ],
    ["an empty list", { emails: [] }, [{ op: "remove", path: "emails" }]],
    [
      "an extension",
      { [ENTERPRISE_USER_SCHEMA]: { department: "R&D", manager: { value: "7" } } },
      [
        { op: "replace", path: `${ENTERPRISE_USER_SCHEMA}:department`, value: "R&D" },
        { op: "replace", path: `${ENTERPRISE_USER_SCHEMA}:manager.value`, value: "7" },
      ],
    ],
    ["a date", { title: new Date(0) }, [{ op: "replace", path: "title", value: new Date(0) }]],
    ["the core schema", { [USER_SCHEMA]: { title: "Dr" } }, [{ op: "replace", path: "title", value: "Dr" }]],
    ["null for an extension", { [ENTERPRISE_USER_SCHEMA]: null }, [{ op: "remove", path: ENTERPRISE_USER_SCHEMA }]],
  ])("%s", (_name, changes, operations) => {
    expect(changesToOperations(changes, UserType.tree)).toEqual(operations);
  });

  it.each([
    [{ shoeSize: 42 }, "invalidPath"],
    [{ name: { shoeSize: 42 } }, "invalidPath"],
    [JSON.parse('{"__proto__": 1}'), "invalidPath"],
    [{ constructor: 1 }, "invalidPath"],
    [{ [ENTERPRISE_USER_SCHEMA]: "x" }, "invalidValue"],
    [{ title: Number.NaN }, "invalidValue"],
    [{ "emails.value": "a@example.com" }, "invalidPath"],
    [{ [USER_SCHEMA]: "x" }, "invalidPath"],
    [{ name: { givenName: () => "Ada" } }, "invalidValue"],
  ])("%j is rejected", (changes, scimType) => {
    expect(() => changesToOperations(changes, UserType.tree)).toThrow(
      expect.objectContaining({ status: 400, scimType }),
    );
  });
});

describe("update", () => {
  it("is one PATCH, without a read before it", async () => {
    const { users, sent } = setUp(json(user("1", "a@example.com", { title: "Dr" })));
    await expect(users.update("1", { title: "Dr", name: { givenName: "Ada" } })).resolves.toMatchObject({
      title: "Dr",
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({
      schemas: [PATCH_OP],
      Operations: [{ path: "title" }, { path: "name.givenName" }],
    });
  });

  const NO_CONTENT = () => new Response(null, { status: 204 });

  it.each([
    ["204", NO_CONTENT],
    ["200 without a body", () => new Response(null, { status: 200 })],
  ])("reads the resource again when the service answers %s", async (_name, answer) => {
    const { users, sent } = setUp(answer(), json(user("1", "a@example.com", { title: "Dr" })));
    await expect(users.update("1", { title: "Dr" })).resolves.toMatchObject({ id: "1", title: "Dr" });
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(["PATCH /Users/1", "GET /Users/1"]);
  });

  it.each([
    [404, "not_found"],
    [401, "unauthorized"],
    [500, "refused"],
  ])("that cannot be read back (%i) fails, and is not repeated", async (status, code) => {
    const { users, sent } = setUp(NO_CONTENT(), json({ detail: "sorry" }, status));
    const failure: unknown = await users.update("1", { title: "Dr" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code,
      status,
      detail: "sorry",
      mayHaveTakenEffect: true,
      message: expect.stringContaining("PATCH /Users/1: the change succeeded, but reading the resource back failed"),
    });
    expect(sent.map(({ method }) => method)).toEqual(["PATCH", "GET"]);
  });

  it("that is read back as a web page fails in the same way", async () => {
    const { users } = setUp(NO_CONTENT(), new Response("<html>", { headers: { "content-type": "text/html" } }));
    await expect(users.update("1", { title: "Dr" })).rejects.toMatchObject({
      code: "not_scim",
      mayHaveTakenEffect: true,
    });
  });

  it("reads the resource when nothing changes, and sends no PATCH", async () => {
    const { users, sent } = setUp(json(user("1")));
    await expect(users.update("1", {})).resolves.toMatchObject({ id: "1" });
    expect(sent.map(({ method }) => method)).toEqual(["GET"]);
  });
});

describe("patch without reading back", () => {
  const OPERATIONS = [{ op: "replace", path: "title", value: "Dr" }];

  it("resolves to undefined when the service answers without the resource", async () => {
    const { users, sent } = setUp(new Response(null, { status: 204 }));
    await expect(users.patch("1", OPERATIONS, { readBack: false })).resolves.toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  it("resolves to the resource when the service answers with it", async () => {
    const { users } = setUp(json(user("1", "a@example.com", { title: "Dr" })));
    await expect(users.patch("1", OPERATIONS, { readBack: false })).resolves.toMatchObject({ title: "Dr" });
  });

  it("sends nothing when there is nothing to change", async () => {
    const { users, sent } = setUp();
    await expect(users.patch("1", [], { readBack: false })).resolves.toBeUndefined();
    expect(sent).toHaveLength(0);
  });
});
