/** RFC 7643 §2 and §3: attributes, their values, and what every resource has. */
import { parseInstant } from "../../internal/instant.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { elementsOf, listOf, memberOf, textOf } from "../service/exchange.ts";
import { expectElements, expectError, expectMember, expectStatus, expectText, expectThat } from "../service/expect.ts";
import { phoneOf } from "../service/sample-users.ts";
import { pathBelow, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const NAMES = "RFC 7643 §2.1";
const MULTI = "RFC 7643 §2.4";
const UNASSIGNED = "RFC 7643 §2.5";
const RESOURCE = "RFC 7643 §3";
const COMMON = "RFC 7643 §3.1";
const EXTENSIONS = "RFC 7643 §3.3";

const attributes: readonly Check[] = [
  must("names-case", NAMES, "Names of attributes match in any case.", async (scim) => {
    const { userName, ...rest } = scim.newUser();
    const answer = await scim.post(scim.users, { ...rest, USERNAME: userName });
    expectStatus(answer, 201);
    expectText(answer, "userName", textOf(userName));
  }),
  must("names-canonical", NAMES, "An attribute is returned under its own name, however it was sent.", async (scim) => {
    const { name: _name, ...rest } = scim.newUser();
    const answer = await scim.post(scim.users, { ...rest, NAME: { GIVENNAME: "Check", familyname: "Conformance" } });
    expectStatus(answer, 201);
    expectMember(answer, "name.givenName", "Check");
    expectMember(answer, "NAME", undefined);
  }),
  must("boolean", "RFC 7643 §2.3.2", "A boolean is returned as true or false.", async (scim) => {
    for (const active of [true, false]) expectMember((await scim.user({ active })).answer, "active", active);
  }),
  must("date-form", "RFC 7643 §2.3.5", "A dateTime has the form of XML Schema, with a time.", async (scim) => {
    const { answer } = await scim.user();
    for (const path of ["meta.created", "meta.lastModified"]) {
      expectThat(parseInstant(textOf(memberOf(answer.body, path))) !== undefined, answer, `${path} as a dateTime`);
    }
  }),
  ...withAttributes(
    ["title"],
    [
      must("null", UNASSIGNED, "null is as good as no value.", async (scim) => {
        const user = await scim.user({ title: null });
        expectMember(await scim.get(user.path), "title", undefined);
      }),
    ],
  ),
  ...withAttributes(
    ["phoneNumbers"],
    [
      must("empty-list", UNASSIGNED, "An empty list is as good as no value.", async (scim) => {
        const user = await scim.user({ phoneNumbers: [] });
        expectMember(await scim.get(user.path), "phoneNumbers", undefined);
      }),
      must("multi-order", MULTI, "All values of a multi-valued attribute are kept.", async (scim) => {
        const phones = (["01", "02", "03"] as const).map((ending, index) => ({
          value: phoneOf(scim.run, ending),
          type: ["work", "mobile", "fax"][index],
        }));
        const user = await scim.user({ phoneNumbers: phones });
        expectElements(await scim.get(user.path), "phoneNumbers", phones);
      }),
      must("multi-type-open", MULTI, "Canonical values are suggestions: another type is taken.", async (scim) => {
        const phone = { value: phoneOf(scim.run, "01"), type: "satellite" };
        const user = await scim.user({ phoneNumbers: [phone] });
        expectElements(await scim.get(user.path), "phoneNumbers", [phone]);
      }),
      must("multi-primary", MULTI, "No more than one value is primary.", async (scim) => {
        const answer = await scim.post(
          scim.users,
          scim.newUser({
            phoneNumbers: [
              { value: phoneOf(scim.run, "01"), type: "work", primary: true },
              { value: phoneOf(scim.run, "02"), type: "home", primary: true },
            ],
          }),
        );
        expectStatus(answer, 201, 400);
        const primary = elementsOf(answer.body, "phoneNumbers").filter((phone) => phone["primary"] === true);
        expectThat(primary.length <= 1, answer, "one primary phone number, or status 400");
      }),
      should("multi-once", MULTI, "A value stands once with one type.", async (scim) => {
        const phone = { value: phoneOf(scim.run, "01"), type: "work" };
        const answer = await scim.post(scim.users, scim.newUser({ phoneNumbers: [phone, phone] }));
        expectStatus(answer, 201, 400);
        expectThat(elementsOf(answer.body, "phoneNumbers").length <= 1, answer, "one phone number, or status 400");
      }),
      must(
        "multi-wrong-form",
        MULTI,
        "A value of a multi-valued attribute that is no list is refused, or taken as a list of one.",
        async (scim) => {
          const phone = { value: phoneOf(scim.run, "01"), type: "work" };
          const answer = await scim.post(scim.users, scim.newUser({ phoneNumbers: phone }));
          expectStatus(answer, 201, 400);
          if (answer.status === 201) expectElements(answer, "phoneNumbers", [phone]);
        },
      ),
    ],
  ),
  ...withAttributes(
    ["x509Certificates"],
    [
      must("binary", "RFC 7643 §2.3.6", "A binary value that is no base64 is refused.", async (scim) => {
        expectError(
          await scim.post(scim.users, scim.newUser({ x509Certificates: [{ value: "*** no base64 ***" }] })),
          400,
        );
      }),
    ],
  ),
];

const common: readonly Check[] = [
  must(
    "schemas",
    RESOURCE,
    "A resource names its schemas: a list that is not empty, with the one of its type.",
    async (scim) => {
      const { answer } = await scim.user();
      expectThat(listOf(answer.body, "schemas").includes(USER_SCHEMA), answer, `schemas with ${USER_SCHEMA}`);
    },
  ),
  must("schemas-once-each", RESOURCE, "A schema is named once.", async (scim) => {
    const answer = await scim.post(scim.users, scim.newUser({ schemas: [USER_SCHEMA, USER_SCHEMA] }));
    expectStatus(answer, 201, 400);
    const schemas = listOf(answer.body, "schemas");
    expectThat(answer.status === 400 || new Set(schemas).size === schemas.length, answer, "each schema once");
  }),
  must("id-once", COMMON, "Each resource has an id of its own.", async (scim) => {
    const ids = [(await scim.user()).id, (await scim.user()).id];
    const answer = await scim.get(scim.pathOf(scim.users, ids[1] ?? ""));
    expectThat(new Set(ids).size === 2 && !ids.includes("bulkId"), answer, "different ids, none of them bulkId");
  }),
  must("id-stays", COMMON, "An id stays when the resource changes.", async (scim) => {
    const user = await scim.user();
    const answer = await scim.put(user.path, { ...user.body, active: false });
    expectMember(answer, "id", user.id);
  }),
  ...withAttributes(
    ["externalId"],
    [
      must("external-id", COMMON, "externalId is the client's own and kept as it is.", async (scim) => {
        const externalId = `EXT-${scim.name()}-Aa`;
        const user = await scim.user({ externalId });
        expectMember(await scim.get(user.path), "externalId", externalId);
      }),
    ],
  ),
  must("meta", COMMON, "meta has resourceType, created, lastModified and location.", async (scim) => {
    const { answer } = await scim.user();
    for (const name of ["resourceType", "created", "lastModified", "location"]) {
      expectThat(textOf(memberOf(answer.body, `meta.${name}`)) !== "", answer, `meta.${name}`);
    }
  }),
  must("meta-same", COMMON, "A resource that never changed has lastModified equal to created.", async (scim) => {
    const { answer } = await scim.user();
    expectThat(
      timeOf(answer.body, "created") === timeOf(answer.body, "lastModified"),
      answer,
      "lastModified as created",
    );
  }),
  must("meta-modified", COMMON, "A change moves lastModified, and leaves created.", async (scim) => {
    const user = await scim.user();
    const answer = await scim.put(user.path, { ...user.body, active: false });
    expectThat(timeOf(answer.body, "created") === timeOf(user.body, "created"), answer, "created as it was");
    expectThat(
      timeOf(answer.body, "lastModified") >= timeOf(user.body, "lastModified"),
      answer,
      "lastModified not before",
    );
  }),
  must("meta-content-location", COMMON, "Content-Location, where it is sent, is meta.location.", async (scim) => {
    const answer = await scim.get((await scim.user()).path);
    const header = answer.headers.get("content-location");
    expectThat(
      header === null || header === memberOf(answer.body, "meta.location"),
      answer,
      "Content-Location as meta.location",
    );
  }),
  must("meta-host", COMMON, "No header of a client changes meta.location.", async (scim) => {
    const user = await scim.user();
    const headers = {
      "x-forwarded-host": "scim-check.invalid",
      "x-forwarded-proto": "gopher",
      forwarded: "host=scim-check.invalid",
    };
    expectMember(await scim.get(user.path, headers), "meta.location", memberOf(user.body, "meta.location"));
  }),
  must("meta-location-list", COMMON, "A resource has one location, wherever it is shown.", async (scim) => {
    const { ada } = await scim.people();
    const read = await scim.get(ada.path);
    const location = textOf(memberOf(read.body, "meta.location"));
    expectThat(pathBelow(scim.baseUrl, location) === ada.path, read, `meta.location below ${scim.baseUrl}`);
  }),
];

const extensions: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "extension",
      EXTENSIONS,
      "Attributes of an extension stand under its URN, and schemas names it.",
      async (scim) => {
        const user = await scim.user({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department: "Testing" },
        });
        const answer = await scim.get(user.path);
        const extension = answer.body[ENTERPRISE_USER_SCHEMA];
        expectThat(
          memberOf(extension, "department") === "Testing",
          answer,
          `department under ${ENTERPRISE_USER_SCHEMA}`,
        );
        expectThat(
          listOf(answer.body, "schemas").includes(ENTERPRISE_USER_SCHEMA),
          answer,
          `schemas with ${ENTERPRISE_USER_SCHEMA}`,
        );
      },
    ),
    must("extension-absent", EXTENSIONS, "schemas does not name an extension without values.", async (scim) => {
      const { answer } = await scim.user();
      const isNamed = listOf(answer.body, "schemas").includes(ENTERPRISE_USER_SCHEMA);
      expectThat(
        !isNamed || answer.body[ENTERPRISE_USER_SCHEMA] !== undefined,
        answer,
        "no schema of an extension that is not there",
      );
    }),
    ...needing(
      ["patch"],
      [
        must("extension-added", EXTENSIONS, "schemas names an extension as soon as it has a value.", async (scim) => {
          const path = `${ENTERPRISE_USER_SCHEMA}:department`;
          const answer = await scim.patched(await scim.user(), { op: "add", path, value: "Testing" });
          expectThat(
            listOf(answer.body, "schemas").includes(ENTERPRISE_USER_SCHEMA),
            answer,
            `schemas with ${ENTERPRISE_USER_SCHEMA}`,
          );
        }),
      ],
    ),
  ],
);

/** Checks of attributes and resources. */
export const resourceChecks: readonly Check[] = [...attributes, ...common, ...extensions];
