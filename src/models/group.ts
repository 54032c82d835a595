/**
 * The Group resource (RFC 7643 §4.2).
 */
import * as z from "zod";
import { GROUP_SCHEMA } from "../urns.ts";
import { defineSchema, optional, reference, required, suggested } from "./characteristics.ts";
import { commonAttributes } from "./common-attributes.ts";
import { defineResourceType, type ResourceType } from "./resource-type.ts";

/** A member of a group (RFC 7643 §4.2). */
export const GroupMember = z.object({
  /** Id of the member. */
  value: optional(z.string(), { description: "Id of the member.", mutability: "immutable", caseExact: true }),
  /** URI of the member. */
  $ref: optional(reference("User", "Group"), { description: "URI of the member.", mutability: "immutable" }),
  /** Display name of the member. */
  display: optional(z.string(), { description: "Display name of the member.", mutability: "immutable" }),
  /** Whether the member is a user or a group. */
  type: optional(suggested("User", "Group"), {
    description: "Resource type of the member.",
    mutability: "immutable",
  }),
});
/** A member of a group (RFC 7643 §4.2). */
export interface GroupMember extends z.output<typeof GroupMember> {}

/** A group (RFC 7643 §4.2). */
export const Group = defineSchema(
  { urn: GROUP_SCHEMA, name: "Group", description: "Group" },
  {
    ...commonAttributes,
    /** Name of the group. */
    displayName: required(z.string().min(1), { description: "Name of the group." }),
    /** Members of the group. */
    members: optional(z.array<z.ZodType<GroupMember>>(GroupMember), { description: "Members of the group." }),
  },
);
/** A group (RFC 7643 §4.2). */
export interface Group extends z.output<typeof Group> {}

/** The resource type of groups, at `/Groups`. */
export const GroupType: ResourceType<Group> = defineResourceType({
  name: "Group",
  endpoint: "/Groups",
  description: "Group",
  schema: Group,
});
