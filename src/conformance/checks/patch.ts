/** RFC 7644 §3.5.2: the operations add, remove and replace of PATCH. */

import { type CreatedResource, valueAt } from "../service/exchange.ts";
import {
  expectElements,
  expectError,
  expectMember,
  expectScimType,
  expectStatus,
  expectThat,
} from "../service/expect.ts";
import { phoneOf } from "../service/sample-users.ts";
import { type Operation, type ServiceUnderTest, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const PATCH = "RFC 7644 §3.5.2";
const ADD = "RFC 7644 §3.5.2.1";
const REMOVE = "RFC 7644 §3.5.2.2";
const REPLACE = "RFC 7644 §3.5.2.3";

/** Creates a user with a title, a work phone and a mobile phone. */
async function createUserWithPhones(
  service: ServiceUnderTest,
): Promise<{ user: CreatedResource; work: Phone; mobile: Phone; fax: Phone }> {
  const work = { value: phoneOf(service.runId, "01"), type: "work" };
  const mobile = { value: phoneOf(service.runId, "02"), type: "mobile" };
  const fax = { value: phoneOf(service.runId, "03"), type: "fax" };
  const user = await service.createUser({ title: "Tester", phoneNumbers: [work, mobile] });
  return { user, work, mobile, fax };
}

interface Phone extends Readonly<Record<string, unknown>> {
  readonly value: string;
  readonly type: string;
}

const responses: readonly Check[] = [
  must("patch-status", PATCH, "A PATCH returns 200 and the resource, or 204.", async (service) => {
    const { user } = await createUserWithPhones(service);
    const response = await service.patch(user.path, [{ op: "replace", path: "title", value: "Changed" }]);
    expectStatus(response, 200, 204);
    if (response.status === 200) expectMember(response, "title", "Changed");
    else expectThat(response.rawBody === "", response, "no body with 204");
  }),
  must("patch-missing", PATCH, "A PATCH of a resource that does not exist returns 404.", async (service) => {
    const operations = [{ op: "replace", path: "title", value: "x" }];
    expectError(await service.patch(`${service.usersPath}/scim-check-no-such-id`, operations), 404);
  }),
  must("patch-order", PATCH, "Operations are applied in order.", async (service) => {
    const { user } = await createUserWithPhones(service);
    const values = ["One", "Two", "Three"].map((value) => ({ op: "replace", path: "title", value }));
    expectMember(await service.patchAndRead(user, ...values), "title", "Three");
  }),
  must("patch-atomic", PATCH, "If one operation fails, none takes effect.", async (service) => {
    const { user } = await createUserWithPhones(service);
    const good = { op: "replace", path: "title", value: "Changed" };
    const bad = { op: "replace", path: "id", value: "scim-check-other" };
    expectError(await service.patch(user.path, [good, bad]), 400);
    expectMember(await service.get(user.path), "title", "Tester");
  }),
  must(
    "patch-modified",
    "RFC 7643 §3.1",
    "A change updates meta.lastModified, never meta.created.",
    async (service) => {
      const { user } = await createUserWithPhones(service);
      const after = await service.patchAndRead(user, { op: "replace", path: "title", value: "Changed" });
      expectThat(timeOf(after.body, "created") === timeOf(user.body, "created"), after, "unchanged meta.created");
      expectThat(
        timeOf(after.body, "lastModified") >= timeOf(user.body, "lastModified"),
        after,
        "meta.lastModified not earlier than before",
      );
    },
  ),
];

const adding: readonly Check[] = [
  must("add-single", ADD, "add to a single-valued attribute replaces its value.", async (service) => {
    const { user } = await createUserWithPhones(service);
    expectMember(await service.patchAndRead(user, { op: "add", path: "title", value: "Changed" }), "title", "Changed");
  }),
  must("add-absent", ADD, "add to an unassigned attribute sets it.", async (service) => {
    expectMember(
      await service.patchAndRead(await service.createUser(), { op: "add", path: "title", value: "New" }),
      "title",
      "New",
    );
  }),
  must(
    "add-no-path",
    ADD,
    "add without a path adds the attributes of its value and leaves others unchanged.",
    async (service) => {
      const { user, work, mobile, fax } = await createUserWithPhones(service);
      const after = await service.patchAndRead(user, { op: "add", value: { title: "Changed", phoneNumbers: [fax] } });
      expectMember(after, "title", "Changed");
      expectMember(after, "name.familyName", "Conformance");
      expectElements(after, "phoneNumbers", [work, mobile, fax]);
    },
  ),
  must("add-multi", ADD, "add to a multi-valued attribute adds a value.", async (service) => {
    const { user, work, mobile, fax } = await createUserWithPhones(service);
    const after = await service.patchAndRead(user, { op: "add", path: "phoneNumbers", value: [fax] });
    expectElements(after, "phoneNumbers", [work, mobile, fax]);
  }),
  must("add-existing", ADD, "add of an existing value does not duplicate it.", async (service) => {
    const { user, work, mobile } = await createUserWithPhones(service);
    const after = await service.patchAndRead(user, { op: "add", path: "phoneNumbers", value: [work] });
    expectElements(after, "phoneNumbers", [work, mobile]);
  }),
  should("add-existing-time", ADD, "add of an existing value leaves meta.lastModified unchanged.", async (service) => {
    const { user, work } = await createUserWithPhones(service);
    const after = await service.patchAndRead(user, { op: "add", path: "phoneNumbers", value: [work] });
    expectMember(after, "meta.lastModified", valueAt(user.body, "meta.lastModified"));
  }),
  must("add-complex", ADD, "add to a complex attribute sets the sub-attributes that it names.", async (service) => {
    const after = await service.patchAndRead(await service.createUser(), {
      op: "add",
      path: "name",
      value: { givenName: "Changed" },
    });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Conformance");
  }),
  must("add-sub", ADD, "A path may name a sub-attribute.", async (service) => {
    const after = await service.patchAndRead(await service.createUser(), {
      op: "add",
      path: "name.givenName",
      value: "Changed",
    });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Conformance");
  }),
  must("add-primary", PATCH, "A new primary value replaces the previous one as primary.", async (service) => {
    const { user, work, mobile, fax } = await createUserWithPhones(service);
    await service.patchAndRead(user, {
      op: "replace",
      path: "phoneNumbers",
      value: [{ ...work, primary: true }, mobile],
    });
    const after = await service.patchAndRead(user, {
      op: "add",
      path: "phoneNumbers",
      value: [{ ...fax, primary: true }],
    });
    const primary = JSON.stringify(after.body["phoneNumbers"])?.match(/"primary":true/g) ?? [];
    expectThat(primary.length === 1, after, "one primary phone number");
  }),
];

const removing: readonly Check[] = [
  must("remove-single", REMOVE, "remove unassigns an attribute.", async (service) => {
    const { user } = await createUserWithPhones(service);
    expectMember(await service.patchAndRead(user, { op: "remove", path: "title" }), "title", undefined);
  }),
  must("remove-multi", REMOVE, "remove without a filter removes all values.", async (service) => {
    const { user } = await createUserWithPhones(service);
    expectMember(await service.patchAndRead(user, { op: "remove", path: "phoneNumbers" }), "phoneNumbers", undefined);
  }),
  must(
    "remove-selected",
    REMOVE,
    "remove with a filter removes the elements that match and no others.",
    async (service) => {
      const { user, mobile } = await createUserWithPhones(service);
      const after = await service.patchAndRead(user, { op: "remove", path: 'phoneNumbers[type eq "work"]' });
      expectElements(after, "phoneNumbers", [mobile]);
    },
  ),
  must("remove-last", REMOVE, "Removing the last value unassigns the attribute.", async (service) => {
    const { user } = await createUserWithPhones(service);
    const after = await service.patchAndRead(
      user,
      { op: "remove", path: 'phoneNumbers[type eq "work"]' },
      { op: "remove", path: 'phoneNumbers[type eq "mobile"]' },
    );
    expectMember(after, "phoneNumbers", undefined);
  }),
  must(
    "remove-one-element",
    "RFC 7644 §3.4.2.2",
    "The conditions of a path apply to the same element.",
    async (service) => {
      const { user, work, mobile } = await createUserWithPhones(service);
      const path = `phoneNumbers[type eq "work" and value eq "${mobile.value}"]`;
      const response = await service.patch(user.path, [{ op: "remove", path }]);
      expectThat(response.status < 500, response, "a status below 500");
      expectElements(await service.get(user.path), "phoneNumbers", [work, mobile]);
    },
  ),
  must("remove-no-path", REMOVE, "remove without a path is rejected with noTarget.", async (service) => {
    expectScimType(await service.patch((await service.createUser()).path, [{ op: "remove" }]), "noTarget");
  }),
  must("remove-required", REMOVE, "Removing a required attribute is rejected with 400.", async (service) => {
    const user = await service.createUser();
    const operations: readonly Operation[] = [{ op: "remove", path: "userName" }];
    // Proxyclick may fill userName again from the work email.
    if (service.profile === "proxyclick") expectStatus(await service.patch(user.path, operations), 400, 200, 204);
    else expectError(await service.patch(user.path, operations), 400);
    expectMember(await service.get(user.path), "userName", user.body["userName"]);
  }),
  must("remove-sub", REMOVE, "remove with a path to a sub-attribute removes only that.", async (service) => {
    const user = await service.createUser({
      name: { formatted: "Check C", givenName: "Check", familyName: "Conformance" },
    });
    const after = await service.patchAndRead(user, { op: "remove", path: "name.formatted" });
    expectMember(after, "name.formatted", undefined);
    expectMember(after, "name.familyName", "Conformance");
  }),
];

const replacing: readonly Check[] = [
  must("replace-single", REPLACE, "replace sets an attribute.", async (service) => {
    const { user } = await createUserWithPhones(service);
    expectMember(
      await service.patchAndRead(user, { op: "replace", path: "title", value: "Changed" }),
      "title",
      "Changed",
    );
  }),
  must("replace-absent", REPLACE, "replace of an unassigned attribute sets it.", async (service) => {
    const user = await service.createUser();
    expectMember(await service.patchAndRead(user, { op: "replace", path: "title", value: "New" }), "title", "New");
  }),
  must(
    "replace-no-path",
    REPLACE,
    "replace without a path replaces the attributes of its value and leaves others unchanged.",
    async (service) => {
      const { user, work, mobile } = await createUserWithPhones(service);
      const after = await service.patchAndRead(user, { op: "replace", value: { title: "Changed", active: false } });
      expectMember(after, "title", "Changed");
      expectMember(after, "active", false);
      expectElements(after, "phoneNumbers", [work, mobile]);
    },
  ),
  must("replace-multi", REPLACE, "replace of a multi-valued attribute replaces all of its values.", async (service) => {
    const { user, fax } = await createUserWithPhones(service);
    expectElements(
      await service.patchAndRead(user, { op: "replace", path: "phoneNumbers", value: [fax] }),
      "phoneNumbers",
      [fax],
    );
  }),
  must(
    "replace-selected-sub",
    REPLACE,
    "replace with a filter and a sub-attribute changes the elements that match and no others.",
    async (service) => {
      const { user, work, mobile, fax } = await createUserWithPhones(service);
      const path = 'phoneNumbers[type eq "work"].value';
      const after = await service.patchAndRead(user, { op: "replace", path, value: fax.value });
      expectElements(after, "phoneNumbers", [{ ...work, value: fax.value }, mobile]);
    },
  ),
  must("replace-selected", REPLACE, "replace with a filter replaces the element that matches.", async (service) => {
    const { user, mobile, fax } = await createUserWithPhones(service);
    const after = await service.patchAndRead(user, { op: "replace", path: 'phoneNumbers[type eq "work"]', value: fax });
    expectElements(after, "phoneNumbers", [fax, mobile]);
  }),
  should(
    "replace-no-match",
    REPLACE,
    "replace with a filter that matches nothing is rejected with noTarget, or adds the element as Entra expects.",
    async (service) => {
      const { user, work, mobile, fax } = await createUserWithPhones(service);
      const response = await service.patch(user.path, [
        { op: "replace", path: 'phoneNumbers[type eq "fax"].value', value: fax.value },
      ]);
      if (response.status === 400) expectScimType(response, "noTarget");
      else expectElements(await service.get(user.path), "phoneNumbers", [work, mobile, fax]);
    },
  ),
  must("replace-complex", REPLACE, "replace of a complex attribute sets its sub-attributes.", async (service) => {
    const value = { givenName: "Changed", familyName: "Family" };
    const after = await service.patchAndRead(await service.createUser(), { op: "replace", path: "name", value });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Family");
  }),
  must("replace-falsy", REPLACE, "replace can set the value false.", async (service) => {
    const after = await service.patchAndRead(await service.createUser(), {
      op: "replace",
      path: "active",
      value: false,
    });
    expectMember(after, "active", false);
  }),
];

const unsupported: readonly Check[] = [
  must("patch-unsupported", PATCH, "A service without PATCH returns 501.", async (service) => {
    const response = await service.patch((await service.createUser()).path, [
      { op: "replace", path: "active", value: false },
    ]);
    expectStatus(response, 501);
  }),
];

/** Checks of PATCH. */
export const patchChecks: readonly Check[] = [
  ...withAttributes(
    ["title", "phoneNumbers"],
    needing(["patch"], [...responses, ...adding, ...removing, ...replacing]),
  ),
  ...needing(["!patch"], unsupported),
];
