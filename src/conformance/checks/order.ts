/** RFC 7644 §3.4.2.3 and RFC 9865: the order of lists, and pages by cursor. */

import { type Answer, resourcesOf, textOf } from "../service/exchange.ts";
import { expectError, expectStatus, expectThat } from "../service/expect.ts";
import { PERSONS, type Person } from "../service/sample-users.ts";
import { idsOf, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, withAttributes } from "./check.ts";
import { page } from "./list.ts";

const SORT = "RFC 7644 §3.4.2.3";

/** The people in the order of an answer. */
async function order(scim: Scim, answer: Answer): Promise<readonly Person[]> {
  const people = await scim.people();
  return idsOf(answer).flatMap((id) => PERSONS.find((person) => people[person].id === id) ?? []);
}

async function expectOrder(scim: Scim, answer: Answer, expected: readonly Person[]): Promise<void> {
  const found = await order(scim, answer);
  expectThat(found.join() === expected.join(), answer, `the order ${expected.join(", ")}, not ${found.join(", ")}`);
}

const orders: readonly Check[] = needing(
  ["sort", "filter"],
  [
    must("sort-ascending", SORT, "sortBy orders ascending, unless told otherwise.", async (scim) => {
      await expectOrder(scim, await page(scim, { sortBy: "userName" }), PERSONS);
      await expectOrder(scim, await page(scim, { sortBy: "userName", sortOrder: "ascending" }), PERSONS);
    }),
    must("sort-descending", SORT, "sortOrder descending turns the order around.", async (scim) => {
      await expectOrder(
        scim,
        await page(scim, { sortBy: "userName", sortOrder: "descending" }),
        [...PERSONS].reverse(),
      );
    }),
    must("sort-pages", SORT, "The order goes on over the pages.", async (scim) => {
      await expectOrder(scim, await page(scim, { sortBy: "userName", startIndex: 3, count: 2 }), PERSONS.slice(2, 4));
    }),
    ...withAttributes(
      ["title"],
      [
        must(
          "sort-case",
          SORT,
          "An attribute that is not caseExact is ordered without regard to case.",
          async (scim) => {
            const answer = await page(scim, { sortBy: "title" });
            const found = (await order(scim, answer)).filter((person) => person !== "dan");
            expectThat(found.join() === "ada,bob,eve,cyd", answer, "the order Alpha, beta, Delta, Gamma");
          },
        ),
        must("sort-missing", SORT, "Resources without a value come last ascending, first descending.", async (scim) => {
          const ascending = await page(scim, { sortBy: "title" });
          expectThat((await order(scim, ascending)).at(-1) === "dan", ascending, "the user without a title last");
          const descending = await page(scim, { sortBy: "title", sortOrder: "descending" });
          expectThat((await order(scim, descending))[0] === "dan", descending, "the user without a title first");
        }),
      ],
    ),
    must("sort-sub", SORT, "sortBy may name a sub-attribute.", async (scim) => {
      const answer = await page(scim, { sortBy: "meta.created" });
      expectThat((await order(scim, answer)).length === PERSONS.length, answer, "all users");
    }),
    must("sort-multi", SORT, "Of several values, the primary one or else the first decides.", async (scim) => {
      await expectOrder(scim, await page(scim, { sortBy: "emails.value" }), PERSONS);
    }),
  ],
);

const withoutOrder: readonly Check[] = needing(
  ["!sort"],
  [
    must("sort-unsupported", SORT, "A service that does not sort ignores sortBy.", async (scim) => {
      expectStatus(await scim.list({ sortBy: "userName", count: 1 }), 200);
    }),
  ],
);

/** RFC 9865. */
const cursors: readonly Check[] = needing(
  ["cursor", "filter"],
  [
    must(
      "cursor-first",
      "RFC 9865 §2",
      "An empty cursor asks for the first page, which names the next.",
      async (scim) => {
        const answer = await page(scim, { cursor: "", count: 2 });
        expectThat(
          resourcesOf(answer).length === 2 && textOf(answer.body["nextCursor"]) !== "",
          answer,
          "2 resources and a nextCursor",
        );
      },
    ),
    must(
      "cursor-whole",
      "RFC 9865 §2",
      "Cursors lead to every resource once; the last page names none.",
      async (scim) => {
        const ids: string[] = [];
        let answer = await page(scim, { cursor: "", count: 2 });
        ids.push(...idsOf(answer));
        for (let pagesLeft = PERSONS.length; answer.body["nextCursor"] !== undefined && pagesLeft > 0; pagesLeft -= 1) {
          answer = await page(scim, { cursor: textOf(answer.body["nextCursor"]), count: 2 });
          ids.push(...idsOf(answer));
        }
        expectThat(
          ids.length === PERSONS.length && new Set(ids).size === ids.length,
          answer,
          "five different resources on all pages",
        );
      },
    ),
    must("cursor-alphabet", "RFC 9865 §2", "A cursor needs no escaping in a URL.", async (scim) => {
      const answer = await page(scim, { cursor: "", count: 2 });
      expectThat(/^[\w.~-]+$/.test(textOf(answer.body["nextCursor"])), answer, "a nextCursor of unreserved characters");
    }),
    must(
      "cursor-invalid",
      "RFC 9865 §2.1",
      "A cursor that the service did not make is refused with invalidCursor.",
      async (scim) => {
        const answer = await scim.list({ cursor: "scim-check-no-cursor", count: 2 });
        expectError(answer, 400);
        expectThat(
          ["invalidCursor", "expiredCursor"].includes(textOf(answer.body["scimType"])),
          answer,
          "the scimType invalidCursor",
        );
      },
    ),
    must("cursor-bound", "RFC 9865 §2", "A cursor does not lead into another query.", async (scim) => {
      const first = await page(scim, { cursor: "", count: 2 });
      const cursor = textOf(first.body["nextCursor"]);
      const answer = await scim.list({ cursor, count: 2, filter: `userName eq "${scim.name()}"` });
      expectThat(
        answer.status === 400 || resourcesOf(answer).length === 0,
        answer,
        "status 400, or nothing of the first query",
      );
    }),
  ],
);

/** Checks of order and cursors. */
export const orderChecks: readonly Check[] = [...orders, ...withoutOrder, ...cursors];
