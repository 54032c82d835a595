/** The columns of user files: those of the Entra admin center's "Download users", and others that exports have. */

/** Names of the columns, in the order of the file. */
export const ENTRA_USER_COLUMNS = [
  "userPrincipalName",
  "displayName",
  "surname",
  "mail",
  "givenName",
  "id",
  "userType",
  "jobTitle",
  "department",
  "accountEnabled",
  "usageLocation",
  "streetAddress",
  "state",
  "country",
  "officeLocation",
  "city",
  "postalCode",
  "telephoneNumber",
  "mobilePhone",
  "authenticationPhoneNumber",
  "authenticationAlternativePhoneNumber",
  "authenticationEmail",
  "alternateEmailAddress",
  "ageGroup",
  "consentProvidedForMinor",
  "legalAgeGroupClassification",
  "companyName",
  "creationType",
  "directorySynced",
  "invitationState",
  "identityIssuer",
  "createdDateTime",
] as const;

/** Other attributes that older downloads, PowerShell and Graph have. */
export const OTHER_USER_COLUMNS = [
  "businessPhones",
  "employeeHireDate",
  "employeeId",
  "employeeType",
  "facsimileTelephoneNumber",
  "faxNumber",
  "mailNickname",
  "manager",
  "mobile",
  "onPremisesSyncEnabled",
  "otherMails",
  "physicalDeliveryOfficeName",
  "preferredLanguage",
  "proxyAddresses",
] as const;

/** Other names of columns, as a header's key: older downloads call the id `objectId`. */
export const COLUMN_SYNONYMS: ReadonlyMap<string, string> = new Map([["objectid", "id"]]);
