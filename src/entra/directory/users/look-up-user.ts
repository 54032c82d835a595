/** Reads one user of Graph, outside a delta query. */
import { isGraphRequestError } from "../../../errors.ts";
import { isObject } from "../../../internal/values.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import { readUserChange, type UserChange } from "../items/user-changes.ts";

/** What is read of a user. */
export interface LookUpSettings {
  readonly client: GraphClient;
  /** Names for `$select`. */
  readonly select: readonly string[];
  /** Attributes that are kept. */
  readonly keep: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads a user by object id.
 *
 * @returns undefined when Graph does not find the user: it does not exist, is deleted, or has not been replicated yet.
 */
export async function lookUpUser(
  id: string,
  { client, select, keep, signal }: LookUpSettings,
): Promise<UserChange | undefined> {
  const query = userQuery(select);
  try {
    const item = await client.get(`/users/${encodeURIComponent(id)}`, { query, feature: "read_users", signal });
    const change = isObject(item) ? readUserChange(item, keep) : undefined;
    return change === undefined ? undefined : { ...change, isWhole: true };
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "not_found") return undefined;
    throw error;
  }
}

/** The query options for whole users. Outside a delta query, a manager must be expanded. */
export function userQuery(select: readonly string[]): Readonly<Record<string, string>> {
  const $select = select.filter((name) => name !== "manager").join();
  return select.includes("manager") ? { $select, $expand: "manager($select=id)" } : { $select };
}
