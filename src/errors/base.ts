/** The base class of every error of this package, and the brand by which the guards recognize one. */

/** Shared by all copies of this package, so that a guard of one copy recognizes the errors of another. */
const BRAND = Symbol.for("proxyclick-scim.error");

/** Kinds of errors; one error can have several. */
export type ErrorKind = "scim" | "filter-syntax" | "request" | "limitation" | "expression" | "provisioning";

/** Base of every error that this package throws. */
export abstract class ProxyclickScimError extends Error {
  /** Stable, machine-readable reason; safe to compare, kept across versions. */
  abstract readonly code: string;
  /** Kinds of this error, for the guards. @internal */
  declare readonly [BRAND]: readonly ErrorKind[];

  /** @internal */
  protected constructor(name: string, kinds: readonly ErrorKind[], message: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperties(this, { name: { value: name, configurable: true }, [BRAND]: { value: kinds } });
  }
}

/** Whether a value is an error of a kind, even one made by another copy of this package. */
export function isOfKind(value: unknown, kind: ErrorKind): boolean {
  if (typeof value !== "object" || value === null) return false;
  const kinds: unknown = Reflect.get(value, BRAND);
  return Array.isArray(kinds) && kinds.includes(kind);
}
