/** JSON of Graph and PowerShell in every form, and files of something else, through the command line. */
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../support/mapping.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { pascal, utf16 } from "./pascal.ts";

const folder = useTemporaryFolder();

const ANN = "0a000000-0000-4000-8000-00000000000a";
const BOB = "0b000000-0000-4000-8000-00000000000b";
const HOSTS = "91000000-0000-4000-8000-000000000001";
const ROLE = "18000000-0000-4000-8000-000000000018";

const ann = { id: ANN, userPrincipalName: "ann@contoso.com", displayName: "Ann", accountEnabled: true };
const bob = { id: BOB, userPrincipalName: "bob@contoso.com", displayName: "Bob", accountEnabled: false };
const assignment = { principalId: ANN, principalType: "User", appRoleId: ROLE, resourceId: "app" };
const toGroup = { principalId: HOSTS, principalType: "Group", appRoleId: ROLE, resourceId: "app" };
const member = { "@odata.type": "#microsoft.graph.user", id: BOB };

type Content = string | Uint8Array | object;

function write(name: string, content: Content): void {
  folder.write(name, typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
}

function command(...args: string[]) {
  return runCommand(args, { cwd: folder.path });
}

/** The result of an expression for each user, by name. */
async function evaluate(expression: string, args: readonly string[]): Promise<unknown> {
  const { status, out, err } = await command("evaluate", expression, "--source", "users.json", "--json", ...args);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return Object.fromEntries(lines.map(({ user, results }) => [user, results[0].value]));
}

/** What the command says about a file that it refuses. */
async function refusal(args: readonly string[]): Promise<string> {
  const { status, out, err } = await command(...args);
  expect([status, out]).toEqual([2, ""]);
  return err;
}

/** Every form in which a list of one item is exported. */
const forms = (item: object): readonly (readonly [string, Content])[] => [
  ["Graph's response", { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x", value: [item] }],
  ["a bare list", [item]],
  ["one object", item],
  ["PowerShell's list", [pascal(item)].flat()],
  ["PowerShell's only object", Object(pascal(item))],
  ["PowerShell's only object in UTF-16", utf16(pascal(item))],
  ["PowerShell 5.1", { value: [pascal(item)], Count: 1 }],
  ["a wrapper with a capital letter", { Value: [pascal(item)] }],
  ["UTF-16 without a mark", Buffer.from(JSON.stringify([item]), "utf16le")],
  ["UTF-8 with a mark", `\uFEFF${JSON.stringify([item])}`],
];

describe("each form is read", () => {
  it.each(forms(ann))("users: %s", async (_, content) => {
    write("users.json", content);
    expect(await evaluate("[displayName]", [])).toEqual({ "ann@contoso.com": "Ann" });
  });

  it.each(forms(assignment))("assignments: %s", async (_, content) => {
    write("users.json", [ann]);
    write("assignments.json", content);
    const roles = await evaluate("Count([appRoleAssignments])", ["--assignments", "assignments.json"]);
    expect(roles).toEqual({ "ann@contoso.com": 1 });
  });

  it.each(forms(member))(
    "members of a group, in a file by group ids and in one of the group: %s",
    async (_, content) => {
      write("users.json", [ann, bob]);
      write("assignments.json", [toGroup]);
      write("group.json", content);
      const files = ["--assignments", "assignments.json", "--group-members"];
      const expected = { "ann@contoso.com": 0, "bob@contoso.com": 1 };
      expect(await evaluate("Count([appRoleAssignments])", [...files, `${HOSTS}=group.json`])).toEqual(expected);
      if (typeof content === "string" || content instanceof Uint8Array) return;
      write("members.json", { [HOSTS]: content });
      expect(await evaluate("Count([appRoleAssignments])", [...files, "members.json"])).toEqual(expected);
    },
  );

  it.each(forms(schema()))("a synchronization schema: %s", async (_, content) => {
    write("schema.json", content);
    const { out } = await command("evaluate", "--mapping", "schema.json", "--attributes", '{"mail":"a@b.c"}', "--json");
    expect(out).toContain('{"expression":"userName","value":"a@b.c"}');
  });

  it("PowerShell's properties of a user that nobody asked for are not attributes", async () => {
    const user = { Id: ANN, UserPrincipalName: "ann@contoso.com", AccountEnabled: true, JobTitle: null, Manager: null };
    write("users.json", [{ ...user, AdditionalProperties: { employeeNumber: "7" } }]);
    expect(await evaluate("[employeeNumber]", [])).toEqual({ "ann@contoso.com": "7" });
    const args = ["--source", "users.json", "--mapping", "schema.json"];
    write("schema.json", schema({ attributes: [...BASIC_ATTRIBUTES, attribute("title", "[jobTitle]")].slice(1) }));
    expect((await command("lint", ...args)).out).toContain("unknown_attribute");
  });

  it("PowerShell's members that are no users do not count", async () => {
    const group = { Id: BOB, AdditionalProperties: { "@odata.type": "#microsoft.graph.group" } };
    write("users.json", [ann, bob]);
    write("assignments.json", [toGroup]);
    write("members.json", {
      [HOSTS]: [{ Id: ANN, AdditionalProperties: { "@odata.type": "#microsoft.graph.user" } }, group],
    });
    const files = ["--assignments", "assignments.json", "--group-members", "members.json"];
    const expected = { "ann@contoso.com": 1, "bob@contoso.com": 0 };
    expect(await evaluate("Count([appRoleAssignments])", files)).toEqual(expected);
  });
});

describe("users of PowerShell", () => {
  it("keep the names that an expression reads", async () => {
    write("users.json", [{ ...Object(pascal(ann)), CostCenter: "7" }]);
    expect(await evaluate("[CostCenter]", [])).toEqual({ "ann@contoso.com": "7" });
    expect(await evaluate("[costCenter]", [])).toEqual({ "ann@contoso.com": "7" });
  });

  const target = ["--target", "http://127.0.0.1:9/scim/v2", "--token", "t", "--scope", "all", "--dry-run"];
  const nobody = { Id: null, DeletedDateTime: null, AdditionalProperties: {} };
  const plan = (users: readonly object[], expression: string) => {
    write("users.json", users);
    const attributes = [...BASIC_ATTRIBUTES.slice(0, 2), attribute("name.familyName", expression)];
    write(
      "schema.json",
      schema({
        attributes: attributes.map((one) => JSON.parse(JSON.stringify(one).replace("[mail]", "[userPrincipalName]"))),
      }),
    );
    return command("provision", "--source", "users.json", "--mapping", "schema.json", ...target);
  };

  it.each<[string, object, string, RegExp]>([
    [
      "a cut attribute that is read",
      { Manager: "@{Id=1}" },
      "[manager]",
      /PowerShell cut "manager".*ConvertTo-Json -Depth 10/,
    ],
    [
      "a cut part that is read",
      { OnPremisesExtensionAttributes: "Microsoft.Graph.PowerShell.Models.X" },
      "[extensionAttribute1]",
      /PowerShell cut/,
    ],
    ["no activity", { AccountEnabled: null }, "[displayName]", /no attribute "accountEnabled"/],
  ])("are refused with %s", async (_, more, expression, message) => {
    const { status, err } = await plan([{ ...Object(pascal(ann)), ...more }], expression);
    expect(err).toMatch(message);
    expect(status).toBe(2);
  });

  it("are refused when many do not show whether they are active", async () => {
    const users = Array.from({ length: 7 }, (_, index) => ({ Id: `${index}`, DisplayName: "x", AccountEnabled: null }));
    const { err } = await plan([pascal(ann), ...users].map(Object), "[displayName]");
    expect(err).toMatch(/7 users have neither True nor False in "accountEnabled": user 2 is empty/);
  });

  it("lack a manager who was not expanded, instead of having none", async () => {
    const { err } = await plan([{ ...Object(pascal(ann)), Manager: nobody }], "[manager]");
    expect(err).toContain('warning: The source has no attribute "manager"');
  });
});

describe("the portal's members of a group", () => {
  it.each([
    ["comma", `id,userPrincipalName,displayName,objectType\n${BOB},bob@contoso.com,Bob,User\n${ANN},,A group,Group\n`],
    [
      "flags",
      `\uFEFFid,displayName,userType,isUser,isGroup,isGuest\n${BOB},Bob,Guest,TRUE,FALSE,TRUE\n${ANN},,,FALSE,TRUE,FALSE\n`,
    ],
    ["semicolons, after a spreadsheet", `sep=;\r\nId;Display Name\r\n${BOB.toUpperCase()};Bob\r\n`],
  ])("as CSV: %s", async (_, content) => {
    write("users.json", [ann, bob]);
    write("assignments.json", [toGroup]);
    write("hosts.csv", content);
    const files = ["--assignments", "assignments.json", "--group-members", `${HOSTS.toUpperCase()}=hosts.csv`];
    const expected = { "ann@contoso.com": 0, "bob@contoso.com": 1 };
    expect(await evaluate("Count([appRoleAssignments])", files)).toEqual(expected);
  });

  it("may repeat the list of another file", async () => {
    write("users.json", [ann, bob]);
    write("assignments.json", [toGroup]);
    write("members.json", { [HOSTS]: [member] });
    write("hosts.csv", `id\n${BOB}\n`);
    const members = ["--group-members", "members.json", "--group-members", `${HOSTS}=hosts.csv`];
    const expected = { "ann@contoso.com": 0, "bob@contoso.com": 1 };
    const files = ["--assignments", "assignments.json", ...members];
    expect(await evaluate("Count([appRoleAssignments])", files)).toEqual(expected);
  });

  it.each([
    ["a localized flag", `id,isUser\n${BOB},WAHR\n`, /column "isUser" has "WAHR".*German/],
    ["an id that is a number now", "id,displayName\n4.93515E+11,Bob\n", /column "id" has "4\.93515E\+11"/],
    ["other members than a second file", `id\n${ANN}\n`, new RegExp(`group ${HOSTS} twice`)],
    ["no members, while a second file has some", "id,displayName\n", new RegExp(`group ${HOSTS} twice`)],
  ])("are refused with %s", async (_, content, message) => {
    write("users.json", [ann, bob]);
    write("assignments.json", [toGroup]);
    write("members.json", { [HOSTS]: [member] });
    write("hosts.csv", content);
    const members = ["--group-members", "members.json", "--group-members", `${HOSTS}=hosts.csv`];
    const args = ["evaluate", "[mail]", "--source", "users.json", "--assignments", "assignments.json", ...members];
    expect(await refusal(args)).toMatch(message);
  });
});

/** Files that people save by mistake. */
const OTHERS = {
  users: { value: [ann] },
  assignments: { value: [assignment] },
  groups: { value: [{ id: HOSTS, displayName: "Hosts", groupTypes: [], securityEnabled: true }] },
  error: { error: { code: "Authorization_RequestDenied", message: "secret" } },
  page: "<!DOCTYPE html>\n<html><head><title>Sign in to your account</title>",
  templates: { value: [{ id: "scim", applicationId: "x", factoryTag: "scim", default: true }] },
  jobs: { value: [{ id: "scim.1", templateId: "scim", schedule: { state: "Active" }, status: {} }] },
  schema: schema(),
  application: { id: "app", appId: "x", appRoles: [], servicePrincipalType: "Application" },
  cut: [{ Id: "@{Value=1}" }],
  csv: `id,displayName\n${ANN},Ann\n`,
} as const;

describe("a file of something else is recognized", () => {
  it.each<[keyof typeof OTHERS, RegExp]>([
    ["assignments", /holds assignments instead of users/],
    ["groups", /holds groups instead of users/],
    ["error", /an error response of Graph \(Authorization_RequestDenied\) instead of users/],
    ["page", /is a web page, such as a sign-in page/],
    ["schema", /holds a synchronization schema instead of users/],
    ["cut", /ConvertTo-Json -Depth 10/],
  ])("where users are expected: %s", async (other, message) => {
    write("users.json", OTHERS[other]);
    const err = await refusal(["evaluate", "[mail]", "--source", "users.json"]);
    expect(err).toMatch(message);
    expect(err).not.toContain("secret");
  });

  it.each<[keyof typeof OTHERS, RegExp]>([
    ["users", /holds users instead of assignments; .*appRoleAssignedTo/],
    ["error", /an error response of Graph/],
    ["page", /is a web page/],
    ["application", /holds service principals instead of assignments/],
  ])("where assignments are expected: %s", async (other, message) => {
    write("users.json", [ann]);
    write("assignments.json", OTHERS[other]);
    const args = ["evaluate", "[mail]", "--source", "users.json", "--assignments", "assignments.json"];
    expect(await refusal(args)).toMatch(message);
  });

  it.each<[keyof typeof OTHERS, RegExp]>([
    ["users", /holds the members of one group.*GROUPID=FILE/],
    ["groups", /holds a list of groups, not their members/],
    ["error", /an error response of Graph/],
    ["page", /is a web page/],
    ["assignments", /one group|assignments instead/],
    ["cut", /group id to the list/],
    ["csv", /is not JSON; .*GROUPID=FILE/],
  ])("where members are expected: %s", async (other, message) => {
    write("users.json", [ann]);
    write("assignments.json", [toGroup]);
    write("members.json", OTHERS[other]);
    const files = ["--assignments", "assignments.json", "--group-members", "members.json"];
    expect(await refusal(["evaluate", "[mail]", "--source", "users.json", ...files])).toMatch(message);
  });

  it.each<[keyof typeof OTHERS, RegExp]>([
    ["users", /holds users instead of a synchronization schema; .*jobs\/\{id\}\/schema/],
    ["templates", /the list of synchronization templates; choose one.*templates\/\{id\}\/schema/],
    ["jobs", /the list of synchronization jobs; choose one.*jobs\/\{id\}\/schema/],
    ["error", /an error response of Graph/],
    ["page", /is a web page/],
  ])("where a schema is expected: %s", async (other, message) => {
    write("schema.json", OTHERS[other]);
    expect(await refusal(["lint", "--mapping", "schema.json"])).toMatch(message);
  });

  it("a CSV file of users where assignments are expected", async () => {
    write("users.json", [ann]);
    write("assignments.csv", `id,userPrincipalName\n${ANN},ann@contoso.com\n`);
    const args = ["evaluate", "[mail]", "--source", "users.json", "--assignments", "assignments.csv"];
    expect(await refusal(args)).toMatch(/holds users instead of assignments/);
  });

  it.each<[string, Content]>([
    ["an object mapping", Object(pascal({ synchronizationRules: [{ objectMappings: ["@{Name=Users}"] }] }))],
    ["the rules", { SynchronizationRules: "System.Object[]" }],
  ])("a schema that PowerShell cut: %s", async (_, content) => {
    write("schema.json", content);
    expect(await refusal(["lint", "--mapping", "schema.json"])).toMatch(
      /PowerShell cut this part.*ConvertTo-Json -Depth 10/,
    );
  });

  it("JSON where CSV is expected", async () => {
    write("users.csv", [ann]);
    expect(await refusal(["evaluate", "[mail]", "--source", "users.csv"])).toMatch(/is JSON, not CSV/);
  });

  it("names every assigned group without a member list", async () => {
    const other = HOSTS.replace("91", "92");
    write("users.json", [ann]);
    write("assignments.json", [toGroup, { ...toGroup, principalId: other }]);
    const args = ["evaluate", "[mail]", "--source", "users.json", "--assignments", "assignments.json"];
    expect(await refusal(args)).toMatch(new RegExp(`groups ${HOSTS} .*, ${other} .*whose members are not known`));
  });

  it("members that PowerShell cut, so that they may be groups", async () => {
    write("users.json", [ann]);
    write("assignments.json", [toGroup]);
    write("members.json", {
      [HOSTS]: [
        { Id: ANN, AdditionalProperties: "System.Collections.Generic.Dictionary`2[System.String,System.Object]" },
      ],
    });
    const files = ["--assignments", "assignments.json", "--group-members", "members.json"];
    expect(await refusal(["evaluate", "[mail]", "--source", "users.json", ...files])).toMatch(
      /ConvertTo-Json -Depth 10/,
    );
  });
});
