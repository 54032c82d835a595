/** RFC 7644 §3.14: ETags, preconditions and concurrent writes. */
import { type CreatedResource, stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should } from "./check.ts";

const VERSIONS = "RFC 7644 §3.14";

/** Creates a user, and changes it so that it has an outdated and a current version. */
async function createUserWithVersions(
  service: ServiceUnderTest,
): Promise<{ user: CreatedResource; outdated: string; current: string }> {
  const user = await service.createUser({ preferredLanguage: "en" });
  const outdated = stringOf(valueAt(user.body, "meta.version"));
  const response = await service.put(user.path, {
    ...user.body,
    name: { givenName: "Changed", familyName: "Conformance" },
  });
  const current = stringOf(valueAt(response.body, "meta.version"));
  expectThat(outdated !== "" && current !== "", response, "meta.version");
  return { user, outdated, current };
}

const versions: readonly Check[] = needing(
  ["etag"],
  [
    must("etag-header", VERSIONS, "The ETag header equals meta.version.", async (service) => {
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
    must(
      "etag-form",
      "RFC 9110 §8.8.3",
      "A version is an entity tag in quotes, with W/ when it is weak.",
      async (service) => {
        const { response } = await service.createUser();
        const version = stringOf(valueAt(response.body, "meta.version"));
        expectThat(/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(version), response, "an entity tag in quotes");
      },
    ),
    must("etag-changes", VERSIONS, "A change creates a new version.", async (service) => {
      const { user, outdated, current } = await createUserWithVersions(service);
      expectThat(outdated !== current, await service.get(user.path), `another version than ${outdated}`);
    }),
    must("etag-stays", VERSIONS, "The version stays the same without a change.", async (service) => {
      const user = await service.createUser();
      expectMember(await service.get(user.path), "meta.version", valueAt(user.body, "meta.version"));
    }),
    must("etag-not-modified", VERSIONS, "If-None-Match with the current version returns 304.", async (service) => {
      const { user, current } = await createUserWithVersions(service);
      const response = await service.get(user.path, { "if-none-match": current });
      expectStatus(response, 304);
      expectThat(response.rawBody === "", response, "no body");
    }),
    must("etag-modified", VERSIONS, "If-None-Match with another version returns the resource.", async (service) => {
      const { user, outdated } = await createUserWithVersions(service);
      expectStatus(await service.get(user.path, { "if-none-match": outdated }), 200);
    }),
    must(
      "etag-put",
      VERSIONS,
      "A PUT with an outdated version is rejected with 412 and changes nothing.",
      async (service) => {
        const { user, outdated } = await createUserWithVersions(service);
        expectError(await service.put(user.path, user.body, { "if-match": outdated }), 412);
        expectMember(await service.get(user.path), "name.givenName", "Changed");
      },
    ),
    must("etag-put-fresh", VERSIONS, "A PUT with the current version succeeds.", async (service) => {
      const { user, current } = await createUserWithVersions(service);
      expectStatus(await service.put(user.path, user.body, { "if-match": current }), 200);
    }),
    must(
      "etag-delete",
      VERSIONS,
      "A DELETE with an outdated version is rejected with 412 and deletes nothing.",
      async (service) => {
        const { user, outdated } = await createUserWithVersions(service);
        expectError(await service.delete(user.path, { "if-match": outdated }), 412);
        expectStatus(await service.get(user.path), 200);
      },
    ),
    ...needing(
      ["patch"],
      [
        must(
          "etag-patch",
          VERSIONS,
          "A PATCH with an outdated version is rejected with 412 and changes nothing.",
          async (service) => {
            const { user, outdated } = await createUserWithVersions(service);
            const operation = { op: "replace", path: "active", value: false };
            expectError(await service.patch(user.path, [operation], { "if-match": outdated }), 412);
            expectMember(await service.get(user.path), "active", true);
          },
        ),
        must(
          "etag-race",
          VERSIONS,
          "Of several simultaneous PATCHes with the same version, one succeeds.",
          async (service) => {
            const { user, current } = await createUserWithVersions(service);
            const responses = await Promise.all(
              ["a", "b", "c", "d"].map((letter) =>
                service.patch(user.path, [{ op: "replace", path: "name.givenName", value: letter }], {
                  "if-match": current,
                }),
              ),
            );
            const done = responses.filter(({ status }) => status === 200 || status === 204);
            expectThat(
              done.length === 1,
              responses.find(({ status }) => status !== 412),
              `one PATCH to succeed, not ${done.length}`,
            );
          },
        ),
      ],
    ),
  ],
);

const withoutVersions: readonly Check[] = needing(
  ["!etag"],
  [
    should(
      "etag-undeclared",
      "RFC 7643 §5",
      "A service that declares no ETag support sends no ETags.",
      async (service) => {
        const response = await service.get((await service.createUser()).path);
        expectThat(!response.headers.has("etag"), response, "no ETag header, as etag.supported is false");
        expectMember(response, "meta.version", undefined);
      },
    ),
  ],
);

const concurrency: readonly Check[] = [
  must(
    "create-race",
    "RFC 7644 §3.3",
    "Of several simultaneous creates with the same userName, one succeeds.",
    async (service) => {
      const body = service.userBody();
      const responses = await Promise.all(Array.from({ length: 6 }, () => service.post(service.usersPath, body)));
      const done = responses.filter(({ status }) => status < 300);
      expectThat(
        done.length === 1,
        done[1] ?? responses[0],
        `one create to succeed and five to be rejected with 409, not ${done.length} to succeed`,
      );
    },
  ),
];

/** Checks of versions and concurrent writes. */
export const versionChecks: readonly Check[] = [...versions, ...withoutVersions, ...concurrency];
