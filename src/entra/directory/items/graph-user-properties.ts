/** The properties of Microsoft Graph's users that a source can read, and those that it cannot. */
import { attributesIn, OBJECT_PROPERTIES } from "../../../graph-users/user-attributes.ts";

/** Properties with a simple value or a list of them. Source: Microsoft Graph, user resource type. */
const SIMPLE_PROPERTIES = [
  "accountEnabled",
  "ageGroup",
  "businessPhones",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "createdDateTime",
  "creationType",
  "deletedDateTime",
  "department",
  "displayName",
  "employeeHireDate",
  "employeeId",
  "employeeLeaveDateTime",
  "employeeType",
  "externalUserState",
  "externalUserStateChangeDateTime",
  "faxNumber",
  "givenName",
  "id",
  "imAddresses",
  "isManagementRestricted",
  "isResourceAccount",
  "jobTitle",
  "lastPasswordChangeDateTime",
  "legalAgeGroupClassification",
  "mail",
  "mailNickname",
  "manager",
  "mobilePhone",
  "officeLocation",
  "onPremisesDistinguishedName",
  "onPremisesDomainName",
  "onPremisesImmutableId",
  "onPremisesLastSyncDateTime",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "onPremisesUserPrincipalName",
  "otherMails",
  "passwordPolicies",
  "postalCode",
  "preferredDataLocation",
  "preferredLanguage",
  "proxyAddresses",
  "securityIdentifier",
  "showInAddressList",
  "signInSessionsValidFromDateTime",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
  "userType",
] as const;

/** Properties by the names of their parts. */
const PROPERTY_OF_PART: ReadonlyMap<string, string> = new Map(
  [...OBJECT_PROPERTIES].flatMap(([property, parts]) => parts.map((part) => [part, property] as const)),
);

/** Names of the attributes that every directory has. */
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set([...SIMPLE_PROPERTIES, ...PROPERTY_OF_PART.keys()]);

/** What is read when nothing is said: what mappings usually read. */
export const USUAL_ATTRIBUTES: readonly string[] = [
  "userPrincipalName",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "mailNickname",
  "accountEnabled",
  "userType",
  "jobTitle",
  "department",
  "companyName",
  "employeeId",
  "preferredLanguage",
  "usageLocation",
  "country",
  "state",
  "city",
  "streetAddress",
  "postalCode",
  "officeLocation",
  "mobilePhone",
  "businessPhones",
  "faxNumber",
  "proxyAddresses",
  "otherMails",
  "onPremisesSyncEnabled",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "createdDateTime",
  "manager",
  ...attributesIn("onPremisesExtensionAttributes"),
];

const OUTSIDE = "Graph keeps it outside the directory, and delta queries refuse it";
const USE_HIRE_DATE = `${OUTSIDE}; employeeHireDate is in the directory`;

/** Properties that exist, and why no source reads them (Microsoft Graph: user resource type, delta query overview). */
export const REFUSED_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ...[
    "aboutMe",
    "birthday",
    "cloudLicensing",
    "deviceEnrollmentLimit",
    "interests",
    "mailboxSettings",
    "mySite",
    "pastProjects",
    "preferredName",
    "print",
    "responsibilities",
    "schools",
    "signInActivity",
    "skills",
  ].map((name) => [name, OUTSIDE] as const),
  ["hireDate", USE_HIRE_DATE],
  ["licenseAssignmentStates", "delta queries do not report its changes"],
  ["passwordProfile", "it is a secret"],
]);

/** Name of a directory extension (Microsoft Graph: add custom data by directory extensions). */
const DIRECTORY_EXTENSION = /^extension_[\da-f]{32}_\w{1,200}$/i;

/** Whether a name is that of a directory extension, such as `extension_{application id}_costCenter`. */
export function isDirectoryExtension(name: string): boolean {
  return DIRECTORY_EXTENSION.test(name);
}

/** The property that must be selected for an attribute. */
export function propertyOf(attribute: string): string {
  return PROPERTY_OF_PART.get(attribute) ?? attribute;
}
