/**
 * Every error class of the package, with its stable codes, and guards that also recognise errors made by a second copy of the package.
 *
 * A message says what was wrong, where, and what was expected. No message, property or `cause` ever holds a token.
 */

const BRAND = Symbol.for("proxyclick-scim.error");

type ErrorKind = "scim" | "filter-syntax" | "request" | "limitation" | "expression" | "provisioning";

/** Base of every error that this package raises. */
export abstract class ProxyclickScimError extends Error {
  /** Stable, machine-readable reason; safe to compare, kept across versions. */
  abstract readonly code: string;
  /** Kinds this error belongs to; read by the guards. @internal */
  readonly [BRAND]: readonly ErrorKind[];

  /** @internal */
  protected constructor(name: string, kinds: readonly ErrorKind[], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    Object.defineProperty(this, "name", { enumerable: false });
    this[BRAND] = kinds;
    Object.defineProperty(this, BRAND, { enumerable: false });
  }
}

function isOfKind(value: unknown, kind: ErrorKind): boolean {
  if (typeof value !== "object" || value === null) return false;
  const kinds: unknown = Reflect.get(value, BRAND);
  return Array.isArray(kinds) && kinds.includes(kind);
}

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

/** Whether a value is a {@link ScimError}, also one made by another copy of this package. */
export function isScimError(value: unknown): value is ScimError {
  return isOfKind(value, "scim");
}

/** A one-line picture of a place in a text: the text around it and a caret below it. */
export function pointAt(text: string, offset: number): string {
  const width = 60;
  const start = Math.max(0, Math.min(offset - width / 2, text.length - width));
  const cut = text.slice(start, start + width).replace(/[\p{Cc}\u2028\u2029]/gu, " ");
  const before = start > 0 ? "…" : "";
  const after = start + width < text.length ? "…" : "";
  return `${before}${cut}${after}\n${" ".repeat(before.length + offset - start)}^`;
}

/** Where a filter or path stopped making sense. */
export interface FilterSyntaxErrorOptions {
  /** The text that was parsed. */
  readonly source: string;
  /** Zero-based offset into the text, in UTF-16 code units. */
  readonly offset: number;
  /** What would have been possible at the offset, such as `an attribute name`. */
  readonly expected: string;
  /** `invalidFilter` for filters (the default), `invalidPath` for PATCH paths. */
  readonly scimType?: "invalidFilter" | "invalidPath";
}

/** A filter or path that does not follow the grammar of RFC 7644 §3.4.2.2 or §3.5.2, or that passes a limit. */
export class FilterSyntaxError extends ScimError {
  /** Zero-based offset into the text, in UTF-16 code units. */
  readonly offset: number;
  /** What would have been possible at the offset. */
  readonly expected: string;
  /** The text around the offset and, on a second line, a caret below the place. */
  readonly caret: string;

  constructor(problem: string, options: FilterSyntaxErrorOptions) {
    const scimType = options.scimType ?? "invalidFilter";
    super(
      `${problem} at offset ${options.offset}: expected ${options.expected}`,
      { status: 400, scimType },
      "FilterSyntaxError",
      ["filter-syntax"],
    );
    this.offset = options.offset;
    this.expected = options.expected;
    this.caret = pointAt(options.source, options.offset);
  }
}

/** Whether a value is a {@link FilterSyntaxError}, also one made by another copy of this package. */
export function isFilterSyntaxError(value: unknown): value is FilterSyntaxError {
  return isOfKind(value, "filter-syntax");
}

/**
 * Why a request to a SCIM service failed.
 *
 * - `unauthorized` (401) and `forbidden` (403): the service refused the credentials.
 * - `unreachable`: no answer (network, DNS, TLS), after the allowed attempts.
 * - `timeout`: no answer in time.
 * - `not_scim`: an answer that is not SCIM (HTML, no ListResponse, a redirect).
 * - `refused`: the service answered with a SCIM error; look at `status` and `scimType`.
 */
export type RequestErrorCode = "unauthorized" | "forbidden" | "unreachable" | "timeout" | "not_scim" | "refused";

/** What a {@link ScimRequestError} is made of. */
export interface ScimRequestErrorOptions extends ErrorOptions {
  /** Why the request failed. */
  readonly code: RequestErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the base URL, without query. */
  readonly path: string;
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** Detail error keyword of the answer. */
  readonly scimType?: ScimType | undefined;
  /** How many times the request was sent. */
  readonly attempts: number;
}

/** A request to a SCIM service that did not succeed. */
export class ScimRequestError extends ScimError {
  /** Why the request failed. */
  override readonly code: RequestErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the base URL, without query. */
  readonly path: string;
  /** How many times the request was sent. */
  readonly attempts: number;

  constructor(detail: string, options: ScimRequestErrorOptions) {
    super(detail, options, "ScimRequestError", ["request"]);
    this.code = options.code;
    this.method = options.method;
    this.path = options.path;
    this.attempts = options.attempts;
  }
}

/** Whether a value is a {@link ScimRequestError}, also one made by another copy of this package. */
export function isScimRequestError(value: unknown): value is ScimRequestError {
  return isOfKind(value, "request");
}

/** Limitations of the Proxyclick service that the client and the emulator enforce. */
export type LimitationCode =
  | "username_email_mismatch"
  | "username_not_email"
  | "missing_work_email"
  | "missing_name"
  | "groups_unsupported"
  | "phone_not_e164"
  | "unsupported_attribute"
  | "multiple_work_emails"
  | "too_long";

/** A request that a limitation of the service forbids; raised before anything is sent. */
export class ProxyclickLimitationError extends ScimError {
  /** Which limitation. */
  override readonly code: LimitationCode;
  /** Path of the attribute concerned, such as `emails[type eq "work"].value`; empty for a whole endpoint. */
  readonly path: string;

  constructor(code: LimitationCode, path: string, explanation: string, options?: { readonly status?: number }) {
    super(
      explanation,
      { status: options?.status ?? 400, scimType: options?.status === undefined ? "invalidValue" : undefined },
      "ProxyclickLimitationError",
      ["limitation"],
    );
    this.code = code;
    this.path = path;
  }
}

/** Whether a value is a {@link ProxyclickLimitationError}, also one made by another copy of this package. */
export function isProxyclickLimitationError(value: unknown): value is ProxyclickLimitationError {
  return isOfKind(value, "limitation");
}

/**
 * What is wrong with an expression. The names are this package's own; the service's exact messages are not public.
 */
export type ExpressionErrorCode =
  | "parse_error"
  | "expression_too_long"
  | "expression_too_deep"
  | "unknown_function"
  | "wrong_argument_count"
  | "wrong_argument_type"
  | "date_parse_error"
  | "date_out_of_range"
  | "invalid_interval"
  | "invalid_format"
  | "index_out_of_range"
  | "invalid_length"
  | "invalid_regex"
  | "regex_timeout"
  | "unsupported_replace"
  | "unsupported_condition"
  | "no_default_domain"
  | "not_top_level"
  | "matching_attribute_not_allowed"
  | "all_candidates_taken"
  | "custom_error";

/** What an {@link ExpressionError} is made of. */
export interface ExpressionErrorOptions extends ErrorOptions {
  /** Stable reason. */
  readonly code: ExpressionErrorCode;
  /** The expression. */
  readonly source: string;
  /** Zero-based offset into the expression, in UTF-16 code units. */
  readonly offset: number;
}

/** An expression that cannot be compiled, or that failed while it was evaluated. */
export class ExpressionError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: ExpressionErrorCode;
  /** Zero-based offset into the expression, in UTF-16 code units. */
  readonly offset: number;
  /** The text around the offset and, on a second line, a caret below the place. */
  readonly caret: string;

  constructor(message: string, options: ExpressionErrorOptions) {
    super(
      "ExpressionError",
      ["expression"],
      message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = options.code;
    this.offset = options.offset;
    this.caret = pointAt(options.source, options.offset);
  }
}

/** Whether a value is an {@link ExpressionError}, also one made by another copy of this package. */
export function isExpressionError(value: unknown): value is ExpressionError {
  return isOfKind(value, "expression");
}

/**
 * Why a provisioning job could not run or had to stop.
 *
 * - `invalid_mapping`: the synchronization schema, a scoping filter or an expression is not usable.
 * - `invalid_source`: the source cannot be read as a directory (no header, a needed column missing, not the expected JSON).
 * - `incomplete_source`: the source ended early, was empty, or had rows that could not be read; nobody was removed.
 * - `state_in_use`: another process holds the state.
 * - `invalid_state`: the state is not ours, is damaged, or was written by a newer version.
 * - `invalid_log`: the log cannot be written.
 * - `deletion_threshold`: more disables and deletes than allowed in one cycle; none was executed.
 * - `quarantined`: the job is in quarantine until its next attempt.
 * - `interrupted`: stopped by its signal, after the objects in flight.
 */
export type ProvisioningErrorCode =
  | "invalid_mapping"
  | "invalid_source"
  | "incomplete_source"
  | "state_in_use"
  | "invalid_state"
  | "invalid_log"
  | "deletion_threshold"
  | "quarantined"
  | "interrupted";

/** A provisioning job that could not run, or had to stop. Failures of single users are not errors of the job: they stand in its log. */
export class ProvisioningError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: ProvisioningErrorCode;

  constructor(code: ProvisioningErrorCode, message: string, options?: ErrorOptions) {
    super("ProvisioningError", ["provisioning"], message, options);
    this.code = code;
  }
}

/** Whether a value is a {@link ProvisioningError}, also one made by another copy of this package. */
export function isProvisioningError(value: unknown): value is ProvisioningError {
  return isOfKind(value, "provisioning");
}
