/** The sample company as a tenant of Microsoft Entra, emulated in this process. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { csvDirectory } from "../../files/index.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import type { SourceUser } from "../../provisioning/index.ts";
import { createGraphEmulator, type GraphEmulator } from "../../testing/index.ts";

/** Name of the group that the demo assigns. */
export const HOSTS_GROUP = "Visitor hosts";

/** Columns of the admin center's export that Graph has under the same name. */
const SAME_NAME = [
  "city",
  "companyName",
  "country",
  "department",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "postalCode",
  "preferredLanguage",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
  "userType",
] as const;

/**
 * Creates the tenant: the users and the one group of the sample, and no application from the gallery yet.
 *
 * @param sample - folder of the sample
 * @param targetFetch - sends the requests of Test Connection
 */
export async function sampleTenant(sample: string, targetFetch: typeof fetch): Promise<GraphEmulator> {
  const users: Readonly<Record<string, unknown>>[] = [];
  for await (const event of csvDirectory({ users: join(sample, "users.csv") }).read()) {
    if (event.kind === "user") users.push(graphUser(event.user));
  }
  const ids = new Set(users.map((user) => readProperty(user, "id")));
  const members = await readMembers(join(sample, "group-members.json"));
  return createGraphEmulator({
    users,
    groups: [{ displayName: HOSTS_GROUP, securityEnabled: true, members: members.filter((id) => ids.has(id)) }],
    servicePrincipal: { displayName: "Another application" },
    targetFetch,
    behavior: { pageSize: 100, replays: 0, reorder: false },
  });
}

function graphUser({ id, attributes }: SourceUser): Readonly<Record<string, unknown>> {
  const value = (name: string) => (attributes[name] === "" ? null : (attributes[name] ?? null));
  const phone = value("telephoneNumber");
  return {
    ...Object.fromEntries(SAME_NAME.map((name) => [name, value(name)])),
    id,
    accountEnabled: value("accountEnabled") === "True",
    businessPhones: phone === null ? [] : [phone],
  };
}

/** The ids in a file of `GET /groups/{id}/members` by group. */
async function readMembers(path: string): Promise<readonly string[]> {
  const groups: unknown = JSON.parse(await readFile(path, "utf8"));
  return Object.values(isObject(groups) ? groups : {}).flatMap((group) => {
    const list = isObject(group) ? readProperty(group, "value") : undefined;
    return (Array.isArray(list) ? list : []).flatMap((member: unknown) => {
      const id = isObject(member) ? readProperty(member, "id") : undefined;
      return typeof id === "string" ? [id] : [];
    });
  });
}
