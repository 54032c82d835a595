/** What checks say about answers. A sentence that is not kept is thrown as an {@link ExpectationFailed}; it never leaves this room. */
import { deepEqual, isObject } from "../../internal/values.ts";
import { ERROR_MESSAGE, LIST_RESPONSE } from "../../urns.ts";
import { arrayOf, type ServiceResponse, valueAt } from "./exchange.ts";

/** A sentence that an answer shows to be broken. */
export class ExpectationFailed extends Error {
  /** The answer that shows it; undefined where none came. */
  readonly response: ServiceResponse | undefined;

  constructor(expected: string, response: ServiceResponse | undefined) {
    super(expected);
    this.name = "Unmet";
    this.response = response;
  }
}

/** A sentence that cannot be tried on this service. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** Ends a check that cannot be made here. */
export function skipCheck(reason: string): never {
  throw new NotApplicable(reason);
}

/** Ends a check unless a condition holds. */
export function expectThat(isKept: boolean, response: ServiceResponse | undefined, expected: string): void {
  if (!isKept) throw new ExpectationFailed(expected, response);
}

/** The answer has one of these statuses. */
export function expectStatus(response: ServiceResponse, ...statuses: readonly number[]): void {
  expectThat(statuses.includes(response.status), response, `status ${oneOf(statuses)}`);
}

/** The answer is an error (RFC 7644 §3.12) with one of these statuses. */
export function expectError(response: ServiceResponse, ...statuses: readonly number[]): void {
  expectThat(
    statuses.includes(response.status) && hasSchema(response, ERROR_MESSAGE),
    response,
    `status ${oneOf(statuses)} with a SCIM error message`,
  );
}

/** The answer is a 400 with one of these keywords. */
export function expectScimType(response: ServiceResponse, ...types: readonly string[]): void {
  const found = response.body["scimType"];
  expectThat(
    response.status === 400 && typeof found === "string" && types.includes(found),
    response,
    `status 400 with the scimType ${oneOf(types)}`,
  );
}

/** The answer is a ListResponse. */
export function expectList(response: ServiceResponse): void {
  expectThat(
    response.status === 200 && hasSchema(response, LIST_RESPONSE) && typeof response.body["totalResults"] === "number",
    response,
    "status 200 with a ListResponse that has totalResults",
  );
}

/** A member of the body equals a value; `undefined` stands for an unassigned one. */
export function expectMember(response: ServiceResponse, path: string, expected: unknown): void {
  const found = valueAt(response.body, path);
  expectThat(
    deepEqual(found, expected) || (expected === undefined && (found === null || isEmptyList(found))),
    response,
    expected === undefined ? `no ${path} in the body` : `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** Text compares without regard to case. */
export function expectString(response: ServiceResponse, path: string, expected: string): void {
  const found = valueAt(response.body, path);
  expectThat(
    typeof found === "string" && found.toLowerCase() === expected.toLowerCase(),
    response,
    `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** A list holds elements with these members, each once, and no others. */
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
      : `${name} to be these ${expected.length}, in any order: ${JSON.stringify(expected)}`,
  );
}

/** Whether an element has members with these values; undefined stands for an absent one. */
export function hasValues(
  element: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(members).every(([name, value]) => deepEqual(element[name], value));
}

/** Whether a body names a schema, in any case. */
export function hasSchema({ body }: ServiceResponse, urn: string): boolean {
  return arrayOf(body, "schemas").some((name) => typeof name === "string" && name.toLowerCase() === urn.toLowerCase());
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function oneOf(values: readonly (string | number)[]): string {
  return values.join(" or ");
}
