/**
 * The group tests of the validation Logic App.
 *
 * Microsoft runs them through the provisioning service; here, the run sends the requests that the service sends.
 */
import { GROUP_SCHEMA } from "../../urns.ts";
import type { Check } from "../checks/check.ts";
import { type CreatedResource, resourcesOf, stringOf } from "../service/exchange.ts";
import { expectMember, expectStatus, expectThat } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { create, expectFound, expectGone, expectGroupMembers, patchAndGet, testsOf } from "./gallery-test.ts";
import { mappedGroup, mappedUser } from "./mapped-attributes.ts";

const test = testsOf("Logic App");

/** What Entra leaves out when it reads groups. */
const WITHOUT_MEMBERS = { excludedAttributes: "members" };

const createGroup = (service: ServiceUnderTest) => create(service, service.groupsPath, mappedGroup(service));
const createUser = (service: ServiceUnderTest) => create(service, service.usersPath, mappedUser(service));

function byName({ body }: CreatedResource): string {
  return `displayName eq "${stringOf(body["displayName"])}"`;
}

/** Adds members in the form that Entra sends. */
async function addMembers(
  service: ServiceUnderTest,
  group: CreatedResource,
  members: readonly CreatedResource[],
): Promise<void> {
  const value = members.map(({ id }) => ({ $ref: null, value: id }));
  expectStatus(await service.patch(group.path, [{ op: "Add", path: "members", value }]), 200, 204);
}

const creates: readonly Check[] = [
  test(
    "Create_Group_Test",
    "/Schemas has the group schema, and a created group is found by its displayName, without its members.",
    "Groups are mandatory: list urn:ietf:params:scim:schemas:core:2.0:Group in /Schemas, ignore other schemas of a POST, and support the filter displayName eq with excludedAttributes=members.",
    async (service) => {
      const { schemas } = service.discovery;
      expectThat(
        resourcesOf(schemas).some(({ id }) => id === GROUP_SCHEMA),
        schemas,
        `a schema with the id ${GROUP_SCHEMA}`,
      );
      const body = mappedGroup(service);
      const filter = `displayName eq "${stringOf(body["displayName"])}"`;
      await expectFound(service, service.groupsPath, filter, [], WITHOUT_MEMBERS);
      const group = await create(service, service.groupsPath, body);
      await addMembers(service, group, [await createUser(service)]);
      const found = await expectFound(service, service.groupsPath, filter, [group.id], WITHOUT_MEMBERS);
      expectMember(found, "Resources.0.members", undefined);
    },
  ),
  test(
    "POD_Group_Test",
    "A group that was created on demand is found at once.",
    "Respond to POST /Groups only after the group is visible to reads and filters.",
    async (service) => {
      const group = await createGroup(service);
      const read = await service.get(`${group.path}?excludedAttributes=members`);
      expectMember(read, "displayName", group.body["displayName"]);
      await expectFound(service, service.groupsPath, byName(group), [group.id], WITHOUT_MEMBERS);
    },
  ),
];

const updates: readonly Check[] = [
  test(
    "Update_Group_Test",
    "A renamed group is found by its new displayName, and no longer by the old one.",
    "Apply a PATCH of displayName before the response, and let filters see it.",
    async (service) => {
      const group = await createGroup(service);
      const value = service.uniqueName();
      expectMember(
        await patchAndGet(service, group, [{ op: "Replace", path: "displayName", value }]),
        "displayName",
        value,
      );
      await expectFound(service, service.groupsPath, `displayName eq "${value}"`, [group.id], WITHOUT_MEMBERS);
      await expectFound(service, service.groupsPath, byName(group), [], WITHOUT_MEMBERS);
    },
  ),
  test(
    "Group_Update_Add_Member_Test",
    "One PATCH adds several members, and members that exist already stay.",
    "Accept add with an array of members, also with $ref null, and add to the members instead of replacing them.",
    async (service) => {
      const group = await createGroup(service);
      const members = [await createUser(service), await createUser(service), await createUser(service)];
      await addMembers(service, group, members.slice(0, 1));
      await addMembers(service, group, members.slice(1));
      await expectGroupMembers(service, group, members);
    },
  ),
  ...(["value", "filter"] as const).map((form) =>
    test(
      "Group_Update_Remove_Member_Test",
      form === "value"
        ? "A PATCH that removes a member by its value leaves the other members."
        : "A PATCH that removes a member by a filter leaves the other members.",
      'Remove only the members that the value or the filter names: {"op":"Remove","path":"members","value":[{"value":"id"}]} does not remove all members.',
      async (service) => {
        const group = await createGroup(service);
        const [leaver, other] = [await createUser(service), await createUser(service)];
        await addMembers(service, group, [leaver, other]);
        const byValue = { op: "Remove", path: "members", value: [{ value: leaver.id }] };
        const byFilter = { op: "remove", path: `members[value eq "${leaver.id}"]` };
        expectStatus(await service.patch(group.path, [form === "value" ? byValue : byFilter]), 200, 204);
        await expectGroupMembers(service, group, [other]);
      },
      { part: form },
    ),
  ),
];

const removals: readonly Check[] = [
  test(
    "Delete_Group_Test",
    "A deleted group is gone: a GET returns 404, and no filter finds it.",
    "Answer DELETE /Groups/{id} with 204, and GET with 404 afterwards.",
    async (service) => {
      const group = await createGroup(service);
      await expectGone(service, service.groupsPath, group, byName(group));
    },
    { isOptional: true },
  ),
  test(
    "Restore_Group_Test",
    "A deleted group can be created again with the same displayName.",
    "Release the name and the externalId of a group when it is deleted.",
    async (service) => {
      const body = mappedGroup(service);
      const group = await create(service, service.groupsPath, body);
      await expectGone(service, service.groupsPath, group, byName(group));
      const again = await create(service, service.groupsPath, body);
      await expectFound(service, service.groupsPath, byName(group), [again.id], WITHOUT_MEMBERS);
    },
    { isOptional: true },
  ),
];

/** The tests of groups. */
export const groupTests: readonly Check[] = [...creates, ...updates, ...removals];
