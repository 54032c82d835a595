/** The attributes that every resource has (RFC 7643 §3 and §3.1). */
import * as z from "zod";
import { dateTime, optional, reference, required } from "./characteristics.ts";

/** Metadata of a resource, maintained by the service (RFC 7643 §3.1). */
export const Meta = z.object({
  /** Name of the resource type, such as `User`. */
  resourceType: optional(z.string(), {
    description: "Name of the resource type.",
    caseExact: true,
    mutability: "readOnly",
  }),
  /** When the resource was created, as a dateTime. */
  created: optional(dateTime(), { description: "When the resource was created.", mutability: "readOnly" }),
  /** When the resource was last changed, as a dateTime. */
  lastModified: optional(dateTime(), { description: "When the resource was last changed.", mutability: "readOnly" }),
  /** URI of the resource. */
  location: optional(reference("uri"), { description: "URI of the resource.", mutability: "readOnly" }),
  /** Version of the resource: its entity tag. */
  version: optional(z.string(), {
    description: "Version of the resource, equal to its entity tag.",
    caseExact: true,
    mutability: "readOnly",
  }),
});
/** Metadata of a resource, maintained by the service (RFC 7643 §3.1). */
export interface Meta extends z.output<typeof Meta> {}

/** Attributes of every resource (RFC 7643 §3 and §3.1), to be spread into the shape of a schema. */
export const commonAttributes = {
  /** URNs of the schemas whose attributes the resource has. */
  schemas: required(z.array(reference("uri")), {
    description: "URNs of the schemas whose attributes the resource has.",
    // URNs are compared regardless of case (RFC 7643 §10.2.1 with RFC 8141 §3.1).
    caseExact: false,
    returned: "always",
  }),
  /** Identifier assigned by the service; stable, never reused. */
  id: optional(z.string(), {
    description: "Identifier assigned by the service.",
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  /** Identifier assigned by the provisioning client. */
  externalId: optional(z.string(), {
    description: "Identifier assigned by the provisioning client.",
    caseExact: true,
  }),
  /** Metadata of the resource, maintained by the service. */
  meta: optional<z.ZodType<Meta>>(Meta, {
    description: "Metadata of the resource, maintained by the service.",
    mutability: "readOnly",
  }),
};

const commonSchema = z.object(commonAttributes);
/** The attributes that every resource has (RFC 7643 §3). */
export interface Resource extends z.output<typeof commonSchema> {}
