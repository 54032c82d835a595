/** What an app does. */
import { ProxyclickScimClient } from "proxyclick-scim";

/** Makes a person a host, and answers the id. */
export async function invite(
  person: { email: string; first: string; last: string },
  secretToken: string,
): Promise<string> {
  const { users } = new ProxyclickScimClient({ secretToken });
  const name = { givenName: person.first, familyName: person.last };
  const known = await users.find({ userName: person.email });
  return known?.id ?? (await users.create({ userName: person.email, name })).id;
}
