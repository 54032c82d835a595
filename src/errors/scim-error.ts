/** The error of RFC 7644 §3.12, and its detail error keywords. */
import { type ErrorName, isErrorOf, ProxyclickScimError } from "./base.ts";

/** Detail error keywords of RFC 7644 §3.12, table 9, and of RFC 9865 §2.1 for cursor paging. */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers"
  | "sensitive"
  | "invalidCursor"
  | "expiredCursor"
  | "invalidCount";

/** The keywords as a record, so that the compiler demands every one. */
const SCIM_TYPES: Readonly<Record<ScimType, true>> = {
  invalidFilter: true,
  tooMany: true,
  uniqueness: true,
  mutability: true,
  invalidSyntax: true,
  invalidPath: true,
  noTarget: true,
  invalidValue: true,
  invalidVers: true,
  sensitive: true,
  invalidCursor: true,
  expiredCursor: true,
  invalidCount: true,
};

/** Whether a value is one of the defined keywords. */
export function isScimType(value: unknown): value is ScimType {
  return typeof value === "string" && Object.hasOwn(SCIM_TYPES, value);
}

interface Options extends ErrorOptions {
  readonly status: number;
  readonly scimType?: ScimType | undefined;
}

/** Codes of statuses that have one of their own; others are `http_` and the number. */
const STATUS_CODES: Readonly<Record<number, string>> = { 400: "invalid", 404: "not_found", 409: "conflict" };

/**
 * An error in the sense of RFC 7644 §3.12. The handler answers a request with it; the client throws it for a response
 * with an error status, and for a resource that cannot be sent.
 */
export class ScimError extends ProxyclickScimError {
  /**
   * `scimType` where there is one. Otherwise `invalid` (400), `not_found` (404), `conflict` (409), or `http_` and the
   * status.
   */
  readonly code: string;
  /** HTTP status code; 0 when there was no response. */
  readonly status: number;
  /** Detail error keyword, where the error has one. */
  readonly scimType: ScimType | undefined;
  /** What went wrong, in a sentence: the `detail` of the SCIM error message. */
  readonly detail: string;

  /**
   * @param detail - what is wrong, where, and what was expected
   * @param options - status and keyword
   */
  constructor(
    detail: string,
    options: ErrorOptions & {
      /** HTTP status code, such as 400. */
      readonly status: number;
      /** Detail error keyword of RFC 7644 §3.12. */
      readonly scimType?: ScimType | undefined;
    },
  );
  /** For subclasses, of which some have a message that says more than the detail. @internal */
  constructor(detail: string, options: Options, name: ErrorName, message?: string);
  constructor(
    detail: string,
    { status, scimType, cause }: Options,
    name: ErrorName = "ScimError",
    message: string = detail,
  ) {
    super(name, ["ScimError"], message, cause === undefined ? {} : { cause });
    this.status = status;
    this.scimType = scimType;
    this.detail = detail;
    this.code = scimType ?? STATUS_CODES[status] ?? `http_${status}`;
  }
}

/**
 * Whether a value is a {@link ScimError}, even one made by another copy of this package.
 *
 * @example
 * ```ts
 * import { isScimError } from "proxyclick-scim";
 *
 * declare const error: unknown;
 * if (isScimError(error) && error.status === 404) console.log("gone");
 * ```
 */
export function isScimError(value: unknown): value is ScimError {
  return isErrorOf(value, "ScimError");
}
