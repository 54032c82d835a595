/**
 * The user for whom expressions and mappings in published forms are evaluated, and the clock, ids and domain they see.
 */
import type { EvaluationContext } from "../../../src/expression/index.ts";
import type { SourceValue } from "../../../src/provisioning/index.ts";

export const USER: Readonly<Record<string, SourceValue>> = {
  objectId: "d05e47b1-3909-445a-ba5e-ca60cbc0e4b4",
  userPrincipalName: "ada.lovelace@contoso.com",
  mail: "Ada.Lovelace@contoso.com",
  mailNickname: "ada.lovelace",
  givenName: "Ada",
  surname: "Lovelace",
  displayName: "Ada Lovelace",
  employeeId: "12345",
  jobTitle: "Engineer",
  department: "Sales",
  companyName: "Contoso",
  city: "Seattle",
  state: "WA",
  country: "US",
  postalCode: "98101",
  streetAddress: "1 Main Street",
  physicalDeliveryOfficeName: "Building 7",
  telephoneNumber: "+1 (425) 555-0100",
  mobile: "+44 7700 900123",
  preferredLanguage: "en-US",
  accountEnabled: true,
  IsSoftDeleted: false,
  userAccountControl: 514,
  proxyAddresses: ["SMTP:ada@contoso.com", "smtp:al@contoso.com", "smtp:al@contoso.com"],
  appRoleAssignments: ["Admin"],
  manager: "b7e2f6a0-0000-4000-8000-000000000001",
  employeeHireDate: "2024-03-01T08:00:00Z",
  StatusHireDate: "2024-03-01",
  StatusTerminated: "0",
  WorkerType: "Contingent Worker",
};

export const CONTEXT: EvaluationContext = {
  now: () => new Date("2025-07-30T12:00:00Z"),
  random: () => 0.5,
  guid: () => "a1b2c3d4-e5f6-4890-8234-567890abcdef",
  defaultDomain: "contoso.com",
  isTaken: (value) => value === "ada.lovelace@contoso.com",
};
