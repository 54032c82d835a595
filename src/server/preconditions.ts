/** What a write to one resource may be refused for. */
import { ScimError } from "../errors.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { Exchange } from "./exchange.ts";

/** Of writers at one resource, somebody gets through in every round; this many rounds are lost only to a store that does not work. */
export const MAX_ROUNDS = 200;

/** A service without ETags promises nothing about versions, so the header has no meaning there. */
export function ifMatchOf({ service, call }: Exchange): string | undefined {
  return service.profile.capabilities.etag ? call.header("if-match") : undefined;
}

/** The answer for an id that nothing has. */
export function notFound({ name }: ResourceType, id: string): ScimError {
  return new ScimError(`There is no ${name} with the id "${id.slice(0, 100)}".`, { status: 404 });
}

/** The answer for a value that another resource has (RFC 7644 §3.3). */
export function duplicate({ name }: ResourceType, path: string): ScimError {
  return new ScimError(`Another ${name} has the same ${path}.`, { status: 409, scimType: "uniqueness" });
}

/** The answer for a resource that changes faster than it can be written. */
export function tooContended(): ScimError {
  return new ScimError("The resource is changed by too many others at once; try again.", { status: 503 });
}
