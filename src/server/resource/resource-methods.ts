/** The methods of one resource. */
import { ScimError } from "../../errors.ts";
import type { ServiceProfile } from "../../profile/service-profile.ts";
import type { Operation } from "../exchange/exchange.ts";
import type { MethodTable } from "../exchange/router.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { deleteResource, getResource, replaceResource } from "./operations.ts";
import { patchResource } from "./patch-resource.ts";

/** What each method does to a resource of a kind (RFC 7644 §3.2). */
export function resourceMethods(kind: ResourceKind, { capabilities }: ServiceProfile): MethodTable {
  return {
    GET: (exchange) => getResource(exchange, kind),
    PUT: (exchange) => replaceResource(exchange, kind),
    // RFC 7644 §3.5.2: a service without PATCH responds with 501.
    PATCH: capabilities.patch ? (exchange) => patchResource(exchange, kind) : notImplemented("PATCH"),
    DELETE: (exchange) => deleteResource(exchange, kind),
  };
}

/** An operation that responds with 501. */
export function notImplemented(feature: string): Operation {
  return () => {
    throw new ScimError(`${feature} is not supported by this service.`, { status: 501 });
  };
}
