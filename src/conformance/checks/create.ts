/** RFC 7644 §3.3: creating resources. */

import { memberOf, textOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectText, expectThat } from "../service/expect.ts";
import { pathBelow } from "../service/service-under-test.ts";
import { type Check, must, should, withAttributes } from "./check.ts";

const SECTION = "RFC 7644 §3.3";

const successes: readonly Check[] = [
  must("create-status", SECTION, "A created resource is answered with 201.", async (scim) => {
    expectStatus(await scim.post(scim.users, scim.newUser()), 201);
  }),
  must("create-body", SECTION, "The answer holds the created resource.", async (scim) => {
    const body = scim.newUser();
    const answer = await scim.post(scim.users, body);
    expectText(answer, "userName", textOf(body["userName"]));
    expectMember(answer, "name.familyName", "Conformance");
    expectMember(answer, "active", true);
  }),
  must("create-id", SECTION, "The service gives the resource an id.", async (scim) => {
    const answer = await scim.post(scim.users, scim.newUser());
    expectThat(textOf(answer.body["id"]) !== "", answer, "an id");
  }),
  must("create-location", SECTION, "A 201 carries the resource's URI in Location.", async (scim) => {
    const { answer, id } = await scim.user();
    const location = answer.headers.get("location") ?? "";
    expectThat(
      URL.canParse(location) && location.includes(encodeURIComponent(id)),
      answer,
      "a Location header with the URI",
    );
  }),
  must("create-meta-location", SECTION, "Location and meta.location are the same.", async (scim) => {
    const { answer } = await scim.user();
    const location = answer.headers.get("location");
    expectThat(
      location !== null && memberOf(answer.body, "meta.location") === location,
      answer,
      "meta.location as in Location",
    );
  }),
  must("create-location-works", SECTION, "The resource is found at its Location.", async (scim) => {
    const { answer, id, path } = await scim.user();
    const location = pathBelow(scim.baseUrl, answer.headers.get("location") ?? "");
    expectThat(location === path, answer, `a Location below ${scim.baseUrl}`);
    expectMember(await scim.get(location ?? path), "id", id);
  }),
  must("create-resource-type", "RFC 7644 §3.3.1", "meta.resourceType names the type of the endpoint.", async (scim) => {
    expectMember((await scim.user()).answer, "meta.resourceType", "User");
  }),
  must("create-persists", SECTION, "What was created can be read with the values that were sent.", async (scim) => {
    const { path, answer } = await scim.user();
    const read = await scim.get(path);
    expectStatus(read, 200);
    for (const member of ["userName", "name", "emails", "active"]) expectMember(read, member, answer.body[member]);
  }),
  must("create-ignores-id", SECTION, "An id from the client is ignored.", async (scim) => {
    const { id, answer } = await scim.user({ id: "scim-check-own-id" });
    expectThat(id !== "scim-check-own-id", answer, "an id of the service's own");
  }),
  must("create-ignores-meta", SECTION, "readOnly attributes from the client are ignored.", async (scim) => {
    const { answer } = await scim.user({ meta: { resourceType: "Robot", created: "1999-01-01T00:00:00Z" } });
    expectMember(answer, "meta.resourceType", "User");
    expectThat(
      !textOf(memberOf(answer.body, "meta.created")).startsWith("1999"),
      answer,
      "meta.created of the service's own",
    );
  }),
  ...withAttributes(
    ["groups"],
    [
      must("create-ignores-groups", "RFC 7643 §4.1.2", "A user's groups cannot be set at the user.", async (scim) => {
        const { answer } = await scim.user({ groups: [{ value: "scim-check-no-group" }] });
        expectMember(answer, "groups", undefined);
      }),
    ],
  ),
];

const refusals: readonly Check[] = [
  must("create-duplicate", SECTION, "A second resource with the same userName is refused with 409.", async (scim) => {
    const body = scim.newUser();
    expectStatus(await scim.post(scim.users, body), 201);
    expectError(await scim.post(scim.users, body), 409);
  }),
  must("create-duplicate-type", SECTION, "A conflict has the scimType uniqueness.", async (scim) => {
    const body = scim.newUser();
    expectStatus(await scim.post(scim.users, body), 201);
    const answer = await scim.post(scim.users, body);
    expectStatus(answer, 409);
    expectMember(answer, "scimType", "uniqueness");
  }),
  must("create-duplicate-case", "RFC 7643 §4.1.1", "userName is unique without regard to case.", async (scim) => {
    const body = scim.newUser();
    expectStatus(await scim.post(scim.users, body), 201);
    const userName = textOf(body["userName"]).toUpperCase();
    expectError(await scim.post(scim.users, scim.newUser({ userName })), 409);
  }),
  must("create-after-conflict", SECTION, "A refused create leaves nothing behind.", async (scim) => {
    const user = await scim.user();
    const userName = textOf(user.body["userName"]);
    await scim.post(scim.users, scim.newUser({ userName }));
    const read = await scim.get(user.path);
    expectStatus(read, 200);
    expectMember(read, "meta.created", memberOf(user.body, "meta.created"));
  }),
  must(
    "create-visible",
    SECTION,
    "A user whose name is taken is shown to the client that is refused.",
    async (scim) => {
      const user = await scim.user();
      const found = await scim.listed({ filter: `userName eq "${textOf(user.body["userName"])}"` });
      expectMember(found, "totalResults", 1);
    },
  ),
  must("create-required", "RFC 7643 §4.1.1", "A user without userName is refused with 400.", async (scim) => {
    const { userName: _userName, emails: _emails, ...rest } = scim.newUser();
    expectError(await scim.post(scim.users, rest), 400);
  }),
  must("create-wrong-type", "RFC 7643 §2.3", "A value of a wrong data type is refused with 400.", async (scim) => {
    expectError(await scim.post(scim.users, scim.newUser({ name: "Check Conformance" })), 400);
  }),
  should(
    "create-wrong-type-keyword",
    "RFC 7644 §3.12",
    "A value of a wrong data type has the scimType invalidValue or invalidSyntax.",
    async (scim) => {
      const answer = await scim.post(scim.users, scim.newUser({ active: { on: true } }));
      expectError(answer, 400);
      const found = answer.body["scimType"];
      expectThat(
        found === "invalidValue" || found === "invalidSyntax",
        answer,
        "the scimType invalidValue or invalidSyntax",
      );
    },
  ),
  should("create-unknown", "RFC 7644 §3.3", "An attribute that no schema knows is not stored.", async (scim) => {
    const answer = await scim.post(scim.users, scim.newUser({ scimCheckUnknown: 1 }));
    expectStatus(answer, 201, 400);
    expectMember(answer, "scimCheckUnknown", undefined);
  }),
];

/** Checks of POST. */
export const createChecks: readonly Check[] = [...successes, ...refusals];
