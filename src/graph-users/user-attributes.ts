/** Flattens a user of Microsoft Graph into the attributes that mappings read. */
import { isObject, readProperty } from "../internal/values.ts";
import { ACTIVE_ATTRIBUTE } from "../provisioning/mapping/source-attributes.ts";
import type { SourceValue } from "../provisioning/ports/source.ts";

/** A JSON object of Graph. */
type JsonObject = Readonly<Record<string, unknown>>;

/** Attributes by name. An attribute that the object does not mention is absent; null means that it has no value. */
export type Attributes = Record<string, SourceValue>;

/** Graph's name of the object that holds `extensionAttribute1` to `extensionAttribute15`. */
const EXTENSION_ATTRIBUTES = "onPremisesExtensionAttributes";
const EXTENSION_NAMES = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

/** Properties that are objects, with the names of their parts in a mapping (Microsoft Graph: user resource type). */
export const OBJECT_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  [EXTENSION_ATTRIBUTES, EXTENSION_NAMES],
  ["employeeOrgData", ["employeeOrgData.costCenter", "employeeOrgData.division"]],
  ["authorizationInfo", ["authorizationInfo.certificateUserIds"]],
]);

/** What Graph returns of a user without `$select`. */
const DEFAULT_SELECTION = [
  "businessPhones",
  "displayName",
  "givenName",
  "id",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
] as const;

/**
 * The attributes that an object mentions: simple values and lists of them under Graph's name; the members of
 * `onPremisesExtensionAttributes` under their own names, those of any other object after a dot, such as
 * `employeeOrgData.costCenter`; `manager` as the manager's id, from an expanded manager or from a delta's
 * `manager@delta`. Ignores other annotations and lists of objects.
 */
export function userAttributes(item: JsonObject): Attributes {
  const attributes: Attributes = Object.create(null);
  for (const [name, value] of Object.entries(item)) {
    if (name === "manager@delta") set(attributes, "manager", latestManager(value));
    // Nobody knows whether such a user is active, and an empty value says so.
    else if (name === ACTIVE_ATTRIBUTE && value === null) set(attributes, name, "");
    else if (!name.includes("@")) setFlattened(attributes, name, value);
  }
  return attributes;
}

/** The attributes that a member of the object holds, besides its parts. */
export function attributesIn(member: string): readonly string[] {
  return member === EXTENSION_ATTRIBUTES ? EXTENSION_NAMES : [member];
}

function setFlattened(attributes: Attributes, name: string, value: unknown): void {
  const parts = OBJECT_PROPERTIES.get(name);
  if (parts !== undefined && !isObject(value)) {
    for (const part of parts) set(attributes, part, null);
  } else if (name === EXTENSION_ATTRIBUTES && isObject(value)) {
    for (const extension of EXTENSION_NAMES) set(attributes, extension, sourceValue(readProperty(value, extension)));
  } else if (name === "manager" && isObject(value)) {
    set(attributes, name, sourceValue(readProperty(value, "id")));
  } else if (isObject(value)) {
    for (const [inner, part] of Object.entries(value)) set(attributes, `${name}.${inner}`, sourceValue(part));
  } else {
    set(attributes, name, sourceValue(value));
  }
}

function set(attributes: Attributes, name: string, value: SourceValue | undefined): void {
  if (value !== undefined) attributes[name] = value;
}

function sourceValue(value: unknown): SourceValue | undefined {
  if (value === null || isScalar(value)) return value;
  if (!Array.isArray(value)) return undefined;
  return value.every(isScalar) ? value : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** A change of manager lists the old one as removed beside the new one; only removals mean that there is none. */
function latestManager(changes: unknown): SourceValue | undefined {
  if (!Array.isArray(changes)) return undefined;
  const present = changes.filter(isObject).findLast((change) => readProperty(change, "@removed") === undefined);
  return present === undefined ? null : sourceValue(readProperty(present, "id"));
}

/**
 * The attributes that a page selects, from its `@odata.context`, such as `…/$metadata#users(id,mail)`. A user without a
 * value may lack a selected attribute.
 */
export function selectedAttributes(page: JsonObject): readonly string[] {
  const context = readProperty(page, "@odata.context");
  const selection = typeof context === "string" ? context.split("#users", 2)[1] : undefined;
  if (selection === undefined) return [];
  if (!selection.startsWith("(")) return DEFAULT_SELECTION;
  const names = selection.slice(1).match(/\w+/g) ?? [];
  return names.flatMap(attributesIn);
}
