/** Preconditions on the version of a resource, and the errors that every operation on one resource can end with. */
import { ScimError } from "../../errors.ts";
import { NOT_EXECUTED } from "../../internal/write-statuses.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { matchesVersion } from "../store/meta.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Maximum number of attempts at a conditional write. Among concurrent writers one succeeds in every round, so only a
 * broken store exhausts them.
 */
export const MAX_ATTEMPTS = 200;

/** The versions of a resource for which a request is meant. */
export interface Preconditions {
  /** The resource must have one of these versions (RFC 9110 §13.1.1). */
  readonly ifMatch: string | undefined;
  /** The resource must have none of these versions (RFC 9110 §13.1.2). */
  readonly ifNoneMatch: string | undefined;
}

const UNCONDITIONAL: Preconditions = { ifMatch: undefined, ifNoneMatch: undefined };

/**
 * The preconditions of a request. A service without ETags promises nothing about versions, so it ignores the headers.
 */
export function preconditionsOf({ service, request }: Exchange): Preconditions {
  if (!service.profile.capabilities.etag) return UNCONDITIONAL;
  return { ifMatch: request.header("if-match"), ifNoneMatch: request.header("if-none-match") };
}

/**
 * Checks `If-Match`, which takes precedence (RFC 9110 §13.2.2).
 *
 * @throws ScimError 412 when the resource has another version.
 */
export function requireMatch({ ifMatch }: Preconditions, version: string): void {
  if (ifMatch === undefined || matchesVersion(ifMatch, version)) return;
  throw preconditionFailed("The resource has changed: its version is not one of those named in If-Match.");
}

/**
 * Checks the preconditions of a write. The write must then expect this version, or the check may no longer hold.
 *
 * @throws ScimError 412 when one of them does not hold.
 */
export function requirePreconditions(preconditions: Preconditions, version: string): void {
  requireMatch(preconditions, version);
  if (!isNotModified(preconditions, version)) return;
  throw preconditionFailed("The resource has one of the versions named in If-None-Match.");
}

/** Whether `If-None-Match` names the version, in which case a read gets 304. */
export function isNotModified({ ifNoneMatch }: Preconditions, version: string): boolean {
  return ifNoneMatch !== undefined && matchesVersion(ifNoneMatch, version);
}

function preconditionFailed(detail: string): ScimError {
  return new ScimError(detail, { status: 412 });
}

/** The error for an id that no resource has. */
export function notFound({ name }: ResourceType, id: string): ScimError {
  return new ScimError(`There is no ${name} with the id "${id.slice(0, 100)}".`, { status: 404 });
}

/** The error for a value that another resource has (RFC 7644 §3.3). */
export function duplicate({ name }: ResourceType, path: string): ScimError {
  return new ScimError(`Another ${name} has the same ${path}.`, { status: 409, scimType: "uniqueness" });
}

/** The error for a resource that changes faster than it can be written. */
export function tooManyConflicts(): ScimError {
  return new ScimError("Too many clients change the resource at once; try again.", { status: NOT_EXECUTED });
}
