/** RFC 7644 §3.4.2.2: filters, their matches, and invalid filters. */
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectMember, expectScimType, expectThat } from "../service/expect.ts";
import { phoneOf, SAMPLE_USER_NAMES, type SampleUserName, type SampleUsers, titleOf } from "../service/sample-users.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing, should, withAttributes } from "./check.ts";
import { FILTER_CASES, type FilterCase, type FilterContext, VALUE_FILTER_CASES } from "./filter-cases.ts";

const SECTION = "RFC 7644 §3.4.2.2";

function filterCheck(each: FilterCase): Check {
  const make = each.level === "should" ? should : must;
  return make(`filter-${each.id}`, each.section ?? SECTION, each.requirement, async (service) => {
    const users = await service.sampleUsers();
    await expectFound(service, each.filter(filterContext(service, users)), users, each.finds);
  });
}

function filterContext(service: ServiceUnderTest, users: SampleUsers): FilterContext {
  const { runId } = service;
  return {
    users,
    runId,
    all: service.sampleUsersFilter,
    title: (name) => JSON.stringify(titleOf(runId, name)),
    phone: (ending) => JSON.stringify(phoneOf(runId, ending)),
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
    `the filter ${filter} to match ${finds.length} sample users (${finds.join(", ") || "none"}), not ${ids.size} (${found.join(", ") || "none"})`,
  );
  expectMember(response, "totalResults", finds.length);
}

const dates: readonly Check[] = [
  must("filter-date", SECTION, "Dates are compared as points in time.", async (service) => {
    const users = await service.sampleUsers();
    await expectFound(
      service,
      `${service.sampleUsersFilter} and meta.created gt "2001-01-01T00:00:00Z"`,
      users,
      SAMPLE_USER_NAMES,
    );
    await expectFound(service, `${service.sampleUsersFilter} and meta.created lt "2001-01-01T00:00:00Z"`, users, []);
  }),
  must("filter-date-offset", "RFC 7643 §2.3.5", "The offset of a date is taken into account.", async (service) => {
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
    "Trailing zeros in a fraction of a second do not matter.",
    async (service) => {
      const users = await service.sampleUsers();
      const created = Date.parse(stringOf(valueAt(users.ada.body, "meta.created")));
      expectThat(Number.isFinite(created), users.ada.response, "meta.created to be a dateTime");
      const longer = new Date(created).toISOString().replace("Z", "000Z");
      await expectFound(service, `id eq "${users.ada.id}" and meta.created eq "${longer}"`, users, ["ada"]);
    },
  ),
];

const MALFORMED_FILTERS: readonly (readonly [id: string, requirement: string, filter: string])[] = [
  ["half", "A comparison without a value is rejected.", "userName eq"],
  ["tail", "A filter that ends with and is rejected.", 'userName eq "a" and'],
  ["operator", "An unknown operator is rejected.", 'userName zz "a"'],
  ["paren", "An unclosed parenthesis is rejected.", '(userName eq "a"'],
  ["bracket", "An unclosed bracket is rejected.", 'emails[type eq "work"'],
  ["quote", "An unclosed quote is rejected.", 'userName eq "a'],
  ["empty", "An empty filter is rejected.", ""],
  ["rest", "Characters after the end of a filter are rejected.", 'userName eq "a" "b"'],
];

const rejections: readonly Check[] = [
  ...MALFORMED_FILTERS.map(([id, requirement, filter]) =>
    must(`filter-bad-${id}`, SECTION, requirement, async (service) => expectError(await service.list({ filter }), 400)),
  ),
  must("filter-bad-type", "RFC 7644 §3.12", "The scimType for an invalid filter is invalidFilter.", async (service) => {
    expectScimType(await service.list({ filter: 'userName zz "a"' }), "invalidFilter");
  }),
  must(
    "filter-boolean-order",
    SECTION,
    "gt, ge, lt and le on a boolean are rejected with invalidFilter.",
    async (service) => {
      for (const operator of ["gt", "ge", "lt", "le"]) {
        expectScimType(await service.list({ filter: `active ${operator} true` }), "invalidFilter");
      }
    },
  ),
  should(
    "filter-unknown",
    SECTION,
    "A filter on an unknown attribute matches nothing or is rejected.",
    async (service) => {
      const response = await service.list({ filter: 'scimCheckUnknown eq "a"' });
      const isEmpty = response.status === 200 && response.body["totalResults"] === 0;
      expectThat(isEmpty || response.status === 400, response, "an empty list or status 400");
    },
  ),
  must(
    "filter-prototype",
    SECTION,
    "Names of object members in the server's language are unknown attributes.",
    async (service) => {
      for (const name of ["__proto__", "constructor", "toString"]) {
        const response = await service.list({ filter: `${name} pr` });
        const isEmpty = response.status === 200 && response.body["totalResults"] === 0;
        expectThat(isEmpty || response.status === 400, response, "an empty list or status 400");
      }
    },
  ),
  must(
    "filter-deep",
    "RFC 7644 §7.6",
    "A filter with a thousand parentheses is answered, and the service keeps running.",
    async (service) => {
      const deep = await service.list({ filter: `${"(".repeat(1_000)}userName eq "a"${")".repeat(1_000)}` });
      expectThat(deep.status < 500, deep, "a status below 500");
      await service.requireList({ count: 1 });
    },
  ),
  must("filter-password", "RFC 7643 §4.1.1", "Filters do not reveal a password.", async (service) => {
    if (!service.discovery.hasAttribute("password")) return;
    const user = await service.createUser({ password: `Pw-${service.runId}-9x!` });
    const response = await service.list({
      filter: `userName eq "${stringOf(user.body["userName"])}" and password sw "Pw-"`,
    });
    expectThat(response.status >= 400 || response.body["totalResults"] === 0, response, "an error or an empty list");
  }),
];

const extension: readonly Check[] = withAttributes(
  [`${ENTERPRISE_USER_SCHEMA}:department`],
  [
    must(
      "filter-extension",
      "RFC 7644 §3.10",
      "A filter names an extension attribute by URN, colon and name.",
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
        expectThat(idsOf(response).join() === user.id, response, "the only user of the department");
      },
    ),
  ],
);

const unsupported: readonly Check[] = [
  must(
    "filter-unsupported",
    SECTION,
    "A service without filters rejects a filter instead of ignoring it.",
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
      ...rejections,
      ...extension,
    ],
  ),
  ...needing(["!filter"], unsupported),
];
