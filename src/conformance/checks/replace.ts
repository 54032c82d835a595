/** RFC 7644 §3.5.1, §3.6 and §3.14: replacing, deleting, versions. */

import { type CreatedResource, resourcesOf, stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type ServiceUnderTest, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const PUT = "RFC 7644 §3.5.1";
const DELETE = "RFC 7644 §3.6";
const VERSIONS = "RFC 7644 §3.14";

/** A user with a title, and the body that changes it. */
async function createUserWithTitle(
  service: ServiceUnderTest,
): Promise<{ user: CreatedResource; changed: Readonly<Record<string, unknown>> }> {
  const user = await service.createUser({ title: "Tester" });
  return { user, changed: { ...user.body, title: "Changed" } };
}

const replacing: readonly Check[] = [
  ...withAttributes(
    ["title"],
    [
      must("put-status", PUT, "A replaced resource is answered with 200 and the whole resource.", async (service) => {
        const { user, changed } = await createUserWithTitle(service);
        const response = await service.put(user.path, changed);
        expectStatus(response, 200);
        expectMember(response, "title", "Changed");
        expectMember(response, "id", user.id);
        expectMember(response, "userName", user.body["userName"]);
      }),
      must("put-persists", PUT, "What was put is read afterwards.", async (service) => {
        const { user, changed } = await createUserWithTitle(service);
        await service.put(user.path, changed);
        expectMember(await service.get(user.path), "title", "Changed");
      }),
      should("put-omitted", PUT, "An attribute that is left out is cleared.", async (service) => {
        const user = await service.createUser({ title: "Tester" });
        const { title: _title, ...rest } = user.body;
        expectStatus(await service.put(user.path, rest), 200);
        expectMember(await service.get(user.path), "title", undefined);
      }),
      must("put-empty", "RFC 7643 §2.5", "A null unassigns.", async (service) => {
        const { user } = await createUserWithTitle(service);
        expectStatus(await service.put(user.path, { ...user.body, title: null }), 200);
        expectMember(await service.get(user.path), "title", undefined);
      }),
    ],
  ),
  must("put-read-only", PUT, "readOnly values in the body are ignored.", async (service) => {
    const user = await service.createUser();
    const response = await service.put(user.path, {
      ...user.body,
      id: "scim-check-other",
      meta: { created: "1999-01-01T00:00:00Z" },
    });
    expectStatus(response, 200);
    const read = await service.get(user.path);
    expectMember(read, "id", user.id);
    expectThat(timeOf(read.body, "created") === timeOf(user.body, "created"), read, "meta.created as it was");
  }),
  must("put-missing", PUT, "PUT does not create: an id that does not exist is answered with 404.", async (service) => {
    expectError(await service.put(`${service.usersPath}/scim-check-no-such-id`, service.userBody()), 404);
  }),
  must("put-duplicate", PUT, "A userName that another user has is refused with 409.", async (service) => {
    const first = await service.createUser();
    const second = await service.createUser();
    const { userName, emails } = first.body;
    expectError(await service.put(second.path, { ...second.body, userName, emails }), 409);
    expectMember(await service.get(second.path), "userName", second.body["userName"]);
  }),
  must("put-own-name", PUT, "A resource may keep its own userName.", async (service) => {
    const user = await service.createUser();
    expectStatus(await service.put(user.path, user.body), 200);
  }),
  must("put-required", PUT, "A body without a required attribute is refused with 400.", async (service) => {
    const user = await service.createUser();
    const { userName: _userName, emails: _emails, ...rest } = user.body;
    expectError(await service.put(user.path, rest), 400);
    expectMember(await service.get(user.path), "userName", user.body["userName"]);
  }),
  must("put-location", "RFC 7643 §3.1", "The location of a resource stays.", async (service) => {
    const user = await service.createUser();
    expectMember(await service.put(user.path, user.body), "meta.location", valueAt(user.body, "meta.location"));
  }),
];

const deleting: readonly Check[] = [
  must("delete-status", DELETE, "A deletion is answered with 204 and no body.", async (service) => {
    const response = await service.delete((await service.createUser()).path);
    expectStatus(response, 204);
    expectThat(response.bodyText === "", response, "no body");
  }),
  must("delete-read", DELETE, "A deleted resource is answered with 404.", async (service) => {
    const { path } = await service.createUser();
    await service.delete(path);
    expectError(await service.get(path), 404);
  }),
  must("delete-writes", DELETE, "A deleted resource cannot be changed or deleted again: 404.", async (service) => {
    const { path, body } = await service.createUser();
    await service.delete(path);
    expectError(await service.put(path, body), 404);
    expectError(await service.delete(path), 404);
  }),
  must("delete-missing", DELETE, "The deletion of what does not exist is answered with 404.", async (service) => {
    expectError(await service.delete(`${service.usersPath}/scim-check-no-such-id`), 404);
  }),
  ...needing(
    ["filter"],
    [
      must("delete-list", DELETE, "A deleted resource is in no list.", async (service) => {
        const user = await service.createUser();
        await service.delete(user.path);
        const response = await service.requireList({ filter: `userName eq "${stringOf(user.body["userName"])}"` });
        expectThat(!idsOf(response).includes(user.id) && resourcesOf(response).length === 0, response, "an empty list");
      }),
    ],
  ),
  should("delete-name-free", DELETE, "The userName of a deleted user can be taken again.", async (service) => {
    const user = await service.createUser();
    await service.delete(user.path);
    const response = await service.post(service.usersPath, service.userBody({ userName: user.body["userName"] }));
    expectStatus(response, 201);
  }),
  must("delete-id-once", "RFC 7643 §3.1", "An id is not given again.", async (service) => {
    const first = await service.createUser();
    await service.delete(first.path);
    const second = await service.post(service.usersPath, service.userBody({ userName: first.body["userName"] }));
    expectThat(second.body["id"] !== first.id, second, "another id than the deleted user had");
  }),
];

/** The version of a resource, and one that it no longer has. */
async function createUserWithVersions(
  service: ServiceUnderTest,
): Promise<{ user: CreatedResource; stale: string; fresh: string }> {
  const user = await service.createUser({ preferredLanguage: "en" });
  const stale = stringOf(valueAt(user.body, "meta.version"));
  const response = await service.put(user.path, {
    ...user.body,
    name: { givenName: "Changed", familyName: "Conformance" },
  });
  const fresh = stringOf(valueAt(response.body, "meta.version"));
  expectThat(stale !== "" && fresh !== "", response, "meta.version");
  return { user, stale, fresh };
}

const versions: readonly Check[] = needing(
  ["etag"],
  [
    must("etag-header", VERSIONS, "ETag and meta.version are the same.", async (service) => {
      const user = await service.createUser();
      for (const response of [user.response, await service.get(user.path)]) {
        const version = stringOf(valueAt(response.body, "meta.version"));
        expectThat(
          version !== "" && response.headers.get("etag") === version,
          response,
          "an ETag header equal to meta.version",
        );
      }
    }),
    must("etag-form", "RFC 9110 §8.8.3", "A version is an entity tag: in quotes, weak with W/.", async (service) => {
      const { response } = await service.createUser();
      const version = stringOf(valueAt(response.body, "meta.version"));
      expectThat(/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(version), response, "an entity tag in quotes");
    }),
    must("etag-changes", VERSIONS, "A change gives a new version.", async (service) => {
      const { user, stale, fresh } = await createUserWithVersions(service);
      expectThat(stale !== fresh, await service.get(user.path), `another version than ${stale}`);
    }),
    must("etag-stays", VERSIONS, "Without a change, the version stays.", async (service) => {
      const user = await service.createUser();
      expectMember(await service.get(user.path), "meta.version", valueAt(user.body, "meta.version"));
    }),
    must(
      "etag-not-modified",
      VERSIONS,
      "If-None-Match with the present version is answered with 304.",
      async (service) => {
        const { user, fresh } = await createUserWithVersions(service);
        const response = await service.get(user.path, { "if-none-match": fresh });
        expectStatus(response, 304);
        expectThat(response.bodyText === "", response, "no body");
      },
    ),
    must("etag-modified", VERSIONS, "If-None-Match with another version gives the resource.", async (service) => {
      const { user, stale } = await createUserWithVersions(service);
      expectStatus(await service.get(user.path, { "if-none-match": stale }), 200);
    }),
    must(
      "etag-put",
      VERSIONS,
      "A PUT with the version before is refused with 412, and changes nothing.",
      async (service) => {
        const { user, stale } = await createUserWithVersions(service);
        expectError(await service.put(user.path, user.body, { "if-match": stale }), 412);
        expectMember(await service.get(user.path), "name.givenName", "Changed");
      },
    ),
    must("etag-put-fresh", VERSIONS, "A PUT with the present version is done.", async (service) => {
      const { user, fresh } = await createUserWithVersions(service);
      expectStatus(await service.put(user.path, user.body, { "if-match": fresh }), 200);
    }),
    must(
      "etag-delete",
      VERSIONS,
      "A DELETE with the version before is refused with 412, and deletes nothing.",
      async (service) => {
        const { user, stale } = await createUserWithVersions(service);
        expectError(await service.delete(user.path, { "if-match": stale }), 412);
        expectStatus(await service.get(user.path), 200);
      },
    ),
    ...needing(
      ["patch"],
      [
        must(
          "etag-patch",
          VERSIONS,
          "A PATCH with the version before is refused with 412, and changes nothing.",
          async (service) => {
            const { user, stale } = await createUserWithVersions(service);
            const operation = { op: "replace", path: "active", value: false };
            expectError(await service.patch(user.path, [operation], { "if-match": stale }), 412);
            expectMember(await service.get(user.path), "active", true);
          },
        ),
        must("etag-race", VERSIONS, "Of several PATCHes with one version, one is done.", async (service) => {
          const { user, fresh } = await createUserWithVersions(service);
          const responses = await Promise.all(
            ["a", "b", "c", "d"].map((letter) =>
              service.patch(user.path, [{ op: "replace", path: "name.givenName", value: letter }], {
                "if-match": fresh,
              }),
            ),
          );
          const done = responses.filter(({ status }) => status === 200 || status === 204);
          expectThat(
            done.length === 1,
            responses.find(({ status }) => status !== 412),
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
    should("etag-undeclared", "RFC 7643 §5", "A service that declares no ETags sends none.", async (service) => {
      const response = await service.get((await service.createUser()).path);
      expectThat(!response.headers.has("etag"), response, "no ETag header, as etag.supported is false");
      expectMember(response, "meta.version", undefined);
    }),
  ],
);

const concurrency: readonly Check[] = [
  must("create-race", "RFC 7644 §3.3", "Of several creates of one userName at once, one is done.", async (service) => {
    const body = service.userBody();
    const responses = await Promise.all(Array.from({ length: 6 }, () => service.post(service.usersPath, body)));
    const done = responses.filter(({ status }) => status < 300);
    expectThat(
      done.length === 1,
      done[1] ?? responses[0],
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
