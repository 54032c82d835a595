import { isOfKind } from "./base.ts";
import { ScimError } from "./scim-error.ts";

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
