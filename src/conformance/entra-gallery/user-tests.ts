/**
 * The user tests of the validation Logic App.
 *
 * Microsoft runs them through the provisioning service; here, the run sends the requests that the service sends.
 */
import type { Check } from "../checks/check.ts";
import { type CreatedResource, stringOf } from "../service/exchange.ts";
import { expectMember, expectStatus, expectThat } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { create, expectFound, expectGone, expectTargets, patchAndGet, testsOf } from "./gallery-test.ts";
import {
  changeableAttributes,
  MANAGER,
  mappedUser,
  readTarget,
  replaceEach,
  replaceTogether,
  sampleValue,
} from "./mapped-attributes.ts";

const test = testsOf("Logic App");

/** Creates a user with a value for every attribute of the default mapping. */
export const createUser = (service: ServiceUnderTest) => create(service, service.usersPath, mappedUser(service));

function byUserName({ body }: CreatedResource): string {
  return `userName eq "${stringOf(body["userName"])}"`;
}

const creates: readonly Check[] = [
  test(
    "Create_User_Test",
    "A search for an unknown user returns 200 without results, and a created user is found by its userName.",
    "Answer a filter that matches nothing with 200 and totalResults 0, never with 404. Answer POST /Users with 201 and the id, and support the filter userName eq.",
    async (service) => {
      const body = mappedUser(service);
      const filter = `userName eq "${stringOf(body["userName"])}"`;
      await expectFound(service, service.usersPath, filter, []);
      const user = await create(service, service.usersPath, body);
      await expectFound(service, service.usersPath, filter, [user.id]);
    },
  ),
  test(
    "Create_User_Test",
    "Every mapped attribute of a created user is returned as it was sent.",
    "Store every attribute that /Schemas lists, and do not reformat values: keep leading zeros, case and spaces. Or remove the attribute from /Schemas and from the mapping.",
    async (service) => {
      const { path } = await createUser(service);
      expectTargets(await service.get(path), changeableAttributes(service), (target) => sampleValue(target, 0));
    },
    { part: "values" },
  ),
  test(
    "POD_User_Test",
    "A user that was created on demand is found at once.",
    "Respond to POST /Users only after the user is visible to reads and filters.",
    async (service) => {
      const user = await createUser(service);
      expectMember(await service.get(user.path), "userName", user.body["userName"]);
      await expectFound(service, service.usersPath, byUserName(user), [user.id]);
    },
  ),
];

const UPDATE_REMEDY =
  "Accept the operation names Add, Replace and Remove in any case, paths with filters, and several operations in one PATCH. In this package: do not set patchLeniency to none.";

const updates: readonly Check[] = [
  test(
    "Update_User_Test",
    "A PATCH in Entra's default form, one operation for each attribute, changes all of them.",
    UPDATE_REMEDY,
    async (service) => {
      const targets = changeableAttributes(service);
      const changes = replaceEach(targets, (target) => sampleValue(target, 1));
      const after = await patchAndGet(service, await createUser(service), changes);
      expectTargets(after, targets, (target) => sampleValue(target, 1));
    },
  ),
  test(
    "Update_User_Test",
    "A PATCH in the form of the flag aadOptscim062020, simple attributes in one value without a path, changes all of them.",
    "Read keys of a value without a path as paths: name.givenName, and the URN of an extension followed by a colon and a name.",
    async (service) => {
      const targets = changeableAttributes(service);
      const changes = replaceTogether(targets, (target) => sampleValue(target, 1));
      const after = await patchAndGet(service, await createUser(service), changes);
      expectTargets(after, targets, (target) => sampleValue(target, 1));
    },
    { part: "flag" },
  ),
  ...["False", false].map((value) =>
    test(
      "Disable_User_Test",
      `A PATCH that sets active to ${JSON.stringify(value)} disables the user, who is still returned and found.`,
      "Read the strings True and False as booleans in active, keep disabled users, and return them in reads and filters. Soft delete is mandatory for the gallery.",
      async (service) => {
        const user = await createUser(service);
        expectMember(await patchAndGet(service, user, [{ op: "Replace", path: "active", value }]), "active", false);
        const found = await expectFound(service, service.usersPath, byUserName(user), [user.id]);
        expectMember(found, "Resources.0.active", false);
      },
      { part: typeof value === "string" ? "text" : "boolean" },
    ),
  ),
  test(
    "User_Update_Manager_Test",
    "The manager of a user can be set, changed and removed with the id alone as the value.",
    "Accept a string as the value of the manager path, and read it as the manager's value. Remove the manager for an empty string.",
    async (service) => {
      const [first, second, user] = [await createUser(service), await createUser(service), await createUser(service)];
      for (const { op, value } of [
        { op: "Add", value: first.id },
        { op: "Replace", value: second.id },
        { op: "Replace", value: "" },
      ]) {
        expectManager(await patchAndGet(service, user, [{ op, path: MANAGER, value }]), value);
      }
    },
    { attributes: [MANAGER] },
  ),
];

/** Expects the id of the manager; an empty string for none. */
export function expectManager(response: Parameters<typeof expectThat>[1], id: string): void {
  const manager = response === undefined ? undefined : readTarget(response.body, MANAGER);
  const found = typeof manager === "object" && manager !== null ? Reflect.get(manager, "value") : manager;
  expectThat((found ?? "") === id, response, id === "" ? "no manager" : `manager.value to be ${id}`);
}

const removals: readonly Check[] = [
  test(
    "Delete_User_Test",
    "A deleted user is gone: a GET returns 404, and no filter finds it.",
    "Answer DELETE /Users/{id} with 204, and GET with 404 afterwards.",
    async (service) => {
      const user = await createUser(service);
      await expectGone(service, service.usersPath, user, byUserName(user));
    },
    { isOptional: true },
  ),
  test(
    "Restore_User_Test",
    "A user can be disabled and enabled, and, where the service deletes users, deleted and created again with the same userName.",
    "Release the userName when a user is deleted, and set active to true again when a PATCH says so.",
    async (service) => {
      const body = mappedUser(service);
      const user = await create(service, service.usersPath, body);
      await patchAndGet(service, user, [{ op: "Replace", path: "active", value: "False" }]);
      const enabled = await patchAndGet(service, user, [{ op: "Replace", path: "active", value: "True" }]);
      expectMember(enabled, "active", true);
      const removal = await service.delete(user.path);
      // Microsoft asks for soft or hard delete; without the latter there is nothing to create again.
      if (removal.status === 405 || removal.status === 501) return;
      expectStatus(removal, 204, 200);
      await expectFound(service, service.usersPath, byUserName(user), []);
      const again = await create(service, service.usersPath, body);
      await expectFound(service, service.usersPath, byUserName(user), [again.id]);
    },
  ),
];

/** The tests of users. */
export const userTests: readonly Check[] = [...creates, ...updates, ...removals];
