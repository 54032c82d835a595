/**
 * The enterprise extension of User (RFC 7643 §4.3).
 */
import * as z from "zod";
import { ENTERPRISE_USER_SCHEMA } from "../urns.ts";
import { defineSchema, optional, reference } from "./characteristics.ts";

/** The manager of a user (RFC 7643 §4.3). */
export const Manager = z.object({
  /** Id of the manager's resource. */
  value: optional(z.string(), { description: "Id of the manager's resource." }),
  /** URI of the manager's resource. */
  $ref: optional(reference("User"), { description: "URI of the manager's resource." }),
  /** Name of the manager, set by the service. */
  displayName: optional(z.string(), { description: "Name of the manager.", mutability: "readOnly" }),
});
/** The manager of a user (RFC 7643 §4.3). */
export interface Manager extends z.output<typeof Manager> {}

/** Attributes of a user within an organization (RFC 7643 §4.3). */
export const EnterpriseUser = defineSchema(
  { urn: ENTERPRISE_USER_SCHEMA, name: "EnterpriseUser", description: "Enterprise User" },
  {
    /** Number of the employee in the organization. */
    employeeNumber: optional(z.string(), { description: "Number of the employee in the organization." }),
    /** Name of a cost center. */
    costCenter: optional(z.string(), { description: "Name of a cost center." }),
    /** Name of an organization. */
    organization: optional(z.string(), { description: "Name of an organization." }),
    /** Name of a division. */
    division: optional(z.string(), { description: "Name of a division." }),
    /** Name of a department. */
    department: optional(z.string(), { description: "Name of a department." }),
    /** The user's manager. */
    manager: optional<z.ZodType<Manager>>(Manager, { description: "The user's manager." }),
  },
);
/** Attributes of a user within an organization (RFC 7643 §4.3). */
export interface EnterpriseUser extends z.output<typeof EnterpriseUser> {}
