/** What a request to one resource may be refused for. */
import { ScimError } from "../../errors.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { namesVersion } from "../store/meta.ts";
import type { Exchange } from "./exchange.ts";

/** Of writers at one resource, somebody gets through in every round; this many rounds are lost only to a store that does not work. */
export const MAX_ROUNDS = 200;

/** For which version of a resource a request is meant. */
export interface Conditions {
  /** Versions one of which the resource must have (RFC 9110 §13.1.1). */
  readonly ifMatch: string | undefined;
  /** Versions none of which it may have (RFC 9110 §13.1.2). */
  readonly ifNoneMatch: string | undefined;
}

const UNCONDITIONAL: Conditions = { ifMatch: undefined, ifNoneMatch: undefined };

/** The conditions of a request. A service without ETags promises nothing about versions, so the headers have no meaning there. */
export function conditionsOf({ service, call }: Exchange): Conditions {
  if (!service.profile.capabilities.etag) return UNCONDITIONAL;
  return { ifMatch: call.header("if-match"), ifNoneMatch: call.header("if-none-match") };
}

/**
 * Checks `If-Match`, which goes first (RFC 9110 §13.2.2).
 *
 * @throws ScimError 412 when the resource has another version.
 */
export function requireMatch({ ifMatch }: Conditions, version: string): void {
  if (ifMatch === undefined || namesVersion(ifMatch, version)) return;
  throw preconditionFailed("The resource has changed: its version is not one of those named in If-Match.");
}

/**
 * Checks the conditions of a write. They are about a resource that is there; the write must expect its version, or what was checked may be no longer true.
 *
 * @throws ScimError 412 when one of them does not hold.
 */
export function requireConditions(conditions: Conditions, version: string): void {
  requireMatch(conditions, version);
  if (!isKnown(conditions, version)) return;
  throw preconditionFailed("The resource has one of the versions named in If-None-Match.");
}

/** Whether `If-None-Match` names the version: a read is then answered 304. */
export function isKnown({ ifNoneMatch }: Conditions, version: string): boolean {
  return ifNoneMatch !== undefined && namesVersion(ifNoneMatch, version);
}

function preconditionFailed(detail: string): ScimError {
  return new ScimError(detail, { status: 412 });
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
