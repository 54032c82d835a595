/** Finds the users and groups that a desired state assigns. */
import { EntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import { canonicalId, isGuid } from "../../../internal/object-id.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import type { GraphFeature } from "../../graph/graph-permissions.ts";
import { quoted } from "../../job/find-application.ts";
import { type JsonObject, objectOf, stringIn } from "../../job/json-values.ts";
import type { DesiredAssignment } from "./desired-types.ts";

/** A user or group. */
export interface Principal {
  readonly id: string;
  readonly type: "user" | "group";
  /** User principal name of a user, display name of a group. */
  readonly name: string;
}

const GROUP_SELECT = "id,displayName,securityEnabled";
/** Number of groups that an error names. */
const MAX_CANDIDATES = 10;

/**
 * Finds a user or group: by its object id, by user principal name (it has an `@`), or a group by its display name.
 *
 * @throws EntraApplicationError `principal_not_found` or `ambiguous_principal`.
 */
export async function findPrincipal(
  client: GraphClient,
  { principal, type }: DesiredAssignment,
  signal: AbortSignal | undefined,
): Promise<Principal> {
  const name = principal.trim();
  const isUserName = name.includes("@") && type !== "group";
  const found = isGuid(name)
    ? await findById(client, canonicalId(name), type, signal)
    : isUserName || type === "user"
      ? await findUser(client, name, signal)
      : await findGroup(client, name, signal);
  if (found !== undefined) return found;
  const what = type ?? (isGuid(name) ? "user or group" : isUserName ? "user" : "group");
  const hint =
    what === "user" && type === undefined && !isGuid(name) ? " Name a group with an @ by its object id." : "";
  const message = `No ${what} has the id or name ${JSON.stringify(name)}.${hint}`;
  throw new EntraApplicationError("principal_not_found", message);
}

async function findById(
  client: GraphClient,
  id: string,
  type: DesiredAssignment["type"],
  signal: AbortSignal | undefined,
): Promise<Principal | undefined> {
  const user = type === "group" ? undefined : await findUser(client, id, signal);
  if (user !== undefined || type === "user") return user;
  const group = await read(client, `/groups/${id}`, { select: GROUP_SELECT, feature: "read_groups", signal });
  return group === undefined ? undefined : toGroup(group);
}

async function findUser(
  client: GraphClient,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Principal | undefined> {
  const path = `/users/${encodeURIComponent(key)}`;
  const user = await read(client, path, { select: "id,userPrincipalName", feature: "read_users", signal });
  if (user === undefined) return undefined;
  return { id: stringIn(user, "id"), type: "user", name: stringIn(user, "userPrincipalName") };
}

async function findGroup(
  client: GraphClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Principal | undefined> {
  const query = { $filter: `displayName eq ${quoted(name)}`, $select: GROUP_SELECT, $top: String(MAX_CANDIDATES) };
  const groups: JsonObject[] = [];
  for await (const { value } of client.pages("/groups", { query, signal, feature: "read_groups" })) {
    groups.push(...value);
    if (groups.length >= MAX_CANDIDATES) break;
  }
  const [group, ...others] = groups;
  if (group === undefined) return undefined;
  if (others.length === 0) return toGroup(group);
  const ids = groups.map((each) => `${stringIn(each, "displayName")} (${stringIn(each, "id")})`);
  const message = `${groups.length} groups have the name ${JSON.stringify(name)}. Name one by its object id.`;
  throw new EntraApplicationError("ambiguous_principal", message, ids);
}

/** @throws EntraApplicationError for a group that cannot be assigned. */
function toGroup(group: JsonObject): Principal {
  const name = stringIn(group, "displayName");
  if (group["securityEnabled"] === false) {
    const message = `The group ${JSON.stringify(name)} is not security-enabled, so it cannot be assigned.`;
    throw new EntraApplicationError("principal_not_found", message);
  }
  return { id: stringIn(group, "id"), type: "group", name };
}

async function read(
  client: GraphClient,
  path: string,
  call: { readonly select: string; readonly feature: GraphFeature; readonly signal: AbortSignal | undefined },
): Promise<JsonObject | undefined> {
  const { select, feature, signal } = call;
  try {
    return objectOf(await client.get(path, { query: { $select: select }, feature, signal }));
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "not_found") return undefined;
    throw error;
  }
}
