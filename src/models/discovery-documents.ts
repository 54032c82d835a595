/**
 * The documents in which a service describes itself: ServiceProviderConfig (RFC 7643 §5), ResourceType (§6) and Schema (§7).
 */
import * as z from "zod";
import { Meta } from "./parts.ts";

const documentShape = {
  /** URN of the kind of document. */
  schemas: z.array(z.string()),
  /** Facts about the document. */
  meta: z.exactOptional<z.ZodType<Meta>>(Meta),
};

const feature = z.object({
  /** Whether the service has the feature. */
  supported: z.boolean(),
});

/** A way to authenticate (RFC 7643 §5). */
export const AuthenticationScheme = z.object({
  /** `oauth`, `oauth2`, `oauthbearertoken`, `httpbasic` or `httpdigest`, or another name. */
  type: z.string(),
  /** Name for people. */
  name: z.string(),
  /** What the scheme is, in a sentence. */
  description: z.string(),
  /** Address of the scheme's specification. */
  specUri: z.exactOptional(z.string()),
  /** Address of a page on how to use it here. */
  documentationUri: z.exactOptional(z.string()),
  /** Whether it is the preferred scheme. */
  primary: z.exactOptional(z.boolean()),
});
/** A way to authenticate (RFC 7643 §5). */
export interface AuthenticationScheme extends z.output<typeof AuthenticationScheme> {}

/** What a service supports (RFC 7643 §5). */
export const ServiceProviderConfig = z.object({
  ...documentShape,
  /** Address of a page about the service, for people. */
  documentationUri: z.exactOptional(z.string()),
  /** Modification by PATCH. */
  patch: feature,
  /** Several operations in one request. */
  bulk: feature.extend({
    /** Most operations of one request. */
    maxOperations: z.int(),
    /** Most bytes of one request. */
    maxPayloadSize: z.int(),
  }),
  /** Filters in queries. */
  filter: feature.extend({
    /** Most resources of one answer. */
    maxResults: z.int(),
  }),
  /** Change of a password. */
  changePassword: feature,
  /** Sorted lists. */
  sort: feature,
  /** Versions of resources as entity tags. */
  etag: feature,
  /** Ways to authenticate. */
  authenticationSchemes: z.array<z.ZodType<AuthenticationScheme>>(AuthenticationScheme),
  /** Ways to page through a list (RFC 9865 §4). */
  pagination: z.exactOptional(
    z.object({
      /** Whether lists can be paged by cursor. */
      cursor: z.boolean(),
      /** Whether lists can be paged by position. */
      index: z.boolean(),
      /** `cursor` or `index`: what a request without either gets. */
      defaultPaginationMethod: z.exactOptional(z.string()),
      /** Resources of a page, when the request does not say. */
      defaultPageSize: z.exactOptional(z.int()),
      /** Most resources of a page. */
      maxPageSize: z.exactOptional(z.int()),
      /** Seconds that a cursor stays valid at least. */
      cursorTimeout: z.exactOptional(z.int()),
    }),
  ),
});
/** What a service supports (RFC 7643 §5). */
export interface ServiceProviderConfig extends z.output<typeof ServiceProviderConfig> {}

/** A kind of resource and its endpoint, as it stands at `/ResourceTypes` (RFC 7643 §6). */
export const ResourceTypeDocument = z.object({
  ...documentShape,
  /** Id of the document; the name by custom. */
  id: z.exactOptional(z.string()),
  /** Name of the resource type, such as `User`. */
  name: z.string(),
  /** What the resources are. */
  description: z.exactOptional(z.string()),
  /** Path below the base URL, such as `/Users`. */
  endpoint: z.string(),
  /** URN of the core schema. */
  schema: z.string(),
  /** Extensions of the resource type. */
  schemaExtensions: z.exactOptional(
    z.array(
      z.object({
        /** URN of the extension. */
        schema: z.string(),
        /** Whether every resource must carry it. */
        required: z.boolean(),
      }),
    ),
  ),
});
/** A kind of resource and its endpoint, as it stands at `/ResourceTypes` (RFC 7643 §6). */
export interface ResourceTypeDocument extends z.output<typeof ResourceTypeDocument> {}

const attributeShape = {
  /** Name of the attribute. */
  name: z.string(),
  /** Data type, such as `string` or `complex`. */
  type: z.string(),
  /** Whether the attribute has a list of values. */
  multiValued: z.boolean(),
  /** What the attribute holds. */
  description: z.exactOptional(z.string()),
  /** Whether every resource must have it. */
  required: z.exactOptional(z.boolean()),
  /** Suggested values. */
  canonicalValues: z.exactOptional(z.array(z.string())),
  /** Whether text compares with its case. */
  caseExact: z.exactOptional(z.boolean()),
  /** `readOnly`, `readWrite`, `immutable` or `writeOnly`. */
  mutability: z.exactOptional(z.string()),
  /** `always`, `never`, `default` or `request`. */
  returned: z.exactOptional(z.string()),
  /** `none`, `server` or `global`. */
  uniqueness: z.exactOptional(z.string()),
  /** What a reference may point to. */
  referenceTypes: z.exactOptional(z.array(z.string())),
};
const simpleAttribute = z.object(attributeShape);

/** The description of an attribute in a {@link SchemaDocument} (RFC 7643 §7). */
export const AttributeDocument: z.ZodType<AttributeDocument> = z.object({
  ...attributeShape,
  get subAttributes() {
    return z.exactOptional(z.array(AttributeDocument));
  },
});
/** The description of an attribute in a {@link SchemaDocument} (RFC 7643 §7). */
export interface AttributeDocument extends z.output<typeof simpleAttribute> {
  /** Parts of a complex attribute. */
  subAttributes?: AttributeDocument[];
}

/** The description of a schema, as it stands at `/Schemas` (RFC 7643 §7). */
export const SchemaDocument = z.object({
  ...documentShape,
  /** URN of the schema. */
  id: z.string(),
  /** Name for people, such as `User`. */
  name: z.exactOptional(z.string()),
  /** What the schema describes. */
  description: z.exactOptional(z.string()),
  /** The attributes. */
  attributes: z.array(AttributeDocument),
});
/** The description of a schema, as it stands at `/Schemas` (RFC 7643 §7). */
export interface SchemaDocument extends z.output<typeof SchemaDocument> {}
