/** RFC 7644 §3.4.2.2: filters; what they find, and which are refused. */
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectScimType, expectThat } from "../service/expect.ts";
import { phoneOf, SAMPLE_USER_NAMES, type SampleUserName, type SampleUsers, titleOf } from "../service/sample-users.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";
import type { FilterCase, FilterContext } from "./filter-case.ts";
import { FILTER_CASES } from "./filter-cases.ts";
import { VALUE_FILTER_CASES } from "./filter-value-cases.ts";

const SECTION = "RFC 7644 §3.4.2.2";

function filterCheck(each: FilterCase): Check {
  const make = each.level === "should" ? should : must;
  return make(`filter-${each.id}`, each.section ?? SECTION, each.requirement, async (service) => {
    const users = await service.sampleUsers();
    await expectFound(service, each.filter(filterContext(service, users)), users, each.finds);
  });
}

function filterContext(service: ServiceUnderTest, users: SampleUsers): FilterContext {
  const { runId: run } = service;
  return {
    users,
    runId: run,
    all: service.sampleUsersFilter,
    title: (name) => JSON.stringify(titleOf(run, name)),
    phone: (ending) => JSON.stringify(phoneOf(run, ending)),
  };
}

async function expectFound(
  service: ServiceUnderTest,
  filter: string,
  users: SampleUsers,
  finds: readonly SampleUserName[],
): Promise<void> {
  const response = await service.requireList({ filter });
  const ids = new Set(idsOf(response));
  const found = SAMPLE_USER_NAMES.filter((name) => ids.has(users[name].id));
  expectThat(
    ids.size === finds.length && finds.every((name) => found.includes(name)),
    response,
    `the filter ${filter} to find ${finds.length} of the users made for it (${finds.join(", ") || "nobody"}), not ${ids.size} (${found.join(", ") || "none of them"})`,
  );
  expectMember(response, "totalResults", finds.length);
}

const dates: readonly Check[] = [
  must("filter-date", SECTION, "Dates compare as points in time.", async (service) => {
    const users = await service.sampleUsers();
    await expectFound(
      service,
      `${service.sampleUsersFilter} and meta.created gt "2001-01-01T00:00:00Z"`,
      users,
      SAMPLE_USER_NAMES,
    );
    await expectFound(service, `${service.sampleUsersFilter} and meta.created lt "2001-01-01T00:00:00Z"`, users, []);
  }),
  must("filter-date-offset", "RFC 7643 §2.3.5", "An offset is part of a point in time.", async (service) => {
    const users = await service.sampleUsers();
    const created = Date.parse(stringOf(valueAt(users.ada.body, "meta.created")));
    expectThat(Number.isFinite(created), users.ada.response, "meta.created to be a dateTime");
    const elsewhere = new Date(created + 14 * 3_600_000).toISOString().replace("Z", "+14:00");
    const filter = `id eq "${users.ada.id}" and meta.created eq "${elsewhere}"`;
    await expectFound(service, filter, users, ["ada"]);
  }),
  must(
    "filter-date-fraction",
    "RFC 7643 §2.3.5",
    "More digits of a fraction are the same point in time.",
    async (service) => {
      const users = await service.sampleUsers();
      const created = Date.parse(stringOf(valueAt(users.ada.body, "meta.created")));
      expectThat(Number.isFinite(created), users.ada.response, "meta.created to be a dateTime");
      const longer = new Date(created).toISOString().replace("Z", "000Z");
      await expectFound(service, `id eq "${users.ada.id}" and meta.created eq "${longer}"`, users, ["ada"]);
    },
  ),
];

const MALFORMED_FILTERS: readonly (readonly [id: string, sentence: string, filter: string])[] = [
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
  ...MALFORMED_FILTERS.map(([id, sentence, filter]) =>
    must(`filter-bad-${id}`, SECTION, sentence, async (service) => expectError(await service.list({ filter }), 400)),
  ),
  must("filter-bad-type", "RFC 7644 §3.12", "A broken filter has the scimType invalidFilter.", async (service) => {
    expectScimType(await service.list({ filter: 'userName zz "a"' }), "invalidFilter");
  }),
  must(
    "filter-boolean-order",
    SECTION,
    "Booleans have no order: gt, ge, lt and le are refused with invalidFilter.",
    async (service) => {
      for (const operator of ["gt", "ge", "lt", "le"]) {
        expectScimType(await service.list({ filter: `active ${operator} true` }), "invalidFilter");
      }
    },
  ),
  should(
    "filter-unknown",
    SECTION,
    "An attribute that does not exist finds nobody, or is refused.",
    async (service) => {
      const response = await service.list({ filter: 'scimCheckUnknown eq "a"' });
      const isEmpty = response.status === 200 && response.body["totalResults"] === 0;
      expectThat(isEmpty || response.status === 400, response, "an empty list, or status 400");
    },
  ),
  must(
    "filter-prototype",
    SECTION,
    "Names of the server's own language are attributes that do not exist.",
    async (service) => {
      for (const name of ["__proto__", "constructor", "toString"]) {
        const response = await service.list({ filter: `${name} pr` });
        const isEmpty = response.status === 200 && response.body["totalResults"] === 0;
        expectThat(isEmpty || response.status === 400, response, "an empty list, or status 400");
      }
    },
  ),
  must(
    "filter-deep",
    "RFC 7644 §7.6",
    "A filter of a thousand parentheses is answered, and the service goes on.",
    async (service) => {
      const deep = await service.list({ filter: `${"(".repeat(1_000)}userName eq "a"${")".repeat(1_000)}` });
      expectThat(deep.status < 500, deep, "an answer below 500");
      await service.requireList({ count: 1 });
    },
  ),
  must("filter-password", "RFC 7643 §4.1.1", "A password cannot be found out by filters.", async (service) => {
    if (!service.discovery.hasAttribute("password")) return;
    const user = await service.createUser({ password: `Pw-${service.runId}-9x!` });
    const response = await service.list({
      filter: `userName eq "${stringOf(user.body["userName"])}" and password sw "Pw-"`,
    });
    expectThat(response.status >= 400 || response.body["totalResults"] === 0, response, "a refusal, or nobody");
  }),
];

const extension: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "filter-extension",
      "RFC 7644 §3.10",
      "An attribute of an extension is asked for by URN, colon and name.",
      async (service) => {
        const department = service.uniqueName();
        const user = await service.createUser({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department },
        });
        await service.createUser();
        const response = await service.requireList({
          filter: `${ENTERPRISE_USER_SCHEMA}:department eq "${department}"`,
        });
        expectThat(idsOf(response).join() === user.id, response, "the one user of the department");
      },
    ),
  ],
);

const unsupported: readonly Check[] = [
  must(
    "filter-unsupported",
    SECTION,
    "A service without filters refuses one with invalidFilter, and does not ignore it.",
    async (service) => {
      expectError(await service.list({ filter: 'userName eq "scim-check"' }), 400, 403, 501);
    },
  ),
];

/** Checks of filters. */
export const filterChecks: readonly Check[] = [
  ...needing(
    ["filter"],
    [
      ...withAttributes(["title"], FILTER_CASES.map(filterCheck)),
      ...withAttributes(["title", "phoneNumbers"], VALUE_FILTER_CASES.map(filterCheck)),
      ...dates,
      ...refusals,
      ...extension,
    ],
  ),
  ...needing(["!filter"], unsupported),
];
