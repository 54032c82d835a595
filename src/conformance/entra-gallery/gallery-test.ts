/** A test of Microsoft's validation, and the steps that several of them share. */
import type { Check } from "../checks/check.ts";
import {
  type Body,
  type CreatedResource,
  objectsOf,
  resourcesOf,
  type ServiceResponse,
  stringOf,
} from "../service/exchange.ts";
import { ExpectationFailed, expectList, expectStatus, expectThat } from "../service/expect.ts";
import { idsOf, type ServiceUnderTest } from "../service/service-under-test.ts";
import { readTarget } from "./mapped-attributes.ts";

/** Where Microsoft publishes the tests. */
export type TestSource = "Logic App" | "SCIM validator" | "Entra gallery";

/** Creates the check for a test of Microsoft's, under the name that Microsoft gives it. */
export type DefineTest = (
  test: string,
  requirement: string,
  remedy: string,
  run: Check["run"],
  options?: {
    /** Distinguishes several checks of one test. */
    readonly part?: string;
    /** Whether Microsoft only warns when the test fails. */
    readonly isOptional?: boolean;
    /** User attributes without which Microsoft skips the test. */
    readonly attributes?: readonly string[];
  },
) => Check;

/** Returns the function that creates the checks of one source. */
export function testsOf(source: TestSource): DefineTest {
  const prefix = { "Logic App": "gallery", "SCIM validator": "validator", "Entra gallery": "gallery" }[source];
  return (test, requirement, remedy, run, { part, isOptional = false, attributes = [] } = {}) => ({
    id: [prefix, test.replace(/_Test$/, ""), ...(part === undefined ? [] : [part])].map(toKebabCase).join("-"),
    section: `${source}, ${test}`,
    requirement,
    level: isOptional ? "should" : "must",
    needs: [],
    attributes,
    profiles: ["entra-gallery"],
    remedy,
    run,
  });
}

function toKebabCase(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Creates a resource, which must succeed with 200 or 201 and an id. */
export async function create(service: ServiceUnderTest, endpoint: string, body: Body): Promise<CreatedResource> {
  const response = await service.post(endpoint, body);
  expectStatus(response, 201, 200);
  const id = stringOf(response.body["id"]);
  expectThat(id !== "", response, "an id that is a non-empty string");
  return { id, path: service.pathOf(endpoint, id), response, body: response.body };
}

/** Sends a PATCH, which must succeed with 200 or 204, and returns the resource as a GET shows it afterwards. */
export async function patchAndGet(
  service: ServiceUnderTest,
  resource: CreatedResource,
  operations: readonly Body[],
): Promise<ServiceResponse> {
  const response = await service.patch(resource.path, operations);
  expectStatus(response, 200, 204);
  const after = await service.get(resource.path);
  if (after.status !== 200) throw new ExpectationFailed("status 200 for a GET after the PATCH", after);
  return { ...after, request: response.request };
}

/** Searches with the filter that Entra sends, and expects these resources and no others. */
export async function expectFound(
  service: ServiceUnderTest,
  endpoint: string,
  filter: string,
  ids: readonly string[],
  parameters: Readonly<Record<string, string>> = {},
): Promise<ServiceResponse> {
  const response = await service.list({ ...parameters, filter }, endpoint);
  expectList(response);
  const expected =
    ids.length === 0 ? "totalResults 0 and no Resources" : `totalResults ${ids.length}: ${ids.join(", ")}`;
  const isExact = response.body["totalResults"] === ids.length && idsOf(response).join() === ids.join();
  expectThat(isExact, response, expected);
  return response;
}

/** Expects attributes, in Entra's notation, to have these values. */
export function expectTargets(
  response: ServiceResponse,
  targets: readonly string[],
  valueFor: (target: string) => unknown,
): void {
  const wrong = targets.filter((target) => readTarget(response.body, target) !== valueFor(target));
  expectThat(
    wrong.length === 0,
    response,
    `these values, unchanged: ${wrong.map((target) => `${target} = ${JSON.stringify(valueFor(target))}`).join(", ")}`,
  );
}

/** Expects a deleted resource to be gone: 404, or no longer found. */
export async function expectGone(
  service: ServiceUnderTest,
  endpoint: string,
  resource: CreatedResource,
  filter: string,
): Promise<void> {
  const response = await service.delete(resource.path);
  expectStatus(response, 204, 200);
  expectStatus(await service.get(resource.path), 404);
  await expectFound(service, endpoint, filter, []);
}

/** Expects a group to have these members, each once, and no others. */
export async function expectGroupMembers(
  service: ServiceUnderTest,
  group: CreatedResource,
  members: readonly CreatedResource[],
): Promise<void> {
  const response = await service.get(group.path);
  const found = objectsOf(response.body, "members").map(({ value }) => stringOf(value));
  const wanted = members.map(({ id }) => id);
  const expected = wanted.length === 0 ? "no members" : `the members ${wanted.join(", ")}, each once`;
  expectThat([...found].sort().join() === [...wanted].sort().join(), response, expected);
}

/**
 * Creates at least eleven resources and reads three pages of five, as Microsoft does: each page has the `startIndex`
 * that was requested, and none of the resources of another page.
 */
export async function expectPages(service: ServiceUnderTest, endpoint: string, makeBody: () => Body): Promise<void> {
  for (let made = 0; made < 11; made += 1) await create(service, endpoint, makeBody());
  const seen = new Set<string>();
  for (const startIndex of [1, 6, 11]) {
    const response = await service.list({ startIndex, count: 5 }, endpoint);
    expectList(response);
    expectThat(response.body["startIndex"] === startIndex, response, `startIndex to be ${startIndex}`);
    const total = Number(response.body["totalResults"]);
    expectThat(
      total >= 11,
      response,
      "totalResults to count the resources of all pages, of which there are 11 or more",
    );
    const length = resourcesOf(response).length;
    expectThat(
      length === Math.min(5, total - startIndex + 1),
      response,
      "a page of 5 resources, or those that are left",
    );
    for (const id of idsOf(response)) {
      expectThat(!seen.has(id), response, `each resource on one page only, but ${id} was on an earlier one`);
      seen.add(id);
    }
  }
}
