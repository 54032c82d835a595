/** RFC 7644 §3.4.3 and §3.11: queries by POST, and the alias /Me. */
import { SEARCH_REQUEST } from "../../urns.ts";
import { type Answer, memberOf, resourcesOf, textOf } from "../service/exchange.ts";
import { expectError, expectList, expectMember, expectStatus, expectThat, skip } from "../service/expect.ts";
import { PERSONS } from "../service/sample-users.ts";
import { idsOf, type Scim } from "../service/service-under-test.ts";
import { type Check, must, needing } from "./check.ts";

const SEARCH = "RFC 7644 §3.4.3";
/** What a service answers that has no such endpoint. */
const ABSENT: readonly number[] = [404, 405, 501];

async function search(scim: Scim, path: string, query: Readonly<Record<string, unknown>>): Promise<Answer> {
  await scim.people();
  const answer = await scim.post(path, { schemas: [SEARCH_REQUEST], ...query });
  if (ABSENT.includes(answer.status)) skip(`the service has no queries by POST (${answer.status})`);
  expectList(answer);
  return answer;
}

const searches: readonly Check[] = needing(
  ["filter"],
  [
    must("search-filter", SEARCH, "A query by POST finds what the same GET finds.", async (scim) => {
      const answer = await search(scim, `${scim.users}/.search`, { filter: scim.peopleFilter });
      const listed = await scim.listed({ filter: scim.peopleFilter });
      expectThat(
        [...idsOf(answer)].sort().join() === [...idsOf(listed)].sort().join(),
        answer,
        "the same resources as by GET",
      );
    }),
    must("search-page", SEARCH, "A query by POST is paged by startIndex and count.", async (scim) => {
      const answer = await search(scim, `${scim.users}/.search`, {
        filter: scim.peopleFilter,
        startIndex: 4,
        count: 1,
      });
      expectMember(answer, "totalResults", PERSONS.length);
      expectMember(answer, "startIndex", 4);
      expectThat(resourcesOf(answer).length === 1, answer, "1 resource");
    }),
    must("search-attributes", SEARCH, "A query by POST takes attributes as a list.", async (scim) => {
      const answer = await search(scim, `${scim.users}/.search`, {
        filter: scim.peopleFilter,
        attributes: ["userName"],
        count: 1,
      });
      const [found] = resourcesOf(answer);
      expectThat(
        found !== undefined && !("emails" in found) && "userName" in found && "id" in found,
        answer,
        "id and userName without emails",
      );
    }),
    must("search-status", SEARCH, "A query by POST is answered with 200 and creates nothing.", async (scim) => {
      const answer = await search(scim, `${scim.users}/.search`, { filter: `userName eq "${scim.name()}"` });
      expectStatus(answer, 200);
      expectMember(answer, "totalResults", 0);
    }),
    must("search-bad-filter", SEARCH, "A broken filter in a query by POST is refused with 400.", async (scim) => {
      const body = { schemas: [SEARCH_REQUEST], filter: "userName eq" };
      const answer = await scim.post(`${scim.users}/.search`, body);
      if (ABSENT.includes(answer.status)) skip(`the service has no queries by POST (${answer.status})`);
      expectError(answer, 400);
    }),
    must("search-root", SEARCH, "A query by POST at the base URL finds resources of every type.", async (scim) => {
      const answer = await search(scim, "/.search", { filter: scim.peopleFilter });
      expectThat(idsOf(answer).length === PERSONS.length, answer, "the five users");
    }),
  ],
);

const me: readonly Check[] = [
  must("me", "RFC 7644 §3.11", "/Me is the caller's resource, leads to it, or is answered with 501.", async (scim) => {
    const answer = await scim.get("/Me");
    expectStatus(answer, 200, 308, 404, 501);
    if (answer.status === 200) {
      const location = textOf(memberOf(answer.body, "meta.location"));
      expectThat(location !== "" && !location.endsWith("/Me"), answer, "meta.location with the permanent location");
    }
    if (answer.status === 308) expectThat(answer.headers.has("location"), answer, "a Location header");
  }),
];

/** Checks of `/.search` and `/Me`. */
export const searchChecks: readonly Check[] = [...searches, ...me];
