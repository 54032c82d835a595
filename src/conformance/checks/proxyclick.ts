/** Proxyclick's own rules, as far as they are published; what is assumed says so in its sentence. */
import { SCIM1_CORE_SCHEMA } from "../../urns.ts";
import { type Answer, elementsOf, listOf, textOf } from "../service/exchange.ts";
import { expectElements, expectError, expectMember, expectStatus, expectText, expectThat } from "../service/expect.ts";
import type { Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, onlyFor, should } from "./check.ts";

const USERS = "Proxyclick, users";
const CONNECTOR = "Proxyclick, connector limitations";

function expectOneName(answer: Answer, name: string): void {
  expectText(answer, "userName", name);
  const work = elementsOf(answer.body, "emails").find(({ type }) => type === "work");
  expectThat(textOf(work?.["value"]).toLowerCase() === name.toLowerCase(), answer, `the work e-mail ${name}`);
}

function newName(scim: Scim): string {
  return `${scim.name()}@example.com`;
}

const users: readonly Check[] = [
  must("proxyclick-filled", USERS, "A missing work e-mail is filled from userName.", async (scim) => {
    const { emails: _emails, ...rest } = scim.newUser();
    const answer = await scim.post(scim.users, rest);
    expectStatus(answer, 201);
    expectOneName(answer, textOf(rest["userName"]));
  }),
  must("proxyclick-names", USERS, "A user without given or family name is refused.", async (scim) => {
    expectError(await scim.post(scim.users, scim.newUser({ name: { givenName: "Check" } })), 400);
    expectError(await scim.post(scim.users, scim.newUser({ name: { familyName: "Conformance" } })), 400);
  }),
  must("proxyclick-form", USERS, "A userName that is no e-mail address is refused.", async (scim) => {
    expectError(await scim.post(scim.users, scim.newUser({ userName: scim.name(), emails: [] })), 400);
  }),
  must(
    "proxyclick-contradiction",
    CONNECTOR,
    "Two values for userName and work e-mail are refused (status by assumption).",
    async (scim) => {
      const emails = [{ value: newName(scim), type: "work", primary: true }];
      expectError(await scim.post(scim.users, scim.newUser({ emails })), 400);
    },
  ),
  should(
    "proxyclick-phone",
    USERS,
    "A phone number that is not E.164 does not fail the user (assumption).",
    async (scim) => {
      const answer = await scim.post(
        scim.users,
        scim.newUser({ phoneNumbers: [{ value: "no number", type: "work" }] }),
      );
      expectStatus(answer, 201);
      expectMember(answer, "phoneNumbers", undefined);
    },
  ),
  should(
    "proxyclick-dialect",
    USERS,
    "A body with the schema of SCIM 1.1 is taken, as in the vendor's sample, and answered in kind (assumption).",
    async (scim) => {
      const answer = await scim.post(scim.users, scim.newUser({ schemas: [SCIM1_CORE_SCHEMA] }));
      expectStatus(answer, 201);
      expectThat(
        listOf(answer.body, "schemas").includes(SCIM1_CORE_SCHEMA),
        answer,
        `schemas with ${SCIM1_CORE_SCHEMA}`,
      );
    },
  ),
  should(
    "proxyclick-unknown",
    USERS,
    "Attributes that Proxyclick does not document do no harm (assumption).",
    async (scim) => {
      expectStatus(await scim.post(scim.users, scim.newUser({ displayName: "Check", nickName: "C" })), 201);
    },
  ),
];

const mirrored: readonly Check[] = needing(
  ["patch"],
  [
    must("proxyclick-mirror-name", CONNECTOR, "A change of userName changes the work e-mail.", async (scim) => {
      const value = newName(scim);
      expectOneName(await scim.patched(await scim.user(), { op: "replace", path: "userName", value }), value);
    }),
    must("proxyclick-mirror-email", CONNECTOR, "A change of the work e-mail changes userName.", async (scim) => {
      const value = newName(scim);
      const path = 'emails[type eq "work"].value';
      expectOneName(await scim.patched(await scim.user(), { op: "Replace", path, value }), value);
    }),
    must(
      "proxyclick-mirror-conflict",
      CONNECTOR,
      "A work e-mail that is another user's userName is refused with 409.",
      async (scim) => {
        const other = await scim.user();
        const operation = { op: "Replace", path: 'emails[type eq "work"].value', value: other.body["userName"] };
        expectError(await scim.patch((await scim.user()).path, [operation]), 409);
      },
    ),
    must("proxyclick-disabled", CONNECTOR, "A disabled user is still there (assumption).", async (scim) => {
      const user = await scim.user();
      await scim.patched(user, { op: "Replace", path: "active", value: "False" });
      expectMember(await scim.get(user.path), "active", false);
    }),
  ],
);

const groups: readonly Check[] = [
  must("proxyclick-groups", CONNECTOR, "Groups are refused with a SCIM error.", async (scim) => {
    for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
      const path = method === "GET" || method === "POST" ? "/Groups" : "/Groups/scim-check";
      const sending = method === "GET" || method === "DELETE" ? {} : { body: scim.newGroup() };
      expectError(await scim.send(method, path, sending), 501, 404, 403);
    }
  }),
  must(
    "proxyclick-test-connection",
    "Microsoft Entra",
    "A query for a user who cannot exist is answered with an empty list.",
    async (scim) => {
      const answer = await scim.listed({ filter: `userName eq "${scim.name()}"` });
      expectMember(answer, "totalResults", 0);
      expectElements(answer, "Resources", []);
    },
  ),
];

/** Checks of what makes Proxyclick another service than any. */
export const proxyclickChecks: readonly Check[] = onlyFor(["proxyclick"], [...users, ...mirrored, ...groups]);
