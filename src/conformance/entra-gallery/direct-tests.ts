/** The tests of the validation Logic App that call the service directly. */
import { GROUP_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import type { Check } from "../checks/check.ts";
import { arrayOf, type Body, objectsOf, resourcesOf, stringOf } from "../service/exchange.ts";
import { expectMember, expectStatus, expectString, expectThat, skipCheck } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { create, expectPages, expectTargets, patchAndGet, testsOf } from "./gallery-test.ts";
import {
  changeableAttributes,
  MANAGER,
  MAPPED_GROUP_ATTRIBUTES,
  MAPPED_USER_ATTRIBUTES,
  mappedGroup,
  mappedUser,
  readTarget,
  replaceEach,
  replaceTogether,
  sampleValue,
} from "./mapped-attributes.ts";
import { createUser, expectManager } from "./user-tests.ts";

const test = testsOf("Logic App");

/** The names that the Logic App derives from a schema: it knows an element only by a canonical value of its type. */
function describedTargets({ id, ...schema }: Body): readonly string[] {
  const prefix = id === USER_SCHEMA || id === GROUP_SCHEMA ? "" : `${stringOf(id)}:`;
  return objectsOf(schema, "attributes").flatMap((attribute) => {
    const name = prefix + stringOf(attribute["name"]);
    if (attribute["type"] !== "complex" || /(?:^|:)(?:manager|members)$/.test(name)) return [name];
    const parts = objectsOf(attribute, "subAttributes");
    if (attribute["multiValued"] !== true) return parts.map((part) => `${name}.${stringOf(part["name"])}`);
    const type = parts.find((part) => part["name"] === "type");
    const kinds = type === undefined ? [] : arrayOf(type, "canonicalValues");
    const conditions = kinds.length === 0 ? ['primary eq "True"'] : kinds.map((kind) => `type eq "${String(kind)}"`);
    return conditions.flatMap((condition) => parts.map((part) => `${name}[${condition}].${stringOf(part["name"])}`));
  });
}

const schemas: readonly Check[] = (
  [
    ["users", MAPPED_USER_ATTRIBUTES, (id: unknown) => id !== GROUP_SCHEMA],
    ["groups", MAPPED_GROUP_ATTRIBUTES, (id: unknown) => id === GROUP_SCHEMA],
  ] as const
).map(([part, mapped, isOfPart]) =>
  test(
    "Schema_Discoverability_Test",
    `/Schemas lists every attribute of the default mapping of ${part}, externalId included.`,
    "List the missing attributes in /Schemas, with canonicalValues for the type of emails, addresses and phoneNumbers; or remove them from the attribute mapping in Entra. In this package: fullProfile({ publishExternalId: true }).",
    async (service) => {
      const response = await service.get("/Schemas");
      expectStatus(response, 200);
      const documents = resourcesOf(response).filter(({ id }) => isOfPart(id));
      const described = new Set(documents.flatMap(describedTargets).map((name) => name.toLowerCase()));
      const missing = mapped.filter((target) => !described.has(target.toLowerCase()));
      expectThat(missing.length === 0, response, `/Schemas to list ${missing.join(", ")}`);
    },
    { part },
  ),
);

/** What the null update test clears: every mapped attribute that is neither required, matching nor a reference. */
function clearable(service: ServiceUnderTest): readonly string[] {
  return ['emails[type eq "work"].value', ...changeableAttributes(service)];
}

const NULL_REMEDY =
  "Accept an empty string and null as the value of replace for every optional attribute, many in one PATCH, and return no value for it afterwards.";

const nullUpdates: readonly Check[] = (
  [
    ["a path for each attribute", replaceEach, "verbose"],
    ["simple attributes in one value", replaceTogether, "together"],
  ] as const
).map(([form, write, part]) =>
  test(
    "SCIM_Null_Update_Test",
    `Attributes that a PATCH replaces with an empty string, and then with null, are empty afterwards (${form}).`,
    NULL_REMEDY,
    async (service) => {
      const user = await createUser(service);
      const targets = clearable(service);
      for (const value of ["", null]) {
        const after = await patchAndGet(
          service,
          user,
          write(targets, () => value),
        );
        const left = targets.filter((target) => (readTarget(after.body, target) ?? "") !== "");
        expectThat(left.length === 0, after, `no value, or an empty one, for ${left.join(", ")}`);
      }
      // After null, Microsoft accepts no empty string in a simple attribute.
      const cleared = await service.get(user.path);
      const empty = targets.filter((target) => !target.includes("[") && readTarget(cleared.body, target) === "");
      expectThat(empty.length === 0, cleared, `no empty string after null for ${empty.join(", ")}`);
      expectMember(cleared, "active", true);
    },
    { part },
  ),
);

const writes: readonly Check[] = [
  test(
    "SCIM_User_Create_Test",
    "POST /Users returns 200 or 201 with an id and the userName that was sent.",
    "Return the created user with its id and the unchanged userName.",
    async (service) => {
      const body = mappedUser(service);
      expectMember((await create(service, service.usersPath, body)).response, "userName", body["userName"]);
    },
  ),
  test(
    "SCIM_User_Update_Test",
    "PATCH /Users/{id} returns 200 or 204, and a GET shows every changed value.",
    "Store the changes of a PATCH before the response. Do not reformat values.",
    async (service) => {
      const targets = changeableAttributes(service).filter((target) => !target.includes("["));
      const user = await createUser(service);
      const changed = (target: string): string => `upd-${sampleValue(target, 1)}`;
      const operations = targets.map((path) => ({ op: "replace", path, value: changed(path) }));
      expectTargets(await patchAndGet(service, user, operations), targets, changed);
    },
  ),
  test(
    "SCIM_Group_Create_Test",
    "POST /Groups returns 200 or 201 with an id and the displayName that was sent.",
    "Groups are mandatory: offer /Groups, and return the created group with its id and the unchanged displayName.",
    async (service) => {
      const body = mappedGroup(service);
      expectMember((await create(service, service.groupsPath, body)).response, "displayName", body["displayName"]);
    },
  ),
  test(
    "SCIM_Group_Update_Test",
    "PATCH /Groups/{id} returns 200 or 204, and a GET shows every changed value.",
    "Store displayName and externalId of a group as they are sent.",
    async (service) => {
      const group = await create(service, service.groupsPath, mappedGroup(service));
      const [displayName, externalId] = [service.uniqueName(), service.uniqueName()];
      const after = await patchAndGet(service, group, [
        { op: "replace", path: "displayName", value: displayName },
        { op: "replace", path: "externalId", value: externalId },
      ]);
      expectMember(after, "displayName", displayName);
      expectMember(after, "externalId", externalId);
    },
  ),
  test(
    "SCIM_Update_Manager_Test",
    "The manager of a user is set by Add, changed by Replace, and removed by Replace with an empty value.",
    "Accept add and replace of the manager, as a string and as an object. Remove the manager for an empty string, for an object whose value is empty, and for null.",
    async (service) => {
      const [first, second, user] = [await createUser(service), await createUser(service), await createUser(service)];
      for (const empty of ["", { value: "" }, null]) {
        for (const [op, value, id] of [
          ["Add", first.id, first.id],
          ["Replace", { value: second.id }, second.id],
          ["Replace", empty, ""],
        ] as const) {
          expectManager(await patchAndGet(service, user, [{ op, path: MANAGER, value }]), id);
        }
      }
    },
    { attributes: [MANAGER] },
  ),
];

const PAGES_REMEDY =
  "Support startIndex, from 1, and count; return the startIndex that was requested, and totalResults.";

const pages: readonly Check[] = [
  test(
    "SCIM_User_Pagination_Test",
    "GET /Users?startIndex=N&count=5 returns consecutive pages.",
    PAGES_REMEDY,
    async (service) => {
      await expectPages(service, service.usersPath, () => mappedUser(service));
    },
  ),
  test(
    "SCIM_Group_Pagination_Test",
    "GET /Groups?startIndex=N&count=5 returns consecutive pages.",
    PAGES_REMEDY,
    async (service) => {
      await expectPages(service, service.groupsPath, () => mappedGroup(service));
    },
    { isOptional: true },
  ),
];

const authentication: readonly Check[] = [
  test(
    "Validate_Credentials_Test",
    "The token endpoint returns a bearer token for the client credentials, valid for one to six hours, that the service accepts.",
    "Answer grant_type=client_credentials with 200 and access_token, token_type Bearer and expires_in between 3600 and 21600, and accept that token at the SCIM endpoint.",
    async (service) => {
      if (service.requestToken === undefined) skipCheck("no client credentials were given");
      const { response, token, lifetime } = await service.requestToken();
      expectStatus(response, 200);
      expectThat(token !== undefined, response, "an access_token");
      expectString(response, "token_type", "Bearer");
      const isWithinRule = lifetime !== undefined && lifetime >= 3_600 && lifetime <= 21_600;
      expectThat(isWithinRule, response, "expires_in between 3600 and 21600 seconds");
      expectStatus(await service.send("GET", `${service.usersPath}?count=1`, { token }), 200);
    },
  ),
  test(
    "Federated_Identity_Test",
    "The token endpoint exchanges an assertion that Microsoft Entra signed for an access token.",
    "Verify the assertion with the tenant's keys, and return a token as for client credentials.",
    async () => {
      skipCheck("only Microsoft Entra can sign the assertion");
    },
  ),
];

/** The tests that call the service directly, and those of authentication. */
export const directTests: readonly Check[] = [...schemas, ...nullUpdates, ...writes, ...pages, ...authentication];
