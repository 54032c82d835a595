/** RFC 7643 §7: the schemas that a service describes. */
import { SCHEMA_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { type Answer, type Body, elementsOf, listOf, resourcesOf, textOf } from "../service/exchange.ts";
import { expectStatus, expectThat } from "../service/expect.ts";
import type { Scim } from "../service/service-under-test.ts";
import { type Check, must, should } from "./check.ts";

const SCHEMAS = "RFC 7643 §7";

const TYPE_NAMES = new Set(["string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"]);
const VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  mutability: new Set(["readOnly", "readWrite", "immutable", "writeOnly"]),
  returned: new Set(["always", "never", "default", "request"]),
  uniqueness: new Set(["none", "server", "global"]),
};

/** Attributes and their sub-attributes, with their paths. */
function attributesOf(
  holder: Body,
  name = "attributes",
  prefix = "",
): readonly (readonly [path: string, attribute: Body])[] {
  return elementsOf(holder, name).flatMap((attribute) => {
    const path = `${prefix}${textOf(attribute["name"])}`;
    return [[path, attribute] as const, ...attributesOf(attribute, "subAttributes", `${path}.`)];
  });
}

/** Every attribute of every schema obeys a rule. */
function expectAttributes(answer: Answer, expected: string, rule: (attribute: Body) => boolean): void {
  for (const schema of resourcesOf(answer)) {
    for (const [path, attribute] of attributesOf(schema)) {
      expectThat(rule(attribute), answer, `${expected}; ${path} of ${textOf(schema["id"])} is not so`);
    }
  }
}

async function schemasOf(scim: Scim): Promise<Answer> {
  const answer = await scim.get("/Schemas");
  expectStatus(answer, 200);
  return answer;
}

/** Characteristics of RFC 7643 §8.7.1 that services are built on. */
const KNOWN: readonly (readonly [path: string, characteristics: Readonly<Record<string, unknown>>])[] = [
  ["userName", { type: "string", multiValued: false, required: true, caseExact: false, uniqueness: "server" }],
  ["name", { type: "complex", multiValued: false }],
  ["active", { type: "boolean", multiValued: false }],
  ["emails", { type: "complex", multiValued: true }],
  ["emails.value", { type: "string", multiValued: false }],
  ["password", { mutability: "writeOnly", returned: "never" }],
  ["groups", { type: "complex", multiValued: true, mutability: "readOnly" }],
];

/** Checks of `/Schemas`. */
export const schemaChecks: readonly Check[] = [
  must("schemas-attributes", SCHEMAS, "A schema has id and attributes.", async (scim) => {
    const answer = await schemasOf(scim);
    for (const schema of resourcesOf(answer)) {
      expectThat(
        /^urn:/i.test(textOf(schema["id"])) && listOf(schema, "attributes").length > 0,
        answer,
        "a URN as id, and attributes",
      );
    }
  }),
  should("schemas-named", SCHEMAS, "A schema has a name for people, such as User.", async (scim) => {
    const answer = await schemasOf(scim);
    for (const schema of resourcesOf(answer)) {
      expectThat(textOf(schema["name"]) !== "", answer, `a name of ${textOf(schema["id"])}`);
    }
  }),
  should("schemas-schema", SCHEMAS, "A schema document carries the schema of schemas.", async (scim) => {
    const answer = await schemasOf(scim);
    for (const schema of resourcesOf(answer)) {
      expectThat(
        listOf(schema, "schemas").includes(SCHEMA_SCHEMA),
        answer,
        `the schemas [${SCHEMA_SCHEMA}] in ${textOf(schema["id"])}`,
      );
    }
  }),
  must(
    "schemas-name",
    "RFC 7643 §2.1",
    "The name of an attribute begins with a letter and has letters, digits, - and _.",
    async (scim) => {
      expectAttributes(await schemasOf(scim), "a name in the RFC's form", (attribute) =>
        /^(?:[A-Za-z][\w-]*|\$ref)$/.test(textOf(attribute["name"])),
      );
    },
  ),
  must("schemas-type", SCHEMAS, "The type of an attribute is one of the RFC's eight.", async (scim) => {
    expectAttributes(await schemasOf(scim), "a type of the RFC", (attribute) =>
      TYPE_NAMES.has(textOf(attribute["type"])),
    );
  }),
  must("schemas-multi", SCHEMAS, "multiValued is a boolean.", async (scim) => {
    expectAttributes(
      await schemasOf(scim),
      "multiValued as a boolean",
      ({ multiValued }) => typeof multiValued === "boolean",
    );
  }),
  ...["mutability", "returned", "uniqueness"].map((name) =>
    must(`schemas-${name}`, SCHEMAS, `${name} has one of the RFC's values.`, async (scim) => {
      const isKnown = (value: unknown) =>
        value === undefined || (typeof value === "string" && VALUES[name]?.has(value) === true);
      expectAttributes(await schemasOf(scim), `${name} with a value of the RFC`, (attribute) =>
        isKnown(attribute[name]),
      );
    }),
  ),
  must("schemas-flags", SCHEMAS, "required and caseExact are booleans.", async (scim) => {
    const isFlag = (value: unknown) => value === undefined || typeof value === "boolean";
    expectAttributes(
      await schemasOf(scim),
      "required and caseExact as booleans",
      ({ required, caseExact }) => isFlag(required) && isFlag(caseExact),
    );
  }),
  must(
    "schemas-complex",
    "RFC 7643 §2.3.8",
    "A complex attribute has sub-attributes, of which none is complex.",
    async (scim) => {
      expectAttributes(await schemasOf(scim), "sub-attributes in complex attributes, and only there", (attribute) => {
        const parts = elementsOf(attribute, "subAttributes");
        return attribute["type"] === "complex"
          ? parts.length > 0 && parts.every(({ type }) => type !== "complex")
          : parts.length === 0;
      });
    },
  ),
  should("schemas-reference", SCHEMAS, "A reference says what it may lead to.", async (scim) => {
    expectAttributes(
      await schemasOf(scim),
      "referenceTypes in references",
      (attribute) => attribute["type"] !== "reference" || listOf(attribute, "referenceTypes").length > 0,
    );
  }),
  must("schemas-once", "RFC 7643 §2.1", "A name stands once in a schema, in whatever case.", async (scim) => {
    const answer = await schemasOf(scim);
    for (const schema of resourcesOf(answer)) {
      const names = attributesOf(schema).map(([path]) => path.toLowerCase());
      expectThat(new Set(names).size === names.length, answer, `each name once in ${textOf(schema["id"])}`);
    }
  }),
  must("schemas-user", "RFC 7643 §8.7.1", "The attributes of a user have the RFC's characteristics.", async (scim) => {
    const answer = await schemasOf(scim);
    const user = resourcesOf(answer).find(({ id }) => id === USER_SCHEMA);
    expectThat(user !== undefined, answer, `the schema ${USER_SCHEMA}`);
    const attributes = new Map(user === undefined ? [] : attributesOf(user));
    for (const [path, characteristics] of KNOWN) {
      const attribute = attributes.get(path);
      if (attribute === undefined) continue;
      for (const [name, value] of Object.entries(characteristics)) {
        expectThat(
          attribute[name] === undefined || attribute[name] === value,
          answer,
          `${name} of ${path} to be ${String(value)}`,
        );
      }
    }
  }),
];
