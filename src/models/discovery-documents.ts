/** The discovery documents of a service: ServiceProviderConfig (RFC 7643 §5), ResourceType (§6) and Schema (§7). */
import * as z from "zod";
import { Meta } from "./common-attributes.ts";

const documentShape = {
  /** URN of the document type. */
  schemas: z.array(z.string()),
  /** Metadata of the document. */
  meta: z.exactOptional<z.ZodType<Meta>>(Meta),
};

const feature = z.object({
  /** Whether the service has the feature. */
  supported: z.boolean(),
});

/** An authentication scheme (RFC 7643 §5). */
export const AuthenticationScheme = z.object({
  /** `oauth`, `oauth2`, `oauthbearertoken`, `httpbasic` or `httpdigest`, or another name. */
  type: z.string(),
  /** Human-readable name. */
  name: z.string(),
  /** Description of the scheme, in a sentence. */
  description: z.string(),
  /** URL of the scheme's specification. */
  specUri: z.exactOptional(z.string()),
  /** URL of a page on how to use the scheme with this service. */
  documentationUri: z.exactOptional(z.string()),
  /** Whether it is the preferred scheme. */
  primary: z.exactOptional(z.boolean()),
});
/** An authentication scheme (RFC 7643 §5). */
export interface AuthenticationScheme extends z.output<typeof AuthenticationScheme> {}

/** The features of a service (RFC 7643 §5). */
export const ServiceProviderConfig = z.object({
  ...documentShape,
  /** URL of the documentation of the service. */
  documentationUri: z.exactOptional(z.string()),
  /** PATCH requests. */
  patch: feature,
  /** Bulk requests. */
  bulk: feature.extend({
    /** Maximum number of operations in a request. */
    maxOperations: z.int(),
    /** Maximum size of a request, in bytes. */
    maxPayloadSize: z.int(),
  }),
  /** Filters in queries. */
  filter: feature.extend({
    /** Maximum number of resources in a response. */
    maxResults: z.int(),
  }),
  /** Changing passwords. */
  changePassword: feature,
  /** Sorted lists. */
  sort: feature,
  /** Versions of resources as entity tags. */
  etag: feature,
  /** Authentication schemes. */
  authenticationSchemes: z.array<z.ZodType<AuthenticationScheme>>(AuthenticationScheme),
  /** Pagination methods (RFC 9865 §4). */
  pagination: z.exactOptional(
    z.object({
      /** Whether the service supports cursor-based pagination. */
      cursor: z.boolean(),
      /** Whether the service supports index-based pagination. */
      index: z.boolean(),
      /** `cursor` or `index`: the method for requests that name neither. */
      defaultPaginationMethod: z.exactOptional(z.string()),
      /** Number of resources in a page by default. */
      defaultPageSize: z.exactOptional(z.int()),
      /** Maximum number of resources in a page. */
      maxPageSize: z.exactOptional(z.int()),
      /** Minimum number of seconds that a cursor stays valid. */
      cursorTimeout: z.exactOptional(z.int()),
    }),
  ),
});
/** The features of a service (RFC 7643 §5). */
export interface ServiceProviderConfig extends z.output<typeof ServiceProviderConfig> {}

/** The document of a resource type, as `/ResourceTypes` returns it (RFC 7643 §6). */
export const ResourceTypeDocument = z.object({
  ...documentShape,
  /** Id of the document; usually the name. */
  id: z.exactOptional(z.string()),
  /** Name of the resource type, such as `User`. */
  name: z.string(),
  /** Description of the resources. */
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
        /** Whether every resource must have the extension. */
        required: z.boolean(),
      }),
    ),
  ),
});
/** The document of a resource type, as `/ResourceTypes` returns it (RFC 7643 §6). */
export interface ResourceTypeDocument extends z.output<typeof ResourceTypeDocument> {}

const attributeShape = {
  /** Name of the attribute. */
  name: z.string(),
  /** Data type, such as `string` or `complex`. */
  type: z.string(),
  /** Whether the attribute has a list of values. */
  multiValued: z.boolean(),
  /** Description of the attribute. */
  description: z.exactOptional(z.string()),
  /** Whether every resource must have it. */
  required: z.exactOptional(z.boolean()),
  /** Suggested values. */
  canonicalValues: z.exactOptional(z.array(z.string())),
  /** Whether strings that differ only in case are different. */
  caseExact: z.exactOptional(z.boolean()),
  /** `readOnly`, `readWrite`, `immutable` or `writeOnly`. */
  mutability: z.exactOptional(z.string()),
  /** `always`, `never`, `default` or `request`. */
  returned: z.exactOptional(z.string()),
  /** `none`, `server` or `global`. */
  uniqueness: z.exactOptional(z.string()),
  /** Targets of a reference. */
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

/** The document of a schema, as `/Schemas` returns it (RFC 7643 §7). */
export const SchemaDocument = z.object({
  ...documentShape,
  /** URN of the schema. */
  id: z.string(),
  /** Human-readable name, such as `User`. */
  name: z.exactOptional(z.string()),
  /** Description of the schema. */
  description: z.exactOptional(z.string()),
  /** The attributes. */
  attributes: z.array(AttributeDocument),
});
/** The document of a schema, as `/Schemas` returns it (RFC 7643 §7). */
export interface SchemaDocument extends z.output<typeof SchemaDocument> {}
