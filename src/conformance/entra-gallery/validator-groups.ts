/** The group tests of Microsoft's hosted SCIM validator, by the names in its results. */
import type { Check } from "../checks/check.ts";
import { stringOf } from "../service/exchange.ts";
import { expectMember, expectStatus } from "../service/expect.ts";
import { create, expectFound, expectGroupMembers, patchAndGet } from "./gallery-test.ts";
import {
  createGroup,
  createUser,
  deletionTests,
  equals,
  FILTER_REMEDY,
  madeUpGroup,
  PATCH_REMEDY,
  test,
  upperCase,
} from "./validator-common.ts";

const groups: readonly Check[] = [
  test(
    "Get group by id excluding members",
    "A GET with excludedAttributes=members returns the group without its members.",
    "Support excludedAttributes in GET /Groups/{id}.",
    async (service) => {
      const member = await createUser(service);
      const group = await create(service, service.groupsPath, {
        ...madeUpGroup(service),
        members: [{ value: member.id }],
      });
      const read = await service.get(`${group.path}?excludedAttributes=members`);
      expectMember(read, "displayName", group.body["displayName"]);
      expectMember(read, "members", undefined);
    },
  ),
  test(
    "Filter for existing group excluding members",
    "A filter on displayName with excludedAttributes=members finds the group without its members.",
    "Support excludedAttributes beside filter.",
    async (service) => {
      const member = await createUser(service);
      const group = await create(service, service.groupsPath, {
        ...madeUpGroup(service),
        members: [{ value: member.id }],
      });
      const excluded = { excludedAttributes: "members" };
      const found = await expectFound(service, service.groupsPath, equals("displayName", group), [group.id], excluded);
      expectMember(found, "Resources.0.members", undefined);
    },
  ),
  test("Filter for an existing group", "A filter on displayName finds the group.", FILTER_REMEDY, async (service) => {
    const group = await createGroup(service);
    await expectFound(service, service.groupsPath, equals("displayName", group), [group.id]);
  }),
  test(
    "Filter for a non-existing group",
    "A filter that matches no group returns 200 and an empty list.",
    FILTER_REMEDY,
    async (service) => {
      await expectFound(service, service.groupsPath, `displayName eq "${service.uniqueName()}"`, []);
    },
  ),
  test(
    "Filter for existing group different case",
    "A filter on displayName finds the group regardless of case.",
    FILTER_REMEDY,
    async (service) => {
      const group = await createGroup(service);
      await expectFound(service, service.groupsPath, equals("displayName", group, upperCase), [group.id]);
    },
  ),
  test(
    "Create a new Group",
    "A group is created, with a Location.",
    "Answer POST /Groups with 201, the group and its Location.",
    async (service) => {
      expectStatus((await createGroup(service)).response, 201);
    },
  ),
  test(
    "Create a duplicate Group",
    "A second group with the same displayName, in another case too, gets 409.",
    "Reject a second group with the same displayName, regardless of case, with 409 and the scimType uniqueness. In this package: fullProfile({ uniqueGroupNames: true }).",
    async (service) => {
      const { body } = await createGroup(service);
      const displayName = stringOf(body["displayName"]);
      for (const name of [displayName, upperCase(displayName)]) {
        expectStatus(await service.post(service.groupsPath, { ...madeUpGroup(service), displayName: name }), 409);
      }
    },
  ),
];

const groupChanges: readonly Check[] = [
  test(
    "Patch Group - Replace Attributes",
    "A PATCH replaces the externalId of a group.",
    PATCH_REMEDY,
    async (service) => {
      const value = service.uniqueName();
      const operation = { op: "replace", path: "externalId", value };
      expectMember(await patchAndGet(service, await createGroup(service), [operation]), "externalId", value);
    },
  ),
  test(
    "Update Group displayName",
    "After a PATCH of displayName, the joining property, a filter finds the group by the new value.",
    PATCH_REMEDY,
    async (service) => {
      const group = await createGroup(service);
      const value = service.uniqueName();
      const operation = { op: "replace", path: "displayName", value };
      expectMember(await patchAndGet(service, group, [operation]), "displayName", value);
      await expectFound(service, service.groupsPath, `displayName eq "${value}"`, [group.id]);
    },
  ),
  test("Patch Group - Add Member", "A PATCH adds a member.", PATCH_REMEDY, async (service) => {
    const [group, member] = [await createGroup(service), await createUser(service)];
    expectStatus(
      await service.patch(group.path, [{ op: "add", path: "members", value: [{ value: member.id }] }]),
      200,
      204,
    );
    await expectGroupMembers(service, group, [member]);
  }),
  test("Patch Group - Remove Member", "A PATCH removes one member.", PATCH_REMEDY, async (service) => {
    const members = [await createUser(service), await createUser(service)] as const;
    const value = members.map(({ id }) => ({ value: id }));
    const group = await create(service, service.groupsPath, { ...madeUpGroup(service), members: value });
    expectStatus(
      await service.patch(group.path, [{ op: "remove", path: `members[value eq "${members[0].id}"]` }]),
      200,
      204,
    );
    await expectGroupMembers(service, group, [members[1]]);
  }),
  test(
    "Patch Group - Multiple Ops same attr",
    "Several operations of one PATCH add members.",
    PATCH_REMEDY,
    async (service) => {
      const group = await createGroup(service);
      const members = [await createUser(service), await createUser(service)];
      const operations = members.map(({ id }) => ({ op: "add", path: "members", value: [{ value: id }] }));
      expectStatus(await service.patch(group.path, operations), 200, 204);
      await expectGroupMembers(service, group, members);
    },
    { isOptional: true },
  ),
];

/** The tests of groups, with the preview tests last. */
export const validatorGroupTests: readonly Check[] = [
  ...groups,
  ...deletionTests("Group", "displayName", createGroup, ({ groupsPath }) => groupsPath),
  ...groupChanges,
];
