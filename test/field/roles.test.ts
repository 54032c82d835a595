/** Roles by their names, through the command line: files of the service principal, mappings, filters and warnings. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fullProfile } from "../../src/server/index.ts";
import { runCommand } from "../support/command.ts";
import { employees, usersCsv } from "../support/company.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../support/mapping.ts";
import { scimListener, startService, TOKEN, useCompany } from "../support/services.ts";
import { pascal, utf16 } from "./pascal.ts";

const company = useCompany(3);

const ADMIN = "19000000-0000-4000-8000-000000000019";
const GUARD = "1a000000-0000-4000-8000-00000000001a";
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
const GROUP = "91000000-0000-4000-8000-000000000001";
const APPLICATION = "5e000000-0000-4000-8000-00000000005e";

const admin = {
  allowedMemberTypes: ["User"],
  displayName: "Administrator",
  id: ADMIN,
  isEnabled: true,
  value: "Admin",
};
const guard = { allowedMemberTypes: ["User"], displayName: "Guard", id: GUARD, isEnabled: true, value: null };
const application = {
  "@odata.context": "…#servicePrincipals(appRoles)/$entity",
  id: APPLICATION,
  appRoles: [admin, guard],
};

/** The first user is an administrator, the second has two roles, and the third Default Access beside one. */
function writeCompany(more: readonly object[] = []): void {
  const [first, second, third] = employees(3).map(({ id }) => id);
  const assign = (principalId: string | undefined, appRoleId: string) => ({
    principalId,
    principalType: "User",
    appRoleId,
    resourceId: APPLICATION,
  });
  const assignments = [
    assign(first, ADMIN),
    assign(second, ADMIN),
    assign(second, GUARD),
    assign(third, DEFAULT_ACCESS),
    assign(third, GUARD),
    ...more,
  ];
  company.folder.write("users.csv", usersCsv(employees(3)));
  company.folder.write("assignments.json", JSON.stringify({ value: assignments }));
  company.folder.write("roles.json", JSON.stringify(application));
}

function writeMapping(expression: string, scope?: unknown): void {
  const attributes = [
    ...BASIC_ATTRIBUTES,
    attribute('emails[type eq "work"].value', "[mail]"),
    attribute("roles", expression),
  ];
  company.folder.write("mapping.json", JSON.stringify(schema({ attributes, scope })));
}

const FILES = ["--source", "users.csv", "--assignments", "assignments.json"];

async function provision(...args: string[]) {
  const files = [...FILES, "--mapping", "mapping.json", "--target", company.url];
  const { status, out, err } = await company.run("provision", ...files, "--json", ...args);
  return { status, err, summary: JSON.parse(out) };
}

/** The roles of the accounts, in the order of their user names. */
async function rolesAt(url: string): Promise<unknown> {
  const response = await fetch(`${url}/Users?sortBy=userName`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const list: { Resources: { roles: unknown }[] } = JSON.parse(await response.text());
  return list.Resources.map(({ roles }) => roles);
}

const TYPE = "WindowsAzureActiveDirectoryRole";
const ADMIN_ROLE = { primary: false, type: TYPE, value: "Admin", display: "Administrator" };
const GUARD_ROLE = { primary: false, type: TYPE, value: "Guard", display: "Guard" };

describe("the names of roles", () => {
  it.each<[string, unknown]>([
    ["the service principal", application],
    ["a response body", { value: [application] }],
    ["a bare list", [application]],
    ["the roles alone", { value: [admin, guard] }],
    ["the app registration", { id: "other", requiredResourceAccess: [], appRoles: [admin, guard] }],
    ["PowerShell's object", pascal(application)],
    ["PowerShell's list of roles in UTF-16", utf16(pascal([admin, guard]))],
    ["PowerShell 5.1", { value: [pascal(admin), pascal(guard)], Count: 2 }],
  ])("are read from %s", async (_, content) => {
    writeCompany();
    company.folder.write("roles.json", content instanceof Uint8Array ? content : JSON.stringify(content));
    const args = [...FILES, "--app-roles", "roles.json", "--json"];
    const { out } = await company.run("evaluate", 'Join(",", [appRoleAssignments])', ...args);
    const values = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).results[0].value);
    expect(values).toEqual(["Admin", "Admin,Guard", "Guard"]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      "another application",
      { ...application, id: "other" },
      new RegExp(`no service principal with the id ${APPLICATION}`),
    ],
    ["a service principal without roles", { id: APPLICATION, appId: "x" }, /appRoles must be a list/],
    ["an application without roles", { id: APPLICATION, appRoles: [] }, /no app roles.*\$select=appRoles/],
    ["a role twice", [admin, admin], /second role with the id/],
    ["users", [{ id: "x", userPrincipalName: "x" }], /holds users instead of app roles/],
    ["roles that PowerShell cut", { Id: APPLICATION, AppRoles: "System.Object[]" }, /ConvertTo-Json -Depth 10/],
    ["a role that PowerShell cut", { Id: APPLICATION, AppRoles: ["@{Id=1}"] }, /ConvertTo-Json -Depth 10/],
  ])("are refused from a file with %s", async (_, content, message) => {
    writeCompany();
    company.folder.write("roles.json", JSON.stringify(content));
    const { status, err } = await company.run("evaluate", "[mail]", ...FILES, "--app-roles", "roles.json");
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });

  it.each([
    ["AssertiveAppRoleAssignmentsComplex", [ADMIN_ROLE, GUARD_ROLE], [GUARD_ROLE]],
    ["AppRoleAssignmentsComplex", [ADMIN_ROLE, GUARD_ROLE], [ADMIN_ROLE, GUARD_ROLE]],
  ])("reach the accounts with %s", async (name, before, after) => {
    writeCompany();
    writeMapping(`${name}([appRoleAssignments])`);
    const url = await startService(scimListener(fullProfile()));
    const run = () => provision("--app-roles", "roles.json", "--profile", "full", "--target", url);
    expect(await run()).toMatchObject({ status: 0, summary: { counts: { created: 3 } } });
    expect(await rolesAt(url)).toEqual([[ADMIN_ROLE], before, [GUARD_ROLE]]);
    const { value } = JSON.parse(readFileSync(company.folder.file("assignments.json"), "utf8"));
    company.folder.write("assignments.json", JSON.stringify({ value: value.toSpliced(1, 1) }));
    expect((await run()).status).toBe(0);
    expect(await rolesAt(url)).toEqual([[ADMIN_ROLE], after, [GUARD_ROLE]]);
  });

  it("decide filters", async () => {
    writeCompany();
    const clauses = [
      { sourceOperandName: "appRoleAssignments", operatorName: "EQUALS", targetOperand: { values: ["Guard"] } },
    ];
    writeMapping("AppRoleAssignmentsComplex([appRoleAssignments])", { groups: [{ name: "guards", clauses }] });
    const { summary } = await provision("--app-roles", "roles.json");
    expect(summary).toMatchObject({ counts: { created: 1, skipped: { NotInScope: 2 } } });
    const all = await company.run(
      "provision",
      "--source",
      "users.csv",
      "--mapping",
      "mapping.json",
      "--target",
      company.url,
      "--scope",
      "all",
    );
    expect([all.status, all.err]).toEqual([2, expect.stringContaining("appRoleAssignments is known with scope")]);
  });

  it("are missed by lint, and by the run in one warning", async () => {
    writeCompany();
    writeMapping("AppRoleAssignmentsComplex([appRoleAssignments])");
    const lint = await company.run("lint", "--mapping", "mapping.json");
    expect([lint.status, lint.out]).toEqual([1, expect.stringContaining("error roles_without_names")]);
    const named = await company.run("lint", "--mapping", "mapping.json", "--app-roles", "roles.json");
    expect(named.out).not.toContain("roles_without_names");
    const { err, summary } = await provision();
    expect(summary.warnings).toEqual([expect.stringMatching(new RegExp(`${ADMIN}, ${GUARD}\\. .*--app-roles`))]);
    expect(err.match(/^warning: The mapping reads roles/gm)).toHaveLength(1);
    expect((await provision("--app-roles", "roles.json")).summary).not.toHaveProperty("warnings");
  });
});

describe("an assigned group", () => {
  it("without members gives a warning that names it", async () => {
    writeCompany([{ principalId: GROUP, principalType: "Group", appRoleId: ADMIN }]);
    writeMapping("[mail]");
    company.folder.write("hosts.csv", "id,displayName\n");
    const { err } = await provision("--group-members", `${GROUP}=hosts.csv`, "--dry-run");
    expect(err).toContain(`warning: No user is a member of the assigned group ${GROUP}`);
  });
});

describe("evaluate --attributes", () => {
  it.each([
    [
      "objects",
      [
        { id: ADMIN, value: "Admin", displayName: "Administrator" },
        { Id: GUARD, Value: null, DisplayName: "Guard" },
      ],
    ],
    ["names", ["Admin", "Guard"]],
  ])("takes roles as %s", async (_, appRoleAssignments) => {
    const attributes = ["--attributes", JSON.stringify({ appRoleAssignments })];
    const { out } = await runCommand(["evaluate", "AppRoleAssignments([appRoleAssignments])", ...attributes]);
    expect(out).toBe('["Admin","Guard"]\n');
  });
});
