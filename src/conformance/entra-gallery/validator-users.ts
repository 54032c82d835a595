/** The user tests of Microsoft's hosted SCIM validator, by the names in its results. */
import type { Check } from "../checks/check.ts";
import { stringOf } from "../service/exchange.ts";
import { expectMember, expectStatus } from "../service/expect.ts";
import { create, expectFound, patchAndGet } from "./gallery-test.ts";
import { MANAGER } from "./mapped-attributes.ts";
import { expectManager } from "./user-tests.ts";
import {
  createUser,
  deletionTests,
  equals,
  FILTER_REMEDY,
  madeUpUser,
  PATCH_REMEDY,
  test,
  upperCase,
} from "./validator-common.ts";

const users: readonly Check[] = [
  test(
    "Create a new User",
    "A user with made-up values is created, and a GET returns it.",
    "Accept any string as language, URL, role and id of a manager, and the string True for primary: Entra sends what the directory holds.",
    async (service) => {
      const user = await createUser(service);
      expectMember(await service.get(user.path), "userName", user.body["userName"]);
    },
  ),
  test(
    "Create a duplicate User",
    "A second user with the same userName, in another case too, gets 409.",
    "Reject a second user with the same userName, regardless of case, with 409 and the scimType uniqueness.",
    async (service) => {
      const user = await createUser(service);
      const body = { ...madeUpUser(service), userName: user.body["userName"] };
      expectStatus(await service.post(service.usersPath, body), 409);
      const otherCase = { ...body, userName: upperCase(stringOf(user.body["userName"])) };
      expectStatus(await service.post(service.usersPath, otherCase), 409);
    },
  ),
  test("Filter for an existing user", "A filter on userName finds the user.", FILTER_REMEDY, async (service) => {
    const user = await createUser(service);
    await expectFound(service, service.usersPath, equals("userName", user), [user.id]);
  }),
  test(
    "Filter for a non-existing user",
    "A filter that matches no user returns 200 and an empty list.",
    FILTER_REMEDY,
    async (service) => {
      await expectFound(service, service.usersPath, `userName eq "${service.uniqueName()}"`, []);
    },
  ),
  test(
    "Filter for an existing user with a different case",
    "A filter on userName finds the user regardless of case.",
    FILTER_REMEDY,
    async (service) => {
      const user = await createUser(service);
      await expectFound(service, service.usersPath, equals("userName", user, upperCase), [user.id]);
    },
  ),
  test(
    "Patch User - Replace Attributes Verbose",
    "Attributes can be added to a user and replaced, each with a path.",
    PATCH_REMEDY,
    async (service) => {
      const user = await create(service, service.usersPath, service.userBody());
      for (const [op, value] of [
        ["add", "First"],
        ["replace", "Second"],
      ] as const) {
        const after = await patchAndGet(service, user, [
          { op, path: "nickName", value },
          { op, path: "name.familyName", value },
        ]);
        expectMember(after, "nickName", value);
        expectMember(after, "name.familyName", value);
      }
    },
  ),
  test(
    "Update User userName",
    "After a PATCH of userName, the joining property, a filter finds the user by the new value.",
    PATCH_REMEDY,
    async (service) => {
      const user = await createUser(service);
      const value = `${service.uniqueName()}@example.com`;
      expectMember(await patchAndGet(service, user, [{ op: "replace", path: "userName", value }]), "userName", value);
      await expectFound(service, service.usersPath, `userName eq "${value}"`, [user.id]);
      await expectFound(service, service.usersPath, equals("userName", user), []);
    },
  ),
  test(
    "Patch User - Disable User",
    "After active is set to false, the user is still returned.",
    "Keep disabled users, and return them in reads and filters.",
    async (service) => {
      const user = await createUser(service);
      const after = await patchAndGet(service, user, [{ op: "replace", path: "active", value: false }]);
      expectMember(after, "active", false);
      await expectFound(service, service.usersPath, equals("userName", user), [user.id]);
    },
  ),
];

const MANAGER_REMEDY =
  "Accept a manager as an object and as a string, also with an id that no user has, and remove it for an empty string.";

const managers: readonly Check[] = [
  ["Patch User - Add Manager", "add", { value: "AXTKDLNRKMKT" }, "AXTKDLNRKMKT"],
  ["Patch User - Replace Manager", "replace", "VTNXMVHLRYYD", "VTNXMVHLRYYD"],
  ["Patch User - Remove Manager", "replace", "", ""],
].map(([name = "", op, value, id = ""]) =>
  test(
    String(name),
    `A PATCH ${String(op)} of the manager ${id === "" ? "with an empty string removes it" : "sets it"}.`,
    MANAGER_REMEDY,
    async (service) => {
      const user = await createUser(service);
      expectManager(await patchAndGet(service, user, [{ op, path: MANAGER, value }]), String(id));
    },
    { attributes: [MANAGER] },
  ),
);

const previews: readonly Check[] = [
  test(
    "Patch User - Multiple Ops different attrs",
    "Several operations of one PATCH change different attributes.",
    PATCH_REMEDY,
    async (service) => {
      const after = await patchAndGet(service, await createUser(service), [
        { op: "replace", path: "title", value: "Changed" },
        { op: "remove", path: "nickName" },
        { op: "add", path: 'emails[type eq "other"].value', value: "other@example.com" },
      ]);
      expectMember(after, "title", "Changed");
      expectMember(after, "nickName", undefined);
    },
    { isOptional: true },
  ),
  test(
    "Patch User - Multiple Ops same attr",
    "The last of several operations of one PATCH on an attribute wins.",
    PATCH_REMEDY,
    async (service) => {
      const operations = ["One", "Two"].map((value) => ({ op: "replace", path: "title", value }));
      expectMember(await patchAndGet(service, await createUser(service), operations), "title", "Two");
    },
    { isOptional: true },
  ),
];

/** The tests of users, with the preview tests last. */
export const validatorUserTests: readonly Check[] = [
  ...users,
  ...managers,
  ...deletionTests("User", "userName", createUser, ({ usersPath }) => usersPath),
  ...previews,
];
