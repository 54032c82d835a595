/** What the compiler makes of the typed filter builder: compiled by `npm run types`, never run. */
import { expectTypeOf } from "vitest";
import { z } from "zod";
import type { ComparableValue } from "../../src/filter/attribute-name.ts";
import { type AttributeName, type Filter, type FilterVisitor, filter } from "../../src/filter/index.ts";
import { dateTime, defineResourceType, GroupType, optional, required, User, UserType } from "../../src/models/index.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const users = filter(UserType);

users.where("userName", "eq", "ada").and("active", "eq", true).or("title", "pr").not();
users.where("name.familyName", "co", "love");
users.where("emails", "co", "@example.com");
users.where("emails.type", "eq", "any other");
users.where("emails", (email) => email.where("type", "eq", "work").and("value", "ew", "@example.com"));
users.where("meta.lastModified", "gt", "2026-01-01T00:00:00Z");
users.where("title", "eq", null);
users.where(`${ENTERPRISE}:department`, "eq", "Engines");
users.where(`${ENTERPRISE}:manager.value`, "eq", "m1");
users.where(`${ENTERPRISE}:manager`, "eq", "m1");
users.where(users.where("title", "pr")).and("active", "eq", false);

// @ts-expect-error a misspelt attribute
users.where("usrName", "eq", "ada");
// @ts-expect-error a misspelt sub-attribute
users.where("name.familyname", "eq", "ada");
// @ts-expect-error a misspelt attribute in a second condition
users.where("title", "pr").and("titel", "pr");
// @ts-expect-error a misspelt attribute of an extension
users.where(`${ENTERPRISE}:departement`, "eq", "Engines");
// @ts-expect-error a misspelt sub-attribute of an element
users.where("emails", (email) => email.where("typ", "eq", "work"));
// @ts-expect-error an operator that there is not
users.where("userName", "like", "ada");
// @ts-expect-error booleans have no order
users.where("active", "gt", true);
// @ts-expect-error a text for a boolean
users.where("active", "eq", "true");
// @ts-expect-error a number for a text
users.where("userName", "eq", 7);
// @ts-expect-error a comparison needs a value
users.where("userName", "eq");
// @ts-expect-error a simple attribute has no elements
users.where("userName", (element) => element.where("value", "pr"));
// @ts-expect-error an attribute of another resource type
filter(GroupType).where("userName", "eq", "ada");
// @ts-expect-error a name that objects inherit
users.where("constructor", "pr");

const badge = z.object({
  number: required(z.string(), {}),
  level: optional(z.int(), {}),
  issued: optional(dateTime(), {}),
});
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: { [BADGE]: badge },
});
const holders = filter(BadgeUserType);
holders.where(`${BADGE}:level`, "ge", 3).and(`${BADGE}:number`, "sw", "B").and(BADGE, "pr");
holders.where("userName", "eq", "ada");
// @ts-expect-error a number has no parts
holders.where(`${BADGE}:level`, "co", 3);
// @ts-expect-error a text for a number
holders.where(`${BADGE}:level`, "eq", "3");
// @ts-expect-error no such attribute
holders.where(`${BADGE}:levels`, "pr");

expectTypeOf<ComparableValue<User, "emails">>().toEqualTypeOf<string>();
expectTypeOf<ComparableValue<User, "active">>().toEqualTypeOf<boolean>();
expectTypeOf<"emails.value">().toExtend<AttributeName<User>>();
expectTypeOf<"emails.valu">().not.toExtend<AttributeName<User>>();

// A filter is data that cannot be changed, and a visitor of it must be complete.
declare const parsed: Filter;
// @ts-expect-error deeply readonly
if (parsed.kind === "and") parsed.operands.push(parsed);
// @ts-expect-error deeply readonly
if (parsed.kind === "compare") parsed.path.name = "other";
// @ts-expect-error four kinds are missing
({ compare: () => "", present: () => "" }) satisfies FilterVisitor<string>;
