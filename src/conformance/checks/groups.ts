/** RFC 7643 §4.2: groups and their members. */

import { type CreatedResource, objectsOf, resourcesOf, type ServiceResponse, stringOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const GROUP = "RFC 7643 §4.2";

/** A group with one member, and a user that is not a member. */
async function team(
  service: ServiceUnderTest,
): Promise<{ group: CreatedResource; member: CreatedResource; other: CreatedResource }> {
  const member = await service.createUser();
  const other = await service.createUser();
  const group = await service.createGroup({ members: [{ value: member.id }] });
  return { group, member, other };
}

function expectMembers(response: ServiceResponse, ...members: readonly CreatedResource[]): void {
  const found = objectsOf(response.body, "members").map((member) => stringOf(member["value"]));
  const wanted = members.map(({ id }) => id);
  expectThat(
    [...found].sort().join() === [...wanted].sort().join(),
    response,
    wanted.length === 0 ? "no members" : `the members ${wanted.join(", ")}, each once`,
  );
}

const groups: readonly Check[] = [
  must("group-create", GROUP, "A group can be created, read and deleted.", async (service) => {
    const group = await service.createGroup();
    expectStatus(group.response, 201);
    expectMember(group.response, "meta.resourceType", "Group");
    expectMember(await service.get(group.path), "displayName", group.body["displayName"]);
    expectStatus(await service.delete(group.path), 204);
    expectError(await service.get(group.path), 404);
  }),
  must("group-name", GROUP, "A group without displayName is rejected with 400.", async (service) => {
    const { displayName: _displayName, ...rest } = service.groupBody();
    expectError(await service.post(service.groupsPath, rest), 400);
  }),
  must("group-members", GROUP, "Members are stored by id.", async (service) => {
    const { group, member } = await team(service);
    expectMembers(await service.get(group.path), member);
  }),
  must("group-put", "RFC 7644 §3.5.1", "A PUT replaces the members.", async (service) => {
    const { group, other } = await team(service);
    expectStatus(await service.put(group.path, { ...group.body, members: [{ value: other.id }] }), 200);
    expectMembers(await service.get(group.path), other);
  }),
  ...needing(
    ["filter"],
    [
      must(
        "group-filter",
        "RFC 7644 §3.4.2.2",
        "A filter finds a group by its displayName, regardless of case.",
        async (service) => {
          const { id, body } = await service.createGroup();
          const filter = `displayName eq "${stringOf(body["displayName"]).toUpperCase()}"`;
          const response = await service.list({ filter }, service.groupsPath);
          expectStatus(response, 200);
          expectThat(idsOf(response).join() === id, response, "the one group");
        },
      ),
      should("group-filter-member", "RFC 7644 §3.4.2.2", "A filter finds a group by a member.", async (service) => {
        const { group, member } = await team(service);
        const response = await service.list({ filter: `members.value eq "${member.id}"` }, service.groupsPath);
        expectThat(idsOf(response).join() === group.id, response, "the one group");
      }),
    ],
  ),
  must(
    "group-without-members",
    "RFC 7644 §3.4.2.5",
    "excludedAttributes=members omits the members.",
    async (service) => {
      const { group } = await team(service);
      expectMember(await service.get(`${group.path}?excludedAttributes=members`), "members", undefined);
    },
  ),
];

const changes: readonly Check[] = needing(
  ["patch"],
  [
    must("group-add", "RFC 7644 §3.5.2.1", "add adds a member and keeps the others.", async (service) => {
      const { group, member, other } = await team(service);
      expectMembers(
        await service.patchAndRead(group, { op: "add", path: "members", value: [{ value: other.id }] }),
        member,
        other,
      );
    }),
    must(
      "group-add-twice",
      "RFC 7644 §3.5.2.1",
      "Adding an existing member does not duplicate it.",
      async (service) => {
        const { group, member } = await team(service);
        expectMembers(
          await service.patchAndRead(group, { op: "add", path: "members", value: [{ value: member.id }] }),
          member,
        );
      },
    ),
    must("group-remove", "RFC 7644 §3.5.2.2", "remove with a filter removes that member.", async (service) => {
      const { group, member, other } = await team(service);
      await service.patchAndRead(group, { op: "add", path: "members", value: [{ value: other.id }] });
      expectMembers(
        await service.patchAndRead(group, { op: "remove", path: `members[value eq "${member.id}"]` }),
        other,
      );
    }),
    must("group-remove-all", "RFC 7644 §3.5.2.2", "remove without a filter removes all members.", async (service) => {
      const { group } = await team(service);
      expectMembers(await service.patchAndRead(group, { op: "remove", path: "members" }));
    }),
    should(
      "group-remove-value",
      "Microsoft Entra",
      "remove with an array of values removes those members and no others.",
      async (service) => {
        const { group, member, other } = await team(service);
        await service.patchAndRead(group, { op: "Add", path: "members", value: [{ value: other.id }] });
        expectMembers(
          await service.patchAndRead(group, { op: "Remove", path: "members", value: [{ value: member.id }] }),
          other,
        );
      },
    ),
    should(
      "group-change-empty",
      "Microsoft Entra",
      "A change of members returns 204, without the members.",
      async (service) => {
        const { group, other } = await team(service);
        expectStatus(
          await service.patch(group.path, [{ op: "Add", path: "members", value: [{ value: other.id }] }]),
          204,
        );
      },
    ),
    must("group-replace", "RFC 7644 §3.5.2.3", "replace replaces all members.", async (service) => {
      const { group, other } = await team(service);
      expectMembers(
        await service.patchAndRead(group, { op: "replace", path: "members", value: [{ value: other.id }] }),
        other,
      );
    }),
    must("group-rename", "RFC 7644 §3.5.2.3", "Changing displayName leaves the members unchanged.", async (service) => {
      const { group, member } = await team(service);
      const displayName = service.uniqueName();
      const after = await service.patchAndRead(group, { op: "replace", path: "displayName", value: displayName });
      expectMember(after, "displayName", displayName);
      expectMembers(after, member);
    }),
    must("group-parallel", "RFC 7644 §3.5.2", "Members added simultaneously are all stored.", async (service) => {
      const { group, member } = await team(service);
      const others = await Promise.all(Array.from({ length: 6 }, () => service.createUser()));
      await Promise.all(
        others.map(({ id }) => service.patchAndRead(group, { op: "add", path: "members", value: [{ value: id }] })),
      );
      expectMembers(await service.get(group.path), member, ...others);
    }),
  ],
);

const memberships: readonly Check[] = withAttributes(
  ["groups"],
  [
    should("membership", "RFC 7643 §4.1.2", "A user has the groups that it belongs to.", async (service) => {
      const { group, member } = await team(service);
      const response = await service.get(member.path);
      const found = objectsOf(response.body, "groups").map(({ value }) => value);
      expectThat(found.includes(group.id), response, `groups with ${group.id}`);
    }),
    must(
      "membership-read-only",
      "RFC 7643 §4.1.2",
      "A user's groups are readOnly: a PUT of the user does not change them.",
      async (service) => {
        const { group, member, other } = await team(service);
        await service.put(member.path, { ...member.body, groups: [] });
        await service.put(other.path, { ...other.body, groups: [{ value: group.id }] });
        expectMembers(await service.get(group.path), member);
      },
    ),
    must(
      "membership-list",
      "RFC 7643 §4.1.2",
      "A user has the same groups in a list as when read by id.",
      async (service) => {
        const { member } = await team(service);
        const alone = await service.get(member.path);
        const response = await service.requireList({ filter: `id eq "${member.id}"` });
        const [found] = resourcesOf(response);
        expectThat(
          JSON.stringify(found?.["groups"]) === JSON.stringify(alone.body["groups"]),
          response,
          "the groups as a GET by id shows them",
        );
      },
    ),
  ],
);

const references: readonly Check[] = [
  should("group-after-delete", GROUP, "A deleted user is no longer a member of any group.", async (service) => {
    const { group, member } = await team(service);
    await service.delete(member.path);
    expectMembers(await service.get(group.path));
  }),
  should("group-member-ref", "RFC 7643 §2.4", "A member's $ref is the URL of the member.", async (service) => {
    const { group, member } = await team(service);
    const response = await service.get(group.path);
    const ref = stringOf(objectsOf(response.body, "members")[0]?.["$ref"]);
    expectThat(ref === "" || ref.endsWith(member.path), response, `a $ref that ends with ${member.path}, or none`);
  }),
  must(
    "group-nested",
    GROUP,
    "A group may be a member of a group, and circular membership does no harm.",
    async (service) => {
      const inner = await service.createGroup();
      const outer = await service.post(
        service.groupsPath,
        service.groupBody({ members: [{ value: inner.id, type: "Group" }] }),
      );
      expectThat(outer.status < 500, outer, "a status below 500");
      if (outer.status !== 201) return;
      const response = await service.put(inner.path, {
        ...inner.body,
        members: [{ value: stringOf(outer.body["id"]), type: "Group" }],
      });
      expectThat(response.status < 500, response, "a status below 500");
      expectStatus(await service.get(inner.path), 200);
    },
  ),
];

const withoutGroups: readonly Check[] = needing(
  ["!groups"],
  [
    must(
      "groups-refused",
      "RFC 7644 §3.2",
      "A service without groups rejects requests for groups.",
      async (service) => {
        for (const response of [await service.get("/Groups"), await service.post("/Groups", service.groupBody())]) {
          expectStatus(response, 400, 403, 404, 405, 501);
        }
      },
    ),
  ],
);

/** Checks of groups. */
export const groupChecks: readonly Check[] = [
  ...needing(["groups"], [...groups, ...changes, ...memberships, ...references]),
  ...withoutGroups,
];
