/** Reads a bulk request (RFC 7644 §3.7). */
import { ScimError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import type { AttributeTree } from "../../models/attribute-tree.ts";
import { type BulkData, referencesIn } from "../../patch/bulk-references.ts";
import { BULK_REQUEST } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type JsonBody, readJsonBody, requireSchema } from "../http/json-body.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";

/** Limits of a bulk request. */
export interface BulkLimits {
  readonly maxOperations: number;
  /** In bytes. */
  readonly maxPayloadSize: number;
}

/** One operation as sent. */
export interface BulkOperation {
  /** In upper case; empty for an operation without one. */
  readonly method: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  /** Path below the base URL, with a leading slash. */
  readonly path: string;
  readonly data: BulkData;
  /** bulkIds to which path and data refer. */
  readonly references: ReadonlySet<string>;
  /** What is wrong with the operation itself; undefined for a valid one. */
  readonly problem: string | undefined;
}

/** A bulk request. */
export interface BulkMessage {
  readonly operations: readonly BulkOperation[];
  /** Number of errors after which no further operation is tried; infinite when the client did not say. */
  readonly failOnErrors: number;
}

/**
 * Reads a bulk request within its limits.
 *
 * @throws ScimError 413 for a request that is too large or has too many operations (RFC 7644 §3.7.4), 400
 * `invalidSyntax` for another message.
 */
export async function readBulkRequest({ request, service }: Exchange, limits: BulkLimits): Promise<BulkMessage> {
  const body = await readJsonBody(request, { ...service.profile.limits, bodyBytes: limits.maxPayloadSize });
  requireSchema(body, [BULK_REQUEST]);
  const members = membersOf(body);
  const operations = members.get("operations");
  if (!Array.isArray(operations)) throw invalidSyntax('A bulk request needs a list of "Operations".');
  if (operations.length > limits.maxOperations) {
    throw new ScimError(`A bulk request may have at most ${limits.maxOperations} operations (maxOperations).`, {
      status: 413,
    });
  }
  const failOnErrors = readFailOnErrors(members.get("failonerrors"));
  const usedBulkIds = new Set<string>();
  return {
    operations: operations.map((operation: unknown) => parseOperation(operation, usedBulkIds, service.kinds)),
    failOnErrors,
  };
}

/** Clients that want no limit leave the member out or write null or 0. */
function readFailOnErrors(value: unknown): number {
  if (value === undefined || value === null || value === 0) return Number.POSITIVE_INFINITY;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw invalidSyntax('"failOnErrors" must be an integer of at least 1, or 0 for no limit.');
}

/** @param usedBulkIds - bulkIds of the operations before; the operation's own is added. */
function parseOperation(operation: unknown, usedBulkIds: Set<string>, kinds: readonly ResourceKind[]): BulkOperation {
  const members = membersOf(isObject(operation) ? operation : {});
  const method = stringOf(members.get("method"))?.toUpperCase() ?? "";
  const bulkId = stringOf(members.get("bulkid"));
  const path = stringOf(members.get("path")) ?? "";
  const version = members.get("version") ?? undefined;
  const data: BulkData = { value: members.get("data"), isPatch: method === "PATCH", tree: treeOf(path, kinds) };
  const problem = isObject(operation)
    ? problemOf({ method, bulkId, path, version }, usedBulkIds)
    : "An operation must be an object.";
  if (bulkId !== undefined) usedBulkIds.add(bulkId);
  return {
    method,
    bulkId,
    version: stringOf(version),
    path: withLeadingSlash(path),
    data,
    references: referencesIn(path, data),
    problem,
  };
}

/** Members by their name in lower case: attribute names of SCIM are case-insensitive (RFC 7643 §2.1). */
function membersOf(object: JsonBody): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}

interface OperationHead {
  readonly method: string;
  readonly bulkId: string | undefined;
  readonly path: string;
  readonly version: unknown;
}

function problemOf(
  { method, bulkId, path, version }: OperationHead,
  usedBulkIds: ReadonlySet<string>,
): string | undefined {
  if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
    return 'The "method" of an operation must be POST, PUT, PATCH or DELETE.';
  }
  if (path === "") return 'An operation needs a "path".';
  // Relative to the root of the service (RFC 7644 §3.7), so the leading slash may be missing; after two slashes the
  // rest would be a host (RFC 3986 §4.2).
  if (path.startsWith("//")) return 'The "path" of an operation must not start with two slashes.';
  // Ignoring it would turn a conditional write into an unconditional one.
  if (version !== undefined && typeof version !== "string") return 'The "version" of an operation must be a string.';
  if (method !== "POST") return undefined;
  // RFC 7644 §3.7: required with POST, and unique in the request.
  if (bulkId === undefined || bulkId === "") return 'An operation with POST needs a "bulkId".';
  return usedBulkIds.has(bulkId) ? "Another operation has the same bulkId." : undefined;
}

/** The attributes of the resource type whose endpoint a path starts with. */
function treeOf(path: string, kinds: readonly ResourceKind[]): AttributeTree | undefined {
  const absolute = withLeadingSlash(path);
  return kinds.find(({ type }) => absolute === type.endpoint || absolute.startsWith(`${type.endpoint}/`))?.type.tree;
}

function withLeadingSlash(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidSyntax" });
}
