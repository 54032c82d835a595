/** The guide to the functions on application roles. */
import type { roleFunctions } from "../functions/roles.ts";
import { type GuideEntry, required } from "./function-guide.ts";

const ROLE = { primary: false, type: "WindowsAzureActiveDirectoryRole", value: "Admin" };
const assignments = { appRoleAssignments: ["Admin"] };
const assigned = () => [required("appRoleAssignments", "The attribute `[appRoleAssignments]`.")];

export const roleGuide = () =>
  ({
    SingleAppRoleAssignment: {
      summary: "Returns the role of a user as a string. A user with more than one role is an error that names them.",
      parameters: assigned(),
      example: {
        expression: "SingleAppRoleAssignment([appRoleAssignments])",
        attributes: assignments,
        result: "Admin",
      },
    },
    AppRoleAssignments: {
      summary: "Returns the roles of a user as a list of strings.",
      parameters: assigned(),
      example: { expression: "AppRoleAssignments([appRoleAssignments])", attributes: assignments, result: ["Admin"] },
      origin: "older schemas",
    },
    AppRoleAssignmentsComplex: {
      summary: "Returns the roles of a user as elements of `roles`; roles are added, never removed.",
      parameters: assigned(),
      example: {
        expression: "AppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
    AssertiveAppRoleAssignmentsComplex: {
      summary: "Returns the roles of a user as elements of `roles`, which replace the existing ones.",
      parameters: assigned(),
      example: {
        expression: "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
        attributes: assignments,
        result: [ROLE],
      },
    },
  }) satisfies Record<keyof typeof roleFunctions, GuideEntry>;
