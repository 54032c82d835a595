/**
 * A target whose answers get lost, before or after the effect of the request.
 */
import { ScimError, ScimRequestError } from "../../src/errors.ts";
import type { ProvisioningTarget } from "../../src/provisioning/index.ts";

/** How a request goes wrong. */
export interface Loss {
  /** The method of the target whose calls go wrong. */
  readonly method: "create" | "patch" | "delete" | "get" | "list";
  /** Whether the request still takes effect. */
  readonly effect: "before" | "after";
  /** What the engine sees instead of the answer. */
  readonly error: () => Error;
}

/** The ways in which an answer gets lost. */
export const LOST_ANSWERS: Readonly<Record<string, () => Error>> = {
  "a time-out": () => requestError("timeout", 0),
  "a reset connection": () => requestError("unreachable", 0),
  "a SCIM 500": () => new ScimError("internal error", { status: 500 }),
  "a 504": () => new ScimError("gateway timeout", { status: 504 }),
  "an HTML 502": () => requestError("unreachable", 502),
  "a 200 with HTML": () => requestError("not_scim", 200),
  "a 400 with HTML": () => requestError("not_scim", 400),
  "an error of the target's own": () => new TypeError("fetch failed"),
};

function requestError(code: "timeout" | "unreachable" | "not_scim", status: number): Error {
  return new ScimRequestError(`no usable answer (${code})`, {
    code,
    status,
    method: "",
    requestPath: "/Users",
    attempts: 1,
    mayHaveTakenEffect: true,
  });
}

/** A target that loses the answers which `loss` says, at the moment of the call. */
export function lossyTarget(target: ProvisioningTarget, loss: () => Loss | undefined): ProvisioningTarget {
  const users = new Proxy(target.users, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      const now = loss();
      if (typeof value !== "function" || now?.method !== name) return value;
      return (...args: unknown[]) => lose(() => Reflect.apply(value, object, args), now);
    },
  });
  return { name: target.name, users, testConnection: (options) => target.testConnection(options) };
}

function lose(call: () => unknown, { method, effect, error }: Loss): unknown {
  if (method === "list") return failingList(error);
  return (async () => {
    if (effect === "after") await call();
    throw error();
  })();
}

function failingList(error: () => Error): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject<IteratorResult<never>>(error()) }) };
}
