/**
 * Reading and printing synchronization schemas: known members can be changed, unknown ones are kept.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttributeMapping,
  type ObjectMapping,
  parseSynchronizationSchema,
  type ScopingFilter,
  toSynchronizationSchema,
} from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";
import { attribute, schema } from "../../support/mapping.ts";

/** A document with unknown members everywhere. */
function exported() {
  return {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#schema",
    id: "job",
    version: "v1",
    unknownPart: { kept: [1, null, "x"] },
    directories: [
      {
        id: "d1",
        name: "Azure Active Directory",
        objects: [
          {
            name: "User",
            attributes: [
              { name: "department", type: "String", flowNullValues: false, vendor: 1 },
              { name: "mail", type: "String", flowNullValues: false },
            ],
          },
        ],
      },
      { name: "customappsso", objects: [{ name: "User", attributes: [{ name: "userName", required: true }] }] },
    ],
    synchronizationRules: [
      {
        id: "other",
        name: "GROUPS",
        priority: 1,
        objectMappings: [{ sourceObjectName: "Group", attributeMappings: [], extra: true }],
      },
      {
        id: "rule",
        name: "USER_OUTBOUND_USER",
        priority: 2,
        sourceDirectoryName: "Azure Active Directory",
        targetDirectoryName: "customappsso",
        metadata: [{ key: "a", value: "b" }],
        objectMappings: [
          {
            name: "Users",
            enabled: true,
            flowTypes: "Add, Update, Delete, Special",
            sourceObjectName: "User",
            targetObjectName: "User",
            metadata: [{ key: "EscrowBehavior", value: '"Default"' }],
            scope: {
              "@odata.type": "#filter",
              groups: [
                {
                  name: "NY",
                  id: 7,
                  clauses: [
                    { operatorName: "EQUALS", sourceOperandName: "state", targetOperand: { values: ["NY"], hint: 1 } },
                    { operatorName: "IS TRUE", sourceOperandName: "accountEnabled", targetOperand: null },
                  ],
                },
              ],
            },
            attributeMappings: [
              {
                targetAttributeName: "userName",
                source: { type: "Attribute", name: "mail", expression: "[mail]", parameters: [], tag: "t" },
                matchingPriority: 1,
                note: "keep",
              },
              {
                targetAttributeName: "nickName",
                source: {
                  type: "Function",
                  name: "Mid",
                  parameters: [{ key: "source", value: null }],
                  expression: "Mid([department], 1, 3)",
                },
                flowType: "Always",
                flowBehavior: "FlowWhenChanged",
                defaultValue: null,
              },
              { targetAttributeName: "locale", source: null, defaultValue: "en_US" },
            ],
          },
        ],
      },
    ],
  };
}

/** Places depend on the position of a part. */
function withoutPlaces(users: ObjectMapping): unknown {
  return JSON.parse(JSON.stringify(users, (name, value: unknown) => (name === "place" ? undefined : value)));
}

const rewrite = (users: (before: ObjectMapping) => ObjectMapping) => {
  const read = parseSynchronizationSchema(exported());
  return toSynchronizationSchema({ ...read, users: users(read.users) });
};

describe("the mapping of users", () => {
  const others = [
    { sourceObjectName: "Group", scope: "unheard of", attributeMappings: [{ flowType: "SomethingNew" }] },
    { sourceObjectName: "", enabled: false, attributeMappings: [{ targetAttributeName: "objectId", source: null }] },
  ];

  it("is found among mappings of other objects, whatever they contain", () => {
    const document = exported();
    const [groups, rule] = document.synchronizationRules;
    const crowded = { ...document, synchronizationRules: [{ ...groups, objectMappings: others }, rule] };
    const read = parseSynchronizationSchema(crowded);
    expect(read.users.attributes.map(({ target }) => target)).toEqual(["userName", "nickName", "locale"]);
    expect(toSynchronizationSchema(read)).toEqual(crowded);
  });

  it.each(["Azure Active Directory", "Microsoft Entra ID"])(
    "is not one that provisions users into the directory (%s)",
    (name) => {
      const document = exported();
      const [groups, rule] = document.synchronizationRules;
      const inbound = {
        ...groups,
        sourceDirectoryName: "app",
        targetDirectoryName: name,
        objectMappings: [{ sourceObjectName: "User", attributeMappings: [{ targetAttributeName: "objectId" }] }],
      };
      const { users } = parseSynchronizationSchema({ ...document, synchronizationRules: [inbound, rule] });
      expect(users.attributes).toHaveLength(3);
      expect(() => parseSynchronizationSchema({ ...document, synchronizationRules: [inbound] })).toThrow(/User/);
    },
  );

  it("may have sources of other types that have an expression", () => {
    const source = { type: "Workflow", name: "w", expression: "[mail]", parameters: [] };
    const read = (one: unknown) =>
      parseSynchronizationSchema(schema({ attributes: [{ targetAttributeName: "title", source: one }] }));
    expect(read(source).users.attributes[0]?.expression).toBe("[mail]");
    expect(() => read({ ...source, expression: null })).toThrow(/attributeMappings\[0\]\.source\.expression/);
  });

  it("is rejected with the place of the error", () => {
    const broken = schema({ attributes: [attribute("userName", "[mail]", { flowType: "Sometimes" })] });
    expect(() => parseSynchronizationSchema(broken)).toThrow(
      /^synchronizationRules\[0\]\.objectMappings\[0\]\.attributeMappings\[0\]\.flowType: /,
    );
  });
});

describe("an unchanged schema", () => {
  it.each([
    ["an export with unknown parts", exported()],
    ["Proxyclick's default mapping", defaultMapping()],
    ["a minimal schema", schema()],
  ])("is printed as it was read: %s", (_what, document) => {
    expect(toSynchronizationSchema(parseSynchronizationSchema(document))).toEqual(document);
    expect(toSynchronizationSchema(parseSynchronizationSchema(JSON.stringify(document)))).toEqual(document);
  });
});

describe("a change", () => {
  it("changes no other member, and not the input", () => {
    const document = exported();
    const read = parseSynchronizationSchema(document);
    const [first, ...rest] = read.users.attributes;
    if (first === undefined) throw new Error("expected an attribute");
    const attributes = [{ ...first, expression: "[userPrincipalName]" }, ...rest];
    const written = toSynchronizationSchema({ ...read, users: { ...read.users, attributes } });
    const expected = exported();
    const mapping = expected.synchronizationRules[1]?.objectMappings[0]?.attributeMappings[0];
    Object.assign(mapping ?? {}, {
      source: { type: "Attribute", name: "userPrincipalName", expression: "[userPrincipalName]", parameters: [] },
    });
    expect(written).toEqual(expected);
    expect(document).toEqual(exported());
  });

  it.each([
    ["[mail]", { type: "Attribute", name: "mail" }],
    ['"Proxyclick"', { type: "Constant", name: "Proxyclick" }],
    ['Append([mail], "x")', { type: "Function", name: "Append" }],
  ])("of an expression to %s sets the type of the source", (expression, source) => {
    const written = rewrite((users) => ({
      ...users,
      attributes: users.attributes.map((one) => (one.target === "locale" ? { ...one, expression } : one)),
    }));
    expect(JSON.stringify(written)).toContain(JSON.stringify({ ...source, expression, parameters: [] }));
  });

  it("of the actions keeps unknown ones", () => {
    const written = rewrite((users) => ({ ...users, actions: { create: true, update: false, delete: false } }));
    expect(JSON.stringify(written)).toContain('"flowTypes":"Add, Special"');
  });

  it("of a filter keeps its unchanged clauses", () => {
    const written = rewrite((users) => ({
      ...users,
      scopingFilters: users.scopingFilters.map((filter) => ({ ...filter, clauses: filter.clauses.slice(0, 1) })),
    }));
    const [, rule] = written.synchronizationRules;
    expect(rule).toMatchObject({
      objectMappings: [
        {
          scope: {
            "@odata.type": "#filter",
            groups: [{ name: "NY", id: 7, clauses: [{ targetOperand: { values: ["NY"], hint: 1 } }] }],
          },
        },
      ],
    });
  });

  it("that lets nulls flow also changes the definition of the source attribute, and no other", () => {
    const written = rewrite((users) => ({
      ...users,
      attributes: users.attributes.map((one) => (one.target === "nickName" ? { ...one, flowNullValues: true } : one)),
    }));
    const text = JSON.stringify(written);
    expect(text).toContain('{"name":"department","type":"String","flowNullValues":true,"vendor":1}');
    expect(text).toContain('{"name":"mail","type":"String","flowNullValues":false}');
  });

  it("in a schema without a document creates a new one", () => {
    const { users } = parseSynchronizationSchema(schema({ attributes: [attribute("userName", "[mail]")] }));
    const written = toSynchronizationSchema({ document: undefined, users });
    expect(withoutPlaces(parseSynchronizationSchema(written).users)).toEqual(withoutPlaces(users));
  });

  it("with an expression that does not parse is rejected, with the place and the position", () => {
    const { users, ...read } = parseSynchronizationSchema(schema({ attributes: [attribute("userName", "[mail]")] }));
    const attributes = users.attributes.map((one) => ({ ...one, expression: "Join(" }));
    expect(() => toSynchronizationSchema({ ...read, users: { ...users, attributes } })).toThrow(
      expect.objectContaining({
        code: "invalid_mapping",
        message: expect.stringMatching(/attributeMappings\[0\]\.source\.expression \(userName\): .*\n.*\^/s),
      }),
    );
  });

  it("in a document that is not a schema is rejected", () => {
    const { users } = parseSynchronizationSchema(schema());
    expect(() => toSynchronizationSchema({ document: { synchronizationRules: [] }, users })).toThrow(
      expect.objectContaining({ code: "invalid_mapping" }),
    );
  });
});

const anyAttribute = (target: string): fc.Arbitrary<AttributeMapping> =>
  fc.record({
    target: fc.constant(target),
    expression: fc.option(fc.constantFrom("[mail]", "[department]", '"x"', 'Join(" ", [mail], [department])'), {
      nil: undefined,
    }),
    defaultValue: fc.option(fc.string(), { nil: undefined }),
    matchingPriority: fc.nat({ max: 3 }),
    flowType: fc.constantFrom("Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"),
    flowBehavior: fc.constantFrom("FlowWhenChanged", "FlowAlways"),
    flowNullValues: fc.boolean(),
    caseExact: fc.constant(true),
    required: fc.constant(target === "userName"),
    ...(target === "userName" && {
      definition: fc.constant({ type: undefined, multivalued: undefined, mutability: undefined }),
    }),
    place: fc.constant(""),
  });

const anyFilter: fc.Arbitrary<ScopingFilter> = fc.record({
  name: fc.constantFrom("NY", "one", "two"),
  clauses: fc.array(
    fc.record({
      attribute: fc.constantFrom("state", "department"),
      operator: fc.constantFrom("EQUALS", "IS NULL", "NOT EQUALS"),
      values: fc.array(fc.string(), { maxLength: 2 }),
      place: fc.constant(""),
    }),
    { maxLength: 3 },
  ),
});

const anyUsers: fc.Arbitrary<ObjectMapping> = fc
  .uniqueArray(fc.constantFrom("userName", "nickName", "locale", "title", "name.formatted"))
  .chain((targets) =>
    fc.record({
      name: fc.string({ minLength: 1 }),
      actions: fc.record({ create: fc.boolean(), update: fc.boolean(), delete: fc.boolean() }),
      softDelete: fc.constant(true),
      scopingFilters: fc.array(anyFilter, { maxLength: 3 }),
      inputFilters: fc.constant([]),
      categoryFilters: fc.constant([]),
      attributes: fc.tuple(...targets.map(anyAttribute)),
    }),
  );

describe("any change", () => {
  it("is read back as it was printed, and the rest of the document is unchanged", () => {
    fc.assert(
      fc.property(anyUsers, (users) => {
        const written = rewrite(() => users);
        expect(withoutPlaces(parseSynchronizationSchema(written).users)).toEqual(withoutPlaces(users));
        expect(written).toMatchObject({ unknownPart: { kept: [1, null, "x"] }, id: "job" });
        expect(written.synchronizationRules[0]).toEqual(exported().synchronizationRules[0]);
      }),
    );
  });
});
