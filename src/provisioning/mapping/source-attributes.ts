/**
 * Source attributes: exported Entra mappings and directories use different names for some of them.
 */
import { canonicalId } from "../../internal/object-id.ts";
import { type AssignedRole, DEFAULT_ACCESS_ROLE, type SourceUser, type SourceValue } from "../ports/source.ts";

/** Another name of an attribute. */
interface Alias {
  readonly name: string;
  /** Whether that attribute holds a list, and only its first value counts. */
  readonly first?: true;
}

/** Aliases of an attribute, in the order in which they are tried. Both directions are listed. */
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

/** Roles that a user has; the engine computes them. */
export const ROLES_ATTRIBUTE = "appRoleAssignments";

/** Whether a user is out of scope or disabled, and its account must be disabled; the engine computes it. */
export const SOFT_DELETED_ATTRIBUTE = "IsSoftDeleted";

/** The source attribute that shows whether a user is active. */
export const ACTIVE_ATTRIBUTE = "accountEnabled";

/** Attributes that the engine computes; a source does not need them. */
export const COMPUTED_ATTRIBUTES: ReadonlySet<string> = new Set([SOFT_DELETED_ATTRIBUTE, ROLES_ATTRIBUTE]);

/** The user principal name as the directory has it, also of a guest. */
const ORIGINAL_USER_PRINCIPAL_NAME = "originalUserPrincipalName";

/** Attributes of a mapping that are derived from an attribute of the directory. */
const DERIVED_FROM: ReadonlyMap<string, string> = new Map([[ORIGINAL_USER_PRINCIPAL_NAME, "userPrincipalName"]]);

/**
 * Returns the name that a directory has for an attribute of a mapping; undefined when it does not have the attribute.
 */
export function resolveSourceAttribute(name: string, available: ReadonlySet<string>): string | undefined {
  return sourceAttributeAliases(name).find((alias) => available.has(alias));
}

/**
 * Returns all names that a mapping may use for attributes of a directory: the directory's own, their aliases, and the
 * computed attributes.
 */
export function readableSourceAttributes(available: ReadonlySet<string>): ReadonlySet<string> {
  const others = [...ALIASES.keys(), ...DERIVED_FROM.keys()].filter(
    (name) => resolveSourceAttribute(name, available) !== undefined,
  );
  return new Set([...available, ...COMPUTED_ATTRIBUTES, ...others]);
}

/** Returns all names that a directory may have for an attribute of a mapping. */
export function sourceAttributeAliases(name: string): readonly string[] {
  const wanted = DERIVED_FROM.get(name) ?? name;
  return [wanted, ...(ALIASES.get(wanted) ?? []).map((alias) => alias.name)];
}

/**
 * Reads an attribute of a user by the name that a mapping uses. The user principal name of a guest has the form in
 * which Entra maps it: `ada@fabrikam.com`.
 */
export function readSourceAttribute(user: SourceUser, name: string): SourceValue {
  const value = readStoredAttribute(user, name);
  return name === "userPrincipalName" && typeof value === "string" ? decodeGuestUserPrincipalName(value) : value;
}

/**
 * Reads an attribute of a user as the directory stores it, as scoping filters do: a guest is called
 * `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`. That filters see this form is an assumption.
 */
export function readStoredAttribute(user: SourceUser, name: string): SourceValue {
  if (name === ORIGINAL_USER_PRINCIPAL_NAME) return ownValue(user, "userPrincipalName");
  if (name === "id" || name === "objectId") return readObjectId(user, name);
  return ownValue(user, name) ?? readAlias(user, name);
}

function readAlias(user: SourceUser, name: string): SourceValue {
  for (const alias of ALIASES.get(name) ?? []) {
    const value = ownValue(user, alias.name);
    if (value !== null) return alias.first === true && Array.isArray(value) ? (value[0] ?? null) : value;
  }
  return null;
}

/** The same export in other letters must not change an account. */
function readObjectId(user: SourceUser, name: string): SourceValue {
  const value = ownValue(user, name) ?? readAlias(user, name) ?? user.id;
  return typeof value === "string" ? canonicalId(value) : value;
}

/** Reads an attribute by the name that a mapping uses. */
export type AttributeReader = (name: string) => SourceValue | readonly RoleEntry[];

/** A role as expressions read it: its id where it has no name. */
type RoleEntry = string | { readonly id: string; readonly value: string; readonly displayName?: string | undefined };

/**
 * Returns a reader of a user's attributes, computed ones included.
 *
 * @param softDeleted - Whether the user's account must be disabled.
 * @param roles - Roles of the user; undefined where assignments are not known.
 */
export function userAttributeReader(
  user: SourceUser,
  softDeleted: boolean,
  roles: readonly AssignedRole[] | undefined,
): AttributeReader {
  return (name) => {
    if (name === SOFT_DELETED_ATTRIBUTE) return softDeleted;
    if (name === ROLES_ATTRIBUTE) return roles === undefined ? null : roleEntries(roles);
    return readSourceAttribute(user, name);
  };
}

/** Returns roles as expressions read them. Default Access is no role that an application knows. */
export function roleEntries(roles: readonly Omit<AssignedRole, "direct">[]): readonly RoleEntry[] {
  return roles
    .filter(({ id }) => id !== DEFAULT_ACCESS_ROLE)
    .map(({ id, value, displayName }) => {
      const name = value ?? displayName;
      return name === undefined ? id : { id, value: name, ...(displayName !== undefined && { displayName }) };
    });
}

/** Returns the names of roles: their values, else their display names, else their ids. */
export function roleNames(roles: readonly AssignedRole[]): readonly string[] {
  return roleEntries(roles).map((entry) => (typeof entry === "string" ? entry : entry.value));
}

/** Whether a role has a name; Default Access needs none. */
export function isNamed({ id, value, displayName }: AssignedRole): boolean {
  return id === DEFAULT_ACCESS_ROLE || value !== undefined || displayName !== undefined;
}

/**
 * Whether a value counts as none. An empty string does: the service documents that clearing a source attribute never
 * clears the target.
 */
export function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function ownValue(user: SourceUser, name: string): SourceValue {
  return Object.hasOwn(user.attributes, name) ? (user.attributes[name] ?? null) : null;
}

/**
 * Reverses the form that Entra gives the name of a guest: `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com` is
 * `ada@fabrikam.com`.
 */
function decodeGuestUserPrincipalName(userPrincipalName: string): string {
  // Almost nobody is a guest, and the name is read several times for each user.
  if (!userPrincipalName.includes("#")) return userPrincipalName;
  const end = userPrincipalName.toUpperCase().indexOf("#EXT#");
  if (end < 0) return userPrincipalName;
  const name = userPrincipalName.slice(0, end);
  const at = name.lastIndexOf("_");
  return at < 0 ? userPrincipalName : `${name.slice(0, at)}@${name.slice(at + 1)}`;
}
