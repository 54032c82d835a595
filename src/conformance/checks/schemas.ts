/** RFC 7643 §7: the schemas at `/Schemas`. */
import { SCHEMA_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { arrayOf, type Body, objectsOf, resourcesOf, type ServiceResponse, stringOf } from "../service/exchange.ts";
import { expectStatus, expectThat } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, should } from "./check.ts";

const SCHEMAS = "RFC 7643 §7";

const TYPE_NAMES = new Set(["string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"]);
const VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  mutability: new Set(["readOnly", "readWrite", "immutable", "writeOnly"]),
  returned: new Set(["always", "never", "default", "request"]),
  uniqueness: new Set(["none", "server", "global"]),
};

/** Attributes and sub-attributes with their paths. */
function attributesOf(
  holder: Body,
  name = "attributes",
  prefix = "",
): readonly (readonly [path: string, attribute: Body])[] {
  return objectsOf(holder, name).flatMap((attribute) => {
    const path = `${prefix}${stringOf(attribute["name"])}`;
    return [[path, attribute] as const, ...attributesOf(attribute, "subAttributes", `${path}.`)];
  });
}

/** Expects every attribute of every schema to satisfy a condition. */
function expectAttributes(response: ServiceResponse, expected: string, rule: (attribute: Body) => boolean): void {
  for (const schema of resourcesOf(response)) {
    for (const [path, attribute] of attributesOf(schema)) {
      expectThat(rule(attribute), response, `${expected}; ${path} of ${stringOf(schema["id"])} is not so`);
    }
  }
}

async function schemasOf(service: ServiceUnderTest): Promise<ServiceResponse> {
  const response = await service.get("/Schemas");
  expectStatus(response, 200);
  return response;
}

/** Characteristics of RFC 7643 §8.7.1 that clients rely on. */
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
  must("schemas-attributes", SCHEMAS, "A schema has id and attributes.", async (service) => {
    const response = await schemasOf(service);
    for (const schema of resourcesOf(response)) {
      expectThat(
        /^urn:/i.test(stringOf(schema["id"])) && arrayOf(schema, "attributes").length > 0,
        response,
        "a URN as id, and attributes",
      );
    }
  }),
  should("schemas-named", SCHEMAS, "A schema has a human-readable name, such as User.", async (service) => {
    const response = await schemasOf(service);
    for (const schema of resourcesOf(response)) {
      expectThat(stringOf(schema["name"]) !== "", response, `a name of ${stringOf(schema["id"])}`);
    }
  }),
  should("schemas-schema", SCHEMAS, "A schema document has the Schema schema.", async (service) => {
    const response = await schemasOf(service);
    for (const schema of resourcesOf(response)) {
      expectThat(
        arrayOf(schema, "schemas").includes(SCHEMA_SCHEMA),
        response,
        `the schemas [${SCHEMA_SCHEMA}] in ${stringOf(schema["id"])}`,
      );
    }
  }),
  must(
    "schemas-name",
    "RFC 7643 §2.1",
    "An attribute name starts with a letter and contains only letters, digits, - and _.",
    async (service) => {
      expectAttributes(await schemasOf(service), "a name in the RFC's form", (attribute) =>
        /^(?:[A-Za-z][\w-]*|\$ref)$/.test(stringOf(attribute["name"])),
      );
    },
  ),
  must("schemas-type", SCHEMAS, "The type of an attribute is one of the eight types of the RFC.", async (service) => {
    expectAttributes(await schemasOf(service), "a type of the RFC", (attribute) =>
      TYPE_NAMES.has(stringOf(attribute["type"])),
    );
  }),
  must("schemas-multi", SCHEMAS, "multiValued is a boolean.", async (service) => {
    expectAttributes(
      await schemasOf(service),
      "multiValued as a boolean",
      ({ multiValued }) => typeof multiValued === "boolean",
    );
  }),
  ...["mutability", "returned", "uniqueness"].map((name) =>
    must(`schemas-${name}`, SCHEMAS, `${name} has a value that the RFC defines.`, async (service) => {
      const isKnown = (value: unknown) =>
        value === undefined || (typeof value === "string" && VALUES[name]?.has(value) === true);
      expectAttributes(await schemasOf(service), `${name} with a value of the RFC`, (attribute) =>
        isKnown(attribute[name]),
      );
    }),
  ),
  must("schemas-flags", SCHEMAS, "required and caseExact are booleans.", async (service) => {
    const isFlag = (value: unknown) => value === undefined || typeof value === "boolean";
    expectAttributes(
      await schemasOf(service),
      "required and caseExact as booleans",
      ({ required, caseExact }) => isFlag(required) && isFlag(caseExact),
    );
  }),
  must(
    "schemas-complex",
    "RFC 7643 §2.3.8",
    "A complex attribute has sub-attributes, none of them complex.",
    async (service) => {
      expectAttributes(
        await schemasOf(service),
        "sub-attributes in complex attributes, and only there",
        (attribute) => {
          const parts = objectsOf(attribute, "subAttributes");
          return attribute["type"] === "complex"
            ? parts.length > 0 && parts.every(({ type }) => type !== "complex")
            : parts.length === 0;
        },
      );
    },
  ),
  should("schemas-reference", SCHEMAS, "A reference attribute states its referenceTypes.", async (service) => {
    expectAttributes(
      await schemasOf(service),
      "referenceTypes in references",
      (attribute) => attribute["type"] !== "reference" || arrayOf(attribute, "referenceTypes").length > 0,
    );
  }),
  must(
    "schemas-once",
    "RFC 7643 §2.1",
    "Attribute names are unique within a schema, regardless of case.",
    async (service) => {
      const response = await schemasOf(service);
      for (const schema of resourcesOf(response)) {
        const names = attributesOf(schema).map(([path]) => path.toLowerCase());
        expectThat(new Set(names).size === names.length, response, `each name once in ${stringOf(schema["id"])}`);
      }
    },
  ),
  must(
    "schemas-user",
    "RFC 7643 §8.7.1",
    "The attributes of a user have the characteristics that the RFC defines.",
    async (service) => {
      const response = await schemasOf(service);
      const user = resourcesOf(response).find(({ id }) => id === USER_SCHEMA);
      expectThat(user !== undefined, response, `the schema ${USER_SCHEMA}`);
      const attributes = new Map(user === undefined ? [] : attributesOf(user));
      for (const [path, characteristics] of KNOWN) {
        const attribute = attributes.get(path);
        if (attribute === undefined) continue;
        for (const [name, value] of Object.entries(characteristics)) {
          expectThat(
            attribute[name] === undefined || attribute[name] === value,
            response,
            `${name} of ${path} to be ${String(value)}`,
          );
        }
      }
    },
  ),
];
