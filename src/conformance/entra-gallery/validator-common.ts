/** What the tests of Microsoft's hosted SCIM validator share: its users and groups, and its deletions. */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import type { Check } from "../checks/check.ts";
import { type Body, type CreatedResource, stringOf } from "../service/exchange.ts";
import { expectStatus } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { create, expectGone, testsOf } from "./gallery-test.ts";

/** Creates the check for a test of the validator. */
export const test = testsOf("SCIM validator");

/** A user as the validator makes one up: random words, also where a language, a URL or an id is expected. */
export function madeUpUser(service: ServiceUnderTest): Body {
  return service.userBody({
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    displayName: "NDSQQTECVAAC",
    title: "CJSGUNOAAMMQ",
    preferredLanguage: "hi",
    name: { givenName: "Elfrieda", familyName: "Urban", formatted: "Myah", honorificSuffix: "Micaela" },
    addresses: [{ type: "work", formatted: "ZQEHBLETAAQE", postalCode: "cx47 4mz", country: "Jersey", primary: true }],
    phoneNumbers: [
      { type: "work", value: "10-040-1308", primary: true },
      { type: "fax", value: "10-040-1308" },
    ],
    roles: [{ primary: "True", display: "MRONYWGFFHXQ", value: "WDEIISGWWQBE", type: "XVTUOHMYUFRL" }],
    nickName: "FOGSIQTKHIPG",
    timezone: "America/Guayaquil",
    profileUrl: "BAPNQLJSRQGD",
    [ENTERPRISE_USER_SCHEMA]: { department: "ZYWTBPDFHIIP", manager: { value: "XYMKVVRYDIOO" } },
  });
}

/** A group as the validator makes one up. */
export function madeUpGroup(service: ServiceUnderTest): Body {
  return service.groupBody({ schemas: [GROUP_SCHEMA], externalId: service.uniqueName() });
}

/** Creates a made-up user. */
export const createUser = (service: ServiceUnderTest) => create(service, service.usersPath, madeUpUser(service));
/** Creates a made-up group. */
export const createGroup = (service: ServiceUnderTest) => create(service, service.groupsPath, madeUpGroup(service));

/** A filter on the value that an attribute has, or has after a change. */
export function equals(
  attribute: string,
  { body }: CreatedResource,
  change = (value: string): string => value,
): string {
  return `${attribute} eq "${change(stringOf(body[attribute]))}"`;
}

/** A string in upper case. */
export const upperCase = (value: string): string => value.toUpperCase();

/** What to do about failing filters. */
export const FILTER_REMEDY =
  "Support filters with eq, compare userName and displayName regardless of case, and answer 200 with totalResults 0 when nothing matches.";
/** What to do about failing changes. */
export const PATCH_REMEDY =
  "Answer a PATCH with 200 and the resource or with 204, and show the changed values in the next GET.";

/** The tests of deletions. */
export function deletionTests(
  type: "User" | "Group",
  nameAttribute: string,
  createOne: (service: ServiceUnderTest) => Promise<CreatedResource>,
  endpointOf: (service: ServiceUnderTest) => string,
): readonly Check[] {
  const remedy = "Answer DELETE with 204, and everything after it with 404, a second DELETE too.";
  return [
    test(
      `Delete a ${type}`,
      `After a DELETE, a GET of the ${type.toLowerCase()} returns 404.`,
      remedy,
      async (service) => {
        const created = await createOne(service);
        await expectGone(service, endpointOf(service), created, equals(nameAttribute, created));
      },
    ),
    test(
      `Delete a non-existent ${type}`,
      "A DELETE of an unknown id returns 404.",
      remedy,
      async (service) => {
        expectStatus(
          await service.delete(service.pathOf(endpointOf(service), "d950a5ce-61da-4979-8423-4600c745a897")),
          404,
        );
      },
      { isOptional: true },
    ),
    test(
      `Delete the same ${type} twice`,
      "A second DELETE returns 404.",
      remedy,
      async (service) => {
        const { path } = await createOne(service);
        expectStatus(await service.delete(path), 204);
        expectStatus(await service.delete(path), 404);
      },
      { isOptional: true },
    ),
  ];
}
