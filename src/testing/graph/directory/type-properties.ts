/** Properties of objects in Microsoft Graph: which exist, which are returned by default, which delta refuses. */
import { badRequest } from "../service/service-error.ts";

/** The properties of a type. */
export interface TypeProperties {
  /** Name of the type, such as `microsoft.graph.user`. */
  readonly type: string;
  /** Names of all properties and relationships that can be selected. */
  readonly known: ReadonlySet<string>;
  /** What a request without `$select` returns. */
  readonly defaults: readonly string[];
  /** Properties that are lists. */
  readonly collections: ReadonlySet<string>;
  /** Properties that delta queries return, but whose changes they do not report. */
  readonly untracked: ReadonlySet<string>;
  /** Properties that are stored outside the directory; delta queries and lists refuse them. */
  readonly outside: ReadonlySet<string>;
}

const USER_DEFAULTS = [
  "businessPhones",
  "displayName",
  "givenName",
  "id",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
];

const USER_OUTSIDE = [
  "signInActivity",
  "mailboxSettings",
  "deviceEnrollmentLimit",
  "print",
  "cloudLicensing",
  "aboutMe",
  "birthday",
  "hireDate",
  "interests",
  "mySite",
  "pastProjects",
  "preferredName",
  "responsibilities",
  "schools",
  "skills",
];

/** Properties of users. */
export const USER_PROPERTIES: TypeProperties = {
  type: "microsoft.graph.user",
  defaults: USER_DEFAULTS,
  outside: new Set(USER_OUTSIDE),
  untracked: new Set(["licenseAssignmentStates"]),
  collections: new Set([
    "assignedLicenses",
    "assignedPlans",
    "businessPhones",
    "identities",
    "imAddresses",
    "interests",
    "licenseAssignmentStates",
    "onPremisesProvisioningErrors",
    "otherMails",
    "provisionedPlans",
    "proxyAddresses",
    "serviceProvisioningErrors",
  ]),
  known: new Set([
    ...USER_DEFAULTS,
    ...USER_OUTSIDE,
    "accountEnabled",
    "ageGroup",
    "assignedLicenses",
    "assignedPlans",
    "authorizationInfo",
    "city",
    "companyName",
    "consentProvidedForMinor",
    "country",
    "createdDateTime",
    "creationType",
    "customSecurityAttributes",
    "deletedDateTime",
    "department",
    "employeeHireDate",
    "employeeId",
    "employeeLeaveDateTime",
    "employeeOrgData",
    "employeeType",
    "externalUserState",
    "externalUserStateChangeDateTime",
    "faxNumber",
    "identities",
    "imAddresses",
    "isManagementRestricted",
    "isResourceAccount",
    "lastPasswordChangeDateTime",
    "legalAgeGroupClassification",
    "licenseAssignmentStates",
    "mailNickname",
    "manager",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesExtensionAttributes",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesProvisioningErrors",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "otherMails",
    "passwordPolicies",
    "passwordProfile",
    "postalCode",
    "preferredDataLocation",
    "provisionedPlans",
    "proxyAddresses",
    "securityIdentifier",
    "serviceProvisioningErrors",
    "showInAddressList",
    "signInSessionsValidFromDateTime",
    "state",
    "streetAddress",
    "usageLocation",
    "userType",
  ]),
};

const GROUP_OUTSIDE = [
  "accessType",
  "allowExternalSenders",
  "autoSubscribeNewMembers",
  "cloudLicensing",
  "hideFromAddressLists",
  "hideFromOutlookClients",
  "isArchived",
  "isFavorite",
  "isSubscribedByMail",
  "membershipRuleProcessingStatus",
  "unseenCount",
  "welcomeMessageEnabled",
];

const GROUP_DEFAULTS = [
  "classification",
  "createdDateTime",
  "deletedDateTime",
  "description",
  "displayName",
  "groupTypes",
  "id",
  "mail",
  "mailEnabled",
  "mailNickname",
  "membershipRule",
  "onPremisesSyncEnabled",
  "preferredLanguage",
  "proxyAddresses",
  "renewedDateTime",
  "securityEnabled",
  "securityIdentifier",
  "visibility",
];

/** Properties of groups. */
export const GROUP_PROPERTIES: TypeProperties = {
  type: "microsoft.graph.group",
  defaults: GROUP_DEFAULTS,
  outside: new Set(GROUP_OUTSIDE),
  untracked: new Set(),
  collections: new Set(["assignedLabels", "assignedLicenses", "groupTypes", "proxyAddresses"]),
  known: new Set([
    ...GROUP_DEFAULTS,
    ...GROUP_OUTSIDE,
    "assignedLabels",
    "assignedLicenses",
    "expirationDateTime",
    "isAssignableToRole",
    "isManagementRestricted",
    "members",
    "onPremisesDomainName",
    "onPremisesLastSyncDateTime",
    "onPremisesNetBiosName",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "owners",
    "preferredDataLocation",
    "resourceProvisioningOptions",
    "theme",
    "uniqueName",
  ]),
};

const SERVICE_PRINCIPAL_DEFAULTS = [
  "accountEnabled",
  "alternativeNames",
  "appDescription",
  "appDisplayName",
  "appId",
  "appOwnerOrganizationId",
  "appRoleAssignmentRequired",
  "appRoles",
  "applicationTemplateId",
  "deletedDateTime",
  "description",
  "disabledByMicrosoftStatus",
  "displayName",
  "homepage",
  "id",
  "info",
  "keyCredentials",
  "loginUrl",
  "logoutUrl",
  "notes",
  "notificationEmailAddresses",
  "oauth2PermissionScopes",
  "passwordCredentials",
  "preferredSingleSignOnMode",
  "replyUrls",
  "samlSingleSignOnSettings",
  "servicePrincipalNames",
  "servicePrincipalType",
  "signInAudience",
  "tags",
  "tokenEncryptionKeyId",
];

/** Properties of service principals. */
export const SERVICE_PRINCIPAL_PROPERTIES: TypeProperties = {
  type: "microsoft.graph.servicePrincipal",
  defaults: SERVICE_PRINCIPAL_DEFAULTS,
  outside: new Set(["cloudLicensing"]),
  untracked: new Set(),
  collections: new Set([
    "alternativeNames",
    "appRoles",
    "keyCredentials",
    "notificationEmailAddresses",
    "oauth2PermissionScopes",
    "passwordCredentials",
    "replyUrls",
    "servicePrincipalNames",
    "tags",
  ]),
  known: new Set([...SERVICE_PRINCIPAL_DEFAULTS, "customSecurityAttributes", "preferredTokenSigningKeyThumbprint"]),
};

/** Name of a directory extension: `extension_{appId without hyphens}_{name}`. */
const DIRECTORY_EXTENSION = /^extension_[\da-f]{32}_\w+$/i;

/**
 * Checks the properties that a request selects.
 *
 * @returns the names, `id` included.
 * @throws ServiceError 400 for a property that the type does not have.
 */
export function checkedSelect(select: readonly string[] | undefined, properties: TypeProperties): readonly string[] {
  const names = select ?? properties.defaults;
  for (const name of names) {
    if (!properties.known.has(name) && !DIRECTORY_EXTENSION.test(name))
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${properties.type}'.`,
      );
  }
  return names.includes("id") ? names : ["id", ...names];
}

/** Checks the properties of an object that a test creates or changes. */
export function assertProperties(values: Readonly<Record<string, unknown>>, properties: TypeProperties): void {
  for (const name of Object.keys(values)) {
    if (!properties.known.has(name) && !DIRECTORY_EXTENSION.test(name))
      throw new RangeError(`Invalid property ${name}: ${properties.type} has no such property.`);
  }
}
