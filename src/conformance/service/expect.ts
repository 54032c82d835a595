/** The assertions of the checks, which throw an {@link ExpectationFailed} that the run turns into a result. */
import { deepEqual, isObject } from "../../internal/values.ts";
import { ERROR_MESSAGE, LIST_RESPONSE } from "../../urns.ts";
import { arrayOf, type ServiceResponse, valueAt } from "./exchange.ts";

/** Thrown by a check when a response breaks its requirement. */
export class ExpectationFailed extends Error {
  /** The response that breaks the requirement; undefined when there was none. */
  readonly response: ServiceResponse | undefined;

  constructor(expected: string, response: ServiceResponse | undefined) {
    super(expected);
    this.name = "Unmet";
    this.response = response;
  }
}

/** Thrown by a check that cannot be run against this service. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** Skips the check. */
export function skipCheck(reason: string): never {
  throw new NotApplicable(reason);
}

/** Fails the check unless a condition is true. */
export function expectThat(isSatisfied: boolean, response: ServiceResponse | undefined, expected: string): void {
  if (!isSatisfied) throw new ExpectationFailed(expected, response);
}

/** Expects one of these statuses. */
export function expectStatus(response: ServiceResponse, ...statuses: readonly number[]): void {
  expectThat(statuses.includes(response.status), response, `status ${oneOf(statuses)}`);
}

/** Expects a SCIM error (RFC 7644 §3.12) with one of these statuses. */
export function expectError(response: ServiceResponse, ...statuses: readonly number[]): void {
  expectThat(
    statuses.includes(response.status) && hasSchema(response, ERROR_MESSAGE),
    response,
    `status ${oneOf(statuses)} with a SCIM error message`,
  );
}

/** Expects a 400 with one of these `scimType` keywords. */
export function expectScimType(response: ServiceResponse, ...types: readonly string[]): void {
  const found = response.body["scimType"];
  expectThat(
    response.status === 400 && typeof found === "string" && types.includes(found),
    response,
    `status 400 with the scimType ${oneOf(types)}`,
  );
}

/** Expects a ListResponse. */
export function expectList(response: ServiceResponse): void {
  expectThat(
    response.status === 200 && hasSchema(response, LIST_RESPONSE) && typeof response.body["totalResults"] === "number",
    response,
    "status 200 with a ListResponse that has totalResults",
  );
}

/** Expects a value in the body by its dotted path; `undefined` expects an unassigned attribute. */
export function expectMember(response: ServiceResponse, path: string, expected: unknown): void {
  const found = valueAt(response.body, path);
  expectThat(
    deepEqual(found, expected) || (expected === undefined && (found === null || isEmptyList(found))),
    response,
    expected === undefined ? `no ${path} in the body` : `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** Expects a string in the body, compared regardless of case. */
export function expectString(response: ServiceResponse, path: string, expected: string): void {
  const found = valueAt(response.body, path);
  expectThat(
    typeof found === "string" && found.toLowerCase() === expected.toLowerCase(),
    response,
    `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** Expects an array whose elements have these values, each once, and no other elements. */
export function expectElements(
  response: ServiceResponse,
  name: string,
  expected: readonly Readonly<Record<string, unknown>>[],
): void {
  const elements = arrayOf(response.body, name);
  const isEach = expected.every(
    (members) => elements.filter((element) => isObject(element) && hasValues(element, members)).length === 1,
  );
  expectThat(
    elements.length === expected.length && isEach,
    response,
    expected.length === 0
      ? `no ${name}`
      : `${name} to be these ${expected.length} in any order: ${JSON.stringify(expected)}`,
  );
}

/** Whether an element has these values; undefined expects that there is none. */
function hasValues(element: Readonly<Record<string, unknown>>, members: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(members).every(([name, value]) => deepEqual(element[name], value));
}

/** Whether the `schemas` of a body contain a URN, compared regardless of case. */
export function hasSchema({ body }: ServiceResponse, urn: string): boolean {
  return arrayOf(body, "schemas").some((name) => typeof name === "string" && name.toLowerCase() === urn.toLowerCase());
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function oneOf(values: readonly (string | number)[]): string {
  return values.join(" or ");
}
