/**
 * Names of source attributes: exported Entra mappings and the directory itself do not always say the same word for the same thing.
 */
import type { SourceUser, SourceValue } from "../ports/source.ts";

/** How to read an attribute under another name. */
interface Alias {
  readonly name: string;
  /** The attribute holds a list, of which the first value is meant. */
  readonly first?: true;
}

/** Name in a mapping to names in a directory, in the order in which they are tried. Both directions are listed. */
const ALIASES: ReadonlyMap<string, readonly Alias[]> = new Map([
  ["objectId", [{ name: "id" }]],
  ["id", [{ name: "objectId" }]],
  ["mobile", [{ name: "mobilePhone" }]],
  ["mobilePhone", [{ name: "mobile" }]],
  ["physicalDeliveryOfficeName", [{ name: "officeLocation" }]],
  ["officeLocation", [{ name: "physicalDeliveryOfficeName" }]],
  ["facsimileTelephoneNumber", [{ name: "faxNumber" }]],
  ["faxNumber", [{ name: "facsimileTelephoneNumber" }]],
  ["telephoneNumber", [{ name: "businessPhones", first: true }]],
  ["businessPhones", [{ name: "telephoneNumber" }]],
]);

/** Roles that a user holds; the engine computes them. */
export const ROLES_ATTRIBUTE = "appRoleAssignments";

/** Attributes that the engine computes; no source has to carry them. */
export const COMPUTED_ATTRIBUTES: ReadonlySet<string> = new Set(["IsSoftDeleted", ROLES_ATTRIBUTE]);

/** Mapping name to the directory attribute it stands for, where that is more than an alias. */
const DERIVED_FROM: ReadonlyMap<string, string> = new Map([["originalUserPrincipalName", "userPrincipalName"]]);

/** The name under which a directory carries an attribute, or undefined when it does not. */
export function resolveSourceAttribute(name: string, available: ReadonlySet<string>): string | undefined {
  const wanted = DERIVED_FROM.get(name) ?? name;
  if (available.has(wanted)) return wanted;
  return ALIASES.get(wanted)?.find((alias) => available.has(alias.name))?.name;
}

/** All names under which attributes of a directory can be read: its own, those of the aliases, and what the engine computes. */
export function readableSourceAttributes(available: ReadonlySet<string>): ReadonlySet<string> {
  const others = [...ALIASES.keys(), ...DERIVED_FROM.keys()].filter(
    (name) => resolveSourceAttribute(name, available) !== undefined,
  );
  return new Set([...available, ...COMPUTED_ATTRIBUTES, ...others]);
}

/** All names of a directory that an attribute of a mapping may be read from. */
export function sourceAttributeAliases(name: string): readonly string[] {
  const wanted = DERIVED_FROM.get(name) ?? name;
  return [wanted, ...(ALIASES.get(wanted) ?? []).map((alias) => alias.name)];
}

/** Reads an attribute of a user under the name a mapping uses. */
export function readSourceAttribute(user: SourceUser, name: string): SourceValue {
  if (name === "originalUserPrincipalName") return ownValue(user, "userPrincipalName");
  const value = ownValue(user, name);
  if (name === "userPrincipalName" && typeof value === "string") return decodeGuestUserPrincipalName(value);
  if (value !== null) return value;
  for (const alias of ALIASES.get(name) ?? []) {
    const other = ownValue(user, alias.name);
    if (other !== null) return alias.first === true && Array.isArray(other) ? (other[0] ?? null) : other;
  }
  return name === "id" || name === "objectId" ? user.id : null;
}

function ownValue(user: SourceUser, name: string): SourceValue {
  return Object.hasOwn(user.attributes, name) ? (user.attributes[name] ?? null) : null;
}

/**
 * Undoes the form that Entra gives to the user principal name of a guest: `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com` is `ada@fabrikam.com`.
 */
export function decodeGuestUserPrincipalName(userPrincipalName: string): string {
  const end = userPrincipalName.toUpperCase().indexOf("#EXT#");
  if (end < 0) return userPrincipalName;
  const name = userPrincipalName.slice(0, end);
  const at = name.lastIndexOf("_");
  return at < 0 ? userPrincipalName : `${name.slice(0, at)}@${name.slice(at + 1)}`;
}
