/** Fills in the attributes that the schemas of a service require of a user. */
import { isObject } from "../../internal/values.ts";
import { USER_SCHEMA } from "../../urns.ts";
import { type Body, objectsOf, stringOf, valueAt } from "./exchange.ts";

/**
 * Adds what a user lacks; what the user has stays as it is.
 *
 * @param unique - letters that no other user has
 */
export type FillRequired = (user: Body, unique: string) => Body;

/** Makes the function for a service with these schemas and resource types. */
export function requiredFiller(schemas: readonly Body[], types: readonly Body[]): FillRequired {
  const attributesOf = (urn: string) => requiredOf(schemas.find(({ id }) => sameUrn(id, urn)));
  const core = attributesOf(USER_SCHEMA);
  const userType = types.find(({ schema }) => sameUrn(schema, USER_SCHEMA));
  const extensions = objectsOf(userType ?? {}, "schemaExtensions")
    .filter(({ required }) => required === true)
    .map(({ schema }) => ({ urn: stringOf(schema), attributes: attributesOf(stringOf(schema)) }));
  return (user, unique) => {
    const filled: Record<string, unknown> = { ...fill(core, user, unique) };
    for (const { urn, attributes } of extensions) {
      const given = filled[urn];
      filled[urn] = fill(attributes, isObject(given) ? given : {}, unique);
      filled["schemas"] = [...new Set([...(Array.isArray(filled["schemas"]) ? filled["schemas"] : []), urn])];
    }
    return filled;
  };
}

/** Names of the attributes of a user that the core schema requires, in lower case. */
export function requiredNames(schemas: readonly Body[]): ReadonlySet<string> {
  const core = requiredOf(schemas.find(({ id }) => sameUrn(id, USER_SCHEMA)));
  return new Set(core.map(({ name }) => stringOf(name).toLowerCase()));
}

function sameUrn(found: unknown, urn: string): boolean {
  return urn !== "" && stringOf(found).toLowerCase() === urn.toLowerCase();
}

/** The attributes that a client must send; services list `id` and others as required, too. */
function requiredOf(schema: Body | undefined): readonly Body[] {
  return objectsOf(schema ?? {}, "attributes").filter(isRequired);
}

function isRequired(attribute: Body): boolean {
  return attribute["required"] === true && attribute["mutability"] !== "readOnly" && stringOf(attribute["name"]) !== "";
}

function fill(attributes: readonly Body[], given: Body, unique: string): Body {
  const filled: Record<string, unknown> = { ...given };
  for (const attribute of attributes) {
    const name = stringOf(attribute["name"]);
    const known = Object.keys(filled).find((key) => key.toLowerCase() === name.toLowerCase());
    filled[known ?? name] =
      known === undefined ? sample(attribute, unique) : complete(attribute, filled[known], unique);
  }
  return filled;
}

/** A value with the sub-attributes that it lacks. */
function complete(attribute: Body, value: unknown, unique: string): unknown {
  const parts = objectsOf(attribute, "subAttributes").filter(isRequired);
  if (Array.isArray(value)) return value.map((element) => complete(attribute, element, unique));
  return isObject(value) && parts.length > 0 ? fill(parts, value, unique) : value;
}

function sample(attribute: Body, unique: string): unknown {
  const value = attribute["type"] === "complex" ? sampleObject(attribute, unique) : sampleValue(attribute, unique);
  return attribute["multiValued"] === true ? [value] : value;
}

/** The required sub-attributes, or else the first that can be written. */
function sampleObject(attribute: Body, unique: string): Body {
  const parts = objectsOf(attribute, "subAttributes").filter((part) => part["mutability"] !== "readOnly");
  const required = parts.filter(isRequired);
  const value = parts.find(({ name }) => name === "value") ?? parts[0];
  const chosen = required.length > 0 || value === undefined ? required : [value];
  const context = stringOf(attribute["name"]).toLowerCase();
  const named = chosen.map((part) => [stringOf(part["name"]), sample({ ...part, context }, unique)]);
  return Object.fromEntries(named);
}

function sampleValue(attribute: Body, unique: string): unknown {
  const canonical = valueAt(attribute, "canonicalValues.0");
  if (canonical !== undefined) return canonical;
  switch (attribute["type"]) {
    case "boolean":
      return true;
    case "integer":
      return 1;
    case "decimal":
      return 1.5;
    case "dateTime":
      return "2026-01-01T00:00:00Z";
    case "reference":
      return `https://example.com/${unique}`;
    case "binary":
      return "c2NpbS1jaGVjaw==";
    default:
      return sampleString(attribute, unique);
  }
}

function sampleString({ name, context }: Body, unique: string): string {
  const words = `${stringOf(context)} ${stringOf(name).toLowerCase()}`;
  if (/mail/u.test(words)) return `${unique}@example.com`;
  if (/phone|mobile|fax/u.test(words)) return "+32470000000";
  if (/country/u.test(words)) return "BE";
  if (/language|locale/u.test(words)) return "en";
  if (/timezone/u.test(words)) return "Europe/Brussels";
  return unique;
}
