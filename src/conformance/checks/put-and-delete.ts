/** RFC 7644 §3.5.1 and §3.6: replacing and deleting resources. */

import { type CreatedResource, resourcesOf, stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type ServiceUnderTest, timeOf } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";

const PUT = "RFC 7644 §3.5.1";
const DELETE = "RFC 7644 §3.6";

/** Creates a user with a title, and the body of a PUT that changes it. */
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
      must("put-status", PUT, "A PUT returns 200 and the complete resource.", async (service) => {
        const { user, changed } = await createUserWithTitle(service);
        const response = await service.put(user.path, changed);
        expectStatus(response, 200);
        expectMember(response, "title", "Changed");
        expectMember(response, "id", user.id);
        expectMember(response, "userName", user.body["userName"]);
      }),
      must("put-persists", PUT, "The values of a PUT are stored.", async (service) => {
        const { user, changed } = await createUserWithTitle(service);
        await service.put(user.path, changed);
        expectMember(await service.get(user.path), "title", "Changed");
      }),
      should("put-omitted", PUT, "A PUT clears attributes that it omits.", async (service) => {
        const user = await service.createUser({ title: "Tester" });
        const { title: _title, ...rest } = user.body;
        expectStatus(await service.put(user.path, rest), 200);
        expectMember(await service.get(user.path), "title", undefined);
      }),
      must("put-empty", "RFC 7643 §2.5", "null unassigns an attribute.", async (service) => {
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
    expectThat(timeOf(read.body, "created") === timeOf(user.body, "created"), read, "unchanged meta.created");
  }),
  must("put-missing", PUT, "A PUT to an id that does not exist returns 404 and creates nothing.", async (service) => {
    expectError(await service.put(`${service.usersPath}/scim-check-no-such-id`, service.userBody()), 404);
  }),
  must("put-duplicate", PUT, "A userName that another user has is rejected with 409.", async (service) => {
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
  must("put-required", PUT, "A body without a required attribute is rejected with 400.", async (service) => {
    const user = await service.createUser();
    const { userName: _userName, emails: _emails, ...rest } = user.body;
    expectError(await service.put(user.path, rest), 400);
    expectMember(await service.get(user.path), "userName", user.body["userName"]);
  }),
  must("put-location", "RFC 7643 §3.1", "The location of a resource does not change.", async (service) => {
    const user = await service.createUser();
    expectMember(await service.put(user.path, user.body), "meta.location", valueAt(user.body, "meta.location"));
  }),
];

const deleting: readonly Check[] = [
  must("delete-status", DELETE, "A DELETE returns 204 without a body.", async (service) => {
    const response = await service.delete((await service.createUser()).path);
    expectStatus(response, 204);
    expectThat(response.rawBody === "", response, "no body");
  }),
  must("delete-read", DELETE, "Reading a deleted resource returns 404.", async (service) => {
    const { path } = await service.createUser();
    await service.delete(path);
    expectError(await service.get(path), 404);
  }),
  must("delete-writes", DELETE, "Changing or deleting a deleted resource returns 404.", async (service) => {
    const { path, body } = await service.createUser();
    await service.delete(path);
    expectError(await service.put(path, body), 404);
    expectError(await service.delete(path), 404);
  }),
  must("delete-missing", DELETE, "Deleting a resource that does not exist returns 404.", async (service) => {
    expectError(await service.delete(`${service.usersPath}/scim-check-no-such-id`), 404);
  }),
  ...needing(
    ["filter"],
    [
      must("delete-list", DELETE, "A deleted resource appears in no list.", async (service) => {
        const user = await service.createUser();
        await service.delete(user.path);
        const response = await service.requireList({ filter: `userName eq "${stringOf(user.body["userName"])}"` });
        expectThat(!idsOf(response).includes(user.id) && resourcesOf(response).length === 0, response, "an empty list");
      }),
    ],
  ),
  should("delete-name-free", DELETE, "The userName of a deleted user can be reused.", async (service) => {
    const user = await service.createUser();
    await service.delete(user.path);
    const response = await service.post(service.usersPath, service.userBody({ userName: user.body["userName"] }));
    expectStatus(response, 201);
  }),
  must("delete-id-once", "RFC 7643 §3.1", "An id is never reused.", async (service) => {
    const first = await service.createUser();
    await service.delete(first.path);
    const second = await service.post(service.usersPath, service.userBody({ userName: first.body["userName"] }));
    expectThat(second.body["id"] !== first.id, second, "another id than the deleted user had");
  }),
];

/** Checks of PUT and DELETE. */
export const putAndDeleteChecks: readonly Check[] = [...replacing, ...deleting];
