/** RFC 7644 §3.5.2: PATCH as the RFC describes it. */

import { memberOf, type Resource } from "../service/exchange.ts";
import {
  expectElements,
  expectError,
  expectMember,
  expectScimType,
  expectStatus,
  expectThat,
} from "../service/expect.ts";
import { phoneOf } from "../service/sample-users.ts";
import { type Operation, type Scim, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const PATCH = "RFC 7644 §3.5.2";
const ADD = "RFC 7644 §3.5.2.1";
const REMOVE = "RFC 7644 §3.5.2.2";
const REPLACE = "RFC 7644 §3.5.2.3";

/** A user with a title and a work and a mobile phone. */
async function rich(scim: Scim): Promise<{ user: Resource; work: Phone; mobile: Phone; fax: Phone }> {
  const work = { value: phoneOf(scim.run, "01"), type: "work" };
  const mobile = { value: phoneOf(scim.run, "02"), type: "mobile" };
  const fax = { value: phoneOf(scim.run, "03"), type: "fax" };
  const user = await scim.user({ title: "Tester", phoneNumbers: [work, mobile] });
  return { user, work, mobile, fax };
}

interface Phone extends Readonly<Record<string, unknown>> {
  readonly value: string;
  readonly type: string;
}

const answers: readonly Check[] = [
  must("patch-status", PATCH, "A PATCH is answered with 200 and the resource, or with 204.", async (scim) => {
    const { user } = await rich(scim);
    const answer = await scim.patch(user.path, [{ op: "replace", path: "title", value: "Changed" }]);
    expectStatus(answer, 200, 204);
    if (answer.status === 200) expectMember(answer, "title", "Changed");
    else expectThat(answer.text === "", answer, "no body with 204");
  }),
  must("patch-missing", PATCH, "A PATCH of what does not exist is answered with 404.", async (scim) => {
    const operations = [{ op: "replace", path: "title", value: "x" }];
    expectError(await scim.patch(`${scim.users}/scim-check-no-such-id`, operations), 404);
  }),
  must("patch-order", PATCH, "Operations are applied in their order.", async (scim) => {
    const { user } = await rich(scim);
    const values = ["One", "Two", "Three"].map((value) => ({ op: "replace", path: "title", value }));
    expectMember(await scim.patched(user, ...values), "title", "Three");
  }),
  must("patch-atomic", PATCH, "Where one operation fails, none is done.", async (scim) => {
    const { user } = await rich(scim);
    const good = { op: "replace", path: "title", value: "Changed" };
    const bad = { op: "replace", path: "id", value: "scim-check-other" };
    expectError(await scim.patch(user.path, [good, bad]), 400);
    expectMember(await scim.get(user.path), "title", "Tester");
  }),
  must("patch-modified", "RFC 7643 §3.1", "A change moves meta.lastModified, and never meta.created.", async (scim) => {
    const { user } = await rich(scim);
    const after = await scim.patched(user, { op: "replace", path: "title", value: "Changed" });
    expectThat(timeOf(after.body, "created") === timeOf(user.body, "created"), after, "meta.created as it was");
    expectThat(
      timeOf(after.body, "lastModified") >= timeOf(user.body, "lastModified"),
      after,
      "meta.lastModified not before",
    );
  }),
];

const adding: readonly Check[] = [
  must("add-single", ADD, "add to an attribute with one value replaces it.", async (scim) => {
    const { user } = await rich(scim);
    expectMember(await scim.patched(user, { op: "add", path: "title", value: "Changed" }), "title", "Changed");
  }),
  must("add-absent", ADD, "add to an attribute without a value sets it.", async (scim) => {
    expectMember(await scim.patched(await scim.user(), { op: "add", path: "title", value: "New" }), "title", "New");
  }),
  must("add-no-path", ADD, "add without a path adds the attributes of its value, and leaves others.", async (scim) => {
    const { user, work, mobile, fax } = await rich(scim);
    const after = await scim.patched(user, { op: "add", value: { title: "Changed", phoneNumbers: [fax] } });
    expectMember(after, "title", "Changed");
    expectMember(after, "name.familyName", "Conformance");
    expectElements(after, "phoneNumbers", [work, mobile, fax]);
  }),
  must("add-multi", ADD, "add to an attribute with several values adds one.", async (scim) => {
    const { user, work, mobile, fax } = await rich(scim);
    const after = await scim.patched(user, { op: "add", path: "phoneNumbers", value: [fax] });
    expectElements(after, "phoneNumbers", [work, mobile, fax]);
  }),
  must("add-existing", ADD, "add of a value that is there already does not add it again.", async (scim) => {
    const { user, work, mobile } = await rich(scim);
    const after = await scim.patched(user, { op: "add", path: "phoneNumbers", value: [work] });
    expectElements(after, "phoneNumbers", [work, mobile]);
  }),
  should("add-existing-time", ADD, "add of a value that is there already leaves meta.lastModified.", async (scim) => {
    const { user, work } = await rich(scim);
    const after = await scim.patched(user, { op: "add", path: "phoneNumbers", value: [work] });
    expectMember(after, "meta.lastModified", memberOf(user.body, "meta.lastModified"));
  }),
  must("add-complex", ADD, "add to a complex attribute sets the parts that it names.", async (scim) => {
    const after = await scim.patched(await scim.user(), { op: "add", path: "name", value: { givenName: "Changed" } });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Conformance");
  }),
  must("add-sub", ADD, "A path may name a sub-attribute.", async (scim) => {
    const after = await scim.patched(await scim.user(), { op: "add", path: "name.givenName", value: "Changed" });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Conformance");
  }),
  must("add-primary", PATCH, "A new primary value ends the primacy of the one before.", async (scim) => {
    const { user, work, mobile, fax } = await rich(scim);
    await scim.patched(user, { op: "replace", path: "phoneNumbers", value: [{ ...work, primary: true }, mobile] });
    const after = await scim.patched(user, { op: "add", path: "phoneNumbers", value: [{ ...fax, primary: true }] });
    const primary = JSON.stringify(after.body["phoneNumbers"])?.match(/"primary":true/g) ?? [];
    expectThat(primary.length === 1, after, "one primary phone number");
  }),
];

const removing: readonly Check[] = [
  must("remove-single", REMOVE, "remove unassigns an attribute.", async (scim) => {
    const { user } = await rich(scim);
    expectMember(await scim.patched(user, { op: "remove", path: "title" }), "title", undefined);
  }),
  must("remove-multi", REMOVE, "remove without a filter removes all values.", async (scim) => {
    const { user } = await rich(scim);
    expectMember(await scim.patched(user, { op: "remove", path: "phoneNumbers" }), "phoneNumbers", undefined);
  }),
  must("remove-selected", REMOVE, "remove with a filter removes what matches, and nothing else.", async (scim) => {
    const { user, mobile } = await rich(scim);
    const after = await scim.patched(user, { op: "remove", path: 'phoneNumbers[type eq "work"]' });
    expectElements(after, "phoneNumbers", [mobile]);
  }),
  must("remove-last", REMOVE, "An attribute whose last value was removed is unassigned.", async (scim) => {
    const { user } = await rich(scim);
    const after = await scim.patched(
      user,
      { op: "remove", path: 'phoneNumbers[type eq "work"]' },
      { op: "remove", path: 'phoneNumbers[type eq "mobile"]' },
    );
    expectMember(after, "phoneNumbers", undefined);
  }),
  must("remove-one-element", "RFC 7644 §3.4.2.2", "The conditions of a path hold for one element.", async (scim) => {
    const { user, work, mobile } = await rich(scim);
    const path = `phoneNumbers[type eq "work" and value eq "${mobile.value}"]`;
    const answer = await scim.patch(user.path, [{ op: "remove", path }]);
    expectThat(answer.status < 500, answer, "an answer below 500");
    expectElements(await scim.get(user.path), "phoneNumbers", [work, mobile]);
  }),
  must("remove-no-path", REMOVE, "remove without a path is refused with noTarget.", async (scim) => {
    expectScimType(await scim.patch((await scim.user()).path, [{ op: "remove" }]), "noTarget");
  }),
  must("remove-required", REMOVE, "A required attribute cannot be removed: 400.", async (scim) => {
    const user = await scim.user();
    const operations: readonly Operation[] = [{ op: "remove", path: "userName" }];
    // In Proxyclick's case the name would be filled in again from the work e-mail.
    if (scim.profile === "proxyclick") expectStatus(await scim.patch(user.path, operations), 400, 200, 204);
    else expectError(await scim.patch(user.path, operations), 400);
    expectMember(await scim.get(user.path), "userName", user.body["userName"]);
  }),
  must("remove-sub", REMOVE, "A path to a sub-attribute removes that alone.", async (scim) => {
    const user = await scim.user({ name: { formatted: "Check C", givenName: "Check", familyName: "Conformance" } });
    const after = await scim.patched(user, { op: "remove", path: "name.formatted" });
    expectMember(after, "name.formatted", undefined);
    expectMember(after, "name.familyName", "Conformance");
  }),
];

const replacing: readonly Check[] = [
  must("replace-single", REPLACE, "replace sets an attribute.", async (scim) => {
    const { user } = await rich(scim);
    expectMember(await scim.patched(user, { op: "replace", path: "title", value: "Changed" }), "title", "Changed");
  }),
  must("replace-absent", REPLACE, "replace of an attribute without a value is an add.", async (scim) => {
    const user = await scim.user();
    expectMember(await scim.patched(user, { op: "replace", path: "title", value: "New" }), "title", "New");
  }),
  must(
    "replace-no-path",
    REPLACE,
    "replace without a path replaces the attributes of its value, and leaves others.",
    async (scim) => {
      const { user, work, mobile } = await rich(scim);
      const after = await scim.patched(user, { op: "replace", value: { title: "Changed", active: false } });
      expectMember(after, "title", "Changed");
      expectMember(after, "active", false);
      expectElements(after, "phoneNumbers", [work, mobile]);
    },
  ),
  must("replace-multi", REPLACE, "replace of an attribute with several values replaces all of them.", async (scim) => {
    const { user, fax } = await rich(scim);
    expectElements(await scim.patched(user, { op: "replace", path: "phoneNumbers", value: [fax] }), "phoneNumbers", [
      fax,
    ]);
  }),
  must(
    "replace-selected-sub",
    REPLACE,
    "replace with a filter and a sub-attribute changes what matches, and nothing else.",
    async (scim) => {
      const { user, work, mobile, fax } = await rich(scim);
      const path = 'phoneNumbers[type eq "work"].value';
      const after = await scim.patched(user, { op: "replace", path, value: fax.value });
      expectElements(after, "phoneNumbers", [{ ...work, value: fax.value }, mobile]);
    },
  ),
  must("replace-selected", REPLACE, "replace with a filter replaces the element that matches.", async (scim) => {
    const { user, mobile, fax } = await rich(scim);
    const after = await scim.patched(user, { op: "replace", path: 'phoneNumbers[type eq "work"]', value: fax });
    expectElements(after, "phoneNumbers", [fax, mobile]);
  }),
  should(
    "replace-no-match",
    REPLACE,
    "replace with a filter that matches nothing is refused with noTarget, or adds the element as Entra expects.",
    async (scim) => {
      const { user, work, mobile, fax } = await rich(scim);
      const answer = await scim.patch(user.path, [
        { op: "replace", path: 'phoneNumbers[type eq "fax"].value', value: fax.value },
      ]);
      if (answer.status === 400) expectScimType(answer, "noTarget");
      else expectElements(await scim.get(user.path), "phoneNumbers", [work, mobile, fax]);
    },
  ),
  must("replace-complex", REPLACE, "replace of a complex attribute sets its parts.", async (scim) => {
    const value = { givenName: "Changed", familyName: "Family" };
    const after = await scim.patched(await scim.user(), { op: "replace", path: "name", value });
    expectMember(after, "name.givenName", "Changed");
    expectMember(after, "name.familyName", "Family");
  }),
  must("replace-falsy", REPLACE, "false is a value like any other.", async (scim) => {
    const after = await scim.patched(await scim.user(), { op: "replace", path: "active", value: false });
    expectMember(after, "active", false);
  }),
];

const unsupported: readonly Check[] = [
  must("patch-unsupported", PATCH, "A service without PATCH answers it with 501.", async (scim) => {
    const answer = await scim.patch((await scim.user()).path, [{ op: "replace", path: "active", value: false }]);
    expectStatus(answer, 501);
  }),
];

/** Checks of PATCH. */
export const patchChecks: readonly Check[] = [
  ...withAttributes(["title", "phoneNumbers"], needing(["patch"], [...answers, ...adding, ...removing, ...replacing])),
  ...needing(["!patch"], unsupported),
];
