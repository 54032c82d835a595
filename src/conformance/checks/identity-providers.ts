/** Requests in the forms that Microsoft Entra and other identity providers send, beyond the examples of the RFCs. */
import { ENTERPRISE_USER_SCHEMA } from "../../urns.ts";
import { objectsOf, valueAt } from "../service/exchange.ts";
import { expectElements, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { phoneOf } from "../service/sample-users.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const ENTRA = "Microsoft Entra";
const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`;

const operations: readonly Check[] = [
  ...["Replace", "REPLACE", "Add", "ADD"].map((op) =>
    should(`entra-op-${op}`, ENTRA, `The name of an operation is case-insensitive: ${op}.`, async (service) => {
      const after = await service.patchAndRead(await service.createUser(), { op, path: "title", value: "Changed" });
      expectMember(after, "title", "Changed");
    }),
  ),
  should("entra-op-Remove", ENTRA, "The name of an operation is read in any case: Remove.", async (service) => {
    const user = await service.createUser({ title: "Tester" });
    expectMember(await service.patchAndRead(user, { op: "Remove", path: "title" }), "title", undefined);
  }),
  must(
    "boolean-text-stored",
    "RFC 7643 §2.3.2",
    "The string False for a boolean is rejected or means false; it is never stored as a string.",
    async (service) => {
      const user = await service.createUser();
      const response = await service.patch(user.path, [{ op: "Replace", path: "active", value: "False" }]);
      expectThat(response.status < 500, response, "status 400, or active to be false");
      const after = await service.get(user.path);
      expectMember({ ...after, request: response.request }, "active", response.status >= 400);
    },
  ),
  ...["False", "false"].map((value) =>
    should(`entra-boolean-${value}`, ENTRA, `The string ${value} disables a user.`, async (service) => {
      expectMember(
        await service.patchAndRead(await service.createUser(), { op: "Replace", path: "active", value }),
        "active",
        false,
      );
    }),
  ),
  should("entra-boolean-True", ENTRA, "The string True enables a user.", async (service) => {
    const user = await service.createUser({ active: false });
    expectMember(await service.patchAndRead(user, { op: "Replace", path: "active", value: "True" }), "active", true);
  }),
  must(
    "boolean-text-create",
    "RFC 7643 §2.3.2",
    "A string for a boolean in a create is rejected or read as a boolean.",
    async (service) => {
      const response = await service.post(service.usersPath, service.userBody({ active: "False" }));
      expectStatus(response, 201, 400);
      if (response.status === 201) expectMember(response, "active", false);
    },
  ),
  should("entra-no-operations", ENTRA, "An empty list of operations succeeds and changes nothing.", async (service) => {
    const user = await service.createUser();
    expectStatus(await service.patch(user.path, []), 200, 204);
  }),
  should("entra-dotted-keys", ENTRA, "Without a path, keys with dots address sub-attributes.", async (service) => {
    const after = await service.patchAndRead(await service.createUser(), {
      op: "replace",
      value: { "name.givenName": "Changed" },
    });
    expectMember(after, "name.givenName", "Changed");
    expectThat(!Object.hasOwn(after.body, "name.givenName"), after, "no attribute with a dot in its name");
  }),
];

const elements: readonly Check[] = withAttributes(
  ["phoneNumbers"],
  [
    should(
      "entra-new-element",
      ENTRA,
      "add with a filter that matches nothing creates the element.",
      async (service) => {
        const work = { value: phoneOf(service.runId, "01"), type: "work" };
        const path = 'phoneNumbers[type eq "mobile"].value';
        const mobile = { value: phoneOf(service.runId, "02"), type: "mobile" };
        const after = await service.patchAndRead(await service.createUser({ phoneNumbers: [work] }), {
          op: "Add",
          path,
          value: mobile.value,
        });
        expectElements(after, "phoneNumbers", [work, mobile]);
      },
    ),
    must("entra-others-stay", ENTRA, "A change with a filter leaves the other elements unchanged.", async (service) => {
      const home = { value: `home-${service.uniqueName()}@example.com`, type: "home" };
      const body = service.userBody();
      const user = await service.createUser({ ...body, emails: [...objectsOf(body, "emails"), home] });
      const value = valueAt(body, "userName");
      await service.patch(user.path, [{ op: "Replace", path: 'emails[type eq "work"].value', value }]);
      const after = await service.get(user.path);
      const isKept = objectsOf(after.body, "emails").some((email) => email["value"] === home.value);
      expectThat(isKept, after, "the home email to be unchanged");
    }),
    should("entra-primary-text", ENTRA, "The string True makes an element primary.", async (service) => {
      const work = { value: phoneOf(service.runId, "01"), type: "work" };
      const user = await service.createUser({ phoneNumbers: [work] });
      const after = await service.patchAndRead(user, {
        op: "Replace",
        path: 'phoneNumbers[type eq "work"].primary',
        value: "True",
      });
      expectElements(after, "phoneNumbers", [{ ...work, primary: true }]);
    }),
    should("entra-keys-with-filters", ENTRA, "Without a path, keys with filters address elements.", async (service) => {
      const value = phoneOf(service.runId, "01");
      const after = await service.patchAndRead(await service.createUser(), {
        op: "add",
        value: { 'phoneNumbers[type eq "work"].value': value },
      });
      expectElements(after, "phoneNumbers", [{ value, type: "work" }]);
    }),
  ],
);

const addresses: readonly Check[] = withAttributes(
  ["addresses.locality", "addresses.country"],
  [
    should("entra-one-address", ENTRA, "Several adds with the same filter create one element.", async (service) => {
      const after = await service.patchAndRead(
        await service.createUser(),
        { op: "Add", path: 'addresses[type eq "work"].locality', value: "Ghent" },
        { op: "Add", path: 'addresses[type eq "work"].country', value: "BE" },
      );
      expectElements(after, "addresses", [{ type: "work", locality: "Ghent", country: "BE" }]);
    }),
  ],
);

/** The forms in which identity providers send a manager. */
const FORMS = { text: "the id alone", object: "an object", json: "an object in a JSON string" } as const;

const enterprise: readonly Check[] = withAttributes(
  [MANAGER, `${ENTERPRISE_USER_SCHEMA}:department`],
  [
    should("entra-extension-path", ENTRA, "A path may name an extension attribute by its URN.", async (service) => {
      const path = `${ENTERPRISE_USER_SCHEMA}:department`;
      const after = await service.patchAndRead(await service.createUser(), { op: "Add", path, value: "Testing" });
      expectThat(departmentOf(after.body) === "Testing", after, "the department under the URN of its schema");
    }),
    should(
      "entra-extension-key",
      ENTRA,
      "Without a path, keys with a URN address extension attributes.",
      async (service) => {
        const value = { [`${ENTERPRISE_USER_SCHEMA}:department`]: "Testing" };
        const after = await service.patchAndRead(await service.createUser(), { op: "replace", value });
        expectThat(departmentOf(after.body) === "Testing", after, "the department under the URN of its schema");
      },
    ),
    ...(["text", "object", "json"] as const).map((form) =>
      should(`entra-manager-${form}`, ENTRA, `A manager may be sent as ${FORMS[form]}.`, async (service) => {
        const manager = await service.createUser();
        const object = { value: manager.id };
        const value = { text: manager.id, object, json: JSON.stringify(object) }[form];
        const after = await service.patchAndRead(await service.createUser(), { op: "Add", path: MANAGER, value });
        expectThat(managerOf(after.body) === manager.id, after, `manager.value to be ${manager.id}`);
      }),
    ),
    should("entra-manager-removed", ENTRA, "Remove without a value removes a manager.", async (service) => {
      const manager = await service.createUser();
      const user = await service.createUser();
      await service.patchAndRead(user, { op: "Add", path: MANAGER, value: { value: manager.id } });
      const after = await service.patchAndRead(user, { op: "Remove", path: MANAGER });
      expectThat(managerOf(after.body) === undefined, after, "no manager");
    }),
    should("entra-manager-emptied", ENTRA, "Replace with an empty string removes a manager.", async (service) => {
      const manager = await service.createUser();
      const user = await service.createUser();
      await service.patchAndRead(user, { op: "Add", path: MANAGER, value: { value: manager.id } });
      const after = await service.patchAndRead(user, { op: "Replace", path: MANAGER, value: "" });
      expectThat(managerOf(after.body) === undefined, after, "no manager");
    }),
  ],
);

const roles: readonly Check[] = withAttributes(
  ["roles"],
  [
    should("entra-roles", ENTRA, "Roles keep their value, even when it is a JSON string.", async (service) => {
      const role = JSON.stringify({ id: "r1", value: "Tester", displayName: "Tester" });
      const after = await service.patchAndRead(await service.createUser(), {
        op: "Add",
        path: "roles",
        value: [{ value: role }],
      });
      const [found] = objectsOf(after.body, "roles");
      expectThat(found !== undefined && [role, "Tester", "r1"].includes(String(found["value"])), after, "one role");
    }),
  ],
);

function departmentOf(body: Readonly<Record<string, unknown>>): unknown {
  return valueAt(body[ENTERPRISE_USER_SCHEMA], "department");
}

function managerOf(body: Readonly<Record<string, unknown>>): unknown {
  return valueAt(body[ENTERPRISE_USER_SCHEMA], "manager.value");
}

/** Checks of the forms that identity providers send. */
export const identityProviderChecks: readonly Check[] = needing(
  ["patch"],
  [...withAttributes(["title"], operations), ...elements, ...addresses, ...enterprise, ...roles],
);
