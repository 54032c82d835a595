/** The alias `/Me` (RFC 7644 §3.11): the resource of whoever is calling. */
import { ScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { Caller } from "../auth/bearer-token.ts";
import type { Exchange, Operation } from "../exchange/exchange.ts";
import type { Method, Methods } from "../exchange/router.ts";
import type { StoreContext } from "../store/store.ts";
import { itemMethods } from "./resource-methods.ts";

/** The resource behind `/Me`. */
export interface Subject {
  /** Its id. */
  readonly id: string;
  /** Name of its resource type. Default: `User`. */
  readonly resourceType?: string | undefined;
}

/** Names the resource of a caller; undefined for one who has none, such as a provisioning service. */
export type NameSubject = (caller: Caller, context: StoreContext) => Awaitable<Subject | undefined>;

const NAMES: readonly Method[] = ["GET", "PUT", "PATCH", "DELETE"];

/** The methods of `/Me`: those of the resource itself. Locations in the answer are the resource's own, as the RFC asks for. */
export function aliasMethods(me: NameSubject): Methods {
  const operationFor =
    (name: Method): Operation =>
    async (exchange) => {
      const subject = await me(exchange.caller, exchange.context);
      if (subject === undefined) throw nobody();
      const operation = methodsOfSubject(exchange, subject)[name];
      if (operation === undefined) throw nobody();
      return await operation({ ...exchange, id: subject.id });
    };
  return Object.fromEntries(NAMES.map((name) => [name, operationFor(name)]));
}

function methodsOfSubject({ service }: Exchange, { resourceType = "User" }: Subject): Methods {
  const kind = service.kinds.find(({ type }) => type.name === resourceType);
  if (kind === undefined) throw new Error(`The service has no resource type "${resourceType}" for /Me.`);
  return itemMethods(kind, service.profile);
}

function nobody(): ScimError {
  return new ScimError("The caller has no resource of its own that /Me could stand for.", { status: 404 });
}
