/** RFC 7644 §3.3: creating resources. */

import { stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectString, expectThat } from "../service/expect.ts";
import { pathBelow } from "../service/service-under-test.ts";
import { type Check, must, should, withAttributes } from "./check.ts";

const SECTION = "RFC 7644 §3.3";

const successes: readonly Check[] = [
  must("create-status", SECTION, "A create returns 201.", async (service) => {
    expectStatus(await service.post(service.usersPath, service.userBody()), 201);
  }),
  must("create-body", SECTION, "The response contains the created resource.", async (service) => {
    const body = service.userBody();
    const response = await service.post(service.usersPath, body);
    expectString(response, "userName", stringOf(body["userName"]));
    expectMember(response, "name.familyName", "Conformance");
    expectMember(response, "active", true);
  }),
  must("create-id", SECTION, "The service assigns an id.", async (service) => {
    const response = await service.post(service.usersPath, service.userBody());
    expectThat(stringOf(response.body["id"]) !== "", response, "an id");
  }),
  must("create-location", SECTION, "A 201 response has the resource's URI in Location.", async (service) => {
    const { response, id } = await service.createUser();
    const location = response.headers.get("location") ?? "";
    expectThat(
      URL.canParse(location) && location.includes(encodeURIComponent(id)),
      response,
      "a Location header with the URI",
    );
  }),
  must("create-meta-location", SECTION, "Location equals meta.location.", async (service) => {
    const { response } = await service.createUser();
    const location = response.headers.get("location");
    expectThat(
      location !== null && valueAt(response.body, "meta.location") === location,
      response,
      "meta.location as in Location",
    );
  }),
  must("create-location-works", SECTION, "The resource can be read at its Location.", async (service) => {
    const { response, id, path } = await service.createUser();
    const location = pathBelow(service.baseUrl, response.headers.get("location") ?? "");
    expectThat(location === path, response, `a Location below ${service.baseUrl}`);
    expectMember(await service.get(location ?? path), "id", id);
  }),
  must(
    "create-resource-type",
    "RFC 7644 §3.3.1",
    "meta.resourceType is the resource type of the endpoint.",
    async (service) => {
      expectMember((await service.createUser()).response, "meta.resourceType", "User");
    },
  ),
  must(
    "create-persists",
    SECTION,
    "A created resource can be read with the values that were sent.",
    async (service) => {
      const { path, response } = await service.createUser();
      const read = await service.get(path);
      expectStatus(read, 200);
      for (const member of ["userName", "name", "emails", "active"]) expectMember(read, member, response.body[member]);
    },
  ),
  must("create-ignores-id", SECTION, "An id from the client is ignored.", async (service) => {
    const { id, response } = await service.createUser({ id: "scim-check-own-id" });
    expectThat(id !== "scim-check-own-id", response, "an id that the service assigned");
  }),
  must("create-ignores-meta", SECTION, "readOnly attributes from the client are ignored.", async (service) => {
    const { response } = await service.createUser({ meta: { resourceType: "Robot", created: "1999-01-01T00:00:00Z" } });
    expectMember(response, "meta.resourceType", "User");
    expectThat(
      !stringOf(valueAt(response.body, "meta.created")).startsWith("1999"),
      response,
      "meta.created that the service assigned",
    );
  }),
  ...withAttributes(
    ["groups"],
    [
      must("create-ignores-groups", "RFC 7643 §4.1.2", "Writing a user's groups has no effect.", async (service) => {
        const { response } = await service.createUser({ groups: [{ value: "scim-check-no-group" }] });
        expectMember(response, "groups", undefined);
      }),
    ],
  ),
];

const rejections: readonly Check[] = [
  must(
    "create-duplicate",
    SECTION,
    "A second resource with the same userName is rejected with 409.",
    async (service) => {
      const body = service.userBody();
      expectStatus(await service.post(service.usersPath, body), 201);
      expectError(await service.post(service.usersPath, body), 409);
    },
  ),
  must("create-duplicate-type", SECTION, "A conflict has the scimType uniqueness.", async (service) => {
    const body = service.userBody();
    expectStatus(await service.post(service.usersPath, body), 201);
    const response = await service.post(service.usersPath, body);
    expectStatus(response, 409);
    expectMember(response, "scimType", "uniqueness");
  }),
  must("create-duplicate-case", "RFC 7643 §4.1.1", "userName is unique regardless of case.", async (service) => {
    const body = service.userBody();
    expectStatus(await service.post(service.usersPath, body), 201);
    const userName = stringOf(body["userName"]).toUpperCase();
    expectError(await service.post(service.usersPath, service.userBody({ userName })), 409);
  }),
  must("create-after-conflict", SECTION, "A rejected create changes nothing.", async (service) => {
    const user = await service.createUser();
    const userName = stringOf(user.body["userName"]);
    await service.post(service.usersPath, service.userBody({ userName }));
    const read = await service.get(user.path);
    expectStatus(read, 200);
    expectMember(read, "meta.created", valueAt(user.body, "meta.created"));
  }),
  must("create-visible", SECTION, "A client whose create conflicts can find the existing user.", async (service) => {
    const user = await service.createUser();
    const found = await service.requireList({ filter: `userName eq "${stringOf(user.body["userName"])}"` });
    expectMember(found, "totalResults", 1);
  }),
  must("create-required", "RFC 7643 §4.1.1", "A user without userName is rejected with 400.", async (service) => {
    const { userName: _userName, emails: _emails, ...rest } = service.userBody();
    expectError(await service.post(service.usersPath, rest), 400);
  }),
  must(
    "create-wrong-type",
    "RFC 7643 §2.3",
    "A value of the wrong data type is rejected with 400.",
    async (service) => {
      expectError(await service.post(service.usersPath, service.userBody({ name: "Check Conformance" })), 400);
    },
  ),
  should(
    "create-wrong-type-keyword",
    "RFC 7644 §3.12",
    "A value of the wrong data type has the scimType invalidValue or invalidSyntax.",
    async (service) => {
      const response = await service.post(service.usersPath, service.userBody({ active: { on: true } }));
      expectError(response, 400);
      const found = response.body["scimType"];
      expectThat(
        found === "invalidValue" || found === "invalidSyntax",
        response,
        "the scimType invalidValue or invalidSyntax",
      );
    },
  ),
  should("create-unknown", "RFC 7644 §3.3", "An attribute that is in no schema is not stored.", async (service) => {
    const response = await service.post(service.usersPath, service.userBody({ scimCheckUnknown: 1 }));
    expectStatus(response, 201, 400);
    expectMember(response, "scimCheckUnknown", undefined);
  }),
];

/** Checks of POST. */
export const createChecks: readonly Check[] = [...successes, ...rejections];
