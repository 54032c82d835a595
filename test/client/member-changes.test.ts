/** Membership changes are split by the limits of services that take a few of them in one request. */
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../src/client/index.ts";
import { publishedMemberLimits, splitMemberChanges } from "../../src/client/member-changes.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch } from "../../src/patch/apply.ts";
import type { PatchOperation } from "../../src/patch/operation.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { bearerToken, createScimHandler, MemoryStore } from "../../src/server/index.ts";
import { GROUP_SCHEMA } from "../../src/urns.ts";
import { json, scripted } from "./scripted-fetch.ts";

const members = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => ({ value: `u${from + n}` }));
const remove = (number: number): PatchOperation => ({ op: "remove", path: `members[value eq "u${number}"]` });
const rename: PatchOperation = { op: "replace", path: "displayName", value: "New" };

const CASES: readonly (readonly [string, readonly PatchOperation[], readonly (readonly PatchOperation[])[]])[] = [
  [
    "few members",
    [{ op: "add", path: "members", value: members(0, 3) }],
    [[{ op: "add", path: "members", value: members(0, 3) }]],
  ],
  [
    "a list of many",
    [{ op: "Add", path: "members", value: members(0, 7) }],
    [members(0, 3), members(3, 6), members(6, 7)].map((value) => [{ op: "add", path: "members", value }]),
  ],
  [
    "many operations of one member",
    members(0, 4).map((member) => ({ op: "add", path: "members", value: [member] })),
    [members(0, 3), members(3, 4)].map((value) => [{ op: "add", path: "members", value }]),
  ],
  ["removals by path", [remove(0), remove(1), remove(2)], [[remove(0), remove(1)], [remove(2)]]],
  [
    "removals by value",
    [{ op: "remove", path: "members", value: members(0, 3) }],
    [members(0, 2), members(2, 3)].map((value) => [{ op: "remove", path: "members", value }]),
  ],
  [
    "a new list",
    [{ op: "replace", path: "members", value: members(0, 5) }],
    [
      [{ op: "replace", path: "members", value: members(0, 3) }],
      [{ op: "add", path: "members", value: members(3, 5) }],
    ],
  ],
  [
    "members beside other attributes",
    [rename, { op: "add", path: "members", value: [{ value: "u0" }] }, remove(1)],
    [[rename], [{ op: "add", path: "members", value: [{ value: "u0" }] }], [remove(1)]],
  ],
  [
    "members without a path",
    [{ op: "add", value: { displayName: "New", members: members(0, 4) } }],
    [
      [{ op: "add", value: { displayName: "New" } }],
      [{ op: "add", path: "members", value: members(0, 3) }],
      [{ op: "add", path: "members", value: members(3, 4) }],
    ],
  ],
  ["all members", [{ op: "remove", path: "members" }, rename], [[{ op: "remove", path: "members" }, rename]]],
];

describe("a PATCH with a limit of 3 additions and 2 removals", () => {
  it.each(CASES)("is split: %s", (_name, operations, requests) => {
    const split = splitMemberChanges(operations, { add: 3, remove: 2 }, GroupType.tree);
    expect(split).toEqual(requests);
    const group = { schemas: [GROUP_SCHEMA], displayName: "Old", members: members(0, 3) };
    const apply = (state: object, each: readonly PatchOperation[]): object => applyPatch(state, each, GroupType);
    expect(split.reduce(apply, group)).toEqual(apply(group, operations));
  });

  it("of a type without members stays as it is", () => {
    const operations = [{ op: "replace", path: "title", value: "Dr" }];
    expect(splitMemberChanges(operations, { add: 1, remove: 1 }, UserType.tree)).toEqual([operations]);
  });
});

function setUp(fetch: ScimClientOptions["fetch"], memberChanges: ScimClientOptions["memberChanges"]) {
  const client = new ScimClient({ baseUrl: "https://scim.example.com/scim", token: "t0ken", fetch, memberChanges });
  return { groups: client.resources(GroupType), users: client.resources(UserType) };
}

it("a group gets many members by several requests", async () => {
  let patches = 0;
  const profile = fullProfile();
  const handler = createScimHandler({
    basePath: "/scim",
    profile,
    store: new MemoryStore(),
    authenticate: bearerToken("t0ken"),
  });
  const count = (request: Request): Promise<Response> => {
    if (request.method === "PATCH") patches += 1;
    return handler(request);
  };
  const { groups, users } = setUp(count, { add: 2, remove: 1 });
  const ids: string[] = [];
  for (const name of ["a", "b", "c"]) ids.push((await users.create({ userName: name })).id);
  const group = await groups.create({ displayName: "Hosts" });
  const changed = await groups.update(
    group.id,
    { members: ids.map((value) => ({ value })) },
    { ifMatch: group.meta?.version },
  );
  expect(changed.members?.map(({ value }) => value)).toEqual(ids);
  expect(patches).toBe(2);
});

it("a change that fails on the way says how far it came", async () => {
  const group = { schemas: [GROUP_SCHEMA], id: "1", displayName: "Hosts" };
  const { fetch, sent } = scripted(json(group), json({ status: "400" }, 400));
  const { groups } = setUp(fetch, { add: 2 });
  await expect(groups.update("1", { members: members(0, 3) }, { ifMatch: '"1"' })).rejects.toMatchObject({
    code: "invalid",
    mayHaveTakenEffect: true,
    message: expect.stringContaining("PATCH /Groups/1: 1 of 2 requests of this change took effect"),
  });
  expect(sent.map(({ headers }) => headers.get("if-match"))).toEqual(['"1"', null]);
});

describe("the published limits of a service", () => {
  it.each([
    ["https://scim.us-east-1.amazonaws.com/11111111111-2222/scim/v2", { add: 100, remove: 100 }],
    ["https://scim.cn-north-1.amazonaws.com.cn/1/scim/v2/", { add: 100, remove: 100 }],
    ["https://graph.microsoft.com/rp/scim", { add: 20, remove: 1 }],
    ["https://graph.microsoft.us/rp/scim/", { add: 20, remove: 1 }],
    ["https://graph.microsoft.com/v1.0", undefined],
    ["https://graph.microsoft.com/rp/scimmy", undefined],
    ["https://scim.example.com/scim.us-east-1.amazonaws.com/scim/v2", undefined],
    ["https://scim.us-east-1.amazonaws.com.example.com/scim/v2", undefined],
  ])("are known at %s", (baseUrl, limits) => {
    expect(publishedMemberLimits(baseUrl)).toEqual(limits);
  });

  it.each([
    [undefined, 2],
    [{}, 1],
  ])("apply unless there is an option: with %j, %d requests", async (memberChanges, requests) => {
    const group = () => json({ schemas: [GROUP_SCHEMA], id: "1", displayName: "Hosts" });
    const { fetch, sent } = scripted(group(), group());
    const baseUrl = "https://graph.microsoft.com/rp/scim";
    const groups = new ScimClient({ baseUrl, token: "t0ken", fetch, memberChanges }).resources(GroupType);
    await groups.patch("1", [{ op: "add", path: "members", value: members(0, 21) }]);
    expect(sent).toHaveLength(requests);
  });
});

it.each([{ add: 0 }, { remove: 1.5 }, { add: Number.NaN }])("the limits %j are refused", (memberChanges) => {
  expect(() => setUp(undefined, memberChanges)).toThrow(RangeError);
});
