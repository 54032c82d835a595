/** RFC 7644 §3.4.2.2: filters; what they find, and which are refused. */
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { memberOf, textOf } from "../service/exchange.ts";
import { expectError, expectMember, expectScimType, expectThat } from "../service/expect.ts";
import { PERSONS, type People, type Person, phoneOf, titleOf } from "../service/sample-users.ts";
import { idsOf, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";
import type { FilterCase, Material } from "./filter-case.ts";
import { FILTER_CASES } from "./filter-cases.ts";
import { VALUE_FILTER_CASES } from "./filter-value-cases.ts";

const SECTION = "RFC 7644 §3.4.2.2";

function caseCheck(each: FilterCase): Check {
  const make = each.level === "should" ? should : must;
  return make(`filter-${each.id}`, each.section ?? SECTION, each.sentence, async (scim) => {
    const people = await scim.people();
    await expectFound(scim, each.filter(materialOf(scim, people)), people, each.finds);
  });
}

function materialOf(scim: Scim, people: People): Material {
  const { run } = scim;
  return {
    people,
    run,
    all: scim.peopleFilter,
    title: (name) => JSON.stringify(titleOf(run, name)),
    phone: (ending) => JSON.stringify(phoneOf(run, ending)),
  };
}

async function expectFound(scim: Scim, filter: string, people: People, finds: readonly Person[]): Promise<void> {
  const answer = await scim.listed({ filter });
  const ids = new Set(idsOf(answer));
  const found = PERSONS.filter((person) => ids.has(people[person].id));
  expectThat(
    ids.size === finds.length && finds.every((person) => found.includes(person)),
    answer,
    `the filter ${filter} to find ${finds.length} of the users made for it (${finds.join(", ") || "nobody"}), not ${ids.size} (${found.join(", ") || "none of them"})`,
  );
  expectMember(answer, "totalResults", finds.length);
}

const dates: readonly Check[] = [
  must("filter-date", SECTION, "Dates compare as points in time.", async (scim) => {
    const people = await scim.people();
    await expectFound(scim, `${scim.peopleFilter} and meta.created gt "2001-01-01T00:00:00Z"`, people, PERSONS);
    await expectFound(scim, `${scim.peopleFilter} and meta.created lt "2001-01-01T00:00:00Z"`, people, []);
  }),
  must("filter-date-offset", "RFC 7643 §2.3.5", "An offset is part of a point in time.", async (scim) => {
    const people = await scim.people();
    const created = Date.parse(textOf(memberOf(people.ada.body, "meta.created")));
    expectThat(Number.isFinite(created), people.ada.answer, "meta.created to be a dateTime");
    const elsewhere = new Date(created + 14 * 3_600_000).toISOString().replace("Z", "+14:00");
    const filter = `id eq "${people.ada.id}" and meta.created eq "${elsewhere}"`;
    await expectFound(scim, filter, people, ["ada"]);
  }),
  must(
    "filter-date-fraction",
    "RFC 7643 §2.3.5",
    "More digits of a fraction are the same point in time.",
    async (scim) => {
      const people = await scim.people();
      const created = Date.parse(textOf(memberOf(people.ada.body, "meta.created")));
      expectThat(Number.isFinite(created), people.ada.answer, "meta.created to be a dateTime");
      const longer = new Date(created).toISOString().replace("Z", "000Z");
      await expectFound(scim, `id eq "${people.ada.id}" and meta.created eq "${longer}"`, people, ["ada"]);
    },
  ),
];

const BROKEN: readonly (readonly [id: string, sentence: string, filter: string])[] = [
  ["half", "A comparison without a value is no filter.", "userName eq"],
  ["tail", "A filter does not end with and.", 'userName eq "a" and'],
  ["operator", "An unknown operator is refused.", 'userName zz "a"'],
  ["paren", "A parenthesis that is not closed is refused.", '(userName eq "a"'],
  ["bracket", "A bracket that is not closed is refused.", 'emails[type eq "work"'],
  ["quote", "A quote that is not closed is refused.", 'userName eq "a'],
  ["empty", "An empty filter is no filter.", ""],
  ["rest", "Text after a filter is refused.", 'userName eq "a" "b"'],
];

const refusals: readonly Check[] = [
  ...BROKEN.map(([id, sentence, filter]) =>
    must(`filter-bad-${id}`, SECTION, sentence, async (scim) => expectError(await scim.list({ filter }), 400)),
  ),
  must("filter-bad-type", "RFC 7644 §3.12", "A broken filter has the scimType invalidFilter.", async (scim) => {
    expectScimType(await scim.list({ filter: 'userName zz "a"' }), "invalidFilter");
  }),
  must(
    "filter-boolean-order",
    SECTION,
    "Booleans have no order: gt, ge, lt and le are refused with invalidFilter.",
    async (scim) => {
      for (const operator of ["gt", "ge", "lt", "le"]) {
        expectScimType(await scim.list({ filter: `active ${operator} true` }), "invalidFilter");
      }
    },
  ),
  should("filter-unknown", SECTION, "An attribute that does not exist finds nobody, or is refused.", async (scim) => {
    const answer = await scim.list({ filter: 'scimCheckUnknown eq "a"' });
    const isEmpty = answer.status === 200 && answer.body["totalResults"] === 0;
    expectThat(isEmpty || answer.status === 400, answer, "an empty list, or status 400");
  }),
  must(
    "filter-prototype",
    SECTION,
    "Names of the server's own language are attributes that do not exist.",
    async (scim) => {
      for (const name of ["__proto__", "constructor", "toString"]) {
        const answer = await scim.list({ filter: `${name} pr` });
        const isEmpty = answer.status === 200 && answer.body["totalResults"] === 0;
        expectThat(isEmpty || answer.status === 400, answer, "an empty list, or status 400");
      }
    },
  ),
  must(
    "filter-deep",
    "RFC 7644 §7.6",
    "A filter of a thousand parentheses is answered, and the service goes on.",
    async (scim) => {
      const deep = await scim.list({ filter: `${"(".repeat(1_000)}userName eq "a"${")".repeat(1_000)}` });
      expectThat(deep.status < 500, deep, "an answer below 500");
      await scim.listed({ count: 1 });
    },
  ),
  must("filter-password", "RFC 7643 §4.1.1", "A password cannot be found out by filters.", async (scim) => {
    if (!scim.discovery.hasAttribute("password")) return;
    const user = await scim.user({ password: `Pw-${scim.run}-9x!` });
    const answer = await scim.list({ filter: `userName eq "${textOf(user.body["userName"])}" and password sw "Pw-"` });
    expectThat(answer.status >= 400 || answer.body["totalResults"] === 0, answer, "a refusal, or nobody");
  }),
];

const extension: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "filter-extension",
      "RFC 7644 §3.10",
      "An attribute of an extension is asked for by URN, colon and name.",
      async (scim) => {
        const department = scim.name();
        const user = await scim.user({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department },
        });
        await scim.user();
        const answer = await scim.listed({ filter: `${ENTERPRISE_USER_SCHEMA}:department eq "${department}"` });
        expectThat(idsOf(answer).join() === user.id, answer, "the one user of the department");
      },
    ),
  ],
);

const unsupported: readonly Check[] = [
  must(
    "filter-unsupported",
    SECTION,
    "A service without filters refuses one with invalidFilter, and does not ignore it.",
    async (scim) => {
      expectError(await scim.list({ filter: 'userName eq "scim-check"' }), 400, 403, 501);
    },
  ),
];

/** Checks of filters. */
export const filterChecks: readonly Check[] = [
  ...needing(
    ["filter"],
    [
      ...withAttributes(["title"], FILTER_CASES.map(caseCheck)),
      ...withAttributes(["title", "phoneNumbers"], VALUE_FILTER_CASES.map(caseCheck)),
      ...dates,
      ...refusals,
      ...extension,
    ],
  ),
  ...needing(["!filter"], unsupported),
];
