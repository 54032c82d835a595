/** Errors of PATCH, each with the operation it belongs to. */
import { isScimError, ScimError, type ScimType } from "../errors.ts";

/** The operation of a request that an error is about. */
export interface OperationLocation {
  /** Zero-based position in `Operations`. */
  readonly index: number;
  /** Name of the operation as it was sent. */
  readonly op: unknown;
  /** The operation's path, or the key of its value; undefined for the resource itself. */
  readonly path?: unknown;
}

/**
 * Rejects an operation.
 *
 * @throws ScimError with status 400 and the keyword (RFC 7644 §3.12, table 9).
 */
export function rejectOperation(scimType: ScimType, location: OperationLocation, problem: string): never {
  throw new ScimError(`${describe(location)}: ${problem}`, { status: 400, scimType });
}

/** Runs an action and adds the operation to the {@link ScimError} that it throws. */
export function withLocation<T>(location: OperationLocation, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isScimError(error)) throw error;
    throw new ScimError(`${describe(location)}: ${error.detail}`, {
      status: error.status,
      scimType: error.scimType,
      cause: error,
    });
  }
}

function describe({ index, op, path }: OperationLocation): string {
  const target = path === undefined ? "" : ` ${shorten(path)}`;
  return `Operations[${index}] (${shorten(op)}${target})`;
}

/** Shortens a name or path from a request for an error message. Messages never contain values. */
export function shorten(name: unknown): string {
  if (typeof name !== "string") return name === undefined ? "no op" : typeof name;
  return name.length > 120 ? `${name.slice(0, 120)}…` : name;
}
