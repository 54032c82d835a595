/**
 * The messages of the protocol (RFC 7644) with cursor paging (RFC 9865).
 */
import * as z from "zod";
import { BULK_REQUEST, BULK_RESPONSE, ERROR_MESSAGE, LIST_RESPONSE, PATCH_OP, SEARCH_REQUEST } from "../urns.ts";

/** `schemas` of a message: holds its URN, in any case. */
function schemasOf(urn: string) {
  return z
    .array(z.string())
    .refine((urns) => urns.some((given) => given.toLowerCase() === urn.toLowerCase()), `expected the URN ${urn}`);
}

const count = () => z.int().min(0);
/** Any resource; its type says what it must look like. */
const anyResource = () => z.looseObject({});

const pageShape = {
  /** Holds the URN of ListResponse. */
  schemas: schemasOf(LIST_RESPONSE),
  /** How many resources match in all; may be absent with cursor paging (RFC 9865 §2). */
  totalResults: z.exactOptional(count()),
  /** Position of the first resource of this page, counted from 1; with index paging. */
  startIndex: z.exactOptional(z.int().min(1)),
  /** How many resources this page has. */
  itemsPerPage: z.exactOptional(count()),
  /** Cursor of the page before; with cursor paging (RFC 9865 §2). */
  previousCursor: z.exactOptional(z.string()),
  /** Cursor of the next page, absent on the last one; with cursor paging (RFC 9865 §2). */
  nextCursor: z.exactOptional(z.string()),
};
const pageSchema = z.object(pageShape);

/** The ListResponse of one kind of resource. */
export function listResponseOf<Schema extends z.ZodType>(resource: Schema) {
  return z.object({
    ...pageShape,
    /** The resources of this page; may be absent when there are none. */
    Resources: z.exactOptional(z.array(resource)),
  });
}

/** A page of a list of resources of any kind (RFC 7644 §3.4.2); {@link listResponseOf} checks the resources too. */
export const ListResponse = listResponseOf(anyResource());
/**
 * A page of a list of resources (RFC 7644 §3.4.2).
 *
 * @typeParam Resource What the resources look like.
 */
export interface ListResponse<Resource = Record<string, unknown>> extends z.output<typeof pageSchema> {
  /** The resources of this page; may be absent when there are none. */
  Resources?: Resource[];
}

const PatchOpOperation = z.object({
  /** `add`, `replace` or `remove`; services of this package read it in any case. */
  op: z.string(),
  /** Target of the operation; absent for the resource itself. */
  path: z.exactOptional(z.string()),
  /** Value to add or to put; absent for most removals. */
  value: z.exactOptional(z.unknown()),
});

/** A modification of a resource (RFC 7644 §3.5.2). */
export const PatchOp = z.object({
  /** Holds the URN of PatchOp. */
  schemas: schemasOf(PATCH_OP),
  /** The operations, applied in order and all or none. */
  Operations: z.array(PatchOpOperation),
});
/** A modification of a resource (RFC 7644 §3.5.2). */
export interface PatchOp extends z.output<typeof PatchOp> {}

/** A query sent by POST to `/.search` (RFC 7644 §3.4.3). */
export const SearchRequest = z.object({
  /** Holds the URN of SearchRequest. */
  schemas: schemasOf(SEARCH_REQUEST),
  /** Attributes to return; the default ones when absent. */
  attributes: z.exactOptional(z.array(z.string())),
  /** Attributes to leave out of the default ones. */
  excludedAttributes: z.exactOptional(z.array(z.string())),
  /** Filter expression (RFC 7644 §3.4.2.2). */
  filter: z.exactOptional(z.string()),
  /** Attribute to sort by. */
  sortBy: z.exactOptional(z.string()),
  /** `ascending`, the default, or `descending`. */
  sortOrder: z.exactOptional(z.literal(["ascending", "descending"])),
  /** Position of the first resource, counted from 1; a smaller number counts as 1. */
  startIndex: z.exactOptional(z.int()),
  /** Most resources wanted; a negative number counts as 0. */
  count: z.exactOptional(z.int()),
  /** Cursor of the wanted page; empty for the first one (RFC 9865 §2). */
  cursor: z.exactOptional(z.string()),
});
/** A query sent by POST to `/.search` (RFC 7644 §3.4.3). */
export interface SearchRequest extends z.output<typeof SearchRequest> {}

const BulkRequestOperation = z.object({
  /** `POST`, `PUT`, `PATCH` or `DELETE`. */
  method: z.string(),
  /** The client's own name for a resource to be created, which others may refer to as `bulkId:` and this name. */
  bulkId: z.exactOptional(z.string()),
  /** Version the resource must still have. */
  version: z.exactOptional(z.string()),
  /** Path below the base URL, such as `/Users`. */
  path: z.string(),
  /** Body that the operation would have as a request of its own. */
  data: z.exactOptional(z.unknown()),
});

/** Several operations in one request (RFC 7644 §3.7). */
export const BulkRequest = z.object({
  /** Holds the URN of BulkRequest. */
  schemas: schemasOf(BULK_REQUEST),
  /** After how many errors the service stops; never when absent. */
  failOnErrors: z.exactOptional(z.int().min(1)),
  /** The operations. */
  Operations: z.array(BulkRequestOperation),
});
/** Several operations in one request (RFC 7644 §3.7). */
export interface BulkRequest extends z.output<typeof BulkRequest> {}

const BulkResponseOperation = z.object({
  /** Method of the operation. */
  method: z.string(),
  /** The client's own name for the resource. */
  bulkId: z.exactOptional(z.string()),
  /** Version of the resource after the operation. */
  version: z.exactOptional(z.string()),
  /** URI of the resource; absent when it could not be created. */
  location: z.exactOptional(z.string()),
  /** HTTP status of the operation, as text. */
  status: z.string(),
  /** Body of the answer; always there for an error. */
  response: z.exactOptional(z.unknown()),
});

/** The answer to a bulk request (RFC 7644 §3.7). */
export const BulkResponse = z.object({
  /** Holds the URN of BulkResponse. */
  schemas: schemasOf(BULK_RESPONSE),
  /** What became of each operation that was tried. */
  Operations: z.array(BulkResponseOperation),
});
/** The answer to a bulk request (RFC 7644 §3.7). */
export interface BulkResponse extends z.output<typeof BulkResponse> {}

/** The body of an answer with an error status (RFC 7644 §3.12). */
export const ErrorMessage = z.object({
  /** Holds the URN of Error. */
  schemas: schemasOf(ERROR_MESSAGE),
  /** HTTP status, as text. */
  status: z.string(),
  /** Detail error keyword of RFC 7644 §3.12, table 9. */
  scimType: z.exactOptional(z.string()),
  /** Explanation for people. */
  detail: z.exactOptional(z.string()),
});
/** The body of an answer with an error status (RFC 7644 §3.12). */
export interface ErrorMessage extends z.output<typeof ErrorMessage> {}
