/** A user whose attributes are given as JSON, such as the one for whom an expression is tried. */
import { ProvisioningError } from "../../errors.ts";
import { withGraphNames } from "../../internal/graph-names.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import type { SourceUser, SourceValue } from "../ports/source.ts";
import { roleNamesOf } from "./role-names.ts";
import { type AttributeReader, ROLES_ATTRIBUTE, readSourceAttribute, roleEntries } from "./source-attributes.ts";

/** The attributes that are given, and the roles where they are objects. */
export interface GivenUser {
  readonly attributes: SourceUser["attributes"];
  readonly roles: ReturnType<typeof roleEntries> | undefined;
}

/**
 * Reads given attributes. Roles may be objects with `id`, `value` and `displayName`, as Graph has them in `appRoles`.
 *
 * @param origin - What messages call the JSON.
 * @throws ProvisioningError `invalid_source` for another value than an object of attributes.
 */
export function readGivenUser(origin: string, json: unknown): GivenUser {
  if (!isObject(json)) throw invalid(`${origin} must be a JSON object of attribute names and values`);
  const roles = readRoles(readProperty(json, ROLES_ATTRIBUTE));
  const others = Object.entries(json).filter(([name]) => roles === undefined || name !== ROLES_ATTRIBUTE);
  return { attributes: Object.fromEntries(others.map(([name, value]) => [name, readValue(value, name)])), roles };
}

/** Reads given attributes by the same rules as those of a directory; computed ones are given, too. */
export function givenUserReader({ attributes, roles }: GivenUser): AttributeReader {
  const id = String(attributes["id"] ?? attributes["objectId"] ?? "");
  return (name) =>
    name === ROLES_ATTRIBUTE && roles !== undefined ? roles : readSourceAttribute({ id, attributes }, name);
}

function readRoles(value: unknown): GivenUser["roles"] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return undefined;
  return roleEntries(
    value.map((given) => {
      const role = withGraphNames(given);
      const names = roleNamesOf(role);
      const id = readProperty(role, "id");
      if (typeof id !== "string" && names.value === undefined && names.displayName === undefined)
        throw invalid(`a role in ${ROLES_ATTRIBUTE} has no id, no value and no displayName`);
      return { id: typeof id === "string" ? id : "", ...names };
    }),
  );
}

function readValue(value: unknown, name: string): SourceValue {
  if (value === null || isScalar(value)) return value;
  if (Array.isArray(value) && value.every(isScalar)) return value;
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  throw invalid(
    `the attribute ${shown} must be a string, a number, true, false, null or a list of these; roles may be objects`,
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function invalid(problem: string): ProvisioningError {
  return new ProvisioningError("invalid_source", problem);
}
