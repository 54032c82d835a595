/** RFC 7644 §3.7: several operations in one request. */
import { BULK_REQUEST, BULK_RESPONSE, PATCH_OP } from "../../urns.ts";
import { type Answer, type Body, elementsOf, memberOf, textOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema, skip } from "../service/expect.ts";
import { pathBelow, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, should } from "./check.ts";

const BULK = "RFC 7644 §3.7";
const REFERENCES = "RFC 7644 §3.7.2";
const ANSWER = "RFC 7644 §3.7.3";
const LIMITS = "RFC 7644 §3.7.4";

/** An operation of a bulk request. */
type Part = Readonly<Record<string, unknown>>;

async function bulk(scim: Scim, parts: readonly Part[], more: Part = {}): Promise<Answer> {
  const answer = await scim.post("/Bulk", { schemas: [BULK_REQUEST], ...more, Operations: parts });
  expectStatus(answer, 200);
  return answer;
}

function create(scim: Scim, bulkId: string, attributes: Part = {}): Part {
  return { method: "POST", path: scim.users, bulkId, data: scim.newUser(attributes) };
}

function results(answer: Answer): readonly Body[] {
  return elementsOf(answer.body, "Operations");
}

function statusAt(answer: Answer, index: number): unknown {
  const status = results(answer)[index]?.["status"];
  // Early drafts had an object here; nobody should need to read it.
  return typeof status === "string" ? status : undefined;
}

function expectStatuses(answer: Answer, ...statuses: readonly string[]): void {
  const found = results(answer).map((_result, index) => statusAt(answer, index));
  expectThat(
    found.join() === statuses.join(),
    answer,
    `operations with the statuses ${statuses.join(", ")}, as strings`,
  );
}

/** Path of the resource that an operation made. */
function pathAt(scim: Scim, answer: Answer, index: number): string {
  const path = pathBelow(scim.baseUrl, textOf(results(answer)[index]?.["location"]));
  expectThat(path !== undefined, answer, `a location below ${scim.baseUrl} in operation ${index + 1}`);
  return path ?? "";
}

const operations: readonly Check[] = [
  must("bulk-message", ANSWER, "A bulk request is answered with 200 and a BulkResponse.", async (scim) => {
    const answer = await bulk(scim, [create(scim, "a")]);
    expectThat(hasSchema(answer, BULK_RESPONSE), answer, `the schemas [${BULK_RESPONSE}]`);
    expectStatuses(answer, "201");
  }),
  must("bulk-create", ANSWER, "A created resource is told with its bulkId, method and location.", async (scim) => {
    const answer = await bulk(scim, [create(scim, "a")]);
    expectMember(answer, "Operations.0.bulkId", "a");
    expectMember(answer, "Operations.0.method", "POST");
    expectStatus(await scim.get(pathAt(scim, answer, 0)), 200);
  }),
  must("bulk-changes", BULK, "PUT, PATCH and DELETE work in a bulk request.", async (scim) => {
    const [first, second, third] = [await scim.user(), await scim.user(), await scim.user()];
    const patch = { schemas: [PATCH_OP], Operations: [{ op: "replace", path: "active", value: false }] };
    const answer = await bulk(scim, [
      { method: "PUT", path: first.path, data: { ...first.body, active: false } },
      { method: "PATCH", path: second.path, data: patch },
      { method: "DELETE", path: third.path },
    ]);
    const statuses = results(answer).map(({ status }) => status);
    expectThat(
      statuses.join() === "200,200,204" || statuses.join() === "200,204,204",
      answer,
      "the statuses 200, 200, 204",
    );
    expectMember(await scim.get(first.path), "active", false);
    expectMember(await scim.get(second.path), "active", false);
    expectStatus(await scim.get(third.path), 404);
  }),
  must("bulk-failure", ANSWER, "A failed operation carries its error, and the others are done.", async (scim) => {
    const user = await scim.user();
    const answer = await bulk(scim, [create(scim, "a", { userName: user.body["userName"] }), create(scim, "b")]);
    expectStatuses(answer, "409", "201");
    expectMember(answer, "Operations.0.response.status", "409");
  }),
  must("bulk-missing", ANSWER, "An operation on what does not exist has the status 404.", async (scim) => {
    expectStatuses(await bulk(scim, [{ method: "DELETE", path: `${scim.users}/scim-check-no-such-id` }]), "404");
  }),
  must("bulk-fail-on-errors", BULK, "After failOnErrors errors the service stops.", async (scim) => {
    const missing = { method: "DELETE", path: `${scim.users}/scim-check-no-such-id` };
    const body = create(scim, "a");
    const answer = await bulk(scim, [missing, body], { failOnErrors: 1 });
    expectStatuses(answer, "404");
    const userName = textOf(memberOf(body, "data.userName"));
    expectMember(await scim.listed({ filter: `userName eq "${userName}"` }), "totalResults", 0);
  }),
  must("bulk-post-id", BULK, "A POST without bulkId is refused, alone or with the request.", async (scim) => {
    const { bulkId: _bulkId, ...rest } = create(scim, "a");
    const answer = await scim.post("/Bulk", { schemas: [BULK_REQUEST], Operations: [rest] });
    const isRefused = answer.status === 400 || statusAt(answer, 0) === "400";
    expectThat(isRefused, answer, "status 400 for the request or the operation");
  }),
];

const references: readonly Check[] = needing(
  ["groups"],
  [
    must("bulk-reference", REFERENCES, "bulkId: stands for the id of a resource of the same request.", async (scim) => {
      const group = {
        method: "POST",
        path: scim.groups,
        bulkId: "g",
        data: scim.newGroup({ members: [{ value: "bulkId:u" }] }),
      };
      const answer = await bulk(scim, [create(scim, "u"), group]);
      expectStatuses(answer, "201", "201");
      const user = await scim.get(pathAt(scim, answer, 0));
      expectMember(await scim.get(pathAt(scim, answer, 1)), "members.0.value", user.body["id"]);
    }),
    must(
      "bulk-reference-ahead",
      REFERENCES,
      "A bulkId may be used before the operation that makes it.",
      async (scim) => {
        const group = {
          method: "POST",
          path: scim.groups,
          bulkId: "g",
          data: scim.newGroup({ members: [{ value: "bulkId:u" }] }),
        };
        const answer = await bulk(scim, [group, create(scim, "u")]);
        const made = results(answer).find(({ bulkId }) => bulkId === "g");
        expectThat(made?.["status"] === "201", answer, "the group to be created");
      },
    ),
    must(
      "bulk-reference-circle",
      "RFC 7644 §3.7.1",
      "Circular references are resolved, or refused with 409.",
      async (scim) => {
        const group = (own: string, other: string): Part => ({
          method: "POST",
          path: scim.groups,
          bulkId: own,
          data: scim.newGroup({ members: [{ type: "Group", value: `bulkId:${other}` }] }),
        });
        const answer = await bulk(scim, [group("a", "b"), group("b", "a")]);
        const statuses = results(answer).map(({ status }) => status);
        const isTried = statuses.join() === "201,201" || statuses.includes("409");
        expectThat(isTried, answer, "two groups that are members of each other, or the status 409");
      },
    ),
    must(
      "bulk-reference-unknown",
      REFERENCES,
      "A bulkId that no operation makes fails its operation.",
      async (scim) => {
        const group = {
          method: "POST",
          path: scim.groups,
          bulkId: "g",
          data: scim.newGroup({ members: [{ value: "bulkId:nobody" }] }),
        };
        const answer = await bulk(scim, [group]);
        const status = statusAt(answer, 0);
        expectThat(status === "409" || status === "400", answer, "the status 409 or 400 for the operation");
      },
    ),
  ],
);

const limits: readonly Check[] = [
  must("bulk-too-many", LIMITS, "More operations than maxOperations are refused with 413.", async (scim) => {
    const most = memberOf(scim.discovery.config.body, "bulk.maxOperations");
    if (typeof most !== "number" || most < 1 || most > 5_000) skip("maxOperations is too large to try");
    const missing = { method: "DELETE", path: `${scim.users}/scim-check-no-such-id` };
    const parts = Array.from({ length: most + 1 }, () => missing);
    expectError(await scim.post("/Bulk", { schemas: [BULK_REQUEST], Operations: parts }), 413);
  }),
  must("bulk-too-long", LIMITS, "A request longer than maxPayloadSize is refused with 413.", async (scim) => {
    const most = memberOf(scim.discovery.config.body, "bulk.maxPayloadSize");
    if (typeof most !== "number" || most < 1 || most > 5_000_000) skip("maxPayloadSize is too large to try");
    const data = scim.newUser({ title: "x".repeat(most) });
    const answer = await scim.post("/Bulk", {
      schemas: [BULK_REQUEST],
      Operations: [{ method: "POST", path: scim.users, bulkId: "a", data }],
    });
    expectStatus(answer, 413);
  }),
];

const unsupported: readonly Check[] = needing(
  ["!bulk"],
  [
    should("bulk-unsupported", BULK, "A service without bulk requests answers them with 501.", async (scim) => {
      const answer = await scim.post("/Bulk", { schemas: [BULK_REQUEST], Operations: [create(scim, "a")] });
      expectStatus(answer, 501, 404, 403);
    }),
  ],
);

/** Checks of bulk requests. */
export const bulkChecks: readonly Check[] = [
  ...needing(["bulk"], [...operations, ...references, ...limits]),
  ...unsupported,
];
