/** RFC 7644 §3.4.2 and §3.4.2.4: lists and their pages. */
import { LIST_RESPONSE, USER_SCHEMA } from "../../urns.ts";
import { arrayOf, resourcesOf, type ServiceResponse } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema, skipCheck } from "../service/expect.ts";
import { SAMPLE_USER_NAMES } from "../service/sample-users.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should } from "./check.ts";

const LIST = "RFC 7644 §3.4.2";
const PAGE = "RFC 7644 §3.4.2.4";

const lists: readonly Check[] = [
  must("list-message", LIST, "A query returns a ListResponse.", async (service) => {
    await service.createUser();
    const response = await service.list({ count: 1 });
    expectStatus(response, 200);
    expectThat(hasSchema(response, LIST_RESPONSE), response, `the schemas [${LIST_RESPONSE}]`);
    expectThat(Number.isInteger(response.body["totalResults"]), response, "totalResults as a number");
  }),
  must("list-resources", LIST, "A list with results has Resources.", async (service) => {
    await service.createUser();
    const response = await service.requireList({});
    expectThat(resourcesOf(response).length > 0, response, "Resources");
  }),
  must("list-whole", LIST, "Resources in a list are complete, with schemas, id and meta.", async (service) => {
    await service.createUser();
    const [first] = resourcesOf(await service.requireList({ count: 1 }));
    const response = await service.requireList({ count: 1 });
    expectThat(
      first !== undefined && arrayOf(first, "schemas").includes(USER_SCHEMA),
      response,
      "schemas in each resource",
    );
    expectThat(typeof first?.["id"] === "string" && "meta" in first, response, "id and meta in each resource");
  }),
  ...needing(
    ["filter"],
    [
      must("list-none", LIST, "A query without results returns 200 and totalResults 0, not 404.", async (service) => {
        const response = await service.requireList({ filter: `userName eq "${service.uniqueName()}@example.com"` });
        expectMember(response, "totalResults", 0);
        expectThat(resourcesOf(response).length === 0, response, "no Resources");
      }),
      must("list-total", LIST, "totalResults is the number of matches.", async (service) => {
        await service.sampleUsers();
        const response = await service.requireList({ filter: service.sampleUsersFilter });
        expectMember(response, "totalResults", SAMPLE_USER_NAMES.length);
      }),
      must("list-like-read", LIST, "A resource in a list equals the resource read by id.", async (service) => {
        const { ada } = await service.sampleUsers();
        const response = await service.requireList({ filter: `id eq "${ada.id}"` });
        const read = await service.get(ada.path);
        const [found] = resourcesOf(response);
        expectThat(
          JSON.stringify(sorted(found)) === JSON.stringify(sorted(read.body)),
          response,
          "the resource as a GET by id shows it",
        );
      }),
    ],
  ),
  should(
    "list-root",
    "RFC 7644 §3.4.2.1",
    "A query at the base URL returns a list or is rejected.",
    async (service) => {
      const response = await service.get("/?count=1");
      expectThat(response.status < 500 || response.status === 501, response, "no failure of the service");
    },
  ),
];

/** Sorts object members recursively, for comparison. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

/** Queries the sample users. */
export async function listSampleUsers(
  service: ServiceUnderTest,
  parameters: Readonly<Record<string, string | number>>,
): Promise<ServiceResponse> {
  await service.sampleUsers();
  return service.requireList({ filter: service.sampleUsersFilter, ...parameters });
}

const pages: readonly Check[] = needing(
  ["filter"],
  [
    must("page-count", PAGE, "A page contains no more than count resources.", async (service) => {
      const response = await listSampleUsers(service, { count: 2 });
      expectThat(resourcesOf(response).length === 2, response, "2 resources");
    }),
    must("page-total", PAGE, "totalResults counts the resources of all pages.", async (service) => {
      expectMember(await listSampleUsers(service, { count: 2 }), "totalResults", SAMPLE_USER_NAMES.length);
      expectMember(
        await listSampleUsers(service, { count: 2, startIndex: 4 }),
        "totalResults",
        SAMPLE_USER_NAMES.length,
      );
    }),
    must("page-items", PAGE, "itemsPerPage is the number of resources on the page.", async (service) => {
      expectMember(await listSampleUsers(service, { count: 2 }), "itemsPerPage", 2);
      expectMember(await listSampleUsers(service, { count: 2, startIndex: 5 }), "itemsPerPage", 1);
    }),
    must("page-start", PAGE, "startIndex in the response is the index of the first resource.", async (service) => {
      expectMember(await listSampleUsers(service, { count: 2, startIndex: 3 }), "startIndex", 3);
    }),
    must("page-whole", PAGE, "The pages together contain every resource once.", async (service) => {
      const ids: string[] = [];
      let last = await listSampleUsers(service, { count: 2 });
      ids.push(...idsOf(last));
      for (const startIndex of [3, 5]) {
        last = await listSampleUsers(service, { count: 2, startIndex });
        ids.push(...idsOf(last));
      }
      expectThat(
        ids.length === SAMPLE_USER_NAMES.length && new Set(ids).size === ids.length,
        last,
        "five different resources on three pages of two",
      );
    }),
    must("page-stable", PAGE, "The same page requested twice is the same.", async (service) => {
      const first = await listSampleUsers(service, { count: 3, startIndex: 2 });
      const second = await listSampleUsers(service, { count: 3, startIndex: 2 });
      expectThat(idsOf(first).join() === idsOf(second).join(), second, "the same resources in the same order");
    }),
    must("page-start-zero", PAGE, "A startIndex below 1 means 1.", async (service) => {
      const first = await listSampleUsers(service, { count: 2 });
      for (const startIndex of [0, -3]) {
        const response = await listSampleUsers(service, { count: 2, startIndex });
        expectThat(idsOf(response).join() === idsOf(first).join(), response, "the first page");
      }
    }),
    must("page-beyond", PAGE, "A startIndex after the last resource returns an empty page.", async (service) => {
      const response = await listSampleUsers(service, { startIndex: 100 });
      expectThat(resourcesOf(response).length === 0, response, "no Resources");
      expectMember(response, "totalResults", SAMPLE_USER_NAMES.length);
    }),
    must("page-count-zero", PAGE, "A count of 0 returns totalResults and no resources.", async (service) => {
      const response = await listSampleUsers(service, { count: 0 });
      expectThat(resourcesOf(response).length === 0, response, "no Resources");
      expectMember(response, "totalResults", SAMPLE_USER_NAMES.length);
    }),
    must("page-count-negative", PAGE, "A negative count means 0.", async (service) => {
      const response = await listSampleUsers(service, { count: -1 });
      expectThat(resourcesOf(response).length === 0, response, "no Resources");
      expectMember(response, "totalResults", SAMPLE_USER_NAMES.length);
    }),
    should(
      "page-no-number",
      PAGE,
      "A count or startIndex that is not an integer is rejected with 400.",
      async (service) => {
        for (const parameter of ["count=abc", "startIndex=x", "count=1.5"]) {
          expectError(await service.get(`${service.usersPath}?${parameter}`), 400);
        }
      },
    ),
    must("page-limit", "RFC 7643 §5", "A page contains no more than filter.maxResults resources.", async (service) => {
      const filter = service.discovery.config.body["filter"];
      const limit =
        typeof filter === "object" && filter !== null && "maxResults" in filter ? filter.maxResults : undefined;
      if (typeof limit !== "number" || limit <= 0) skipCheck("the service names no largest page");
      const response = await service.requireList({ count: 1_000_000 });
      expectThat(resourcesOf(response).length <= limit, response, `at most ${limit} resources`);
    }),
  ],
);

/** Checks of lists. */
export const listChecks: readonly Check[] = [...lists, ...pages];
