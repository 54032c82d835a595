/** Custom attributes, which only the target's definition in the synchronization schema names. */
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineResourceType, optional, User } from "../../../src/models/index.ts";
import { lintMapping, parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { proxyclickProfile } from "../../../src/proxyclick/index.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { person } from "../../support/fake-directory.ts";
import { fullService } from "../../support/full-service.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

const CUSTOM = "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User";

/** A schema whose target has the definitions of two custom attributes, if they are given. */
function customSchema(definitions: readonly object[], more: readonly unknown[] = []) {
  const document = schema({
    attributes: [
      ...BASIC_ATTRIBUTES,
      attribute(`${CUSTOM}:tag`, "[department]"),
      attribute(`${CUSTOM}:visits`, "Len([department])"),
      ...more,
    ],
  });
  const [rule] = document.synchronizationRules;
  const objects = [{ name: "User", attributes: definitions }];
  return {
    synchronizationRules: [Object.assign({}, rule, { targetDirectoryName: "customappsso" })],
    directories: [{ name: "customappsso", objects }],
  };
}

const DEFINITIONS = [
  { name: `${CUSTOM}:tag`, type: "String", multivalued: false, mutability: "ReadWrite" },
  { name: `${CUSTOM}:visits`, type: "Integer" },
];

const TaggedUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: { [CUSTOM]: z.object({ tag: optional(z.string(), {}), visits: optional(z.int(), {}) }) },
});

describe("custom attributes of the target", () => {
  it("are created and changed by a client that does not know them", async () => {
    const profile = fullProfile();
    const resourceTypes = profile.resourceTypes.map((type) => (type.name === "User" ? TaggedUserType : type));
    const service = fullService({ ...profile, resourceTypes });
    const world = newWorld([person("ada")]);
    const job = () => world.job({ target: service.target, mapping: customSchema(DEFINITIONS) });
    const stored = async () => {
      const [user] = await service.client.resources(TaggedUserType).list().toArray();
      return user?.[CUSTOM];
    };
    await job().runCycle();
    expect(await stored()).toEqual({ tag: "Research", visits: 8 });
    world.directory.users = [person("ada", { department: "Sales" })];
    await job().runCycle();
    expect(await stored()).toEqual({ tag: "Sales", visits: 5 });
  });

  it("have the type of their definition", () => {
    const constant = [attribute(`${CUSTOM}:level`, '"high"'), attribute(`${CUSTOM}:gate.name`, '"A"')];
    const definitions = [
      ...DEFINITIONS,
      { name: `${CUSTOM}:level`, type: "Integer" },
      { name: `${CUSTOM}:gate.name`, type: "String" },
    ];
    const problems = lintMapping(parseSynchronizationSchema(customSchema(definitions, constant)), fullProfile());
    expect(problems).toMatchObject([{ severity: "error", code: "value_does_not_fit", target: `${CUSTOM}:level` }]);
  });

  it("are an error without a definition", () => {
    const [problem] = lintMapping(parseSynchronizationSchema(customSchema([])), fullProfile());
    expect(problem).toMatchObject({ severity: "error", code: "invalid_mapping" });
    expect(problem?.message).toContain("needs a definition");
  });

  it("are left out of writes to Proxyclick, which has none", async () => {
    const parsed = parseSynchronizationSchema(
      customSchema(DEFINITIONS, [attribute('emails[type eq "work"].value', "[mail]")]),
    );
    expect(lintMapping(parsed, proxyclickProfile())).toMatchObject([
      { severity: "information", code: "unsupported_attribute" },
    ]);
  });
});
