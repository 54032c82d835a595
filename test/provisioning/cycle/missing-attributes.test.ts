/**
 * Source attributes that the source does not have: nothing is known of their values, so accounts keep what is mapped
 * from them.
 */
import { beforeEach, describe, expect, it } from "vitest";
import type { ProvisioningJobOptions, SourceUser, SourceValue } from "../../../src/provisioning/index.ts";
import { listed, newDeltaWorld } from "../../support/delta-world.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

const mapping = schema({
  attributes: [
    ...BASIC_ATTRIBUTES,
    attribute("nickName", "[mobilePhone]", { flowNullValues: true }),
    attribute("displayName", "Coalesce([department], [givenName])", { flowNullValues: true }),
    attribute("locale", "[department]", { defaultValue: "en" }),
    attribute(MANAGER, "[manager]"),
  ],
});

const boss = person("boss");
const ada = (more: Record<string, SourceValue> = {}) => person("ada", { mobilePhone: "7", manager: "boss", ...more });

/** The source has everything but these attributes, and its users have no value of them. */
function lack(world: World, ...names: readonly string[]): void {
  const available = Object.keys(person("x").attributes).filter((name) => !names.includes(name));
  Object.assign(world.directory, { describe: async () => ({ attributeNames: new Set(available) }) });
}

function without({ id, attributes }: SourceUser, ...names: readonly string[]): SourceUser {
  return { id, attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name))) };
}

const GONE = ["mobilePhone", "manager", "department"];

describe("attributes that the source no longer has", () => {
  let world: World;
  let warnings: string[];
  const options: Partial<ProvisioningJobOptions> = { mapping, onWarning: (sentence) => warnings.push(sentence) };

  beforeEach(async () => {
    world = newWorld();
    warnings = [];
    await world.cycle([boss, ada()], options);
    lack(world, ...GONE);
  });

  it("clear nothing and set no default, references and flowNullValues included", async () => {
    const before = world.account("ada");
    expect((await world.cycle([without(boss, ...GONE), without(ada(), ...GONE)], options)).writes).toEqual([]);
    expect(world.account("ada")).toEqual(before);
    expect(before).toMatchObject({ nickName: "7", displayName: "Research", locale: "Research" });
  });

  it("do not change a value that is computed from present attributes as well, which keep flowing elsewhere", async () => {
    const { writes } = await world.cycle(
      [without(boss, ...GONE), without(ada({ givenName: "Eve" }), ...GONE)],
      options,
    );
    expect(writes).toEqual(["PATCH t2 name.givenName"]);
    expect(world.account("ada")).toMatchObject({ displayName: "Research" });
  });

  it("are listed in one warning, with what is mapped from them", async () => {
    const { summary } = await world.cycle([without(boss, ...GONE)], options);
    const sentence = `The source has no attribute "mobilePhone", "department", "manager"; existing accounts keep their nickName, displayName, locale, ${MANAGER}`;
    expect(summary.warnings).toEqual([sentence]);
    expect(warnings).toEqual([sentence]);
    await world.job(options).provisionOnDemand("boss");
    expect(warnings).toEqual([sentence, sentence]);
  });

  it("count as empty for a new account, which gets what other attributes and defaults yield", async () => {
    await world.cycle([without(person("new"), ...GONE)], options);
    expect(world.account("new")).toMatchObject({ displayName: "Ada", locale: "en" });
  });

  it("count again once the source has them, also when they are empty", async () => {
    await world.cycle([without(boss, ...GONE), without(ada(), ...GONE)], options);
    lack(world);
    const { writes } = await world.cycle([boss, ada({ mobilePhone: "", department: "Sales" })], options);
    expect(writes).toEqual(["PATCH t2 nickName displayName locale"]);
  });

  it("do not change what a user is evaluated by while they are gone", async () => {
    await world.cycle([without(ada(), ...GONE), without(boss, ...GONE)], options);
    const first = await world.state.get("ada");
    await world.cycle([without(ada(), ...GONE), without(boss, ...GONE)], options);
    expect(await world.state.get("ada")).toEqual(first);
  });

  it("stop the job when it is strict", async () => {
    await expect(world.job({ ...options, strict: true }).runCycle()).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringMatching(/no attribute "mobilePhone", "department", "manager", which/),
    });
  });
});

describe("a reference that waits for an account", () => {
  it("keeps waiting while the source does not mention it", async () => {
    const world = newWorld();
    await world.cycle([ada()], { mapping });
    lack(world, "manager");
    const silent = without(ada({ jobTitle: "Lead" }), "manager");
    expect((await world.cycle([silent], { mapping })).writes).toEqual(["PATCH t1 title"]);
    const { writes } = await world.cycle([silent, without(boss, "manager")], { mapping });
    expect(writes).toContain(`PATCH t1 ${MANAGER}`);
  });
});

describe("an attribute that decides who has an active account", () => {
  const scope = {
    groups: [
      {
        clauses: [{ operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: ["Research"] } }],
      },
    ],
  };

  it.each<[string, string, unknown]>([
    ["a matching mapping", "mail", schema()],
    ["a scoping filter", "department", schema({ scope })],
    ["accountEnabled", "accountEnabled", schema()],
    [
      "a mapping of active",
      "jobTitle",
      schema({
        attributes: [BASIC_ATTRIBUTES[0], attribute("active", 'IIF([jobTitle] = "Left", "False", "True")')],
      }),
    ],
    [
      "a mapping that may leave a user out",
      "jobTitle",
      schema({
        attributes: [
          ...BASIC_ATTRIBUTES.slice(0, 2),
          attribute("title", 'IIF([jobTitle] = "x", IgnoreObjectFlow, "y")'),
        ],
      }),
    ],
  ])("is required: %s", async (_what, name, document) => {
    const world = newWorld([person("ada")]);
    lack(world, name);
    const options = { mapping: document as ProvisioningJobOptions["mapping"] };
    await expect(world.cycle(undefined, options)).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringContaining(JSON.stringify(name)),
    });
    expect(world.target.calls).toEqual([]);
  });
});

describe("a delta", () => {
  it("is read from its beginning once it has an attribute that it lacked: it does not list all users again", async () => {
    const world = newDeltaWorld({ mapping });
    lack(world, "mobilePhone");
    await world.change(...listed(boss, without(person("ada"), "mobilePhone")));
    await world.change();
    lack(world);
    world.rounds = [listed(boss, ada({ manager: "" }))];
    expect(await world.change()).toEqual(["PATCH t2 nickName"]);
    await world.change();
    expect(world.watermarks).toEqual([undefined, "1", undefined, "1"]);
  });
});
