/**
 * What happens to the account of a user who leaves the scope, and which options change it.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import {
  type ProvisioningJobOptions,
  parseSynchronizationSchema,
  type SynchronizationSchemaDocument,
  toSynchronizationSchema,
} from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const DAY = 86_400_000;

let world: World;

beforeEach(async () => {
  world = newWorld([person("ada"), person("bob")]);
});

/** Ways to leave, after a first cycle in which everybody had an account. */
const LEAVING: readonly (readonly [string, () => void])[] = [
  ["is unassigned", () => world.directory.roles.set("ada", [])],
  ["is disabled", () => leave(person("ada", { accountEnabled: "False" }))],
  ["is missing", () => leave()],
];

function leave(...ada: readonly ReturnType<typeof person>[]): void {
  world.directory.users = [...ada, person("bob")];
}

async function leaving(how: () => void, options: Partial<ProvisioningJobOptions> = {}) {
  await world.cycle(undefined, options);
  how();
  return world.cycle(undefined, options);
}

function filtered(state: string): SynchronizationSchemaDocument {
  const clause = { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: [state] } };
  return schema({ scope: { groups: [{ name: "who", clauses: [clause] }] } });
}

describe("an account of a user who", () => {
  it.each(LEAVING)("%s is disabled", async (_how, how) => {
    const { writes } = await leaving(how);
    expect(writes).toEqual(["PATCH t1 active"]);
  });

  it.each(LEAVING)("%s is left as it is with skipOutOfScopeDeletions", async (_how, how) => {
    const { writes } = await leaving(how, { skipOutOfScopeDeletions: true });
    expect(writes).toEqual([]);
    expect(world.account("ada")).toMatchObject({ active: true });
    expect((await world.cycle(undefined, { skipOutOfScopeDeletions: true })).calls).toEqual([]);
  });

  it.each(LEAVING)("%s is left as it is with skipOutOfScopeDeletions where it would be deleted", async (_how, how) => {
    const { writes } = await leaving(how, { skipOutOfScopeDeletions: true, softDelete: false });
    expect(writes).toEqual([]);
  });

  it.each(LEAVING)("%s is deleted at once in a target that cannot disable", async (_how, how) => {
    const { writes, summary } = await leaving(how, { softDelete: false });
    expect(writes).toEqual(["DELETE t1"]);
    expect(summary.counts).toMatchObject({ deleted: 1, failed: {} });
    expect((await world.cycle(undefined, { softDelete: false })).calls).toEqual([]);
  });

  it.each([404, 410])(
    "left counts as deleted when the target answers %i: the account is gone already",
    async (status) => {
      await world.cycle();
      leave();
      world.target.failOn = { text: "DELETE t1", error: new ScimError("gone", { status }) };
      const { summary } = await world.cycle(undefined, { softDelete: false });
      expect(summary.counts).toMatchObject({ deleted: 1, failed: {} });
      expect((await world.cycle(undefined, { softDelete: false })).calls).toEqual([]);
    },
  );

  it.each(LEAVING)("%s is created again on return, after it was deleted", async (_how, how) => {
    await leaving(how, { softDelete: false });
    world.directory.roles.clear();
    const { writes } = await world.cycle([person("ada"), person("bob")], { softDelete: false });
    expect(writes).toEqual(["POST ada@contoso.com"]);
  });

  it("leaves a scoping filter is left as it is with skipOutOfScopeDeletions, and said so once", async () => {
    const options = { mapping: filtered("Research"), skipOutOfScopeDeletions: true };
    const { writes, summary } = await leaving(() => leave(person("ada", { department: "Sales" })), options);
    expect(writes).toEqual([]);
    expect(summary.counts.skipped).toEqual({ NotInScope: 1 });
    const entry = (await world.log("ada")).at(-1);
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toContain("SkipOutOfScopeDeletions");
    expect((await world.cycle(undefined, options)).summary.counts).toMatchObject({ skipped: {}, unchanged: 2 });
  });

  it("was left as it is takes part again when the user is back", async () => {
    const options = { skipOutOfScopeDeletions: true };
    await leaving(() => world.directory.roles.set("ada", []), options);
    world.directory.roles.clear();
    const { writes } = await world.cycle([person("ada", { jobTitle: "Director" }), person("bob")], options);
    expect(writes).toEqual(["PATCH t1 title"]);
  });
});

describe("skipOutOfScopeDeletions", () => {
  const options = { skipOutOfScopeDeletions: true };

  it("does not keep the account of a user who is gone for good", async () => {
    await leaving(() => leave(), options);
    world.clock = new Date(world.clock.getTime() + 30 * DAY);
    expect((await world.cycle(undefined, options)).writes).toEqual(["DELETE t1"]);
  });

  it("keeps the account of a user who was unassigned before", async () => {
    await leaving(() => world.directory.roles.set("ada", []), options);
    leave();
    await world.cycle(undefined, options);
    world.clock = new Date(world.clock.getTime() + 31 * DAY);
    expect((await world.cycle(undefined, options)).writes).toEqual([]);
  });

  it("disables users who left in the meantime once it is switched off", async () => {
    await leaving(() => world.directory.roles.set("ada", []), options);
    expect((await world.cycle()).writes).toEqual(["PATCH t1 active"]);
  });

  it("logs once, not in every cycle, that a user who came back out of scope is left unchanged", async () => {
    await leaving(() => leave(), options);
    world.directory.roles.set("ada", []);
    await world.cycle([person("ada"), person("bob")], options);
    expect((await world.cycle(undefined, options)).summary.counts).toMatchObject({ skipped: {}, unchanged: 2 });
  });

  it("counts no user against the threshold", async () => {
    const { summary } = await leaving(() => world.directory.roles.set("ada", []), { ...options, deletionThreshold: 0 });
    expect(summary.outcome).toBe("completed");
  });
});

describe("a target that cannot disable", () => {
  it("is known by the definition of the target in the mapping", async () => {
    const document = schema();
    const metadata = [{ key: "IsSoftDeletionSupported", value: "false" }];
    const mapping = {
      directories: [{ name: "app", objects: [{ name: "User", metadata, attributes: [] }] }],
      synchronizationRules: document.synchronizationRules.map((rule) => ({
        ...Object(rule),
        targetDirectoryName: "app",
      })),
    };
    const { writes } = await leaving(() => world.directory.roles.set("ada", []), { mapping });
    expect(writes).toEqual(["DELETE t1"]);
    expect((await world.cycle(undefined, { mapping, softDelete: true })).writes).toEqual([]);
  });

  it("leaves accounts unchanged that were disabled and became unmanaged before", async () => {
    await leaving(() => world.directory.roles.set("ada", []));
    expect((await world.cycle(undefined, { softDelete: false })).writes).toEqual([]);
  });

  it("holds back too many deletes", async () => {
    const options = { softDelete: false, deletionThreshold: 0 };
    const { summary, writes } = await leaving(() => world.directory.roles.set("ada", []), options);
    expect(writes).toEqual([]);
    expect(summary).toMatchObject({ outcome: "held_back", heldBack: 1 });
  });

  it("may have lost the account already", async () => {
    await world.cycle(undefined, { softDelete: false });
    world.directory.roles.set("ada", []);
    world.target.accounts.delete("t1");
    const { summary } = await world.cycle(undefined, { softDelete: false });
    expect(summary.counts).toMatchObject({ deleted: 1, failed: {} });
  });
});

describe("a target object action that is switched off", () => {
  const without = (flowTypes: string) => ({ mapping: schema({ flowTypes }) });

  it("Create: no account is created, existing ones are linked and changed", async () => {
    world.target.accounts.set("old", { id: "old", userName: "ada@contoso.com", active: false });
    const { writes, summary } = await world.cycle(undefined, without("Update, Delete"));
    expect(writes).toEqual(["PATCH old active name.givenName name.familyName title"]);
    expect(summary.counts.skipped).toEqual({ EntrySynchronizationSkipped: 1 });
  });

  it("Update: an account is linked as it is, and the log says why", async () => {
    world.target.accounts.set("old", { id: "old", userName: "ada@contoso.com", active: false });
    const { writes } = await world.cycle([person("ada")], without("Add, Delete"));
    expect(writes).toEqual([]);
    const [entry] = await world.log("ada");
    expect(entry?.targetIdentity.id).toBe("old");
    expect(entry?.provisioningSteps.at(-1)?.description).toContain("Update is switched off");
  });

  it("Update: a user who is no longer missing is skipped once, not in every cycle", async () => {
    await leaving(() => leave(), without("Add, Delete"));
    const changed = [person("ada", { jobTitle: "Director" }), person("bob")];
    await world.cycle(changed, without("Add, Delete"));
    expect((await world.cycle(undefined, without("Add, Delete"))).summary.counts).toMatchObject({ unchanged: 2 });
  });

  it.each(LEAVING)("Update: the account of a user who %s stays enabled", async (_how, how) => {
    const { writes } = await leaving(how, without("Add, Delete"));
    expect(writes).toEqual([]);
  });

  it("Delete: the account of a missing user is disabled instead, because that is an update", async () => {
    const { writes } = await leaving(() => leave(), { ...without("Add, Update"), deleteAfterDays: 0 });
    expect(writes).toEqual(["PATCH t1 active"]);
  });

  it.each(LEAVING)("Delete: in a target that cannot disable, the account of a user who %s stays", async (_how, how) => {
    const { writes } = await leaving(how, { ...without("Add, Update"), softDelete: false });
    expect(writes).toEqual([]);
  });
});

it("without a mapping that reads IsSoftDeleted, a user out of scope keeps an unchanged account", async () => {
  const mapping = schema({ attributes: BASIC_ATTRIBUTES.filter((one) => !JSON.stringify(one).includes("IsSoft")) });
  const { writes } = await leaving(() => world.directory.roles.set("ada", []), { mapping });
  expect(writes).toEqual([]);
});

describe.each(["inputFilterGroups", "categoryFilterGroups"])("%s of the scope", (name) => {
  const clauses = [
    { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: ["Research"] } },
  ];
  const options = { mapping: schema({ scope: { [name]: [{ name: "read", clauses }] } }) };
  const inside = person("ada", { department: "Research" });
  const outside = person("ada", { department: "Sales" });

  it("give no account to users who do not pass, and the log says so", async () => {
    const { writes, summary } = await world.cycle([inside, person("bob", { department: "Sales" })], options);
    expect(writes).toEqual(["POST ada@contoso.com"]);
    expect(summary.counts).toMatchObject({ created: 1, skipped: { FilteredAtRead: 1 } });
    const [entry] = await world.log("bob");
    expect(entry?.provisioningStatusInfo).toMatchObject({ status: "skipped" });
  });

  it.each([
    ["who no longer passes", () => outside],
    [
      "who no longer passes and is disabled",
      () => ({ ...outside, attributes: { ...outside.attributes, accountEnabled: "False" } }),
    ],
  ])("leave the account of a user %s as it is, and change it on return", async (_how, gone) => {
    await world.cycle([inside], options);
    expect((await world.cycle([gone()], options)).writes).toEqual([]);
    expect((await world.cycle([gone()], options)).calls).toEqual([]);
    expect(world.account("ada")).toMatchObject({ active: true });
    const { writes } = await world.cycle([person("ada", { department: "Research", jobTitle: "Lead" })], options);
    expect(writes).toEqual(["PATCH t1 title"]);
  });

  it("do not keep the account of a user who is missing", async () => {
    await world.cycle([inside, person("bob")], options);
    expect((await world.cycle([person("bob")], options)).writes).toEqual(["PATCH t1 active"]);
  });

  it("leave an unassigned user alone, too", async () => {
    await world.cycle([inside], options);
    world.directory.roles.set("ada", []);
    expect((await world.cycle([outside], options)).writes).toEqual([]);
  });

  it("need the attributes that they read", () => {
    const plan = world.job(options);
    Object.assign(world.directory, { describe: async () => ({ attributeNames: new Set(["id", "mail"]) }) });
    return expect(plan.runCycle()).rejects.toMatchObject({ code: "invalid_source", message: /"department"/ });
  });

  it("stay in the document", () => {
    const read = parseSynchronizationSchema(options.mapping);
    const actions = { ...read.users.actions, delete: false };
    const written = toSynchronizationSchema({ ...read, users: { ...read.users, actions } });
    expect(parseSynchronizationSchema(written).users).toEqual({ ...read.users, actions });
  });

  it("narrow the scope of the groups, and do not take their place", async () => {
    const sales = clauses.map((clause) => ({ ...clause, targetOperand: { values: ["Sales"] } }));
    const scope = { groups: [{ clauses: sales }], [name]: [{ clauses }] };
    const { writes, summary } = await world.cycle([inside, person("bob", { department: "Sales" })], {
      mapping: schema({ scope }),
    });
    expect(writes).toEqual([]);
    expect(summary.counts.skipped).toEqual({ NotInScope: 1, FilteredAtRead: 1 });
  });
});
