/** The messages of the SCIM protocol (RFC 7644) with cursor-based pagination (RFC 9865). */
import * as z from "zod";
import { BULK_REQUEST, BULK_RESPONSE, ERROR_MESSAGE, LIST_RESPONSE, PATCH_OP, SEARCH_REQUEST } from "../urns.ts";

/** `schemas` of a message: contains its URN, in any case. */
function schemasOf(urn: string) {
  return z
    .array(z.string())
    .refine((urns) => urns.some((given) => given.toLowerCase() === urn.toLowerCase()), `expected the URN ${urn}`);
}

const count = () => z.int().min(0);
/** A resource of any type. */
const anyResource = () => z.looseObject({});

const pageShape = {
  /** Contains the URN of ListResponse. */
  schemas: schemasOf(LIST_RESPONSE),
  /** Total number of matching resources; may be absent with cursor-based pagination (RFC 9865 §2). */
  totalResults: z.exactOptional(count()),
  /** 1-based position of the first resource of this page; with index-based pagination. */
  startIndex: z.exactOptional(z.int().min(1)),
  /** Number of resources in this page. */
  itemsPerPage: z.exactOptional(count()),
  /** Cursor of the previous page; with cursor-based pagination (RFC 9865 §2). */
  previousCursor: z.exactOptional(z.string()),
  /** Cursor of the next page, absent on the last one; with cursor-based pagination (RFC 9865 §2). */
  nextCursor: z.exactOptional(z.string()),
};
const pageSchema = z.object(pageShape);

/** The ListResponse schema for one type of resource. */
export function listResponseOf<Schema extends z.ZodType>(resource: Schema) {
  return z.object({
    ...pageShape,
    /** The resources of this page; may be absent if there are none. */
    Resources: z.exactOptional(z.array(resource)),
  });
}

/** A page of a list of resources of any type (RFC 7644 §3.4.2). */
export const ListResponse = listResponseOf(anyResource());
/**
 * A page of a list of resources (RFC 7644 §3.4.2).
 *
 * @typeParam Resource Type of the resources.
 */
export interface ListResponse<Resource = Record<string, unknown>> extends z.output<typeof pageSchema> {
  /** The resources of this page; may be absent if there are none. */
  Resources?: Resource[];
}

const PatchOpOperation = z.object({
  /** `add`, `replace` or `remove`; the handler of this package accepts any case. */
  op: z.string(),
  /** Target of the operation; absent for the resource itself. */
  path: z.exactOptional(z.string()),
  /** Value to add or to set; absent for most removals. */
  value: z.exactOptional(z.unknown()),
});

/** A modification of a resource (RFC 7644 §3.5.2). */
export const PatchOp = z.object({
  /** Contains the URN of PatchOp. */
  schemas: schemasOf(PATCH_OP),
  /** The operations, applied in order, all or none. */
  Operations: z.array(PatchOpOperation),
});
/** A modification of a resource (RFC 7644 §3.5.2). */
export interface PatchOp extends z.output<typeof PatchOp> {}

/** A query sent by POST to `/.search` (RFC 7644 §3.4.3). */
export const SearchRequest = z.object({
  /** Contains the URN of SearchRequest. */
  schemas: schemasOf(SEARCH_REQUEST),
  /** Attributes to return; the default ones if absent. */
  attributes: z.exactOptional(z.array(z.string())),
  /** Attributes to leave out of the default ones. */
  excludedAttributes: z.exactOptional(z.array(z.string())),
  /** Filter expression (RFC 7644 §3.4.2.2). */
  filter: z.exactOptional(z.string()),
  /** Attribute to sort by. */
  sortBy: z.exactOptional(z.string()),
  /** `ascending`, the default, or `descending`. */
  sortOrder: z.exactOptional(z.literal(["ascending", "descending"])),
  /** 1-based position of the first resource; smaller numbers count as 1. */
  startIndex: z.exactOptional(z.int()),
  /** Maximum number of resources; negative numbers count as 0. */
  count: z.exactOptional(z.int()),
  /** Cursor of the page to return; empty for the first one (RFC 9865 §2). */
  cursor: z.exactOptional(z.string()),
});
/** A query sent by POST to `/.search` (RFC 7644 §3.4.3). */
export interface SearchRequest extends z.output<typeof SearchRequest> {}

const BulkRequestOperation = z.object({
  /** `POST`, `PUT`, `PATCH` or `DELETE`. */
  method: z.string(),
  /**
   * Client-assigned identifier of a resource to be created; other operations refer to it as `bulkId:` and this
   * identifier.
   */
  bulkId: z.exactOptional(z.string()),
  /** Version that the resource must still have. */
  version: z.exactOptional(z.string()),
  /** Path below the base URL, such as `/Users`. */
  path: z.string(),
  /** Body of the operation, as for a single request. */
  data: z.exactOptional(z.unknown()),
});

/** A bulk request: several operations in one request (RFC 7644 §3.7). */
export const BulkRequest = z.object({
  /** Contains the URN of BulkRequest. */
  schemas: schemasOf(BULK_REQUEST),
  /** Number of errors after which the service stops; absent or 0: it never stops. */
  failOnErrors: z.exactOptional(z.int().min(0)),
  /** The operations. */
  Operations: z.array(BulkRequestOperation),
});
/** A bulk request: several operations in one request (RFC 7644 §3.7). */
export interface BulkRequest extends z.output<typeof BulkRequest> {}

const BulkResponseOperation = z.object({
  /** Method of the operation. */
  method: z.string(),
  /** Client-assigned identifier of the resource. */
  bulkId: z.exactOptional(z.string()),
  /** Version of the resource after the operation. */
  version: z.exactOptional(z.string()),
  /** URI of the resource; absent if it could not be created. */
  location: z.exactOptional(z.string()),
  /** HTTP status of the operation, as a string. */
  status: z.string(),
  /** Body of the response; always present for an error. */
  response: z.exactOptional(z.unknown()),
});

/** The response to a bulk request (RFC 7644 §3.7). */
export const BulkResponse = z.object({
  /** Contains the URN of BulkResponse. */
  schemas: schemasOf(BULK_RESPONSE),
  /** Results of the operations that were executed. */
  Operations: z.array(BulkResponseOperation),
});
/** The response to a bulk request (RFC 7644 §3.7). */
export interface BulkResponse extends z.output<typeof BulkResponse> {}

/** The body of an error response (RFC 7644 §3.12). */
export const ErrorMessage = z.object({
  /** Contains the URN of Error. */
  schemas: schemasOf(ERROR_MESSAGE),
  /** HTTP status, as a string. */
  status: z.string(),
  /** Detail error keyword of RFC 7644 §3.12, table 9. */
  scimType: z.exactOptional(z.string()),
  /** Human-readable explanation. */
  detail: z.exactOptional(z.string()),
});
/** The body of an error response (RFC 7644 §3.12). */
export interface ErrorMessage extends z.output<typeof ErrorMessage> {}
