/** RFC 7643 §2 and §3: attributes, their values, and the common attributes of resources. */
import { parseInstant } from "../../internal/instant.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { arrayOf, objectsOf, stringOf, valueAt } from "../service/exchange.ts";
import {
  expectElements,
  expectError,
  expectMember,
  expectStatus,
  expectString,
  expectThat,
} from "../service/expect.ts";
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
  must("names-case", NAMES, "Attribute names are case-insensitive.", async (service) => {
    const { userName, ...rest } = service.userBody();
    const response = await service.post(service.usersPath, { ...rest, USERNAME: userName });
    expectStatus(response, 201);
    expectString(response, "userName", stringOf(userName));
  }),
  must("names-canonical", NAMES, "An attribute is returned under its canonical name.", async (service) => {
    const { name: _name, ...rest } = service.userBody();
    const response = await service.post(service.usersPath, {
      ...rest,
      NAME: { GIVENNAME: "Check", familyname: "Conformance" },
    });
    expectStatus(response, 201);
    expectMember(response, "name.givenName", "Check");
    expectMember(response, "NAME", undefined);
  }),
  must("boolean", "RFC 7643 §2.3.2", "A boolean is returned as true or false.", async (service) => {
    for (const active of [true, false]) expectMember((await service.createUser({ active })).response, "active", active);
  }),
  must(
    "date-form",
    "RFC 7643 §2.3.5",
    "A dateTime has the format of XML Schema, including a time.",
    async (service) => {
      const { response } = await service.createUser();
      for (const path of ["meta.created", "meta.lastModified"]) {
        expectThat(
          parseInstant(stringOf(valueAt(response.body, path))) !== undefined,
          response,
          `${path} as a dateTime`,
        );
      }
    },
  ),
  ...withAttributes(
    ["title"],
    [
      must("null", UNASSIGNED, "null means unassigned.", async (service) => {
        const user = await service.createUser({ title: null });
        expectMember(await service.get(user.path), "title", undefined);
      }),
    ],
  ),
  ...withAttributes(
    ["phoneNumbers"],
    [
      must("empty-list", UNASSIGNED, "An empty array means unassigned.", async (service) => {
        const user = await service.createUser({ phoneNumbers: [] });
        expectMember(await service.get(user.path), "phoneNumbers", undefined);
      }),
      must("multi-order", MULTI, "All values of a multi-valued attribute are kept.", async (service) => {
        const phones = (["01", "02", "03"] as const).map((ending, index) => ({
          value: phoneOf(service.runId, ending),
          type: ["work", "mobile", "fax"][index],
        }));
        const user = await service.createUser({ phoneNumbers: phones });
        expectElements(await service.get(user.path), "phoneNumbers", phones);
      }),
      must("multi-type-open", MULTI, "Canonical values are suggestions: other types are accepted.", async (service) => {
        const phone = { value: phoneOf(service.runId, "01"), type: "satellite" };
        const user = await service.createUser({ phoneNumbers: [phone] });
        expectElements(await service.get(user.path), "phoneNumbers", [phone]);
      }),
      must("multi-primary", MULTI, "At most one value is primary.", async (service) => {
        const response = await service.post(
          service.usersPath,
          service.userBody({
            phoneNumbers: [
              { value: phoneOf(service.runId, "01"), type: "work", primary: true },
              { value: phoneOf(service.runId, "02"), type: "home", primary: true },
            ],
          }),
        );
        expectStatus(response, 201, 400);
        const primary = objectsOf(response.body, "phoneNumbers").filter((phone) => phone["primary"] === true);
        expectThat(primary.length <= 1, response, "one primary phone number, or status 400");
      }),
      should("multi-once", MULTI, "A value with the same type is stored once.", async (service) => {
        const phone = { value: phoneOf(service.runId, "01"), type: "work" };
        const response = await service.post(service.usersPath, service.userBody({ phoneNumbers: [phone, phone] }));
        expectStatus(response, 201, 400);
        expectThat(objectsOf(response.body, "phoneNumbers").length <= 1, response, "one phone number, or status 400");
      }),
      must(
        "multi-wrong-form",
        MULTI,
        "A single value for a multi-valued attribute is rejected or treated as an array of one.",
        async (service) => {
          const phone = { value: phoneOf(service.runId, "01"), type: "work" };
          const response = await service.post(service.usersPath, service.userBody({ phoneNumbers: phone }));
          expectStatus(response, 201, 400);
          if (response.status === 201) expectElements(response, "phoneNumbers", [phone]);
        },
      ),
    ],
  ),
  ...withAttributes(
    ["x509Certificates"],
    [
      must("binary", "RFC 7643 §2.3.6", "A binary value that is not base64 is rejected.", async (service) => {
        expectError(
          await service.post(
            service.usersPath,
            service.userBody({ x509Certificates: [{ value: "*** no base64 ***" }] }),
          ),
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
    "schemas is a non-empty array that contains the schema of the resource type.",
    async (service) => {
      const { response } = await service.createUser();
      expectThat(arrayOf(response.body, "schemas").includes(USER_SCHEMA), response, `schemas with ${USER_SCHEMA}`);
    },
  ),
  must("schemas-once-each", RESOURCE, "schemas contains each schema once.", async (service) => {
    const response = await service.post(service.usersPath, service.userBody({ schemas: [USER_SCHEMA, USER_SCHEMA] }));
    expectStatus(response, 201, 400);
    const schemas = arrayOf(response.body, "schemas");
    expectThat(response.status === 400 || new Set(schemas).size === schemas.length, response, "each schema once");
  }),
  must("id-once", COMMON, "Each resource has a unique id.", async (service) => {
    const ids = [(await service.createUser()).id, (await service.createUser()).id];
    const response = await service.get(service.pathOf(service.usersPath, ids[1] ?? ""));
    expectThat(new Set(ids).size === 2 && !ids.includes("bulkId"), response, "different ids, none of them bulkId");
  }),
  must("id-stays", COMMON, "An id does not change when the resource changes.", async (service) => {
    const user = await service.createUser();
    const response = await service.put(user.path, { ...user.body, active: false });
    expectMember(response, "id", user.id);
  }),
  ...withAttributes(
    ["externalId"],
    [
      must("external-id", COMMON, "externalId is stored exactly as the client sent it.", async (service) => {
        const externalId = `EXT-${service.uniqueName()}-Aa`;
        const user = await service.createUser({ externalId });
        expectMember(await service.get(user.path), "externalId", externalId);
      }),
    ],
  ),
  must("meta", COMMON, "meta has resourceType, created, lastModified and location.", async (service) => {
    const { response } = await service.createUser();
    for (const name of ["resourceType", "created", "lastModified", "location"]) {
      expectThat(stringOf(valueAt(response.body, `meta.${name}`)) !== "", response, `meta.${name}`);
    }
  }),
  must("meta-same", COMMON, "In a resource that has never changed, lastModified equals created.", async (service) => {
    const { response } = await service.createUser();
    expectThat(
      timeOf(response.body, "created") === timeOf(response.body, "lastModified"),
      response,
      "lastModified as created",
    );
  }),
  must("meta-modified", COMMON, "A change updates lastModified and leaves created unchanged.", async (service) => {
    const user = await service.createUser();
    const response = await service.put(user.path, { ...user.body, active: false });
    expectThat(timeOf(response.body, "created") === timeOf(user.body, "created"), response, "unchanged created");
    expectThat(
      timeOf(response.body, "lastModified") >= timeOf(user.body, "lastModified"),
      response,
      "lastModified not earlier than before",
    );
  }),
  must("meta-content-location", COMMON, "Content-Location, if sent, equals meta.location.", async (service) => {
    const response = await service.get((await service.createUser()).path);
    const header = response.headers.get("content-location");
    expectThat(
      header === null || header === valueAt(response.body, "meta.location"),
      response,
      "Content-Location as meta.location",
    );
  }),
  must("meta-host", COMMON, "Client headers do not change meta.location.", async (service) => {
    const user = await service.createUser();
    const headers = {
      "x-forwarded-host": "scim-check.invalid",
      "x-forwarded-proto": "gopher",
      forwarded: "host=scim-check.invalid",
    };
    expectMember(await service.get(user.path, headers), "meta.location", valueAt(user.body, "meta.location"));
  }),
  must("meta-location-list", COMMON, "A resource has the same location in every response.", async (service) => {
    const { ada } = await service.sampleUsers();
    const read = await service.get(ada.path);
    const location = stringOf(valueAt(read.body, "meta.location"));
    expectThat(pathBelow(service.baseUrl, location) === ada.path, read, `meta.location below ${service.baseUrl}`);
  }),
];

const extensions: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "extension",
      EXTENSIONS,
      "Extension attributes are under the extension's URN, and schemas contains it.",
      async (service) => {
        const user = await service.createUser({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department: "Testing" },
        });
        const response = await service.get(user.path);
        const extension = response.body[ENTERPRISE_USER_SCHEMA];
        expectThat(
          valueAt(extension, "department") === "Testing",
          response,
          `department under ${ENTERPRISE_USER_SCHEMA}`,
        );
        expectThat(
          arrayOf(response.body, "schemas").includes(ENTERPRISE_USER_SCHEMA),
          response,
          `schemas with ${ENTERPRISE_USER_SCHEMA}`,
        );
      },
    ),
    must("extension-absent", EXTENSIONS, "schemas does not contain an extension without values.", async (service) => {
      const { response } = await service.createUser();
      const isNamed = arrayOf(response.body, "schemas").includes(ENTERPRISE_USER_SCHEMA);
      expectThat(
        !isNamed || response.body[ENTERPRISE_USER_SCHEMA] !== undefined,
        response,
        "no schema of an extension that is not there",
      );
    }),
    ...needing(
      ["patch"],
      [
        must(
          "extension-added",
          EXTENSIONS,
          "schemas contains an extension as soon as it has a value.",
          async (service) => {
            const path = `${ENTERPRISE_USER_SCHEMA}:department`;
            const response = await service.patchAndRead(await service.createUser(), {
              op: "add",
              path,
              value: "Testing",
            });
            expectThat(
              arrayOf(response.body, "schemas").includes(ENTERPRISE_USER_SCHEMA),
              response,
              `schemas with ${ENTERPRISE_USER_SCHEMA}`,
            );
          },
        ),
      ],
    ),
  ],
);

/** Checks of attributes and resources. */
export const resourceChecks: readonly Check[] = [...attributes, ...common, ...extensions];
