/** Requirements for apps in the Microsoft Entra gallery that neither the validator nor the Logic App tests. */
import type { Check } from "../checks/check.ts";
import { expectMember, expectStatus } from "../service/expect.ts";
import { testsOf } from "./gallery-test.ts";

const test = testsOf("Entra gallery");

/** Requests per second and tenant that a service must sustain. */
const REQUIRED_RATE = 25;

/** The checks of the requirements. */
export const requirementTests: readonly Check[] = [
  test(
    "Test Connection",
    "The search with which Entra tests a connection returns 200 and no results.",
    "Answer GET /Users with a filter for an unknown userName with 200 and totalResults 0.",
    async (service) => {
      const response = await service.requireList({ filter: `userName eq "${service.uniqueName()}"` });
      expectMember(response, "totalResults", 0);
    },
  ),
  test(
    "Rejected credentials",
    "A request with a wrong token, or without one, gets 401.",
    "Check the token of every request to users and groups, and answer 401 for a wrong or expired one.",
    async (service) => {
      const path = `${service.usersPath}?count=1`;
      for (const authorization of ["Bearer wrong", "Bearer ", null]) {
        expectStatus(await service.send("GET", path, { authorization }), 401);
      }
      expectStatus(
        await service.send("POST", service.usersPath, { authorization: null, body: service.userBody() }),
        401,
      );
    },
  ),
  test(
    "25 requests per second",
    "Twenty-five simultaneous requests are all served, none with 429.",
    "Raise the rate limit of a tenant to 25 requests a second or more.",
    async (service) => {
      const path = `${service.usersPath}?count=1`;
      const requests = Array.from({ length: REQUIRED_RATE }, () => service.send("GET", path, { attempts: 1 }));
      for (const response of await Promise.all(requests)) expectStatus(response, 200);
    },
  ),
  test(
    "ServiceProviderConfig",
    "/ServiceProviderConfig announces PATCH and filters, which Entra needs.",
    "Support PATCH and filters, and announce them.",
    async ({ discovery: { config } }) => {
      expectStatus(config, 200);
      expectMember(config, "patch.supported", true);
      expectMember(config, "filter.supported", true);
    },
    { isOptional: true },
  ),
];
