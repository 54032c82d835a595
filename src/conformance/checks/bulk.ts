/** RFC 7644 §3.7: bulk requests. */
import { BULK_REQUEST, BULK_RESPONSE, PATCH_OP } from "../../urns.ts";
import { type Body, objectsOf, type ServiceResponse, stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema, skipCheck } from "../service/expect.ts";
import { pathBelow, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should } from "./check.ts";

const BULK = "RFC 7644 §3.7";
const REFERENCES = "RFC 7644 §3.7.2";
const ANSWER = "RFC 7644 §3.7.3";
const LIMITS = "RFC 7644 §3.7.4";

/** An operation of a bulk request. */
type Part = Readonly<Record<string, unknown>>;

async function bulk(service: ServiceUnderTest, parts: readonly Part[], more: Part = {}): Promise<ServiceResponse> {
  const response = await service.post("/Bulk", { schemas: [BULK_REQUEST], ...more, Operations: parts });
  expectStatus(response, 200);
  return response;
}

function create(service: ServiceUnderTest, bulkId: string, attributes: Part = {}): Part {
  return { method: "POST", path: service.usersPath, bulkId, data: service.userBody(attributes) };
}

function results(response: ServiceResponse): readonly Body[] {
  return objectsOf(response.body, "Operations");
}

function statusAt(response: ServiceResponse, index: number): unknown {
  const status = results(response)[index]?.["status"];
  // Early drafts of the RFC had an object here.
  return typeof status === "string" ? status : undefined;
}

function expectStatuses(response: ServiceResponse, ...statuses: readonly string[]): void {
  const found = results(response).map((_result, index) => statusAt(response, index));
  expectThat(
    found.join() === statuses.join(),
    response,
    `operations with the statuses ${statuses.join(", ")}, as strings`,
  );
}

/** Path of the resource that an operation created. */
function pathAt(service: ServiceUnderTest, response: ServiceResponse, index: number): string {
  const path = pathBelow(service.baseUrl, stringOf(results(response)[index]?.["location"]));
  expectThat(path !== undefined, response, `a location below ${service.baseUrl} in operation ${index + 1}`);
  return path ?? "";
}

const operations: readonly Check[] = [
  must("bulk-message", ANSWER, "A bulk request returns 200 and a BulkResponse.", async (service) => {
    const response = await bulk(service, [create(service, "a")]);
    expectThat(hasSchema(response, BULK_RESPONSE), response, `the schemas [${BULK_RESPONSE}]`);
    expectStatuses(response, "201");
  }),
  must("bulk-create", ANSWER, "The result of a create has bulkId, method and location.", async (service) => {
    const response = await bulk(service, [create(service, "a")]);
    expectMember(response, "Operations.0.bulkId", "a");
    expectMember(response, "Operations.0.method", "POST");
    expectStatus(await service.get(pathAt(service, response, 0)), 200);
  }),
  must("bulk-changes", BULK, "PUT, PATCH and DELETE work in a bulk request.", async (service) => {
    const [first, second, third] = [await service.createUser(), await service.createUser(), await service.createUser()];
    const patch = { schemas: [PATCH_OP], Operations: [{ op: "replace", path: "active", value: false }] };
    const response = await bulk(service, [
      { method: "PUT", path: first.path, data: { ...first.body, active: false } },
      { method: "PATCH", path: second.path, data: patch },
      { method: "DELETE", path: third.path },
    ]);
    const statuses = results(response).map(({ status }) => status);
    expectThat(
      statuses.join() === "200,200,204" || statuses.join() === "200,204,204",
      response,
      "the statuses 200, 200, 204",
    );
    expectMember(await service.get(first.path), "active", false);
    expectMember(await service.get(second.path), "active", false);
    expectStatus(await service.get(third.path), 404);
  }),
  must(
    "bulk-failure",
    ANSWER,
    "A failed operation returns its error, and the others are executed.",
    async (service) => {
      const user = await service.createUser();
      const response = await bulk(service, [
        create(service, "a", { userName: user.body["userName"] }),
        create(service, "b"),
      ]);
      expectStatuses(response, "409", "201");
      expectMember(response, "Operations.0.response.status", "409");
    },
  ),
  must(
    "bulk-missing",
    ANSWER,
    "An operation on a resource that does not exist has the status 404.",
    async (service) => {
      expectStatuses(
        await bulk(service, [{ method: "DELETE", path: `${service.usersPath}/scim-check-no-such-id` }]),
        "404",
      );
    },
  ),
  must("bulk-fail-on-errors", BULK, "The service stops after failOnErrors errors.", async (service) => {
    const missing = { method: "DELETE", path: `${service.usersPath}/scim-check-no-such-id` };
    const body = create(service, "a");
    const response = await bulk(service, [missing, body], { failOnErrors: 1 });
    expectStatuses(response, "404");
    const userName = stringOf(valueAt(body, "data.userName"));
    expectMember(await service.requireList({ filter: `userName eq "${userName}"` }), "totalResults", 0);
  }),
  must("bulk-post-id", BULK, "A POST without bulkId is rejected, alone or with the whole request.", async (service) => {
    const { bulkId: _bulkId, ...rest } = create(service, "a");
    const response = await service.post("/Bulk", { schemas: [BULK_REQUEST], Operations: [rest] });
    const isRefused = response.status === 400 || statusAt(response, 0) === "400";
    expectThat(isRefused, response, "status 400 for the request or the operation");
  }),
];

const references: readonly Check[] = needing(
  ["groups"],
  [
    must("bulk-reference", REFERENCES, "bulkId: refers to a resource created in the same request.", async (service) => {
      const group = {
        method: "POST",
        path: service.groupsPath,
        bulkId: "g",
        data: service.groupBody({ members: [{ value: "bulkId:u" }] }),
      };
      const response = await bulk(service, [create(service, "u"), group]);
      expectStatuses(response, "201", "201");
      const user = await service.get(pathAt(service, response, 0));
      expectMember(await service.get(pathAt(service, response, 1)), "members.0.value", user.body["id"]);
    }),
    must(
      "bulk-reference-ahead",
      REFERENCES,
      "A bulkId may be used before the operation that creates it.",
      async (service) => {
        const group = {
          method: "POST",
          path: service.groupsPath,
          bulkId: "g",
          data: service.groupBody({ members: [{ value: "bulkId:u" }] }),
        };
        const response = await bulk(service, [group, create(service, "u")]);
        const made = results(response).find(({ bulkId }) => bulkId === "g");
        expectThat(made?.["status"] === "201", response, "the group to be created");
      },
    ),
    must(
      "bulk-reference-circle",
      "RFC 7644 §3.7.1",
      "Circular references are resolved or rejected with 409.",
      async (service) => {
        const group = (own: string, other: string): Part => ({
          method: "POST",
          path: service.groupsPath,
          bulkId: own,
          data: service.groupBody({ members: [{ type: "Group", value: `bulkId:${other}` }] }),
        });
        const response = await bulk(service, [group("a", "b"), group("b", "a")]);
        const statuses = results(response).map(({ status }) => status);
        const isTried = statuses.join() === "201,201" || statuses.includes("409");
        expectThat(isTried, response, "two groups that are members of each other, or the status 409");
      },
    ),
    must(
      "bulk-reference-unknown",
      REFERENCES,
      "An operation that refers to an unknown bulkId fails.",
      async (service) => {
        const group = {
          method: "POST",
          path: service.groupsPath,
          bulkId: "g",
          data: service.groupBody({ members: [{ value: "bulkId:nobody" }] }),
        };
        const response = await bulk(service, [group]);
        const status = statusAt(response, 0);
        expectThat(status === "409" || status === "400", response, "the status 409 or 400 for the operation");
      },
    ),
  ],
);

const limits: readonly Check[] = [
  must("bulk-too-many", LIMITS, "More operations than maxOperations are rejected with 413.", async (service) => {
    const most = valueAt(service.discovery.config.body, "bulk.maxOperations");
    if (typeof most !== "number" || most < 1 || most > 5_000) skipCheck("maxOperations is too large to try");
    const missing = { method: "DELETE", path: `${service.usersPath}/scim-check-no-such-id` };
    const parts = Array.from({ length: most + 1 }, () => missing);
    expectError(await service.post("/Bulk", { schemas: [BULK_REQUEST], Operations: parts }), 413);
  }),
  must("bulk-too-long", LIMITS, "A request longer than maxPayloadSize is rejected with 413.", async (service) => {
    const most = valueAt(service.discovery.config.body, "bulk.maxPayloadSize");
    if (typeof most !== "number" || most < 1 || most > 5_000_000) skipCheck("maxPayloadSize is too large to try");
    const data = service.userBody({ title: "x".repeat(most) });
    const response = await service.post("/Bulk", {
      schemas: [BULK_REQUEST],
      Operations: [{ method: "POST", path: service.usersPath, bulkId: "a", data }],
    });
    expectStatus(response, 413);
  }),
];

const unsupported: readonly Check[] = needing(
  ["!bulk"],
  [
    should("bulk-unsupported", BULK, "A service without bulk support returns 501.", async (service) => {
      const response = await service.post("/Bulk", { schemas: [BULK_REQUEST], Operations: [create(service, "a")] });
      expectStatus(response, 501, 404, 403);
    }),
  ],
);

/** Checks of bulk requests. */
export const bulkChecks: readonly Check[] = [
  ...needing(["bulk"], [...operations, ...references, ...limits]),
  ...unsupported,
];
