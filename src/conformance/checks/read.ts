/** RFC 7644 §3.4.1, §3.4.2.5 and §3.9: reading one resource, whole and in parts. */
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { type Answer, elementsOf, type Resource, resourcesOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import type { Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const READ = "RFC 7644 §3.4.1";
const PARTS = "RFC 7644 §3.4.2.5";
const EVERYWHERE = "RFC 7644 §3.9";

const reading: readonly Check[] = [
  must("read-status", READ, "A resource is read with 200.", async (scim) => {
    const user = await scim.user();
    const answer = await scim.get(user.path);
    expectStatus(answer, 200);
    expectMember(answer, "id", user.id);
  }),
  must("read-missing", READ, "A resource that does not exist is answered with 404.", async (scim) => {
    expectError(await scim.get(`${scim.users}/scim-check-no-such-id`), 404);
  }),
  must("read-id-encoded", READ, "An id with reserved characters is a name like any other.", async (scim) => {
    for (const id of ["a%2Fb", "%22", "%27%20or%201", "__proto__", "constructor", "..%2F"]) {
      expectError(await scim.get(`${scim.users}/${id}`), 404, 400);
    }
  }),
  must("read-id-case", "RFC 7643 §3.1", "An id is compared exactly.", async (scim) => {
    const user = await scim.user();
    const other = user.id === user.id.toUpperCase() ? user.id.toLowerCase() : user.id.toUpperCase();
    if (other !== user.id) expectStatus(await scim.get(`${scim.users}/${encodeURIComponent(other)}`), 404);
  }),
  should("read-head", "RFC 9110 §9.3.2", "HEAD is answered as GET, without a body.", async (scim) => {
    const user = await scim.user();
    const answer = await scim.send("HEAD", user.path);
    expectStatus(answer, 200);
    expectThat(answer.text === "", answer, "no body");
  }),
];

async function readWith(scim: Scim, parameters: string): Promise<{ answer: Answer; user: Resource }> {
  const user = await scim.user({ title: "Tester", externalId: `EXT-${scim.name()}` });
  const answer = await scim.get(`${user.path}?${parameters}`);
  expectStatus(answer, 200);
  return { answer, user };
}

const parts: readonly Check[] = withAttributes(
  ["title"],
  [
    must("attributes-only", PARTS, "attributes names what is returned; the rest stays away.", async (scim) => {
      const { answer } = await readWith(scim, "attributes=title");
      expectMember(answer, "title", "Tester");
      expectMember(answer, "name", undefined);
      expectMember(answer, "emails", undefined);
      expectMember(answer, "active", undefined);
    }),
    must(
      "attributes-id",
      PARTS,
      "An attribute that is always returned, as id, comes with attributes.",
      async (scim) => {
        const { answer, user } = await readWith(scim, "attributes=title");
        expectMember(answer, "id", user.id);
      },
    ),
    must("attributes-schemas", "RFC 7643 §3.1", "schemas comes with attributes.", async (scim) => {
      const { answer } = await readWith(scim, "attributes=title");
      expectThat(hasSchema(answer, USER_SCHEMA), answer, `schemas with ${USER_SCHEMA}`);
    }),
    must("attributes-case", "RFC 7643 §2.1", "Names in attributes match in any case.", async (scim) => {
      expectMember((await readWith(scim, "attributes=TITLE")).answer, "title", "Tester");
    }),
    must("attributes-sub", "RFC 7644 §3.10", "attributes may name a sub-attribute.", async (scim) => {
      const { answer } = await readWith(scim, "attributes=name.familyName");
      expectMember(answer, "name.familyName", "Conformance");
      expectMember(answer, "name.givenName", undefined);
    }),
    must(
      "attributes-sub-multi",
      "RFC 7644 §3.10",
      "attributes may name a sub-attribute of each of several values.",
      async (scim) => {
        const { answer } = await readWith(scim, "attributes=emails.value");
        const [email] = elementsOf(answer.body, "emails");
        expectThat(
          typeof email?.["value"] === "string" && email["type"] === undefined,
          answer,
          "emails with value and nothing else",
        );
      },
    ),
    must("attributes-urn", "RFC 7644 §3.10", "A name may carry the URN of its schema.", async (scim) => {
      expectMember((await readWith(scim, `attributes=${USER_SCHEMA}:title`)).answer, "title", "Tester");
    }),
    must("attributes-several", PARTS, "attributes takes several names, with commas.", async (scim) => {
      const { answer } = await readWith(scim, "attributes=title,active");
      expectMember(answer, "title", "Tester");
      expectMember(answer, "active", true);
      expectMember(answer, "emails", undefined);
    }),
    must("excluded", PARTS, "excludedAttributes leaves attributes out, and only those.", async (scim) => {
      const { answer } = await readWith(scim, "excludedAttributes=title,emails");
      expectMember(answer, "title", undefined);
      expectMember(answer, "emails", undefined);
      expectMember(answer, "name.familyName", "Conformance");
    }),
    must("excluded-sub", "RFC 7644 §3.10", "excludedAttributes may name a sub-attribute.", async (scim) => {
      const { answer } = await readWith(scim, "excludedAttributes=name.givenName");
      expectMember(answer, "name.givenName", undefined);
      expectMember(answer, "name.familyName", "Conformance");
    }),
    must("excluded-always", PARTS, "What is always returned cannot be excluded.", async (scim) => {
      const { answer, user } = await readWith(scim, "excludedAttributes=id,schemas");
      expectMember(answer, "id", user.id);
      expectThat(hasSchema(answer, USER_SCHEMA), answer, `schemas with ${USER_SCHEMA}`);
    }),
    must("attributes-list", PARTS, "attributes holds for every resource of a list.", async (scim) => {
      const { ada } = await scim.people();
      const answer = await scim.listed({
        filter: `userName eq "${String(ada.body["userName"])}"`,
        attributes: "userName",
      });
      const [found] = resourcesOf(answer);
      expectThat(
        found?.["id"] === ada.id && found["title"] === undefined,
        answer,
        "a resource with id and userName, without title",
      );
      expectThat(Array.isArray(found?.["schemas"]), answer, "schemas in each resource");
    }),
    must("excluded-list", PARTS, "excludedAttributes holds for every resource of a list.", async (scim) => {
      const { ada } = await scim.people();
      const answer = await scim.listed({
        filter: `userName eq "${String(ada.body["userName"])}"`,
        excludedAttributes: "title",
      });
      const [found] = resourcesOf(answer);
      expectThat(found !== undefined && found["title"] === undefined && "userName" in found, answer, "all but title");
    }),
    must("attributes-create", EVERYWHERE, "attributes holds for the answer to a create.", async (scim) => {
      const answer = await scim.post(`${scim.users}?attributes=userName`, scim.newUser({ title: "Tester" }));
      expectStatus(answer, 201);
      expectMember(answer, "title", undefined);
      expectThat(typeof answer.body["id"] === "string", answer, "an id");
    }),
    must("attributes-replace", EVERYWHERE, "attributes holds for the answer to a PUT.", async (scim) => {
      const user = await scim.user({ title: "Tester" });
      const answer = await scim.put(`${user.path}?attributes=userName`, { ...user.body, title: "Other" });
      expectStatus(answer, 200);
      expectMember(answer, "title", undefined);
      expectMember(await scim.get(user.path), "title", "Other");
    }),
    ...needing(
      ["patch"],
      [
        must(
          "attributes-patch",
          "RFC 7644 §3.5.2",
          "A PATCH that asks for attributes is answered with 200 and those.",
          async (scim) => {
            const user = await scim.user({ title: "Tester" });
            const operations = [{ op: "replace", path: "title", value: "Other" }];
            const answer = await scim.patch(`${user.path}?attributes=title`, operations);
            expectStatus(answer, 200);
            expectMember(answer, "title", "Other");
            expectMember(answer, "emails", undefined);
          },
        ),
      ],
    ),
  ],
);

const extension: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "attributes-extension",
      "RFC 7644 §3.10",
      "An attribute of an extension is named by URN, colon and name.",
      async (scim) => {
        const user = await scim.user({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department: "Testing", costCenter: "T1" },
        });
        const answer = await scim.get(`${user.path}?attributes=${ENTERPRISE_USER_SCHEMA}:department`);
        expectThat(
          JSON.stringify(answer.body[ENTERPRISE_USER_SCHEMA]) === '{"department":"Testing"}' &&
            answer.body["name"] === undefined,
          answer,
          "the department, under the URN of its schema, without costCenter and name",
        );
      },
    ),
  ],
);

const password: readonly Check[] = withAttributes(
  ["password"],
  [
    must("password-never", "RFC 7643 §4.1.1", "A password is in no answer.", async (scim) => {
      const secret = `Pw-${scim.run}-9x!`;
      const user = await scim.user({ password: secret });
      const listed = await scim.list({ filter: `userName eq "${String(user.body["userName"])}"` });
      for (const answer of [user.answer, await scim.get(user.path), listed]) {
        expectThat(!answer.text.includes(secret) && !/"password"/i.test(answer.text), answer, "no password");
      }
    }),
    must("password-never-asked", PARTS, "A password is not returned when it is asked for, either.", async (scim) => {
      const user = await scim.user({ password: `Pw-${scim.run}-9x!` });
      const answer = await scim.get(`${user.path}?attributes=password,userName`);
      expectThat(!/"password"/i.test(answer.text), answer, "no password");
    }),
  ],
);

/** Checks of GET by id and of the parameters attributes and excludedAttributes. */
export const readChecks: readonly Check[] = [...reading, ...parts, ...extension, ...password];
