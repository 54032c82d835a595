/**
 * A directory in memory, for tests of the engine.
 */
import type { DirectorySource, SourceUser, SourceValue } from "../../src/provisioning/index.ts";
import { DEFAULT_ACCESS_ROLE } from "../../src/provisioning/ports/source.ts";

export const ROLE = "11111111-1111-1111-1111-111111111111";

export interface FakeDirectory extends DirectorySource {
  users: SourceUser[];
  /** User id to role ids. */
  roles: Map<string, readonly string[]>;
  /** Ends the read after so many users, without an end event. */
  cutAfter: number | undefined;
}

/** A user with a mail address made from its id, unless the attributes say otherwise. */
export function person(id: string, attributes: Record<string, SourceValue> = {}): SourceUser {
  return {
    id,
    attributes: {
      id,
      userPrincipalName: `${id}@contoso.com`,
      mail: `${id}@contoso.com`,
      givenName: "Ada",
      surname: `Of ${id}`,
      accountEnabled: "True",
      department: "Research",
      jobTitle: "Engineer",
      mobilePhone: "",
      manager: "",
      ...attributes,
    },
  };
}

/** A directory whose users are all assigned to a role. */
export function fakeDirectory(users: readonly SourceUser[]): FakeDirectory {
  const directory: FakeDirectory = {
    name: "Directory",
    kind: "snapshot",
    users: [...users],
    roles: new Map(),
    cutAfter: undefined,
    async describe() {
      return { attributeNames: new Set(Object.keys(person("x").attributes)), userCount: directory.users.length };
    },
    async *read() {
      let count = 0;
      for (const user of directory.users) {
        if (count === directory.cutAfter) throw new Error("connection lost");
        count += 1;
        yield { kind: "user", user };
      }
      yield { kind: "end" };
    },
    async assignments() {
      return {
        rolesOf: (id) => (directory.roles.get(id) ?? [ROLE]).map((role) => ({ id: role, direct: true })),
      };
    },
  };
  return directory;
}

export { DEFAULT_ACCESS_ROLE };
