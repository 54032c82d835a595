/**
 * What the compiler makes of resource types: this file is compiled by `npm run types` and never run. Each line marked
 * as an expected error fails the check when it compiles.
 */
import { expectTypeOf } from "vitest";
import { z } from "zod";
import {
  defineResourceType,
  type Email,
  type EnterpriseUser,
  type Group,
  GroupType,
  optional,
  type ResourceType,
  required,
  User,
  UserType,
} from "../../src/models/index.ts";
import { applyPatch } from "../../src/patch/index.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

// Resource types carry their resource by its name, which is what a hover shows.
expectTypeOf(UserType).toEqualTypeOf<ResourceType<User>>();
expectTypeOf(GroupType).toEqualTypeOf<ResourceType<Group>>();
expectTypeOf(UserType.validate({})).toEqualTypeOf<User>();

declare const user: User;
expectTypeOf(user.userName).toEqualTypeOf<string>();
expectTypeOf(user.active).toEqualTypeOf<boolean | undefined>();
expectTypeOf(user.emails).toEqualTypeOf<Email[] | undefined>();
expectTypeOf(user[ENTERPRISE]).toEqualTypeOf<EnterpriseUser | undefined>();
expectTypeOf(user[ENTERPRISE]?.manager?.value).toEqualTypeOf<string | undefined>();
// @ts-expect-error userName is required
user satisfies { userName: undefined };
// @ts-expect-error no such attribute
user.usrName;
// @ts-expect-error no such attribute of the extension
user[ENTERPRISE]?.departement;
// @ts-expect-error a text is no boolean
({ schemas: [], userName: "a", active: "true" }) satisfies User;
// @ts-expect-error userName is missing
({ schemas: [] }) satisfies User;
({ schemas: [], userName: "a", emails: [{ value: "a@b.c", type: "any other" }] }) satisfies User;

const badge = z.object({
  number: required(z.string(), { description: "Number printed on the badge." }),
  level: optional(z.int(), { description: "Doors the badge opens." }),
});
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: { [BADGE]: badge },
});
const badgeUser = BadgeUserType.validate({});
expectTypeOf(badgeUser.userName).toEqualTypeOf<string>();
expectTypeOf(badgeUser[BADGE]).toEqualTypeOf<{ number: string; level?: number } | undefined>();
expectTypeOf(badgeUser[ENTERPRISE]).toEqualTypeOf<EnterpriseUser | undefined>();
// @ts-expect-error no such attribute of the extension
badgeUser[BADGE]?.nummer;

const RequiredBadge = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: { [BADGE]: { schema: badge, required: true } },
});
expectTypeOf(RequiredBadge.validate({})[BADGE]).toEqualTypeOf<{ number: string; level?: number }>();

// What is changed keeps its type.
expectTypeOf(applyPatch(user, [], UserType)).toEqualTypeOf<User>();
// @ts-expect-error an operation has a name
applyPatch(user, [{ path: "title", value: "x" }], UserType);
