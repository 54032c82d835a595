/** The error for a write that a rule of the service forbids. */
import { isErrorOf } from "./base.ts";
import { ScimError } from "./scim-error.ts";

/** Limitations of the Proxyclick service that the client and the emulator enforce. Custom profiles may have others. */
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

/**
 * A write that a limitation of the service forbids. The client throws it before it sends anything; the handler answers
 * with it.
 */
export class ServiceLimitationError extends ScimError {
  /** Which limitation: one of Proxyclick's, or one of a custom profile. */
  override readonly code: LimitationCode | (string & {});
  /** Path of the attribute concerned, such as `emails[type eq "work"].value`; empty for a whole endpoint. */
  readonly path: string;

  /**
   * @param code - the limitation
   * @param path - the attribute concerned; empty for a whole endpoint
   * @param explanation - what is wrong, where, and what the service demands
   * @param options - HTTP status of the response; 400 with `invalidValue` by default
   */
  constructor(
    code: LimitationCode | (string & {}),
    path: string,
    explanation: string,
    options?: { readonly status?: number },
  ) {
    super(
      explanation,
      { status: options?.status ?? 400, scimType: options?.status === undefined ? "invalidValue" : undefined },
      "ServiceLimitationError",
    );
    this.code = code;
    this.path = path;
  }
}

/** Whether a value is a {@link ServiceLimitationError}, even one made by another copy of this package. */
export function isServiceLimitationError(value: unknown): value is ServiceLimitationError {
  return isErrorOf(value, "ServiceLimitationError");
}
