/** The alias `/Me` for the caller's own resource (RFC 7644 §3.11). */
import { ScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { Caller } from "../auth/bearer-token.ts";
import type { Operation } from "../exchange/exchange.ts";
import type { Method, MethodTable } from "../exchange/router.ts";
import type { StoreContext } from "../store/store.ts";

/** Finds the resource of a caller; undefined for a caller without one, such as a provisioning service. */
export type ResolveMe = (
  caller: Caller,
  context: StoreContext,
) => Awaitable<
  | {
      /** Id of the resource. */
      readonly id: string;
      /** Name of its resource type. Default: `User`. */
      readonly resourceType?: string | undefined;
    }
  | undefined
>;

const METHODS: readonly Method[] = ["GET", "PUT", "PATCH", "DELETE"];

/**
 * The methods of `/Me`: those of the resource itself. Locations in the response are the resource's own, as the RFC
 * requires.
 *
 * @param resources - the methods of a resource, by the name of its type.
 */
export function meMethods(resolveMe: ResolveMe, resources: ReadonlyMap<string, MethodTable>): MethodTable {
  const operationFor =
    (method: Method): Operation =>
    async (exchange) => {
      const me = await resolveMe(exchange.caller, exchange.context);
      if (me === undefined) throw noResource();
      const { id, resourceType = "User" } = me;
      const methods = resources.get(resourceType);
      if (methods === undefined)
        throw new Error(`The option "me" names the resource type "${resourceType}", which the profile does not have.`);
      const operation = methods[method];
      if (operation === undefined) throw noResource();
      return await operation({ ...exchange, id });
    };
  return Object.fromEntries(METHODS.map((method) => [method, operationFor(method)]));
}

function noResource(): ScimError {
  return new ScimError("The caller has no resource of its own for /Me.", { status: 404 });
}
