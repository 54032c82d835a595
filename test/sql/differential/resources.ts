/** Random users and groups, with attributes of every type. */
import * as z from "zod";
import { binary, dateTime, reference } from "../../../src/models/characteristics.ts";
import type { JsonObject, ResourceType } from "../../../src/models/index.ts";
import { defineResourceType, GroupType, optional, User } from "../../../src/models/index.ts";
import { DATES, NUMBERS, type Random, STRINGS } from "./values.ts";

/** URN of the extension of the users. */
export const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

/** Users with attributes of every type, of which one is unique. */
export const BadgeUserType: ResourceType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: {
    [BADGE]: z.object({
      number: optional(z.string(), { description: "Unique.", uniqueness: "server", caseExact: true }),
      floor: optional(z.int(), { description: "An integer." }),
      weight: optional(z.number(), { description: "A decimal." }),
      issued: optional(dateTime(), { description: "A dateTime." }),
      valid: optional(z.boolean(), { description: "A boolean." }),
      photo: optional(binary(), { description: "A binary value." }),
      site: optional(reference("uri"), { description: "A reference." }),
      tags: optional(z.array(z.string()), { description: "A list of strings." }),
      levels: optional(z.array(z.int()), { description: "A list of integers." }),
      exact: optional(z.string(), { description: "A string that compares exactly.", caseExact: true }),
    }),
  },
});

export { GroupType };

/** The `meta` of a resource. */
export function metaOf(random: Random, type: string, revision: number): JsonObject {
  return { resourceType: type, created: DATES[0], lastModified: random.pick(DATES), version: `W/"${revision}"` };
}

/** A random user. */
export function randomUser(random: Random, id: string, revision: number): JsonObject {
  const maybe = <Value>(name: string, make: () => Value): Record<string, Value> =>
    random.chance(0.6) ? { [name]: make() } : {};
  const string = (): string => random.pick(STRINGS);
  const element = (): JsonObject => ({
    ...maybe("value", string),
    ...maybe("type", () => random.pick(["work", "home", "WORK", "other"])),
    ...(random.chance(0.2) ? { primary: random.chance(0.5) } : {}),
    ...(random.chance(0.2) ? { display: string() } : {}),
  });
  const list = <Value>(make: () => Value): readonly Value[] => Array.from({ length: random.below(4) }, make);
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    id,
    userName: random.chance(0.5) ? `${string()}-${random.below(60)}` : `user-${id}`,
    ...maybe("externalId", string),
    ...maybe("displayName", string),
    ...maybe("title", string),
    ...maybe("active", () => random.chance(0.5)),
    ...maybe("name", () => ({ ...maybe("familyName", string), ...maybe("givenName", string) })),
    ...maybe("emails", () => list(element)),
    ...maybe("phoneNumbers", () => list(element)),
    ...maybe(BADGE, () => ({
      ...maybe("number", () => random.pick(STRINGS) + random.below(40)),
      ...maybe("floor", () => random.pick(NUMBERS.filter(Number.isSafeInteger))),
      ...maybe("weight", () => random.pick(NUMBERS)),
      ...maybe("issued", () => random.pick(DATES)),
      ...maybe("valid", () => random.chance(0.5)),
      ...maybe("photo", () => random.pick(["", "QQ==", "qq==", "AAEC"])),
      ...maybe("site", string),
      ...maybe("tags", () => list(string)),
      ...maybe("levels", () => list(() => random.below(5))),
      ...maybe("exact", string),
    })),
    meta: metaOf(random, "User", revision),
  };
}

/** A random element of a group's members. */
export function randomMember(random: Random, ids: readonly string[]): JsonObject {
  const value = ids.length > 0 && random.chance(0.9) ? random.pick(ids) : random.pick(STRINGS);
  const display = random.chance(0.3) ? { display: random.pick(STRINGS) } : {};
  return random.chance(0.02) ? { ...display } : { value, type: "User", ...display };
}

/** A random group. */
export function randomGroup(random: Random, id: string, revision: number, ids: readonly string[]): JsonObject {
  const members = Array.from({ length: random.below(6) }, () => randomMember(random, ids));
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    id,
    displayName: random.pick(STRINGS),
    ...(random.chance(0.8) ? { members } : {}),
    meta: metaOf(random, "Group", revision),
  };
}

const EXTENSION = ["number", "floor", "weight", "issued", "valid", "photo", "site", "tags", "levels", "exact"];

/** Attributes to declare as searchable, of every type. */
export const SEARCHABLE: readonly string[] = [
  ...["title", "emails.type", "emails.primary", "meta.created"],
  ...EXTENSION.map((name) => `${BADGE}:${name}`),
];
