/** Errors of PATCH, each with the place of the operation. */
import { isScimError, ScimError, type ScimType } from "../errors.ts";

/** Where in a request an operation stands. */
export interface OperationPlace {
  /** Zero-based position in `Operations`. */
  readonly index: number;
  /** The operation's name as sent. */
  readonly op: unknown;
  /** The operation's path, or the key of its value; undefined for the resource itself. */
  readonly path?: unknown;
}

/** Refuses an operation with status 400 and a keyword of RFC 7644 §3.12, table 9. */
export function refuse(scimType: ScimType, place: OperationPlace, problem: string): never {
  throw new ScimError(`${describe(place)}: ${problem}`, { status: 400, scimType });
}

/** Runs a step that may raise a {@link ScimError} of another room, and adds the place of the operation to it. */
export function atPlace<T>(place: OperationPlace, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!isScimError(error)) throw error;
    throw new ScimError(`${describe(place)}: ${error.detail}`, {
      status: error.status,
      scimType: error.scimType,
      cause: error,
    });
  }
}

function describe({ index, op, path }: OperationPlace): string {
  const target = path === undefined ? "" : ` ${short(path)}`;
  return `Operations[${index}] (${short(op)}${target})`;
}

/** A name or path from outside, fit for a message; values are never repeated. */
export function short(text: unknown): string {
  if (typeof text !== "string") return text === undefined ? "no op" : typeof text;
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
