/** Proxyclick's published rules; a requirement that is only assumed says so. */
import { SCIM1_CORE_SCHEMA } from "../../urns.ts";
import { arrayOf, objectsOf, type ServiceResponse, stringOf } from "../service/exchange.ts";
import {
  expectElements,
  expectError,
  expectMember,
  expectStatus,
  expectString,
  expectThat,
} from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, onlyFor, should } from "./check.ts";

const USERS = "Proxyclick, users";
const CONNECTOR = "Proxyclick, connector limitations";

function expectOneName(response: ServiceResponse, name: string): void {
  expectString(response, "userName", name);
  const work = objectsOf(response.body, "emails").find(({ type }) => type === "work");
  expectThat(stringOf(work?.["value"]).toLowerCase() === name.toLowerCase(), response, `the work email ${name}`);
}

function newName(service: ServiceUnderTest): string {
  return `${service.uniqueName()}@example.com`;
}

const users: readonly Check[] = [
  must("proxyclick-filled", USERS, "A missing work email is filled from userName.", async (service) => {
    const { emails: _emails, ...rest } = service.userBody();
    const response = await service.post(service.usersPath, rest);
    expectStatus(response, 201);
    expectOneName(response, stringOf(rest["userName"]));
  }),
  must("proxyclick-names", USERS, "A user without a given or family name is rejected.", async (service) => {
    expectError(await service.post(service.usersPath, service.userBody({ name: { givenName: "Check" } })), 400);
    expectError(await service.post(service.usersPath, service.userBody({ name: { familyName: "Conformance" } })), 400);
  }),
  must("proxyclick-form", USERS, "A userName that is not an email address is rejected.", async (service) => {
    expectError(
      await service.post(service.usersPath, service.userBody({ userName: service.uniqueName(), emails: [] })),
      400,
    );
  }),
  must(
    "proxyclick-contradiction",
    CONNECTOR,
    "Different values for userName and work email are rejected (the status is an assumption).",
    async (service) => {
      const emails = [{ value: newName(service), type: "work", primary: true }];
      expectError(await service.post(service.usersPath, service.userBody({ emails })), 400);
    },
  ),
  should(
    "proxyclick-phone",
    USERS,
    "A phone number that is not E.164 does not fail the create (assumption).",
    async (service) => {
      const response = await service.post(
        service.usersPath,
        service.userBody({ phoneNumbers: [{ value: "no number", type: "work" }] }),
      );
      expectStatus(response, 201);
      expectMember(response, "phoneNumbers", undefined);
    },
  ),
  should(
    "proxyclick-dialect",
    USERS,
    "A body with the SCIM 1.1 schema, as in the vendor's sample, is accepted and answered in the same form (assumption).",
    async (service) => {
      const response = await service.post(service.usersPath, service.userBody({ schemas: [SCIM1_CORE_SCHEMA] }));
      expectStatus(response, 201);
      expectThat(
        arrayOf(response.body, "schemas").includes(SCIM1_CORE_SCHEMA),
        response,
        `schemas with ${SCIM1_CORE_SCHEMA}`,
      );
    },
  ),
  should(
    "proxyclick-unknown",
    USERS,
    "Attributes that Proxyclick does not document are ignored (assumption).",
    async (service) => {
      expectStatus(
        await service.post(service.usersPath, service.userBody({ displayName: "Check", nickName: "C" })),
        201,
      );
    },
  ),
];

const mirrored: readonly Check[] = needing(
  ["patch"],
  [
    must("proxyclick-mirror-name", CONNECTOR, "Changing userName changes the work email.", async (service) => {
      const value = newName(service);
      expectOneName(
        await service.patchAndRead(await service.createUser(), { op: "replace", path: "userName", value }),
        value,
      );
    }),
    must("proxyclick-mirror-email", CONNECTOR, "Changing the work email changes userName.", async (service) => {
      const value = newName(service);
      const path = 'emails[type eq "work"].value';
      expectOneName(await service.patchAndRead(await service.createUser(), { op: "Replace", path, value }), value);
    }),
    must(
      "proxyclick-mirror-conflict",
      CONNECTOR,
      "A work email that is another user's userName is rejected with 409.",
      async (service) => {
        const other = await service.createUser();
        const operation = { op: "Replace", path: 'emails[type eq "work"].value', value: other.body["userName"] };
        expectError(await service.patch((await service.createUser()).path, [operation]), 409);
      },
    ),
    must("proxyclick-disabled", CONNECTOR, "A disabled user still exists (assumption).", async (service) => {
      const user = await service.createUser();
      await service.patchAndRead(user, { op: "Replace", path: "active", value: "False" });
      expectMember(await service.get(user.path), "active", false);
    }),
  ],
);

const groups: readonly Check[] = [
  must("proxyclick-groups", CONNECTOR, "Groups are rejected with a SCIM error.", async (service) => {
    for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
      const path = method === "GET" || method === "POST" ? "/Groups" : "/Groups/scim-check";
      const sending = method === "GET" || method === "DELETE" ? {} : { body: service.groupBody() };
      expectError(await service.send(method, path, sending), 501, 404, 403);
    }
  }),
  must(
    "proxyclick-test-connection",
    "Microsoft Entra",
    "A query for a user that cannot exist returns an empty list.",
    async (service) => {
      const response = await service.requireList({ filter: `userName eq "${service.uniqueName()}"` });
      expectMember(response, "totalResults", 0);
      expectElements(response, "Resources", []);
    },
  ),
];

/** Checks of Proxyclick's rules. */
export const proxyclickChecks: readonly Check[] = onlyFor(["proxyclick"], [...users, ...mirrored, ...groups]);
