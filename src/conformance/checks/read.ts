/** RFC 7644 §3.4.1, §3.4.2.5 and §3.9: reading a resource, with and without attributes and excludedAttributes. */
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { type CreatedResource, objectsOf, resourcesOf, type ServiceResponse } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const READ = "RFC 7644 §3.4.1";
const PARTS = "RFC 7644 §3.4.2.5";
const EVERYWHERE = "RFC 7644 §3.9";

const reading: readonly Check[] = [
  must("read-status", READ, "Reading a resource returns 200.", async (service) => {
    const user = await service.createUser();
    const response = await service.get(user.path);
    expectStatus(response, 200);
    expectMember(response, "id", user.id);
  }),
  must("read-missing", READ, "Reading a resource that does not exist returns 404.", async (service) => {
    expectError(await service.get(`${service.usersPath}/scim-check-no-such-id`), 404);
  }),
  must("read-id-encoded", READ, "An id in a URL may contain encoded reserved characters.", async (service) => {
    for (const id of ["a%2Fb", "%22", "%27%20or%201", "__proto__", "constructor", "..%2F"]) {
      expectError(await service.get(`${service.usersPath}/${id}`), 404, 400);
    }
  }),
  must("read-id-case", "RFC 7643 §3.1", "An id is case-sensitive.", async (service) => {
    const user = await service.createUser();
    const other = user.id === user.id.toUpperCase() ? user.id.toLowerCase() : user.id.toUpperCase();
    if (other !== user.id) expectStatus(await service.get(`${service.usersPath}/${encodeURIComponent(other)}`), 404);
  }),
  should("read-head", "RFC 9110 §9.3.2", "HEAD returns what GET returns, without a body.", async (service) => {
    const user = await service.createUser();
    const response = await service.send("HEAD", user.path);
    expectStatus(response, 200);
    expectThat(response.rawBody === "", response, "no body");
  }),
];

async function readWith(
  service: ServiceUnderTest,
  parameters: string,
): Promise<{ response: ServiceResponse; user: CreatedResource }> {
  const user = await service.createUser({ title: "Tester", externalId: `EXT-${service.uniqueName()}` });
  const response = await service.get(`${user.path}?${parameters}`);
  expectStatus(response, 200);
  return { response, user };
}

const parts: readonly Check[] = withAttributes(
  ["title"],
  [
    must("attributes-only", PARTS, "attributes limits the response to the named attributes.", async (service) => {
      const { response } = await readWith(service, "attributes=title");
      expectMember(response, "title", "Tester");
      expectMember(response, "name", undefined);
      expectMember(response, "emails", undefined);
      expectMember(response, "active", undefined);
    }),
    must(
      "attributes-id",
      PARTS,
      "Attributes that are always returned, such as id, are returned in addition to attributes.",
      async (service) => {
        const { response, user } = await readWith(service, "attributes=title");
        expectMember(response, "id", user.id);
      },
    ),
    must("attributes-schemas", "RFC 7643 §3.1", "schemas is returned in addition to attributes.", async (service) => {
      const { response } = await readWith(service, "attributes=title");
      expectThat(hasSchema(response, USER_SCHEMA), response, `schemas with ${USER_SCHEMA}`);
    }),
    must("attributes-case", "RFC 7643 §2.1", "Names in attributes are case-insensitive.", async (service) => {
      expectMember((await readWith(service, "attributes=TITLE")).response, "title", "Tester");
    }),
    must("attributes-sub", "RFC 7644 §3.10", "attributes may name a sub-attribute.", async (service) => {
      const { response } = await readWith(service, "attributes=name.familyName");
      expectMember(response, "name.familyName", "Conformance");
      expectMember(response, "name.givenName", undefined);
    }),
    must(
      "attributes-sub-multi",
      "RFC 7644 §3.10",
      "attributes may name a sub-attribute of a multi-valued attribute.",
      async (service) => {
        const { response } = await readWith(service, "attributes=emails.value");
        const [email] = objectsOf(response.body, "emails");
        expectThat(
          typeof email?.["value"] === "string" && email["type"] === undefined,
          response,
          "emails with value and nothing else",
        );
      },
    ),
    must(
      "attributes-urn",
      "RFC 7644 §3.10",
      "An attribute name may be prefixed by the URN of its schema.",
      async (service) => {
        expectMember((await readWith(service, `attributes=${USER_SCHEMA}:title`)).response, "title", "Tester");
      },
    ),
    must("attributes-several", PARTS, "attributes takes several names, separated by commas.", async (service) => {
      const { response } = await readWith(service, "attributes=title,active");
      expectMember(response, "title", "Tester");
      expectMember(response, "active", true);
      expectMember(response, "emails", undefined);
    }),
    must("excluded", PARTS, "excludedAttributes omits the named attributes and no others.", async (service) => {
      const { response } = await readWith(service, "excludedAttributes=title,emails");
      expectMember(response, "title", undefined);
      expectMember(response, "emails", undefined);
      expectMember(response, "name.familyName", "Conformance");
    }),
    must("excluded-sub", "RFC 7644 §3.10", "excludedAttributes may name a sub-attribute.", async (service) => {
      const { response } = await readWith(service, "excludedAttributes=name.givenName");
      expectMember(response, "name.givenName", undefined);
      expectMember(response, "name.familyName", "Conformance");
    }),
    must("excluded-always", PARTS, "Attributes that are always returned cannot be excluded.", async (service) => {
      const { response, user } = await readWith(service, "excludedAttributes=id,schemas");
      expectMember(response, "id", user.id);
      expectThat(hasSchema(response, USER_SCHEMA), response, `schemas with ${USER_SCHEMA}`);
    }),
    must("attributes-list", PARTS, "attributes applies to every resource in a list.", async (service) => {
      const { ada } = await service.sampleUsers();
      const response = await service.requireList({
        filter: `userName eq "${String(ada.body["userName"])}"`,
        attributes: "userName",
      });
      const [found] = resourcesOf(response);
      expectThat(
        found?.["id"] === ada.id && found["title"] === undefined,
        response,
        "a resource with id and userName, without title",
      );
      expectThat(Array.isArray(found?.["schemas"]), response, "schemas in each resource");
    }),
    must("excluded-list", PARTS, "excludedAttributes applies to every resource in a list.", async (service) => {
      const { ada } = await service.sampleUsers();
      const response = await service.requireList({
        filter: `userName eq "${String(ada.body["userName"])}"`,
        excludedAttributes: "title",
      });
      const [found] = resourcesOf(response);
      expectThat(found !== undefined && found["title"] === undefined && "userName" in found, response, "all but title");
    }),
    must("attributes-create", EVERYWHERE, "attributes applies to the response to a create.", async (service) => {
      const response = await service.post(
        `${service.usersPath}?attributes=userName`,
        service.userBody({ title: "Tester" }),
      );
      expectStatus(response, 201);
      expectMember(response, "title", undefined);
      expectThat(typeof response.body["id"] === "string", response, "an id");
    }),
    must("attributes-replace", EVERYWHERE, "attributes applies to the response to a PUT.", async (service) => {
      const user = await service.createUser({ title: "Tester" });
      const response = await service.put(`${user.path}?attributes=userName`, { ...user.body, title: "Other" });
      expectStatus(response, 200);
      expectMember(response, "title", undefined);
      expectMember(await service.get(user.path), "title", "Other");
    }),
    ...needing(
      ["patch"],
      [
        must(
          "attributes-patch",
          "RFC 7644 §3.5.2",
          "A PATCH with attributes returns 200 and those attributes.",
          async (service) => {
            const user = await service.createUser({ title: "Tester" });
            const operations = [{ op: "replace", path: "title", value: "Other" }];
            const response = await service.patch(`${user.path}?attributes=title`, operations);
            expectStatus(response, 200);
            expectMember(response, "title", "Other");
            expectMember(response, "emails", undefined);
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
      "An extension attribute is named by URN, colon and name.",
      async (service) => {
        const user = await service.createUser({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department: "Testing", costCenter: "T1" },
        });
        const response = await service.get(`${user.path}?attributes=${ENTERPRISE_USER_SCHEMA}:department`);
        expectThat(
          JSON.stringify(response.body[ENTERPRISE_USER_SCHEMA]) === '{"department":"Testing"}' &&
            response.body["name"] === undefined,
          response,
          "the department, under the URN of its schema, without costCenter and name",
        );
      },
    ),
  ],
);

const password: readonly Check[] = withAttributes(
  ["password"],
  [
    must("password-never", "RFC 7643 §4.1.1", "A password is never returned.", async (service) => {
      const secret = `Pw-${service.runId}-9x!`;
      const user = await service.createUser({ password: secret });
      const listed = await service.list({ filter: `userName eq "${String(user.body["userName"])}"` });
      for (const response of [user.response, await service.get(user.path), listed]) {
        expectThat(
          !response.rawBody.includes(secret) && !/"password"/i.test(response.rawBody),
          response,
          "no password",
        );
      }
    }),
    must(
      "password-never-asked",
      PARTS,
      "A password is not returned even when attributes names it.",
      async (service) => {
        const user = await service.createUser({ password: `Pw-${service.runId}-9x!` });
        const response = await service.get(`${user.path}?attributes=password,userName`);
        expectThat(!/"password"/i.test(response.rawBody), response, "no password");
      },
    ),
  ],
);

/** Checks of GET by id, attributes and excludedAttributes. */
export const readChecks: readonly Check[] = [...reading, ...parts, ...extension, ...password];
