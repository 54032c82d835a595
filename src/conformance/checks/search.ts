/** RFC 7644 §3.4.3 and §3.11: queries by POST, and the alias /Me. */
import { SEARCH_REQUEST } from "../../urns.ts";
import { resourcesOf, type ServiceResponse, stringOf, valueAt } from "../service/exchange.ts";
import { expectError, expectList, expectMember, expectStatus, expectThat, skipCheck } from "../service/expect.ts";
import { SAMPLE_USER_NAMES } from "../service/sample-users.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { type Check, must, needing } from "./check.ts";

const SEARCH = "RFC 7644 §3.4.3";
/** Statuses of a service without this endpoint. */
const ABSENT: readonly number[] = [404, 405, 501];

async function search(
  service: ServiceUnderTest,
  path: string,
  query: Readonly<Record<string, unknown>>,
): Promise<ServiceResponse> {
  await service.sampleUsers();
  const response = await service.post(path, { schemas: [SEARCH_REQUEST], ...query });
  if (ABSENT.includes(response.status)) skipCheck(`the service has no queries by POST (${response.status})`);
  expectList(response);
  return response;
}

const searches: readonly Check[] = needing(
  ["filter"],
  [
    must("search-filter", SEARCH, "A query by POST returns what the same GET returns.", async (service) => {
      const response = await search(service, `${service.usersPath}/.search`, { filter: service.sampleUsersFilter });
      const listed = await service.requireList({ filter: service.sampleUsersFilter });
      expectThat(
        [...idsOf(response)].sort().join() === [...idsOf(listed)].sort().join(),
        response,
        "the same resources as by GET",
      );
    }),
    must("search-page", SEARCH, "A query by POST supports startIndex and count.", async (service) => {
      const response = await search(service, `${service.usersPath}/.search`, {
        filter: service.sampleUsersFilter,
        startIndex: 4,
        count: 1,
      });
      expectMember(response, "totalResults", SAMPLE_USER_NAMES.length);
      expectMember(response, "startIndex", 4);
      expectThat(resourcesOf(response).length === 1, response, "1 resource");
    }),
    must("search-attributes", SEARCH, "A query by POST takes attributes as an array.", async (service) => {
      const response = await search(service, `${service.usersPath}/.search`, {
        filter: service.sampleUsersFilter,
        attributes: ["userName"],
        count: 1,
      });
      const [found] = resourcesOf(response);
      expectThat(
        found !== undefined && !("emails" in found) && "userName" in found && "id" in found,
        response,
        "id and userName without emails",
      );
    }),
    must("search-status", SEARCH, "A query by POST returns 200 and creates nothing.", async (service) => {
      const response = await search(service, `${service.usersPath}/.search`, {
        filter: `userName eq "${service.uniqueName()}"`,
      });
      expectStatus(response, 200);
      expectMember(response, "totalResults", 0);
    }),
    must("search-bad-filter", SEARCH, "An invalid filter in a query by POST is rejected with 400.", async (service) => {
      const body = { schemas: [SEARCH_REQUEST], filter: "userName eq" };
      const response = await service.post(`${service.usersPath}/.search`, body);
      if (ABSENT.includes(response.status)) skipCheck(`the service has no queries by POST (${response.status})`);
      expectError(response, 400);
    }),
    must("search-root", SEARCH, "A query by POST at the base URL covers all resource types.", async (service) => {
      const response = await search(service, "/.search", { filter: service.sampleUsersFilter });
      expectThat(idsOf(response).length === SAMPLE_USER_NAMES.length, response, "the five sample users");
    }),
  ],
);

const me: readonly Check[] = [
  must(
    "me",
    "RFC 7644 §3.11",
    "/Me returns the caller's resource, redirects to it, or returns 404 or 501.",
    async (service) => {
      const response = await service.get("/Me");
      expectStatus(response, 200, 308, 404, 501);
      if (response.status === 200) {
        const location = stringOf(valueAt(response.body, "meta.location"));
        expectThat(location !== "" && !location.endsWith("/Me"), response, "meta.location with the permanent location");
      }
      if (response.status === 308) expectThat(response.headers.has("location"), response, "a Location header");
    },
  ),
];

/** Checks of `/.search` and `/Me`. */
export const searchChecks: readonly Check[] = [...searches, ...me];
