/**
 * The User resource (RFC 7643 §4.1) with the enterprise extension.
 */
import * as z from "zod";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../urns.ts";
import { defineSchema, optional, reference, required } from "./characteristics.ts";
import { commonAttributes } from "./common-attributes.ts";
import { EnterpriseUser } from "./enterprise-user.ts";
import { defineResourceType, type ResourceType } from "./resource-type.ts";
import {
  Address,
  Email,
  Entitlement,
  GroupMembership,
  InstantMessagingAddress,
  Name,
  PhoneNumber,
  Photo,
  Role,
  X509Certificate,
} from "./user-attributes.ts";

const identity = { urn: USER_SCHEMA, name: "User", description: "User Account" };

function list<Entry>(entry: z.ZodType<Entry>): z.ZodArray<z.ZodType<Entry>> {
  return z.array(entry);
}

/** A user without any extension (RFC 7643 §4.1): the base of a user with custom extensions. */
export const CoreUser = defineSchema(identity, {
  ...commonAttributes,
  /** Name with which the user signs in; unique in the service, compared regardless of case. */
  userName: required(z.string().min(1), {
    description: "Name with which the user signs in, unique in the service.",
    uniqueness: "server",
  }),
  /** The parts of the user's name. */
  name: optional<z.ZodType<Name>>(Name, { description: "The parts of the user's name." }),
  /** Name to show for the user. */
  displayName: optional(z.string(), { description: "Name to show for the user." }),
  /** Casual name, such as `Bob` for Robert. */
  nickName: optional(z.string(), { description: "Casual name of the user." }),
  /** Page about the user. */
  profileUrl: optional(reference("external"), { description: "URI of a page about the user." }),
  /** Job title, such as `Vice President`. */
  title: optional(z.string(), { description: "Job title of the user." }),
  /** Relation to the organization, such as `Employee` or `Contractor`. */
  userType: optional(z.string(), { description: "Relation of the user to the organization." }),
  /** Languages the user prefers, in the form of an Accept-Language header (RFC 7231 §5.3.5). */
  preferredLanguage: optional(z.string(), {
    description: "Languages the user prefers, in the form of an Accept-Language header.",
  }),
  /** Locale for formats of numbers and dates, as a language tag such as `en-US` (RFC 5646). */
  locale: optional(z.string(), { description: "Locale for formats of numbers and dates, as a language tag." }),
  /** Time zone, as a name of the IANA database such as `Europe/Brussels`. */
  timezone: optional(z.string(), { description: "Time zone, as a name of the IANA database." }),
  /** Whether the account may be used; false for a disabled one. */
  active: optional(z.boolean(), { description: "Whether the account may be used." }),
  /** Password in clear text, to be set; never in a response. */
  password: optional(z.string(), {
    description: "Password in clear text, to be set; never in a response.",
    mutability: "writeOnly",
    returned: "never",
  }),
  /** E-mail addresses. */
  emails: optional(list<Email>(Email), { description: "E-mail addresses of the user." }),
  /** Phone numbers. */
  phoneNumbers: optional(list<PhoneNumber>(PhoneNumber), { description: "Phone numbers of the user." }),
  /** Instant messaging addresses. */
  ims: optional(list<InstantMessagingAddress>(InstantMessagingAddress), {
    description: "Instant messaging addresses of the user.",
  }),
  /** Photos, by their URIs. */
  photos: optional(list<Photo>(Photo), { description: "URIs of photos of the user." }),
  /** Postal addresses. */
  addresses: optional(list<Address>(Address), { description: "Postal addresses of the user." }),
  /** Groups the user belongs to; changed through the groups. */
  groups: optional(list<GroupMembership>(GroupMembership), {
    description: "Groups the user belongs to, changed through the groups.",
    mutability: "readOnly",
  }),
  /** Rights and things that the user has. */
  entitlements: optional(list<Entitlement>(Entitlement), { description: "Rights and things that the user has." }),
  /** Roles of the user. */
  roles: optional(list<Role>(Role), { description: "Roles of the user." }),
  /** Certificates of the user. */
  x509Certificates: optional(list<X509Certificate>(X509Certificate), { description: "Certificates of the user." }),
});
/** A user without any extension (RFC 7643 §4.1). */
export interface CoreUser extends z.output<typeof CoreUser> {}

/** A user (RFC 7643 §4.1) with the enterprise extension under its URN. */
export const User = defineSchema(identity, {
  ...CoreUser.shape,
  /** Attributes of the user within the organization (RFC 7643 §4.3). */
  [ENTERPRISE_USER_SCHEMA]: optional<z.ZodType<EnterpriseUser>>(EnterpriseUser, {
    description: "Attributes of the user within the organization.",
  }),
});
/** A user (RFC 7643 §4.1) with the enterprise extension under its URN. */
export interface User extends z.output<typeof User> {}

/** The resource type of users, at `/Users`. */
export const UserType: ResourceType<User> = defineResourceType({
  name: "User",
  endpoint: "/Users",
  description: "User Account",
  schema: User,
});
