/** What the roles of an application are called. */
import { readProperty } from "../../internal/values.ts";

/** The names of a role. */
export interface RoleNames {
  readonly value?: string;
  readonly displayName?: string;
}

/** The names of a role of Graph; none for an empty one. */
export function roleNamesOf(role: Readonly<Record<string, unknown>>): RoleNames {
  const value = readProperty(role, "value");
  const displayName = readProperty(role, "displayName");
  return { ...(isName(value) && { value }), ...(isName(displayName) && { displayName }) };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
