/** The complex attributes of users: names, addresses and the elements of multi-valued attributes (RFC 7643 §4.1). */
import * as z from "zod";
import { binary, optional, reference, suggested } from "./characteristics.ts";

/** The parts of a person's name (RFC 7643 §4.1.1). */
export const Name = z.object({
  /** Full name as it is displayed, with all its parts. */
  formatted: optional(z.string(), { description: "Full name as it is displayed, with all its parts." }),
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
function elementShape<Value extends z.ZodType, const Type extends string>(
  noun: string,
  value: Value,
  types: readonly Type[] = [],
) {
  return {
    /** The value itself. */
    value: optional(value, { description: `The ${noun}.` }),
    /** String to display for the value. */
    display: optional(z.string(), { description: `String to display for the ${noun}.` }),
    /** What the value is used for. */
    type: optional(suggested(...types), { description: `What the ${noun} is used for.` }),
    /** Whether this is the preferred value; at most one of the list is preferred. */
    primary: optional(z.boolean(), { description: `Whether this is the preferred ${noun}.` }),
  };
}

/** An e-mail address of a user (RFC 7643 §4.1.2). */
export const Email = z.object(elementShape("e-mail address", z.string(), ["work", "home", "other"]));
/** An e-mail address of a user (RFC 7643 §4.1.2). */
export interface Email extends z.output<typeof Email> {}

/** A phone number of a user (RFC 7643 §4.1.2). */
export const PhoneNumber = z.object(
  elementShape("phone number", z.string(), ["work", "home", "mobile", "fax", "pager", "other"]),
);
/** A phone number of a user (RFC 7643 §4.1.2). */
export interface PhoneNumber extends z.output<typeof PhoneNumber> {}

/** An instant messaging address of a user (RFC 7643 §4.1.2). */
export const InstantMessagingAddress = z.object(
  elementShape("instant messaging address", z.string(), ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
);
/** An instant messaging address of a user (RFC 7643 §4.1.2). */
export interface InstantMessagingAddress extends z.output<typeof InstantMessagingAddress> {}

/** A photo of a user, by its URI (RFC 7643 §4.1.2). */
export const Photo = z.object(elementShape("photo", reference("external"), ["photo", "thumbnail"]));
/** A photo of a user, by its URI (RFC 7643 §4.1.2). */
export interface Photo extends z.output<typeof Photo> {}

/** A right or a thing that a user has (RFC 7643 §4.1.2). */
export const Entitlement = z.object(elementShape("entitlement", z.string()));
/** A right or a thing that a user has (RFC 7643 §4.1.2). */
export interface Entitlement extends z.output<typeof Entitlement> {}

/** A role of a user (RFC 7643 §4.1.2). */
export const Role = z.object(elementShape("role", z.string()));
/** A role of a user (RFC 7643 §4.1.2). */
export interface Role extends z.output<typeof Role> {}

/** A certificate of a user, DER in base64 (RFC 7643 §4.1.2). */
export const X509Certificate = z.object(elementShape("certificate", binary()));
/** A certificate of a user, DER in base64 (RFC 7643 §4.1.2). */
export interface X509Certificate extends z.output<typeof X509Certificate> {}

/** A postal address of a user (RFC 7643 §4.1.2). */
export const Address = z.object({
  /** Whole address as it is displayed or printed; may contain line breaks. */
  formatted: optional(z.string(), { description: "Whole address as it is displayed or printed." }),
  /** Street, house number and other details of that line. */
  streetAddress: optional(z.string(), { description: "Street, house number and other details of that line." }),
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
  /** Whether this is the preferred address; at most one of the list is preferred. */
  primary: optional(z.boolean(), { description: "Whether this is the preferred address." }),
});
/** A postal address of a user (RFC 7643 §4.1.2). */
export interface Address extends z.output<typeof Address> {}

/** A group that a user belongs to, set by the service (RFC 7643 §4.1.2). */
export const GroupMembership = z.object({
  /** Id of the group. */
  value: optional(z.string(), { description: "Id of the group.", mutability: "readOnly" }),
  /** URI of the group. */
  $ref: optional(reference("User", "Group"), { description: "URI of the group.", mutability: "readOnly" }),
  /** Name of the group. */
  display: optional(z.string(), { description: "Name of the group.", mutability: "readOnly" }),
  /** `direct` for a member of the group itself, `indirect` for a member of a nested group. */
  type: optional(suggested("direct", "indirect"), {
    description: "Whether the user is a member of the group itself or of a nested group.",
    mutability: "readOnly",
  }),
});
/** A group that a user belongs to, set by the service (RFC 7643 §4.1.2). */
export interface GroupMembership extends z.output<typeof GroupMembership> {}
