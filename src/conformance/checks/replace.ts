/** RFC 7644 §3.5.1, §3.6 and §3.14: replacing, deleting, versions. */

import { memberOf, type Resource, resourcesOf, textOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type Scim, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const PUT = "RFC 7644 §3.5.1";
const DELETE = "RFC 7644 §3.6";
const VERSIONS = "RFC 7644 §3.14";

/** A user with a title, and the body that changes it. */
async function titled(scim: Scim): Promise<{ user: Resource; changed: Readonly<Record<string, unknown>> }> {
  const user = await scim.user({ title: "Tester" });
  return { user, changed: { ...user.body, title: "Changed" } };
}

const replacing: readonly Check[] = [
  ...withAttributes(
    ["title"],
    [
      must("put-status", PUT, "A replaced resource is answered with 200 and the whole resource.", async (scim) => {
        const { user, changed } = await titled(scim);
        const answer = await scim.put(user.path, changed);
        expectStatus(answer, 200);
        expectMember(answer, "title", "Changed");
        expectMember(answer, "id", user.id);
        expectMember(answer, "userName", user.body["userName"]);
      }),
      must("put-persists", PUT, "What was put is read afterwards.", async (scim) => {
        const { user, changed } = await titled(scim);
        await scim.put(user.path, changed);
        expectMember(await scim.get(user.path), "title", "Changed");
      }),
      should("put-omitted", PUT, "An attribute that is left out is cleared.", async (scim) => {
        const user = await scim.user({ title: "Tester" });
        const { title: _title, ...rest } = user.body;
        expectStatus(await scim.put(user.path, rest), 200);
        expectMember(await scim.get(user.path), "title", undefined);
      }),
      must("put-empty", "RFC 7643 §2.5", "A null unassigns.", async (scim) => {
        const { user } = await titled(scim);
        expectStatus(await scim.put(user.path, { ...user.body, title: null }), 200);
        expectMember(await scim.get(user.path), "title", undefined);
      }),
    ],
  ),
  must("put-read-only", PUT, "readOnly values in the body are ignored.", async (scim) => {
    const user = await scim.user();
    const answer = await scim.put(user.path, {
      ...user.body,
      id: "scim-check-other",
      meta: { created: "1999-01-01T00:00:00Z" },
    });
    expectStatus(answer, 200);
    const read = await scim.get(user.path);
    expectMember(read, "id", user.id);
    expectThat(timeOf(read.body, "created") === timeOf(user.body, "created"), read, "meta.created as it was");
  }),
  must("put-missing", PUT, "PUT does not create: an id that does not exist is answered with 404.", async (scim) => {
    expectError(await scim.put(`${scim.users}/scim-check-no-such-id`, scim.newUser()), 404);
  }),
  must("put-duplicate", PUT, "A userName that another user has is refused with 409.", async (scim) => {
    const first = await scim.user();
    const second = await scim.user();
    const { userName, emails } = first.body;
    expectError(await scim.put(second.path, { ...second.body, userName, emails }), 409);
    expectMember(await scim.get(second.path), "userName", second.body["userName"]);
  }),
  must("put-own-name", PUT, "A resource may keep its own userName.", async (scim) => {
    const user = await scim.user();
    expectStatus(await scim.put(user.path, user.body), 200);
  }),
  must("put-required", PUT, "A body without a required attribute is refused with 400.", async (scim) => {
    const user = await scim.user();
    const { userName: _userName, emails: _emails, ...rest } = user.body;
    expectError(await scim.put(user.path, rest), 400);
    expectMember(await scim.get(user.path), "userName", user.body["userName"]);
  }),
  must("put-location", "RFC 7643 §3.1", "The location of a resource stays.", async (scim) => {
    const user = await scim.user();
    expectMember(await scim.put(user.path, user.body), "meta.location", memberOf(user.body, "meta.location"));
  }),
];

const deleting: readonly Check[] = [
  must("delete-status", DELETE, "A deletion is answered with 204 and no body.", async (scim) => {
    const answer = await scim.delete((await scim.user()).path);
    expectStatus(answer, 204);
    expectThat(answer.text === "", answer, "no body");
  }),
  must("delete-read", DELETE, "A deleted resource is answered with 404.", async (scim) => {
    const { path } = await scim.user();
    await scim.delete(path);
    expectError(await scim.get(path), 404);
  }),
  must("delete-writes", DELETE, "A deleted resource cannot be changed or deleted again: 404.", async (scim) => {
    const { path, body } = await scim.user();
    await scim.delete(path);
    expectError(await scim.put(path, body), 404);
    expectError(await scim.delete(path), 404);
  }),
  must("delete-missing", DELETE, "The deletion of what does not exist is answered with 404.", async (scim) => {
    expectError(await scim.delete(`${scim.users}/scim-check-no-such-id`), 404);
  }),
  ...needing(
    ["filter"],
    [
      must("delete-list", DELETE, "A deleted resource is in no list.", async (scim) => {
        const user = await scim.user();
        await scim.delete(user.path);
        const answer = await scim.listed({ filter: `userName eq "${textOf(user.body["userName"])}"` });
        expectThat(!idsOf(answer).includes(user.id) && resourcesOf(answer).length === 0, answer, "an empty list");
      }),
    ],
  ),
  should("delete-name-free", DELETE, "The userName of a deleted user can be taken again.", async (scim) => {
    const user = await scim.user();
    await scim.delete(user.path);
    const answer = await scim.post(scim.users, scim.newUser({ userName: user.body["userName"] }));
    expectStatus(answer, 201);
  }),
  must("delete-id-once", "RFC 7643 §3.1", "An id is not given again.", async (scim) => {
    const first = await scim.user();
    await scim.delete(first.path);
    const second = await scim.post(scim.users, scim.newUser({ userName: first.body["userName"] }));
    expectThat(second.body["id"] !== first.id, second, "another id than the deleted user had");
  }),
];

/** The version of a resource, and one that it no longer has. */
async function versioned(scim: Scim): Promise<{ user: Resource; stale: string; fresh: string }> {
  const user = await scim.user({ preferredLanguage: "en" });
  const stale = textOf(memberOf(user.body, "meta.version"));
  const answer = await scim.put(user.path, { ...user.body, name: { givenName: "Changed", familyName: "Conformance" } });
  const fresh = textOf(memberOf(answer.body, "meta.version"));
  expectThat(stale !== "" && fresh !== "", answer, "meta.version");
  return { user, stale, fresh };
}

const versions: readonly Check[] = needing(
  ["etag"],
  [
    must("etag-header", VERSIONS, "ETag and meta.version are the same.", async (scim) => {
      const user = await scim.user();
      for (const answer of [user.answer, await scim.get(user.path)]) {
        const version = textOf(memberOf(answer.body, "meta.version"));
        expectThat(
          version !== "" && answer.headers.get("etag") === version,
          answer,
          "an ETag header equal to meta.version",
        );
      }
    }),
    must("etag-form", "RFC 9110 §8.8.3", "A version is an entity tag: in quotes, weak with W/.", async (scim) => {
      const { answer } = await scim.user();
      const version = textOf(memberOf(answer.body, "meta.version"));
      expectThat(/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(version), answer, "an entity tag in quotes");
    }),
    must("etag-changes", VERSIONS, "A change gives a new version.", async (scim) => {
      const { user, stale, fresh } = await versioned(scim);
      expectThat(stale !== fresh, await scim.get(user.path), `another version than ${stale}`);
    }),
    must("etag-stays", VERSIONS, "Without a change, the version stays.", async (scim) => {
      const user = await scim.user();
      expectMember(await scim.get(user.path), "meta.version", memberOf(user.body, "meta.version"));
    }),
    must(
      "etag-not-modified",
      VERSIONS,
      "If-None-Match with the present version is answered with 304.",
      async (scim) => {
        const { user, fresh } = await versioned(scim);
        const answer = await scim.get(user.path, { "if-none-match": fresh });
        expectStatus(answer, 304);
        expectThat(answer.text === "", answer, "no body");
      },
    ),
    must("etag-modified", VERSIONS, "If-None-Match with another version gives the resource.", async (scim) => {
      const { user, stale } = await versioned(scim);
      expectStatus(await scim.get(user.path, { "if-none-match": stale }), 200);
    }),
    must(
      "etag-put",
      VERSIONS,
      "A PUT with the version before is refused with 412, and changes nothing.",
      async (scim) => {
        const { user, stale } = await versioned(scim);
        expectError(await scim.put(user.path, user.body, { "if-match": stale }), 412);
        expectMember(await scim.get(user.path), "name.givenName", "Changed");
      },
    ),
    must("etag-put-fresh", VERSIONS, "A PUT with the present version is done.", async (scim) => {
      const { user, fresh } = await versioned(scim);
      expectStatus(await scim.put(user.path, user.body, { "if-match": fresh }), 200);
    }),
    must(
      "etag-delete",
      VERSIONS,
      "A DELETE with the version before is refused with 412, and deletes nothing.",
      async (scim) => {
        const { user, stale } = await versioned(scim);
        expectError(await scim.delete(user.path, { "if-match": stale }), 412);
        expectStatus(await scim.get(user.path), 200);
      },
    ),
    ...needing(
      ["patch"],
      [
        must(
          "etag-patch",
          VERSIONS,
          "A PATCH with the version before is refused with 412, and changes nothing.",
          async (scim) => {
            const { user, stale } = await versioned(scim);
            const operation = { op: "replace", path: "active", value: false };
            expectError(await scim.patch(user.path, [operation], { "if-match": stale }), 412);
            expectMember(await scim.get(user.path), "active", true);
          },
        ),
        must("etag-race", VERSIONS, "Of several PATCHes with one version, one is done.", async (scim) => {
          const { user, fresh } = await versioned(scim);
          const answers = await Promise.all(
            ["a", "b", "c", "d"].map((letter) =>
              scim.patch(user.path, [{ op: "replace", path: "name.givenName", value: letter }], { "if-match": fresh }),
            ),
          );
          const done = answers.filter(({ status }) => status === 200 || status === 204);
          expectThat(
            done.length === 1,
            answers.find(({ status }) => status !== 412),
            `one PATCH to be done, not ${done.length}`,
          );
        }),
      ],
    ),
  ],
);

const withoutVersions: readonly Check[] = needing(
  ["!etag"],
  [
    should("etag-undeclared", "RFC 7643 §5", "A service that declares no ETags sends none.", async (scim) => {
      const answer = await scim.get((await scim.user()).path);
      expectThat(!answer.headers.has("etag"), answer, "no ETag header, as etag.supported is false");
      expectMember(answer, "meta.version", undefined);
    }),
  ],
);

const concurrency: readonly Check[] = [
  must("create-race", "RFC 7644 §3.3", "Of several creates of one userName at once, one is done.", async (scim) => {
    const body = scim.newUser();
    const answers = await Promise.all(Array.from({ length: 6 }, () => scim.post(scim.users, body)));
    const done = answers.filter(({ status }) => status < 300);
    expectThat(
      done.length === 1,
      done[1] ?? answers[0],
      `one create to be done and five to be refused with 409, not ${done.length} done`,
    );
  }),
];

/** Checks of PUT, DELETE and versions. */
export const replaceChecks: readonly Check[] = [
  ...replacing,
  ...deleting,
  ...versions,
  ...withoutVersions,
  ...concurrency,
];
