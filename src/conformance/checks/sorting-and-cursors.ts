/** RFC 7644 §3.4.2.3 and RFC 9865: sorting and cursor-based pagination. */

import { resourcesOf, type ServiceResponse, stringOf } from "../service/exchange.ts";
import { expectError, expectStatus, expectThat } from "../service/expect.ts";
import { SAMPLE_USER_NAMES, type SampleUserName } from "../service/sample-users.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, withAttributes } from "./check.ts";
import { listSampleUsers } from "./list.ts";

const SORT = "RFC 7644 §3.4.2.3";

/** Names of the sample users in the order of a response. */
async function order(service: ServiceUnderTest, response: ServiceResponse): Promise<readonly SampleUserName[]> {
  const users = await service.sampleUsers();
  return idsOf(response).flatMap((id) => SAMPLE_USER_NAMES.find((name) => users[name].id === id) ?? []);
}

async function expectOrder(
  service: ServiceUnderTest,
  response: ServiceResponse,
  expected: readonly SampleUserName[],
): Promise<void> {
  const found = await order(service, response);
  expectThat(found.join() === expected.join(), response, `the order ${expected.join(", ")}, not ${found.join(", ")}`);
}

const orders: readonly Check[] = needing(
  ["sort", "filter"],
  [
    must("sort-ascending", SORT, "sortBy sorts in ascending order by default.", async (service) => {
      await expectOrder(service, await listSampleUsers(service, { sortBy: "userName" }), SAMPLE_USER_NAMES);
      await expectOrder(
        service,
        await listSampleUsers(service, { sortBy: "userName", sortOrder: "ascending" }),
        SAMPLE_USER_NAMES,
      );
    }),
    must("sort-descending", SORT, "sortOrder descending reverses the order.", async (service) => {
      await expectOrder(
        service,
        await listSampleUsers(service, { sortBy: "userName", sortOrder: "descending" }),
        [...SAMPLE_USER_NAMES].reverse(),
      );
    }),
    must("sort-pages", SORT, "The order continues across pages.", async (service) => {
      await expectOrder(
        service,
        await listSampleUsers(service, { sortBy: "userName", startIndex: 3, count: 2 }),
        SAMPLE_USER_NAMES.slice(2, 4),
      );
    }),
    ...withAttributes(
      ["title"],
      [
        must("sort-case", SORT, "An attribute that is not caseExact is sorted regardless of case.", async (service) => {
          const response = await listSampleUsers(service, { sortBy: "title" });
          const found = (await order(service, response)).filter((name) => name !== "dan");
          expectThat(found.join() === "ada,bob,eve,cyd", response, "the order Alpha, beta, Delta, Gamma");
        }),
        must(
          "sort-missing",
          SORT,
          "Resources without a value come last in ascending and first in descending order.",
          async (service) => {
            const ascending = await listSampleUsers(service, { sortBy: "title" });
            expectThat((await order(service, ascending)).at(-1) === "dan", ascending, "the user without a title last");
            const descending = await listSampleUsers(service, { sortBy: "title", sortOrder: "descending" });
            expectThat((await order(service, descending))[0] === "dan", descending, "the user without a title first");
          },
        ),
      ],
    ),
    must("sort-sub", SORT, "sortBy may name a sub-attribute.", async (service) => {
      const response = await listSampleUsers(service, { sortBy: "meta.created" });
      expectThat((await order(service, response)).length === SAMPLE_USER_NAMES.length, response, "all users");
    }),
    must(
      "sort-multi",
      SORT,
      "A multi-valued attribute sorts by its primary value, else by its first.",
      async (service) => {
        await expectOrder(service, await listSampleUsers(service, { sortBy: "emails.value" }), SAMPLE_USER_NAMES);
      },
    ),
  ],
);

const withoutOrder: readonly Check[] = needing(
  ["!sort"],
  [
    must("sort-unsupported", SORT, "A service that does not sort ignores sortBy.", async (service) => {
      expectStatus(await service.list({ sortBy: "userName", count: 1 }), 200);
    }),
  ],
);

/** Cursor-based pagination (RFC 9865). */
const cursors: readonly Check[] = needing(
  ["cursor", "filter"],
  [
    must(
      "cursor-first",
      "RFC 9865 §2",
      "An empty cursor returns the first page with a nextCursor.",
      async (service) => {
        const response = await listSampleUsers(service, { cursor: "", count: 2 });
        expectThat(
          resourcesOf(response).length === 2 && stringOf(response.body["nextCursor"]) !== "",
          response,
          "2 resources and a nextCursor",
        );
      },
    ),
    must(
      "cursor-whole",
      "RFC 9865 §2",
      "Following the cursors returns every resource once; the last page has no nextCursor.",
      async (service) => {
        const ids: string[] = [];
        let response = await listSampleUsers(service, { cursor: "", count: 2 });
        ids.push(...idsOf(response));
        for (
          let pagesLeft = SAMPLE_USER_NAMES.length;
          response.body["nextCursor"] !== undefined && pagesLeft > 0;
          pagesLeft -= 1
        ) {
          response = await listSampleUsers(service, { cursor: stringOf(response.body["nextCursor"]), count: 2 });
          ids.push(...idsOf(response));
        }
        expectThat(
          ids.length === SAMPLE_USER_NAMES.length && new Set(ids).size === ids.length,
          response,
          "five different resources on all pages",
        );
      },
    ),
    must("cursor-alphabet", "RFC 9865 §2", "A cursor contains only unreserved URL characters.", async (service) => {
      const response = await listSampleUsers(service, { cursor: "", count: 2 });
      expectThat(
        /^[\w.~-]+$/.test(stringOf(response.body["nextCursor"])),
        response,
        "a nextCursor of unreserved characters",
      );
    }),
    must(
      "cursor-invalid",
      "RFC 9865 §2.1",
      "A cursor that the service did not issue is rejected with invalidCursor.",
      async (service) => {
        const response = await service.list({ cursor: "scim-check-no-cursor", count: 2 });
        expectError(response, 400);
        expectThat(
          ["invalidCursor", "expiredCursor"].includes(stringOf(response.body["scimType"])),
          response,
          "the scimType invalidCursor",
        );
      },
    ),
    must("cursor-bound", "RFC 9865 §2", "A cursor cannot be used with another query.", async (service) => {
      const first = await listSampleUsers(service, { cursor: "", count: 2 });
      const cursor = stringOf(first.body["nextCursor"]);
      const response = await service.list({ cursor, count: 2, filter: `userName eq "${service.uniqueName()}"` });
      expectThat(
        response.status === 400 || resourcesOf(response).length === 0,
        response,
        "status 400, or nothing of the first query",
      );
    }),
  ],
);

/** Checks of sorting and cursors. */
export const sortingAndCursorChecks: readonly Check[] = [...orders, ...withoutOrder, ...cursors];
