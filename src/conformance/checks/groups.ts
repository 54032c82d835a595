/** RFC 7643 §4.2: groups and their members. */

import { type Answer, elementsOf, type Resource, resourcesOf, textOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const GROUP = "RFC 7643 §4.2";

/** A group with one member, and a user who is not in it. */
async function team(scim: Scim): Promise<{ group: Resource; member: Resource; other: Resource }> {
  const member = await scim.user();
  const other = await scim.user();
  const group = await scim.group({ members: [{ value: member.id }] });
  return { group, member, other };
}

function expectMembers(answer: Answer, ...members: readonly Resource[]): void {
  const found = elementsOf(answer.body, "members").map((member) => textOf(member["value"]));
  const wanted = members.map(({ id }) => id);
  expectThat(
    [...found].sort().join() === [...wanted].sort().join(),
    answer,
    wanted.length === 0 ? "no members" : `the members ${wanted.join(", ")}, each once`,
  );
}

const groups: readonly Check[] = [
  must("group-create", GROUP, "A group is created, read and deleted as a user is.", async (scim) => {
    const group = await scim.group();
    expectStatus(group.answer, 201);
    expectMember(group.answer, "meta.resourceType", "Group");
    expectMember(await scim.get(group.path), "displayName", group.body["displayName"]);
    expectStatus(await scim.delete(group.path), 204);
    expectError(await scim.get(group.path), 404);
  }),
  must("group-name", GROUP, "A group without displayName is refused with 400.", async (scim) => {
    const { displayName: _displayName, ...rest } = scim.newGroup();
    expectError(await scim.post(scim.groups, rest), 400);
  }),
  must("group-members", GROUP, "Members are kept by their ids.", async (scim) => {
    const { group, member } = await team(scim);
    expectMembers(await scim.get(group.path), member);
  }),
  must("group-put", "RFC 7644 §3.5.1", "A PUT replaces the members.", async (scim) => {
    const { group, other } = await team(scim);
    expectStatus(await scim.put(group.path, { ...group.body, members: [{ value: other.id }] }), 200);
    expectMembers(await scim.get(group.path), other);
  }),
  ...needing(
    ["filter"],
    [
      must("group-filter", "RFC 7644 §3.4.2.2", "A group is found by its displayName, in any case.", async (scim) => {
        const { id, body } = await scim.group();
        const filter = `displayName eq "${textOf(body["displayName"]).toUpperCase()}"`;
        const answer = await scim.list({ filter }, scim.groups);
        expectStatus(answer, 200);
        expectThat(idsOf(answer).join() === id, answer, "the one group");
      }),
      should("group-filter-member", "RFC 7644 §3.4.2.2", "A group is found by a member.", async (scim) => {
        const { group, member } = await team(scim);
        const answer = await scim.list({ filter: `members.value eq "${member.id}"` }, scim.groups);
        expectThat(idsOf(answer).join() === group.id, answer, "the one group");
      }),
    ],
  ),
  must(
    "group-without-members",
    "RFC 7644 §3.4.2.5",
    "excludedAttributes=members leaves the members out.",
    async (scim) => {
      const { group } = await team(scim);
      expectMember(await scim.get(`${group.path}?excludedAttributes=members`), "members", undefined);
    },
  ),
];

const changes: readonly Check[] = needing(
  ["patch"],
  [
    must("group-add", "RFC 7644 §3.5.2.1", "add adds a member and keeps the others.", async (scim) => {
      const { group, member, other } = await team(scim);
      expectMembers(
        await scim.patched(group, { op: "add", path: "members", value: [{ value: other.id }] }),
        member,
        other,
      );
    }),
    must("group-add-twice", "RFC 7644 §3.5.2.1", "A member who is added again is a member once.", async (scim) => {
      const { group, member } = await team(scim);
      expectMembers(await scim.patched(group, { op: "add", path: "members", value: [{ value: member.id }] }), member);
    }),
    must("group-remove", "RFC 7644 §3.5.2.2", "remove with a filter removes that member.", async (scim) => {
      const { group, member, other } = await team(scim);
      await scim.patched(group, { op: "add", path: "members", value: [{ value: other.id }] });
      expectMembers(await scim.patched(group, { op: "remove", path: `members[value eq "${member.id}"]` }), other);
    }),
    must("group-remove-all", "RFC 7644 §3.5.2.2", "remove without a filter removes all members.", async (scim) => {
      const { group } = await team(scim);
      expectMembers(await scim.patched(group, { op: "remove", path: "members" }));
    }),
    should(
      "group-remove-value",
      "Microsoft Entra",
      "remove with a list of values removes those members, and no others.",
      async (scim) => {
        const { group, member, other } = await team(scim);
        await scim.patched(group, { op: "Add", path: "members", value: [{ value: other.id }] });
        expectMembers(
          await scim.patched(group, { op: "Remove", path: "members", value: [{ value: member.id }] }),
          other,
        );
      },
    ),
    should(
      "group-change-empty",
      "Microsoft Entra",
      "A change of members is answered with 204, without the members.",
      async (scim) => {
        const { group, other } = await team(scim);
        expectStatus(await scim.patch(group.path, [{ op: "Add", path: "members", value: [{ value: other.id }] }]), 204);
      },
    ),
    must("group-replace", "RFC 7644 §3.5.2.3", "replace replaces all members.", async (scim) => {
      const { group, other } = await team(scim);
      expectMembers(await scim.patched(group, { op: "replace", path: "members", value: [{ value: other.id }] }), other);
    }),
    must("group-rename", "RFC 7644 §3.5.2.3", "A change of the name leaves the members.", async (scim) => {
      const { group, member } = await team(scim);
      const displayName = scim.name();
      const after = await scim.patched(group, { op: "replace", path: "displayName", value: displayName });
      expectMember(after, "displayName", displayName);
      expectMembers(after, member);
    }),
    must("group-parallel", "RFC 7644 §3.5.2", "Members who are added at the same time are all there.", async (scim) => {
      const { group, member } = await team(scim);
      const others = await Promise.all(Array.from({ length: 6 }, () => scim.user()));
      await Promise.all(
        others.map(({ id }) => scim.patched(group, { op: "add", path: "members", value: [{ value: id }] })),
      );
      expectMembers(await scim.get(group.path), member, ...others);
    }),
  ],
);

const memberships: readonly Check[] = withAttributes(
  ["groups"],
  [
    should("membership", "RFC 7643 §4.1.2", "A user shows the groups that it is in.", async (scim) => {
      const { group, member } = await team(scim);
      const answer = await scim.get(member.path);
      const found = elementsOf(answer.body, "groups").map(({ value }) => value);
      expectThat(found.includes(group.id), answer, `groups with ${group.id}`);
    }),
    must(
      "membership-read-only",
      "RFC 7643 §4.1.2",
      "A user's groups are readOnly: a PUT of the user leaves them.",
      async (scim) => {
        const { group, member, other } = await team(scim);
        await scim.put(member.path, { ...member.body, groups: [] });
        await scim.put(other.path, { ...other.body, groups: [{ value: group.id }] });
        expectMembers(await scim.get(group.path), member);
      },
    ),
    must("membership-list", "RFC 7643 §4.1.2", "A user shows the same groups in a list as alone.", async (scim) => {
      const { member } = await team(scim);
      const alone = await scim.get(member.path);
      const answer = await scim.listed({ filter: `id eq "${member.id}"` });
      const [found] = resourcesOf(answer);
      expectThat(
        JSON.stringify(found?.["groups"]) === JSON.stringify(alone.body["groups"]),
        answer,
        "the groups as a GET by id shows them",
      );
    }),
  ],
);

const references: readonly Check[] = [
  should("group-after-delete", GROUP, "A deleted user is a member of no group.", async (scim) => {
    const { group, member } = await team(scim);
    await scim.delete(member.path);
    expectMembers(await scim.get(group.path));
  }),
  should("group-member-ref", "RFC 7643 §2.4", "A member's $ref leads to the member.", async (scim) => {
    const { group, member } = await team(scim);
    const answer = await scim.get(group.path);
    const ref = textOf(elementsOf(answer.body, "members")[0]?.["$ref"]);
    expectThat(ref === "" || ref.endsWith(member.path), answer, `a $ref that ends with ${member.path}, or none`);
  }),
  must("group-nested", GROUP, "A group may be a member of a group, and circles do no harm.", async (scim) => {
    const inner = await scim.group();
    const outer = await scim.post(scim.groups, scim.newGroup({ members: [{ value: inner.id, type: "Group" }] }));
    expectThat(outer.status < 500, outer, "an answer below 500");
    if (outer.status !== 201) return;
    const answer = await scim.put(inner.path, {
      ...inner.body,
      members: [{ value: textOf(outer.body["id"]), type: "Group" }],
    });
    expectThat(answer.status < 500, answer, "an answer below 500");
    expectStatus(await scim.get(inner.path), 200);
  }),
];

const withoutGroups: readonly Check[] = needing(
  ["!groups"],
  [
    must("groups-refused", "RFC 7644 §3.2", "A service without groups refuses requests for them.", async (scim) => {
      for (const answer of [await scim.get("/Groups"), await scim.post("/Groups", scim.newGroup())]) {
        expectStatus(answer, 400, 403, 404, 405, 501);
      }
    }),
  ],
);

/** Checks of groups. */
export const groupChecks: readonly Check[] = [
  ...needing(["groups"], [...groups, ...changes, ...memberships, ...references]),
  ...withoutGroups,
];
