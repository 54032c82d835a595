/** The methods of one resource. */
import { ScimError } from "../../errors.ts";
import type { ServiceProfile } from "../../profile/service-profile.ts";
import type { Operation } from "../exchange/exchange.ts";
import type { Methods } from "../exchange/router.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { deleteResource, patchResource, readOneResource, replaceResource } from "./operations.ts";

/** What can be done with a resource of a type (RFC 7644 §3.2). */
export function itemMethods(kind: ResourceKind, { capabilities }: ServiceProfile): Methods {
  return {
    GET: (exchange) => readOneResource(exchange, kind),
    PUT: (exchange) => replaceResource(exchange, kind),
    // RFC 7644 §3.5.2: a service without PATCH answers 501.
    PATCH: capabilities.patch ? (exchange) => patchResource(exchange, kind) : notImplemented("PATCH"),
    DELETE: (exchange) => deleteResource(exchange, kind),
  };
}

/** Answers 501. */
export function notImplemented(what: string): Operation {
  return () => {
    throw new ScimError(`${what} is not supported by this service.`, { status: 501 });
  };
}
