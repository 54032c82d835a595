/** Type tests of clients: compiled by `npm run types`, never run. */
import { expectTypeOf } from "vitest";
import { z } from "zod";
import { isProvisioningError, isScimError } from "../../src/errors.ts";
import { filter } from "../../src/filter/index.ts";
import {
  type EnterpriseUser,
  GroupType,
  type ProvisioningErrorCode,
  ProxyclickScimClient,
  ScimClient,
  type ScimError,
  type User,
  UserType,
} from "../../src/index.ts";
import { defineResourceType, optional, required } from "../../src/models/index.ts";
import type { ProvisioningTarget } from "../../src/provisioning/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

const proxyclick = new ProxyclickScimClient({ secretToken: "t" });
const { users } = proxyclick;

// Proxyclick has users and nothing else.
// @ts-expect-error no groups
proxyclick.groups;
// @ts-expect-error a token is needed
new ProxyclickScimClient({});
// @ts-expect-error a misspelt option
new ProxyclickScimClient({ secretTokn: "t" });

// What is created has no id yet, what is kept has one.
const ada = await users.create({ userName: "ada@contoso.com", name: { givenName: "Ada", familyName: "Lovelace" } });
expectTypeOf(ada.id).toEqualTypeOf<string>();
expectTypeOf(ada[ENTERPRISE]).toEqualTypeOf<EnterpriseUser | undefined>();
expectTypeOf(await users.find({ userName: "ada" })).toEqualTypeOf<(User & { readonly id: string }) | undefined>();
// @ts-expect-error userName is missing
await users.create({ name: { givenName: "Ada" } });
// @ts-expect-error a misspelt attribute
await users.create({ userName: "ada", titel: "Analyst" });
// @ts-expect-error a misspelt sub-attribute
await users.create({ userName: "ada", name: { givenname: "Ada" } });

// A look-up takes attributes of the resource, with values of their types.
await users.find({ "name.familyName": "Lovelace", active: true, [`${ENTERPRISE}:employeeNumber`]: "7" });
await users.find({ emails: "ada@contoso.com", title: null });
await users.find('userName eq "ada"');
// @ts-expect-error a misspelt attribute
await users.find({ usrName: "ada" });
// @ts-expect-error a misspelt sub-attribute
await users.find({ "name.familyname": "Lovelace" });
// @ts-expect-error a text is no boolean
await users.find({ active: "true" });

// Changes resolve to the resource; only a patch that is not read back may lack it.
expectTypeOf(await users.update(ada.id, { title: "Dr" })).toEqualTypeOf<User & { readonly id: string }>();
expectTypeOf(await users.deactivate(ada.id)).toEqualTypeOf<User & { readonly id: string }>();
expectTypeOf(await users.patch(ada.id, [])).toEqualTypeOf<User & { readonly id: string }>();
expectTypeOf(await users.patch(ada.id, [], { readBack: false })).toEqualTypeOf<
  (User & { readonly id: string }) | undefined
>();
expectTypeOf(await users.list({ attributes: ["title"] }).toArray({ limit: 5 })).items.toHaveProperty("title");

// A client is a target of the engine, and so is any object whose patch may resolve to nothing.
proxyclick satisfies ProvisioningTarget;

// `console` is a logger.
new ProxyclickScimClient({ secretToken: "t", logger: console });

// A call has options of its own.
await users.get(ada.id, { timeout: 5_000, headers: { "x-trace": "1" }, retry: { limit: 0 } });

// A change names what changes; null removes.
await users.update(ada.id, { title: null, name: { middleName: null }, active: false });
// @ts-expect-error a text is no boolean
await users.update(ada.id, { active: "False" });
// @ts-expect-error the service decides about ids
await users.update(ada.id, { id: "other" });
// @ts-expect-error a misspelt attribute of the extension
await users.update(ada.id, { [ENTERPRISE]: { departement: "Engines" } });

// A projection holds what was asked for.
for await (const user of users.list({ attributes: ["userName", "name.givenName"] })) {
  expectTypeOf(user.userName).toEqualTypeOf<string>();
  expectTypeOf(user.name?.givenName).toEqualTypeOf<string | undefined>();
  expectTypeOf(user.id).toEqualTypeOf<string>();
  // @ts-expect-error not asked for
  user.title;
  // @ts-expect-error not asked for
  user.name?.familyName;
}
for await (const user of users.list({ excludedAttributes: ["emails"] })) {
  expectTypeOf(user.title).toEqualTypeOf<string | undefined>();
  // @ts-expect-error excluded
  user.emails;
}
for await (const user of users.list()) expectTypeOf(user).toEqualTypeOf<User & { readonly id: string }>();

// A filter is text, or what the builder makes.
users.list({ filter: filter(UserType).where("userName", "eq", "ada") });
// @ts-expect-error a misspelt attribute
users.list({ filter: filter(UserType).where("usrName", "eq", "ada") });

// A general client has the types that it is asked for.
const client = new ScimClient({ baseUrl: "https://h/v2", token: "t" });
const group = await client.resources(GroupType).create({ displayName: "Hosts", members: [{ value: ada.id }] });
expectTypeOf(group.displayName).toEqualTypeOf<string>();
// @ts-expect-error an attribute of another resource type
group.userName;

// Extensions are typed on the way to and from the service.
const badge = z.object({ number: required(z.string(), {}), level: optional(z.int(), {}) });
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: (await import("../../src/models/index.ts")).User,
  extensions: { [BADGE]: badge },
});
const holders = client.resources(BadgeUserType);
const holder = await holders.create({ userName: "ada", [BADGE]: { number: "B-1" } });
expectTypeOf(holder[BADGE]?.level).toEqualTypeOf<number | undefined>();
await holders.update(holder.id, { [BADGE]: { level: 3 } });
// @ts-expect-error a number is missing
await holders.create({ userName: "ada", [BADGE]: { level: 3 } });
// @ts-expect-error a text for a number
await holders.update(holder.id, { [BADGE]: { level: "3" } });
// @ts-expect-error no such attribute of the extension
holder[BADGE]?.levels;

// Errors are told apart by their guards.
declare const error: unknown;
if (isScimError(error)) expectTypeOf(error).toEqualTypeOf<ScimError>();
if (isProvisioningError(error)) expectTypeOf(error.code).toEqualTypeOf<ProvisioningErrorCode>();

// A handler is a function of the web standards, and a client takes it for its fetch.
const handler = createScimHandler({
  basePath: "/scim/v2",
  profile: fullProfile(),
  store: new MemoryStore(),
  authenticate: bearerToken("t"),
});
expectTypeOf(handler).toExtend<(request: Request) => Promise<Response>>();
new ScimClient({ baseUrl: "https://h/v2", token: "t", fetch: handler });
// @ts-expect-error a handler needs to know who may call
createScimHandler({ basePath: "/scim/v2", profile: fullProfile(), store: new MemoryStore() });
