/**
 * A user as Graph writes it, as the flat attributes that mappings read.
 */
import type { SourceValue } from "../../provisioning/ports/source.ts";
import { isObject, type JsonObject, member } from "../reading/graph-list.ts";

/** Attributes by name. What an object does not say is absent; null says that there is no value. */
export type Attributes = Record<string, SourceValue>;

/** Graph's name of the object that holds `extensionAttribute1` to `extensionAttribute15`. */
const EXTENSION_ATTRIBUTES = "onPremisesExtensionAttributes";
const EXTENSION_NAMES = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

/** What Graph returns of a user when nothing is selected. */
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
 * The attributes that an object says something about: plain values and lists of them under Graph's name; the members of
 * `onPremisesExtensionAttributes` under their own, those of any other object behind a dot, such as `employeeOrgData.costCenter`; `manager` as the
 * manager's id, from an expanded manager and from a delta's `manager@delta`. Other annotations and lists of objects are left out.
 */
export function graphAttributes(item: JsonObject): Attributes {
  const attributes: Attributes = Object.create(null);
  for (const [name, value] of Object.entries(item)) {
    if (name === "manager@delta") set(attributes, "manager", managerOf(value));
    else if (!name.includes("@")) setMember(attributes, name, value);
  }
  return attributes;
}

function setMember(attributes: Attributes, name: string, value: unknown): void {
  if (name === EXTENSION_ATTRIBUTES) {
    for (const extension of EXTENSION_NAMES)
      set(attributes, extension, isObject(value) ? plain(member(value, extension)) : null);
  } else if (name === "manager" && isObject(value)) {
    set(attributes, name, plain(member(value, "id")));
  } else if (isObject(value)) {
    for (const [inner, part] of Object.entries(value)) set(attributes, `${name}.${inner}`, plain(part));
  } else {
    set(attributes, name, plain(value));
  }
}

function set(attributes: Attributes, name: string, value: SourceValue | undefined): void {
  if (value !== undefined) attributes[name] = value;
}

function plain(value: unknown): SourceValue | undefined {
  if (value === null || isPlain(value)) return value;
  if (!Array.isArray(value)) return undefined;
  return value.every(isPlain) ? value : undefined;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** A change of manager lists the old one as removed beside the new one; only removals mean that there is none. */
function managerOf(changes: unknown): SourceValue | undefined {
  if (!Array.isArray(changes)) return undefined;
  const present = changes.filter(isObject).findLast((change) => member(change, "@removed") === undefined);
  return present === undefined ? null : plain(member(present, "id"));
}

/**
 * The attributes that a page was asked for, from its `@odata.context`, such as `…/$metadata#users(id,mail)`: a user without a value may leave an
 * attribute out that was asked for.
 */
export function selectedNames(page: JsonObject): readonly string[] {
  const context = member(page, "@odata.context");
  const selection = typeof context === "string" ? context.split("#users", 2)[1] : undefined;
  if (selection === undefined) return [];
  if (!selection.startsWith("(")) return DEFAULT_SELECTION;
  const names = selection.slice(1).match(/\w+/g) ?? [];
  return names.flatMap((name) => (name === EXTENSION_ATTRIBUTES ? EXTENSION_NAMES : [name]));
}
