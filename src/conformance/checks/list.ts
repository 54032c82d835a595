/** RFC 7644 §3.4.2 and §3.4.2.4: lists and their pages. */
import { LIST_RESPONSE, USER_SCHEMA } from "../../urns.ts";
import { type Answer, listOf, resourcesOf } from "../service/exchange.ts";
import { expectError, expectMember, expectStatus, expectThat, hasSchema, skip } from "../service/expect.ts";
import { PERSONS } from "../service/sample-users.ts";
import { idsOf, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, should } from "./check.ts";

const LIST = "RFC 7644 §3.4.2";
const PAGE = "RFC 7644 §3.4.2.4";

const lists: readonly Check[] = [
  must("list-message", LIST, "A query is answered with a ListResponse.", async (scim) => {
    await scim.user();
    const answer = await scim.list({ count: 1 });
    expectStatus(answer, 200);
    expectThat(hasSchema(answer, LIST_RESPONSE), answer, `the schemas [${LIST_RESPONSE}]`);
    expectThat(Number.isInteger(answer.body["totalResults"]), answer, "totalResults as a number");
  }),
  must("list-resources", LIST, "A list with results has Resources.", async (scim) => {
    await scim.user();
    const answer = await scim.listed({});
    expectThat(resourcesOf(answer).length > 0, answer, "Resources");
  }),
  must("list-whole", LIST, "The resources of a list are whole: with schemas, id and meta.", async (scim) => {
    await scim.user();
    const [first] = resourcesOf(await scim.listed({ count: 1 }));
    const answer = await scim.listed({ count: 1 });
    expectThat(
      first !== undefined && listOf(first, "schemas").includes(USER_SCHEMA),
      answer,
      "schemas in each resource",
    );
    expectThat(typeof first?.["id"] === "string" && "meta" in first, answer, "id and meta in each resource");
  }),
  ...needing(
    ["filter"],
    [
      must(
        "list-none",
        LIST,
        "A query without results is answered with 200 and totalResults 0, not with 404.",
        async (scim) => {
          const answer = await scim.listed({ filter: `userName eq "${scim.name()}@example.com"` });
          expectMember(answer, "totalResults", 0);
          expectThat(resourcesOf(answer).length === 0, answer, "no Resources");
        },
      ),
      must("list-total", LIST, "totalResults counts what matches.", async (scim) => {
        await scim.people();
        const answer = await scim.listed({ filter: scim.peopleFilter });
        expectMember(answer, "totalResults", PERSONS.length);
      }),
      must("list-like-read", LIST, "A resource in a list is as it is when it is read.", async (scim) => {
        const { ada } = await scim.people();
        const answer = await scim.listed({ filter: `id eq "${ada.id}"` });
        const read = await scim.get(ada.path);
        const [found] = resourcesOf(answer);
        expectThat(
          JSON.stringify(sorted(found)) === JSON.stringify(sorted(read.body)),
          answer,
          "the resource as a GET by id shows it",
        );
      }),
    ],
  ),
  should(
    "list-root",
    "RFC 7644 §3.4.2.1",
    "A query of all resources at the base URL is answered with a list, or refused.",
    async (scim) => {
      const answer = await scim.get("/?count=1");
      expectThat(answer.status < 500 || answer.status === 501, answer, "no failure of the service");
    },
  ),
];

/** Members in one order, all the way down. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

/** A page of the people. */
export async function page(scim: Scim, parameters: Readonly<Record<string, string | number>>): Promise<Answer> {
  await scim.people();
  return scim.listed({ filter: scim.peopleFilter, ...parameters });
}

const pages: readonly Check[] = needing(
  ["filter"],
  [
    must("page-count", PAGE, "A page holds no more than count resources.", async (scim) => {
      const answer = await page(scim, { count: 2 });
      expectThat(resourcesOf(answer).length === 2, answer, "2 resources");
    }),
    must("page-total", PAGE, "totalResults counts all pages.", async (scim) => {
      expectMember(await page(scim, { count: 2 }), "totalResults", PERSONS.length);
      expectMember(await page(scim, { count: 2, startIndex: 4 }), "totalResults", PERSONS.length);
    }),
    must("page-items", PAGE, "itemsPerPage is the number of resources in the page.", async (scim) => {
      expectMember(await page(scim, { count: 2 }), "itemsPerPage", 2);
      expectMember(await page(scim, { count: 2, startIndex: 5 }), "itemsPerPage", 1);
    }),
    must("page-start", PAGE, "startIndex in the answer is the one of the first resource.", async (scim) => {
      expectMember(await page(scim, { count: 2, startIndex: 3 }), "startIndex", 3);
    }),
    must("page-whole", PAGE, "The pages together hold every resource once.", async (scim) => {
      const ids: string[] = [];
      let last = await page(scim, { count: 2 });
      ids.push(...idsOf(last));
      for (const startIndex of [3, 5]) {
        last = await page(scim, { count: 2, startIndex });
        ids.push(...idsOf(last));
      }
      expectThat(
        ids.length === PERSONS.length && new Set(ids).size === ids.length,
        last,
        "five different resources on three pages of two",
      );
    }),
    must("page-stable", PAGE, "The same page asked for twice is the same.", async (scim) => {
      const first = await page(scim, { count: 3, startIndex: 2 });
      const second = await page(scim, { count: 3, startIndex: 2 });
      expectThat(idsOf(first).join() === idsOf(second).join(), second, "the same resources in the same order");
    }),
    must("page-start-zero", PAGE, "A startIndex below 1 means 1.", async (scim) => {
      const first = await page(scim, { count: 2 });
      for (const startIndex of [0, -3]) {
        const answer = await page(scim, { count: 2, startIndex });
        expectThat(idsOf(answer).join() === idsOf(first).join(), answer, "the first page");
      }
    }),
    must("page-beyond", PAGE, "A startIndex behind the last resource gives an empty page.", async (scim) => {
      const answer = await page(scim, { startIndex: 100 });
      expectThat(resourcesOf(answer).length === 0, answer, "no Resources");
      expectMember(answer, "totalResults", PERSONS.length);
    }),
    must("page-count-zero", PAGE, "A count of 0 gives totalResults and no resources.", async (scim) => {
      const answer = await page(scim, { count: 0 });
      expectThat(resourcesOf(answer).length === 0, answer, "no Resources");
      expectMember(answer, "totalResults", PERSONS.length);
    }),
    must("page-count-negative", PAGE, "A negative count means 0.", async (scim) => {
      const answer = await page(scim, { count: -1 });
      expectThat(resourcesOf(answer).length === 0, answer, "no Resources");
      expectMember(answer, "totalResults", PERSONS.length);
    }),
    should("page-no-number", PAGE, "A count or startIndex that is no integer is refused with 400.", async (scim) => {
      for (const parameter of ["count=abc", "startIndex=x", "count=1.5"]) {
        expectError(await scim.get(`${scim.users}?${parameter}`), 400);
      }
    }),
    must("page-limit", "RFC 7643 §5", "A page is no longer than filter.maxResults says.", async (scim) => {
      const filter = scim.discovery.config.body["filter"];
      const limit =
        typeof filter === "object" && filter !== null && "maxResults" in filter ? filter.maxResults : undefined;
      if (typeof limit !== "number" || limit <= 0) skip("the service names no largest page");
      const answer = await scim.listed({ count: 1_000_000 });
      expectThat(resourcesOf(answer).length <= limit, answer, `at most ${limit} resources`);
    }),
  ],
);

/** Checks of lists. */
export const listChecks: readonly Check[] = [...lists, ...pages];
