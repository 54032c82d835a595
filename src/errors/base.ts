/** The base class of every error of this package, and the brand by which the guards recognize one. */

/** Shared by all copies of this package, so that a guard of one copy recognizes the errors of another. */
const BRAND = Symbol.for("proxyclick-scim.error");

/** Names of the error classes. */
export type ErrorName =
  | "ScimError"
  | "FilterSyntaxError"
  | "ScimRequestError"
  | "ServiceLimitationError"
  | "ExpressionError"
  | "ProvisioningError"
  | "OAuthTokenError"
  | "GraphRequestError"
  | "EntraApplicationError";

/** Base of every error that this package throws. */
export abstract class ProxyclickScimError extends Error {
  /** Stable, machine-readable reason; safe to compare, kept across versions. */
  abstract readonly code: string;
  /** Names of the class and of those that it extends, for the guards. @internal */
  declare readonly [BRAND]: readonly ErrorName[];

  /** @internal */
  protected constructor(name: ErrorName, parents: readonly ErrorName[], message: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperties(this, {
      name: { value: name, configurable: true },
      [BRAND]: { value: [name, ...parents] },
    });
  }
}

/** Whether a value is an error of a class, even one made by another copy of this package. */
export function isErrorOf(value: unknown, name: ErrorName): boolean {
  const names: unknown = Reflect.get(Object(value), BRAND);
  return Array.isArray(names) && names.includes(name);
}
