/**
 * What resources are put together from: the common attributes, names, addresses and the entries of multi-valued attributes.
 */
import * as z from "zod";
import { binary, dateTime, optional, reference, required, suggested } from "./characteristics.ts";

/** Facts about a resource that the service keeps (RFC 7643 §3.1). */
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
/** Facts about a resource that the service keeps (RFC 7643 §3.1). */
export interface Meta extends z.output<typeof Meta> {}

/** Attributes of every resource (RFC 7643 §3 and §3.1): spread into the shape of a resource's schema. */
export const commonAttributes = {
  /** URNs of the schemas whose attributes the resource has. */
  schemas: required(z.array(reference("uri")), {
    description: "URNs of the schemas whose attributes the resource has.",
    // URNs are compared without regard to case (RFC 7643 §10.2.1 with RFC 8141 §3.1).
    caseExact: false,
    returned: "always",
  }),
  /** Identifier that the service gave to the resource; stable, never reused. */
  id: optional(z.string(), {
    description: "Identifier that the service gave to the resource.",
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  /** Identifier that the provisioning client gave to the resource. */
  externalId: optional(z.string(), {
    description: "Identifier that the provisioning client gave to the resource.",
    caseExact: true,
  }),
  /** Facts about the resource that the service keeps. */
  meta: optional<z.ZodType<Meta>>(Meta, {
    description: "Facts about the resource that the service keeps.",
    mutability: "readOnly",
  }),
};

const commonSchema = z.object(commonAttributes);
/** What every resource has (RFC 7643 §3). */
export interface Resource extends z.output<typeof commonSchema> {}

/** The parts of a person's name (RFC 7643 §4.1.1). */
export const Name = z.object({
  /** Full name as it is shown, with all its parts. */
  formatted: optional(z.string(), { description: "Full name as it is shown, with all its parts." }),
  /** Family name, or last name. */
  familyName: optional(z.string(), { description: "Family name, or last name." }),
  /** Given name, or first name. */
  givenName: optional(z.string(), { description: "Given name, or first name." }),
  /** Middle names. */
  middleName: optional(z.string(), { description: "Middle names." }),
  /** Title before the name, such as `Dr.`. */
  honorificPrefix: optional(z.string(), { description: "Title before the name." }),
  /** Suffix after the name, such as `III`. */
  honorificSuffix: optional(z.string(), { description: "Suffix after the name." }),
});
/** The parts of a person's name (RFC 7643 §4.1.1). */
export interface Name extends z.output<typeof Name> {}

/** The usual sub-attributes of a multi-valued attribute (RFC 7643 §2.4). */
function entry<Value extends z.ZodType, const Label extends string>(
  what: string,
  value: Value,
  labels: readonly Label[] = [],
) {
  return {
    /** The value itself. */
    value: optional(value, { description: `The ${what}.` }),
    /** Text to show for the value. */
    display: optional(z.string(), { description: `Text to show for the ${what}.` }),
    /** What the value is used for. */
    type: optional(suggested(...labels), { description: `What the ${what} is used for.` }),
    /** Whether this is the preferred value; at most one of the list is. */
    primary: optional(z.boolean(), { description: `Whether this is the preferred ${what}.` }),
  };
}

/** An e-mail address of a user (RFC 7643 §4.1.2). */
export const Email = z.object(entry("e-mail address", z.string(), ["work", "home", "other"]));
/** An e-mail address of a user (RFC 7643 §4.1.2). */
export interface Email extends z.output<typeof Email> {}

/** A phone number of a user (RFC 7643 §4.1.2). */
export const PhoneNumber = z.object(
  entry("phone number", z.string(), ["work", "home", "mobile", "fax", "pager", "other"]),
);
/** A phone number of a user (RFC 7643 §4.1.2). */
export interface PhoneNumber extends z.output<typeof PhoneNumber> {}

/** An instant messaging address of a user (RFC 7643 §4.1.2). */
export const InstantMessagingAddress = z.object(
  entry("instant messaging address", z.string(), ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
);
/** An instant messaging address of a user (RFC 7643 §4.1.2). */
export interface InstantMessagingAddress extends z.output<typeof InstantMessagingAddress> {}

/** A photo of a user, by its URI (RFC 7643 §4.1.2). */
export const Photo = z.object(entry("photo", reference("external"), ["photo", "thumbnail"]));
/** A photo of a user, by its URI (RFC 7643 §4.1.2). */
export interface Photo extends z.output<typeof Photo> {}

/** A right or a thing that a user has (RFC 7643 §4.1.2). */
export const Entitlement = z.object(entry("entitlement", z.string()));
/** A right or a thing that a user has (RFC 7643 §4.1.2). */
export interface Entitlement extends z.output<typeof Entitlement> {}

/** A role of a user (RFC 7643 §4.1.2). */
export const Role = z.object(entry("role", z.string()));
/** A role of a user (RFC 7643 §4.1.2). */
export interface Role extends z.output<typeof Role> {}

/** A certificate of a user, DER in base64 (RFC 7643 §4.1.2). */
export const X509Certificate = z.object(entry("certificate", binary()));
/** A certificate of a user, DER in base64 (RFC 7643 §4.1.2). */
export interface X509Certificate extends z.output<typeof X509Certificate> {}

/** A postal address of a user (RFC 7643 §4.1.2). */
export const Address = z.object({
  /** Whole address as it is shown or printed; may hold line breaks. */
  formatted: optional(z.string(), { description: "Whole address as it is shown or printed." }),
  /** Street, house number and what else stands on that line. */
  streetAddress: optional(z.string(), { description: "Street, house number and what else stands on that line." }),
  /** City or place. */
  locality: optional(z.string(), { description: "City or place." }),
  /** State or region. */
  region: optional(z.string(), { description: "State or region." }),
  /** Postal code. */
  postalCode: optional(z.string(), { description: "Postal code." }),
  /** Country, as a two-letter code of ISO 3166-1. */
  country: optional(z.string(), { description: "Country, as a two-letter code of ISO 3166-1." }),
  /** What the address is used for. */
  type: optional(suggested("work", "home", "other"), { description: "What the address is used for." }),
  /** Whether this is the preferred address; at most one of the list is. */
  primary: optional(z.boolean(), { description: "Whether this is the preferred address." }),
});
/** A postal address of a user (RFC 7643 §4.1.2). */
export interface Address extends z.output<typeof Address> {}

/** A group that a user belongs to, as the service sees it (RFC 7643 §4.1.2). */
export const GroupMembership = z.object({
  /** Id of the group. */
  value: optional(z.string(), { description: "Id of the group.", mutability: "readOnly" }),
  /** URI of the group. */
  $ref: optional(reference("User", "Group"), { description: "URI of the group.", mutability: "readOnly" }),
  /** Name of the group. */
  display: optional(z.string(), { description: "Name of the group.", mutability: "readOnly" }),
  /** `direct` for a member of the group itself, `indirect` for a member of a group in it. */
  type: optional(suggested("direct", "indirect"), {
    description: "Whether the user is in the group itself or in a group of it.",
    mutability: "readOnly",
  }),
});
/** A group that a user belongs to, as the service sees it (RFC 7643 §4.1.2). */
export interface GroupMembership extends z.output<typeof GroupMembership> {}
