/** What the mirror holds of a user, to complete the items of a delta. */
import type { Attributes } from "../../../graph-users/user-attributes.ts";
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { COLLECTION } from "./directory-mirror.ts";

/** A user in the mirror. */
export interface UserRecord {
  /** Number of the round in which the user was last listed or looked up. */
  readonly round: number;
  /** Present while the user is deleted; `hard` until the job has applied it, then the record goes. */
  readonly removal?: "soft" | "hard";
  /** Attributes with a value, of those that the job reads. */
  readonly attributes: Attributes;
}

/** Reads records of users; those that exist, by id. */
export async function readUserRecords(
  mirror: SourceMirror,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UserRecord>> {
  const found = await mirror.getMany(COLLECTION.users, ids);
  return new Map([...found].map(([id, json]) => [id, parseUserRecord(json)]));
}

/** Reads a record. */
export function parseUserRecord(json: string): UserRecord {
  return JSON.parse(json);
}
