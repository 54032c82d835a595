/** Changes at a service without PATCH: a PUT loses nothing that was read, whether the client can read it or not. */
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import type { ResourceType } from "../../src/models/resource-type.ts";
import type { PatchOperation } from "../../src/patch/operation.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { json, scripted, user } from "./scripted-fetch.ts";

const VENDOR = "urn:vendor:params:scim:schemas:badge";

/** A service without PATCH that has one resource; resolves to the body of the PUT. */
async function put<Resource extends object>(
  type: ResourceType<Resource>,
  read: object,
  operations: readonly PatchOperation[],
) {
  const { fetch, sent } = scripted(json(read), (request) => json(request.body));
  const full = fullProfile();
  const profile = { ...full, capabilities: { ...full.capabilities, patch: false, etag: false } };
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, profile });
  await client.resources(type).patch("1", operations, { readBack: false });
  return sent[1]?.body;
}

const rename: readonly PatchOperation[] = [{ op: "replace", path: "displayName", value: "New" }];

describe("a change at a service without PATCH sends back as it came", () => {
  it.each<readonly [string, object]>([
    ["emails as strings", { emails: ["a@example.com", "b@example.com"] }],
    ["a single email", { emails: "a@example.com" }],
    ["numbers as phone numbers", { phoneNumbers: [32_470_123_456, { value: 7, type: "work" }] }],
    ["a name as text", { name: "Ada Lovelace" }],
    ["a list of names", { name: [{ givenName: "Ada" }, { givenName: "Grace" }] }],
    ["values that cannot be read", { title: { en: "Dr" }, emails: [{ value: { a: 1 } }, 5, null], active: "perhaps" }],
    ["sub-attributes that the type does not have", { emails: [{ value: "a@example.com", verified: true }] }],
    ["an extension with an invalid value", { [ENTERPRISE_USER_SCHEMA]: { employeeNumber: 7, manager: 5, room: "1" } }],
    ["an extension that is no object", { [ENTERPRISE_USER_SCHEMA]: "none" }],
    ["names in another case", { EMAILS: [{ VALUE: "a@example.com" }] }],
    ["a foreign extension and attribute", { [VENDOR]: { floor: 3 }, badge: null }],
  ])("%s", async (_name, own) => {
    expect(await put(UserType, user("1", "ada", own), rename)).toEqual({
      id: "1",
      userName: "ada",
      displayName: "New",
      ...own,
      schemas: [USER_SCHEMA, ...Object.keys(own).filter((name) => name.includes(":"))],
    });
  });

  it("members with numbers as ids, of a group with a number as id", async () => {
    const members = [{ value: 53 }, { value: 54, display: "Ada" }];
    const group = { schemas: [GROUP_SCHEMA], id: 7, displayName: "Old", members };
    expect(await put(GroupType, group, rename)).toEqual({ ...group, displayName: "New" });
  });
});

describe("a change at a service without PATCH changes", () => {
  const group = { id: "1", displayName: "Hosts", members: [{ value: 53 }, { value: 54 }, { odd: true }] };

  it("one element of a list, and sends back the others as they came", async () => {
    const added = await put(GroupType, group, [{ op: "add", path: "members", value: [{ value: "55" }] }]);
    expect(added).toMatchObject({ members: [{ value: 53 }, { value: 54 }, { odd: true }, { value: "55" }] });
    const removed = await put(GroupType, group, [{ op: "remove", path: 'members[value eq "53"]' }]);
    expect(removed).toMatchObject({ members: [{ value: 54 }, { odd: true }] });
  });

  it("one attribute of an extension", async () => {
    const read = user("1", "ada", { [ENTERPRISE_USER_SCHEMA]: { employeeNumber: 7, division: ["x", "y"] } });
    const path = `${ENTERPRISE_USER_SCHEMA}:department`;
    expect(await put(UserType, read, [{ op: "add", path, value: "R&D" }])).toMatchObject({
      [ENTERPRISE_USER_SCHEMA]: { employeeNumber: 7, division: ["x", "y"], department: "R&D" },
    });
  });

  it("one sub-attribute, and keeps those that the type does not have", async () => {
    const read = user("1", "ada", {
      name: { givenName: "Ada", pronounced: "ay-da" },
      emails: [{ value: "a@example.com", type: "work", verified: true }],
    });
    const operations = [
      { op: "replace", path: "name.givenName", value: "Augusta" },
      { op: "replace", path: 'emails[type eq "work"].value', value: "b@example.com" },
    ];
    expect(await put(UserType, read, operations)).toMatchObject({
      name: { givenName: "Augusta", pronounced: "ay-da" },
      emails: [{ value: "b@example.com", type: "work", verified: true }],
    });
  });

  it("a whole attribute or extension, whatever it was", async () => {
    const read = user("1", "ada", {
      emails: ["a@example.com", { value: {} }],
      title: { en: "Dr" },
      [ENTERPRISE_USER_SCHEMA]: { manager: 5 },
    });
    const body = await put(UserType, read, [
      { op: "replace", path: "emails", value: [{ value: "c@example.com" }] },
      { op: "remove", path: "title" },
      { op: "remove", path: ENTERPRISE_USER_SCHEMA },
    ]);
    expect(body).toEqual({
      schemas: [USER_SCHEMA],
      id: "1",
      userName: "ada",
      emails: [{ value: "c@example.com" }],
    });
  });

  it("a value under the URN of its schema", async () => {
    const read = user("1", "ada", { [`${ENTERPRISE_USER_SCHEMA}:department`]: "R&D" });
    expect(await put(UserType, read, rename)).toMatchObject({ [ENTERPRISE_USER_SCHEMA]: { department: "R&D" } });
  });
});
