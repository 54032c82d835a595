/** Which changes of a user are sent: of case, of roles, and of `accountEnabled`. */
import { describe, expect, it } from "vitest";
import type { SourceValue } from "../../../src/provisioning/index.ts";
import { createProvisioningJob, MemoryState } from "../../../src/provisioning/index.ts";
import { defaultMapping, ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../../src/testing/index.ts";
import { fakeDirectory, person, ROLE } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

const ada = (attributes: Record<string, SourceValue> = {}) => person("ada", attributes);

describe("a change of case alone", () => {
  const definition = (caseExact: boolean) => {
    const document = schema();
    const [rule] = document.synchronizationRules;
    return {
      directories: [
        {
          name: "Target",
          objects: [{ name: "User", attributes: [{ name: "name.familyName", type: "String", caseExact }] }],
        },
      ],
      synchronizationRules: [{ ...Object(rule), targetDirectoryName: "Target" }],
    };
  };

  it.each([
    ["is sent where nothing defines the target attribute", schema(), "McDonald"],
    ["is sent where its definition says caseExact", definition(true), "McDonald"],
    ["is held back where its definition says caseExact: false", definition(false), "mcdonald"],
  ])("%s", async (_, mapping, familyName) => {
    const world = newWorld([ada({ surname: "mcdonald" })], { mapping });
    await world.cycle();
    await world.cycle([ada({ surname: "McDonald" })]);
    expect(world.account("ada")).toMatchObject({ name: { familyName } });
    expect((await world.cycle()).writes).toEqual([]);
  });

  it("reaches Proxyclick with the default mapping", async () => {
    const emulator = createProxyclickEmulator();
    const { tenantUrl, secretToken, fetch } = emulator;
    const client = new ProxyclickScimClient({ tenantUrl, secretToken, fetch });
    const directory = fakeDirectory([]);
    const source = { ...directory, describe: async () => ({}) };
    const job = createProvisioningJob({ source, target: client, mapping: defaultMapping(), state: new MemoryState() });
    for (const surname of ["mcdonald", "McDonald"]) {
      directory.users = [ada({ surname })];
      await job.runCycle();
    }
    const names: unknown[] = [];
    for await (const user of client.users.list()) names.push(user.name?.familyName);
    expect(names).toEqual(["McDonald"]);
  });
});

describe("roles", () => {
  const OTHER_ROLE = "22222222-2222-2222-2222-222222222222";
  const withRoles = (expression: string) =>
    newWorld([ada()], { mapping: schema({ attributes: [...BASIC_ATTRIBUTES, attribute("roles", expression)] }) });
  const rolesOf = (world: ReturnType<typeof withRoles>) => {
    const roles = world.account("ada")?.["roles"];
    return Array.isArray(roles) ? roles.map((role: unknown) => Reflect.get(Object(role), "value")) : roles;
  };

  it.each([
    ["AppRoleAssignmentsComplex adds roles and removes none", "AppRoleAssignmentsComplex", [ROLE, OTHER_ROLE]],
    ["AssertiveAppRoleAssignmentsComplex replaces them", "AssertiveAppRoleAssignmentsComplex", [OTHER_ROLE]],
  ])("%s", async (_, name, expected) => {
    const world = withRoles(`${name}([appRoleAssignments])`);
    await world.cycle();
    expect(rolesOf(world)).toEqual([ROLE]);
    world.directory.roles.set("ada", [OTHER_ROLE]);
    await world.cycle();
    expect(rolesOf(world)).toEqual(expected);
    expect((await world.cycle()).writes).toEqual([]);
  });
});

describe("active mapped from accountEnabled", () => {
  const mapping = schema({
    attributes: BASIC_ATTRIBUTES.map((one) =>
      Reflect.get(Object(one), "targetAttributeName") === "active" ? attribute("active", "[accountEnabled]") : one,
    ),
  });

  it("disables the account of a user who is disabled in the directory, and enables it again", async () => {
    const world = newWorld([ada()], { mapping });
    await world.cycle();
    const { summary } = await world.cycle([ada({ accountEnabled: "False" })]);
    expect(summary.counts.disabled).toBe(1);
    expect(world.account("ada")).toMatchObject({ active: false });
    expect((await world.cycle()).writes).toEqual([]);
    await world.cycle([ada()]);
    expect(world.account("ada")).toMatchObject({ active: true });
  });

  it("leaves the account of a user who only left the scope active", async () => {
    const world = newWorld([ada()], { mapping });
    await world.cycle();
    world.directory.roles.set("ada", []);
    expect((await world.cycle()).writes).toEqual([]);
    expect(world.account("ada")).toMatchObject({ active: true });
  });
});
