/**
 * The enterprise extension of User (RFC 7643 §4.3).
 */
import * as z from "zod";
import { ENTERPRISE_USER_SCHEMA } from "../urns.ts";
import { defineSchema, optional, reference } from "./characteristics.ts";

/** The manager of a user (RFC 7643 §4.3). */
export const Manager = z.object({
  /** Id of the manager's own resource. */
  value: optional(z.string(), { description: "Id of the manager's own resource." }),
  /** URI of the manager's own resource. */
  $ref: optional(reference("User"), { description: "URI of the manager's own resource." }),
  /** Name of the manager, as the service shows it. */
  displayName: optional(z.string(), { description: "Name of the manager.", mutability: "readOnly" }),
});
/** The manager of a user (RFC 7643 §4.3). */
export interface Manager extends z.output<typeof Manager> {}

/** What an organisation knows of a user beyond the core attributes (RFC 7643 §4.3). */
export const EnterpriseUser = defineSchema(
  { urn: ENTERPRISE_USER_SCHEMA, name: "EnterpriseUser", description: "Enterprise User" },
  {
    /** Number of the employee in the organisation. */
    employeeNumber: optional(z.string(), { description: "Number of the employee in the organisation." }),
    /** Name of a cost center. */
    costCenter: optional(z.string(), { description: "Name of a cost center." }),
    /** Name of an organisation. */
    organization: optional(z.string(), { description: "Name of an organisation." }),
    /** Name of a division. */
    division: optional(z.string(), { description: "Name of a division." }),
    /** Name of a department. */
    department: optional(z.string(), { description: "Name of a department." }),
    /** The user's manager. */
    manager: optional<z.ZodType<Manager>>(Manager, { description: "The user's manager." }),
  },
);
/** What an organisation knows of a user beyond the core attributes (RFC 7643 §4.3). */
export interface EnterpriseUser extends z.output<typeof EnterpriseUser> {}
