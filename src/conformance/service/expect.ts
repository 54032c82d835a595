/** What checks say about answers. A sentence that is not kept is thrown as an {@link Unmet}; it never leaves this room. */
import { deepEqual, isObject } from "../../internal/values.ts";
import { ERROR_MESSAGE, LIST_RESPONSE } from "../../urns.ts";
import { type Answer, listOf, memberOf } from "./exchange.ts";

/** A sentence that an answer shows to be broken. */
export class Unmet extends Error {
  /** The answer that shows it; undefined where none came. */
  readonly answer: Answer | undefined;

  constructor(expected: string, answer: Answer | undefined) {
    super(expected);
    this.name = "Unmet";
    this.answer = answer;
  }
}

/** A sentence that cannot be tried on this service. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** Ends a check that cannot be made here. */
export function skip(reason: string): never {
  throw new NotApplicable(reason);
}

/** Ends a check unless a condition holds. */
export function expectThat(isKept: boolean, answer: Answer | undefined, expected: string): void {
  if (!isKept) throw new Unmet(expected, answer);
}

/** The answer has one of these statuses. */
export function expectStatus(answer: Answer, ...statuses: readonly number[]): void {
  expectThat(statuses.includes(answer.status), answer, `status ${oneOf(statuses)}`);
}

/** The answer is an error (RFC 7644 §3.12) with one of these statuses. */
export function expectError(answer: Answer, ...statuses: readonly number[]): void {
  expectThat(
    statuses.includes(answer.status) && hasSchema(answer, ERROR_MESSAGE),
    answer,
    `status ${oneOf(statuses)} with a SCIM error message`,
  );
}

/** The answer is a 400 with one of these keywords. */
export function expectScimType(answer: Answer, ...types: readonly string[]): void {
  const found = answer.body["scimType"];
  expectThat(
    answer.status === 400 && typeof found === "string" && types.includes(found),
    answer,
    `status 400 with the scimType ${oneOf(types)}`,
  );
}

/** The answer is a ListResponse. */
export function expectList(answer: Answer): void {
  expectThat(
    answer.status === 200 && hasSchema(answer, LIST_RESPONSE) && typeof answer.body["totalResults"] === "number",
    answer,
    "status 200 with a ListResponse that has totalResults",
  );
}

/** A member of the body equals a value; `undefined` stands for an unassigned one. */
export function expectMember(answer: Answer, path: string, expected: unknown): void {
  const found = memberOf(answer.body, path);
  expectThat(
    deepEqual(found, expected) || (expected === undefined && (found === null || isEmptyList(found))),
    answer,
    expected === undefined ? `no ${path} in the body` : `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** Text compares without regard to case. */
export function expectText(answer: Answer, path: string, expected: string): void {
  const found = memberOf(answer.body, path);
  expectThat(
    typeof found === "string" && found.toLowerCase() === expected.toLowerCase(),
    answer,
    `${path} to be ${JSON.stringify(expected)}`,
  );
}

/** A list holds elements with these members, each once, and no others. */
export function expectElements(
  answer: Answer,
  name: string,
  expected: readonly Readonly<Record<string, unknown>>[],
): void {
  const elements = listOf(answer.body, name);
  const isEach = expected.every(
    (members) => elements.filter((element) => isObject(element) && agrees(element, members)).length === 1,
  );
  expectThat(
    elements.length === expected.length && isEach,
    answer,
    expected.length === 0
      ? `no ${name}`
      : `${name} to be these ${expected.length}, in any order: ${JSON.stringify(expected)}`,
  );
}

/** Whether an element has members with these values; undefined stands for an absent one. */
export function agrees(
  element: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(members).every(([name, value]) => deepEqual(element[name], value));
}

/** Whether a body names a schema, in any case. */
export function hasSchema({ body }: Answer, urn: string): boolean {
  return listOf(body, "schemas").some((name) => typeof name === "string" && name.toLowerCase() === urn.toLowerCase());
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function oneOf(values: readonly (string | number)[]): string {
  return values.join(" or ");
}
