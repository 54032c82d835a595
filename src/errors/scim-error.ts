import { type ErrorKind, isOfKind, ProxyclickScimError } from "./base.ts";

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

/** What a {@link ScimError} is made of. */
export interface ScimErrorOptions extends ErrorOptions {
  /** HTTP status code, such as 400. */
  readonly status: number;
  /** Detail error keyword of RFC 7644 §3.12. */
  readonly scimType?: ScimType | undefined;
}

/**
 * An error in the sense of RFC 7644 §3.12: raised by the server side to be answered to a client, and by the client side for an answer with an
 * error status.
 */
export class ScimError extends ProxyclickScimError {
  /** `scimType` where there is one, else `http_` and the status, such as `http_404`. */
  readonly code: string;
  /** HTTP status code. */
  readonly status: number;
  /** Detail error keyword, where the error has one. */
  readonly scimType: ScimType | undefined;
  /** Human-readable explanation, as it stands in the `detail` member of the message. */
  readonly detail: string;

  constructor(detail: string, options: ScimErrorOptions, name = "ScimError", kinds: readonly ErrorKind[] = []) {
    super(name, ["scim", ...kinds], detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.scimType = options.scimType;
    this.detail = detail;
    this.code = options.scimType ?? `http_${options.status}`;
  }
}

/**
 * Whether a value is a {@link ScimError}, also one made by another copy of this package.
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
  return isOfKind(value, "scim");
}
