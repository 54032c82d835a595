/**
 * Schema URIs, message URIs and media types of SCIM: the only place in this package where they are spelled.
 *
 * Sources: RFC 7643 §8.7, RFC 7644 §3, RFC 9865 for cursor paging; `urn:scim:schemas:core:1.0` is the SCIM 1.1 core
 * schema, which Proxyclick's published sample body carries.
 */

/** RFC 7643 §4.1: the core User schema. */
export const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
/** RFC 7643 §4.2: the core Group schema. */
export const GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
/** RFC 7643 §4.3: the enterprise extension of User. */
export const ENTERPRISE_USER_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** RFC 7643 §5: what a service supports. */
export const SERVICE_PROVIDER_CONFIG_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
/** RFC 7643 §6: a kind of resource and its endpoint. */
export const RESOURCE_TYPE_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
/** RFC 7643 §7: the description of a schema. */
export const SCHEMA_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/** SCIM 1.1 core schema, the dialect of Proxyclick's published sample. */
export const SCIM1_CORE_SCHEMA = "urn:scim:schemas:core:1.0";

/** RFC 7644 §3.4.2: a list of resources. */
export const LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/** RFC 7644 §3.4.3: a query sent by POST. */
export const SEARCH_REQUEST = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
/** RFC 7644 §3.5.2: a modification by PATCH. */
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/** RFC 7644 §3.7: several operations in one request. */
export const BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/** RFC 7644 §3.7: the response to a bulk request. */
export const BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
/** RFC 7644 §3.12: an error. */
export const ERROR_MESSAGE = "urn:ietf:params:scim:api:messages:2.0:Error";

/** RFC 7644 §3.1: the media type of every SCIM message. */
export const SCIM_MEDIA_TYPE = "application/scim+json";
