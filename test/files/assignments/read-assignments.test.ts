/** Assignments in JSON and CSV: roles, groups, and files that are rejected. */
import { describe, expect, it } from "vitest";
import { readAssignments } from "../../../src/files/assignments/read-assignments.ts";
import { csvDirectory } from "../../../src/files/csv/csv-directory.ts";
import { provisioningErrorOf } from "../../support/provisioning-error.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

const ANN = "0a000000-0000-4000-8000-00000000000a";
const BOB = "0b000000-0000-4000-8000-00000000000b";
const HOSTS = "91000000-0000-4000-8000-000000000001";
const GUARDS = "92000000-0000-4000-8000-000000000002";
const USER = "18000000-0000-4000-8000-000000000018";
const ADMIN = "19000000-0000-4000-8000-000000000019";

function assigned(principalType: string, principalId: string, appRoleId = USER, more: object = {}) {
  return { id: "x", deletedDateTime: null, appRoleId, principalId, principalType, resourceId: "app", ...more };
}

function user(id: string) {
  return { "@odata.type": "#microsoft.graph.user", id };
}

async function read(assignments: unknown, members?: unknown) {
  const text = typeof assignments === "string" ? assignments : JSON.stringify(assignments);
  return readAssignments({
    assignments: folder.write("assignments", text),
    groupMembers:
      members === undefined
        ? undefined
        : folder.write("members.json", typeof members === "string" ? members : JSON.stringify(members)),
  });
}

const direct = (id: string) => ({ id, direct: true });
const throughGroup = (id: string) => ({ id, direct: false });

describe("assignments", () => {
  it.each<readonly [string, unknown, unknown]>([
    [
      "JSON",
      [assigned("User", ANN, USER, { resourceDisplayName: "Visitors" })],
      { id: "app", displayName: "Visitors" },
    ],
    ["JSON without its name", [assigned("User", ANN)], { id: "app", displayName: "" }],
    [
      "CSV",
      `principalId,principalType,appRoleId,resourceId,resourceDisplayName\n${ANN},User,${USER},app,Visitors\n`,
      { id: "app", displayName: "Visitors" },
    ],
    ["CSV without it", `principalId,principalType,appRoleId\n${ANN},User,${USER}\n`, undefined],
  ])("tell the application to which they belong: %s", async (_, content, application) => {
    expect((await read(content)).servicePrincipal).toEqual(application);
  });

  it.each([
    [
      "the body of Graph's appRoleAssignedTo",
      { "@odata.context": "…", value: [assigned("User", ANN), assigned("User", BOB, ADMIN)] },
    ],
    ["the bare list", [assigned("User", ANN), assigned("User", BOB, ADMIN)]],
    ["JSON with a byte order mark", `\uFEFF ${JSON.stringify([assigned("User", ANN), assigned("User", BOB, ADMIN)])}`],
    ["CSV", `principalId,principalType,appRoleId\r\n${ANN},User,${USER}\r\n${BOB},User,${ADMIN}\r\n`],
    [
      "CSV with names in another case",
      `PrincipalType,AppRoleId,note,PRINCIPALID\nuser,${USER},"a, b",${ANN}\nUSER,${ADMIN},,${BOB}`,
    ],
  ])("are read from %s", async (_, content) => {
    const assignments = await read(content);
    expect(assignments.rolesOf(ANN)).toEqual([direct(USER)]);
    expect(assignments.rolesOf(BOB)).toEqual([direct(ADMIN)]);
  });

  it("give nobody else a role", async () => {
    const assignments = await read([assigned("User", ANN)]);
    expect([BOB, "", "__proto__", "constructor"].map((id) => assignments.rolesOf(id))).toEqual([[], [], [], []]);
  });

  it("compare ids without regard to case", async () => {
    const content = [assigned("User", ANN.toUpperCase(), USER.toUpperCase()), assigned("Group", HOSTS.toUpperCase())];
    const assignments = await read(content, { [HOSTS]: [user(BOB.toUpperCase())] });
    expect(assignments.rolesOf(ANN)).toEqual([direct(USER)]);
    expect(assignments.rolesOf(BOB.toUpperCase())).toEqual([throughGroup(USER)]);
  });

  it("reach the direct members of a group, who are users", async () => {
    const members = {
      [HOSTS]: {
        "@odata.context": "…",
        value: [
          user(ANN),
          { id: BOB },
          { "@odata.type": "#microsoft.graph.group", id: GUARDS },
          { "@odata.type": "#microsoft.graph.device", id: "device" },
          { "@odata.type": "#microsoft.graph.servicePrincipal", id: "robot" },
        ],
      },
      [GUARDS]: [user("nested")],
    };
    const assignments = await read([assigned("Group", HOSTS)], members);
    expect([ANN, BOB, GUARDS, "device", "robot", "nested"].map((id) => assignments.rolesOf(id).length)).toEqual([
      1, 1, 0, 0, 0, 0,
    ]);
  });

  it("name each role of a user once, and as direct where it is held by name", async () => {
    const content = [
      assigned("Group", HOSTS),
      assigned("Group", GUARDS),
      assigned("User", ANN),
      assigned("Group", GUARDS, ADMIN),
    ];
    const assignments = await read(content, { [HOSTS]: [user(ANN)], [GUARDS]: [user(ANN), user(ANN)] });
    expect(assignments.rolesOf(ANN)).toEqual([direct(USER), throughGroup(ADMIN)]);
  });

  it("have another version when anybody's roles are others, whatever order the files have", async () => {
    const [ann, bob, hosts] = [assigned("User", ANN), assigned("User", BOB), assigned("Group", HOSTS)];
    const members = { [HOSTS]: [user(ANN)] };
    const same = [
      await read([ann, bob, hosts], members),
      await read([hosts, bob, ann], members),
      await read([bob, { ...ann, id: "y" }]),
    ];
    const others = [
      await read([ann]),
      await read([ann, assigned("User", BOB, ADMIN)]),
      await read([bob, hosts], members),
      await read([ann, bob, hosts], { [HOSTS]: [user(GUARDS)] }),
    ];
    expect(new Set(same.map(({ version }) => version?.())).size).toBe(1);
    expect(new Set([...same, ...others].map(({ version }) => version?.())).size).toBe(1 + others.length);
  });

  it("reach members of many groups in files of many chunks, whatever stands around the lists", async () => {
    const group = (index: number) => `91000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const member = (index: number) => `0c000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const groups = Array.from({ length: 40 }, (_, index) => group(index));
    const members = Object.fromEntries(
      groups.map((id, index) => {
        const value = Array.from({ length: 60 }, (_, item) => user(member((index * 30 + item) % 600)));
        return [id, index % 2 === 0 ? value : { "@odata.context": '"[{', value, "@odata.count": 60 }];
      }),
    );
    const content = groups.slice(0, 20).map((id, index) => assigned("Group", id, index % 2 === 0 ? USER : ADMIN));
    const assignments = await read(JSON.stringify({ extra: [{ value: [1] }], value: content }, null, 1), members);
    const expected = (id: string) =>
      [USER, ADMIN].filter((role) =>
        content.some(({ principalId, appRoleId }) => {
          const body = members[principalId] ?? [];
          return appRoleId === role && (Array.isArray(body) ? body : body.value).some((one) => one.id === id);
        }),
      );
    for (let index = 0; index < 620; index += 1)
      expect(assignments.rolesOf(member(index)).map(({ id }) => id)).toEqual(expected(member(index)));
  });

  it("leave out service principals and deleted assignments", async () => {
    const deleted = assigned("User", BOB, USER, { deletedDateTime: "2026-01-01T00:00:00Z" });
    const assignments = await read([assigned("User", ANN), assigned("ServicePrincipal", "robot"), deleted]);
    expect(["robot", BOB].map((id) => assignments.rolesOf(id))).toEqual([[], []]);
  });

  it("may come from a group without members", async () => {
    const assignments = await read([assigned("User", ANN), assigned("Group", HOSTS)], { [HOSTS]: { value: [] } });
    expect(assignments.rolesOf(ANN)).toHaveLength(1);
  });

  it("belong to a directory that was given them", async () => {
    const users = folder.write("users.csv", `id\n${ANN}\n`);
    const assignments = folder.write("assignments.json", JSON.stringify([assigned("User", ANN)]));
    expect(csvDirectory({ users }).assignments).toBeUndefined();
    const found = await csvDirectory({ users, assignments }).assignments?.();
    expect(found?.rolesOf(ANN)).toEqual([direct(USER)]);
  });

  it("end with the reason of their signal", async () => {
    const assignments = folder.write("assignments.json", JSON.stringify([assigned("User", ANN)]));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(readAssignments({ assignments, signal })).rejects.toThrow("enough");
  });
});

describe("assignments that name nobody", () => {
  it.each([
    ["an empty list", { value: [] }],
    ["a bare empty list", []],
    ["a header without rows", "principalId,principalType,appRoleId\n"],
    ["service principals only", [assigned("ServicePrincipal", "robot")]],
  ])("say so: %s", async (_what, content) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const assignments = await readAssignments({ assignments: folder.write("assignments.json", text) });
    expect(assignments.isEmpty?.()).toBe(true);
    expect(assignments.rolesOf(ANN)).toEqual([]);
  });

  it("are none while one user is assigned", async () => {
    const file = folder.write("assignments.json", JSON.stringify([assigned("User", ANN)]));
    expect((await readAssignments({ assignments: file })).isEmpty?.()).toBe(false);
  });
});

describe("names of roles and groups without members", () => {
  it("come from the roles in code, and are warned of", async () => {
    const files = {
      assignments: folder.write("a.json", JSON.stringify([assigned("User", ANN, ADMIN), assigned("Group", HOSTS)])),
      groupMembers: folder.write("m.json", JSON.stringify({ [HOSTS]: null })),
    };
    const appRoles = [
      { id: ADMIN.toUpperCase(), value: null, displayName: "Administrator" },
      { id: USER, value: "User", displayName: " " },
    ];
    const named = await readAssignments({ ...files, appRoles });
    expect(named.rolesOf(ANN)).toEqual([{ id: ADMIN, displayName: "Administrator", direct: true }]);
    expect(named.warnings).toEqual([expect.stringContaining(HOSTS)]);
    expect(named.version?.()).not.toBe((await readAssignments(files)).version?.());
  });
});

describe("assignments that cannot be used", () => {
  it.each([
    ["nothing", "", "incomplete_source", /is empty/],
    [
      "one page of several",
      { "@odata.nextLink": "https://…", value: [assigned("User", ANN)] },
      "incomplete_source",
      /nextLink/,
    ],
    ["JSON that is cut short", '{"value": [{"principalId": "a', "incomplete_source", /cut short/],
    ["broken JSON", '{"value": [\n  {"principalId": secret}\n]}', "invalid_source", /line 2, column 19$/],
    ["an error response", { error: { code: "Request_ResourceNotFound" } }, "invalid_source", /error response/],
    ["an object without value", { values: [] }, "invalid_source", /"value"/],
    ["a list of texts", [ANN], "invalid_source", /\[0\] is not an object/],
    [
      "an item without principalId",
      { value: [assigned("User", ANN), { appRoleId: USER }] },
      "invalid_source",
      /value\[1\]: principalId/,
    ],
    [
      "an id that is no text",
      [assigned("User", ANN), { ...assigned("User", BOB), appRoleId: 7 }],
      "invalid_source",
      /\[1\]: appRoleId/,
    ],
    [
      "a syntax error far behind the beginning",
      `[${JSON.stringify(assigned("User", ANN))}\n,é]`,
      "invalid_source",
      /line 2, column 2$/,
    ],
    ["two documents", "[] []", "invalid_source", /line 1, column 4$/],
    ["lists inside of a list", [{ value: [] }], "invalid_source", /inside a list/],
    ["an id without end", [assigned("User", "a".repeat(257))], "invalid_source", /\[0\]: principalId/],
    ["an unknown principalType", [assigned("Robot", ANN)], "invalid_source", /User, Group or ServicePrincipal/],
    [
      "members of Object's prototype",
      '[{"__proto__": {"principalId": "a", "appRoleId": "b"}}]',
      "invalid_source",
      /principalId/,
    ],
    [
      "two applications",
      [assigned("User", ANN), assigned("User", BOB, USER, { resourceId: "other" })],
      "invalid_source",
      /another application/,
    ],
    ["CSV without needed columns", `principalId,note\n${ANN},x\n`, "invalid_source", /"principalType", "appRoleId"/],
    ["CSV without header", `${ANN},User,${USER}\n`, "invalid_source", /no header/],
    ["CSV with a wide row", `principalId,principalType,appRoleId\n${ANN},User,${USER},x\n`, "invalid_source", /row 2 /],
    [
      "CSV without an id",
      `principalId,principalType,appRoleId\n,User,${USER}\n`,
      "invalid_source",
      /row 2 .*principalId/,
    ],
    [
      "a group without a file of members",
      [assigned("Group", HOSTS)],
      "invalid_source",
      new RegExp(`group ${HOSTS}.*give the file`),
    ],
  ] as const)("are refused: %s", async (_, content, code, message) => {
    const failure = await provisioningErrorOf(() => read(content));
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain("secret");
    expect(failure.code).toBe(code);
  });

  it.each([
    ["no list of the group", { [GUARDS]: [] }, "invalid_source", new RegExp(`group ${HOSTS} .*members\\.json`)],
    ["a bare list", [user(ANN)], "invalid_source", /group id to the list/],
    ["the body of one group", { value: [user(ANN)] }, "invalid_source", /one group/],
    [
      "one page of several",
      { [HOSTS]: { "@odata.nextLink": "https://…", value: [] } },
      "incomplete_source",
      new RegExp(`${HOSTS}.*nextLink`),
    ],
    ["two lists of a group", { [HOSTS]: [user(ANN)], [` ${HOSTS}`]: [user(BOB)] }, "invalid_source", /twice/],
    ["a member without id", { [HOSTS]: { value: [user(ANN), {}] } }, "invalid_source", /\.value\[1\]\.id/],
    ["a member that is a text", { [HOSTS]: [ANN] }, "invalid_source", /\[0\] is not an object/],
    ["broken JSON", "{]", "invalid_source", /line 1, column 2/],
  ] as const)("are refused when the members hold %s", async (_, members, code, message) => {
    const failure = await provisioningErrorOf(() => read([assigned("Group", HOSTS)], members));
    expect(failure.message).toMatch(message);
    expect(failure.code).toBe(code);
  });
});
