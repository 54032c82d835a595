/** Users and groups to measure with; the same ones in every run. */
import type { Group, User } from "../../src/models/index.ts";
import { GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const GIVEN = ["Ada", "Barbara", "Chidi", "Dunya", "Émile", "Farah", "Grace", "Hiroshi", "Inès", "João", "Kwame"];
const FAMILY = ["Jensen", "Lovelace", "O'Malley", "Okafor", "Peeters", "Nguyễn", "Smith", "van den Berg", "Zhang"];
const TITLES = ["Tour Guide", "Engineer", "Vice President", undefined, "Receptionist"];

function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values[index % values.length];
}

/** An id in the form of a UUID, spread like a random one. */
export function uuid(index: number): string {
  const digits = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map((factor) => (Math.imul(index + 1, factor) >>> 0).toString(16).padStart(8, "0"))
    .join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A user as a service stores it. */
export function user(index: number): User {
  const [givenName = "", familyName = ""] = [pick(GIVEN, index), pick(FAMILY, index * 7)];
  const userName = `user${index}@example.com`;
  const title = pick(TITLES, index);
  const modified = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
  return {
    schemas: [USER_SCHEMA],
    id: uuid(index),
    externalId: `ext-${index}`,
    userName,
    name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
    displayName: `${givenName} ${familyName}`,
    ...(title !== undefined && { title }),
    userType: index % 3 === 0 ? "Employee" : "Contractor",
    active: index % 10 !== 0,
    emails: [
      { value: userName, type: "work", primary: true },
      { value: `${givenName.toLowerCase()}${index}@example.org`, type: "home" },
    ],
    ims: index % 4 === 0 ? [{ value: `user${index}@foo.com`, type: "xmpp" }] : [{ value: `aim${index}`, type: "aim" }],
    meta: { resourceType: "User", created: "2026-01-01T00:00:00.000Z", lastModified: modified },
  };
}

/** Many users. */
export function users(count: number): readonly User[] {
  return Array.from({ length: count }, (_, index) => user(index));
}

/** A group with so many members. */
export function group(size: number): Group {
  const members = Array.from({ length: size }, (_, index) => {
    const value = uuid(index);
    return { value, $ref: `https://example.com/scim/v2/Users/${value}`, display: `User ${index}` };
  });
  return { schemas: [GROUP_SCHEMA], id: "g1", displayName: "Tour Guides", members };
}
