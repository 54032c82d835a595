/** The guide to the functions on application roles. */
import type { roleFunctions } from "../functions/roles.ts";
import { type GuideEntry, required } from "./function-guide.ts";

const ROLE = { primary: false, type: "WindowsAzureActiveDirectoryRole", value: "Admin" };
const assignments = { appRoleAssignments: ["Admin"] };
const assigned = () => [required("appRoleAssignments", "The attribute `[appRoleAssignments]`.")];

export const roleGuide = () =>
  ({
    SingleAppRoleAssignment: {
      summary: "The role of a user as text. For users with one assignment.",
      parameters: assigned(),
      example: {
        expression: "SingleAppRoleAssignment([appRoleAssignments])",
        attributes: assignments,
        result: "Admin",
      },
    },
    AppRoleAssignments: {
      summary: "The roles of a user as a list of texts.",
      parameters: assigned(),
      example: { expression: "AppRoleAssignments([appRoleAssignments])", attributes: assignments, result: ["Admin"] },
      origin: "older schemas",
    },
    AppRoleAssignmentsComplex: {
      summary: "The roles of a user as entries of `roles`; roles are added, never removed.",
      parameters: assigned(),
      example: {
        expression: "AppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
    AssertiveAppRoleAssignmentsComplex: {
      summary: "The roles of a user as entries of `roles`, which replace those that are there.",
      parameters: assigned(),
      example: {
        expression: "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
  }) satisfies Record<keyof typeof roleFunctions, GuideEntry>;
