/** Finds users by what an administrator calls them. */
import { canonicalId } from "../../internal/object-id.ts";
import type { SourceUser } from "../../provisioning/ports/source.ts";
import { mergeAttributes, readUserChange, type UserChange } from "./items/user-changes.ts";
import { type LookUpSettings, lookUpUser, userQuery } from "./users/look-up-user.ts";

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
/** Attributes that are compared with a name. */
const NAMES = ["userPrincipalName", "mail", "displayName"];

/** Yields the users with an object id, user principal name, mail address or display name, as they are now. */
export async function* findUsers(name: string, settings: LookUpSettings): AsyncGenerator<SourceUser, void, void> {
  const { client, signal } = settings;
  const select = [...new Set([...settings.select, ...NAMES])];
  const keep = new Set([...settings.keep, ...NAMES]);
  const id = canonicalId(name);
  if (GUID.test(id)) {
    const found = await lookUpUser(id, { ...settings, select, keep });
    if (found !== undefined) yield toUser(found);
    return;
  }
  const literal = `'${name.trim().replaceAll("'", "''")}'`;
  const $filter = NAMES.map((attribute) => `${attribute} eq ${literal}`).join(" or ");
  const query = { ...userQuery(select), $filter, $top: "999" };
  for await (const { value } of client.pages("/users", { query, feature: "read_users", signal }))
    for (const item of value) {
      const change = readUserChange(item, keep);
      if (change !== undefined) yield toUser(change);
    }
}

function toUser(change: UserChange): SourceUser {
  return { id: change.id, attributes: mergeAttributes({}, change) };
}
