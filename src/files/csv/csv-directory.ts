/** A directory of users in a CSV file. */
import { canonicalId } from "../../internal/object-id.ts";
import type {
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
  SourceUser,
} from "../../provisioning/ports/source.ts";
import { withAssignments } from "../assignments/with-assignments.ts";
import type { CsvRow } from "../reading/csv-rows.ts";
import { type Columns, csvTable, type HeaderRules, locationOf, requireColumns } from "../reading/csv-table.ts";
import { changedSource, incompleteSource, invalidSource } from "../reading/file-errors.ts";
import { currentFingerprint, openFile } from "../reading/open-file.ts";
import { ENTRA_USER_COLUMNS } from "./entra-user-columns.ts";

/** Options of {@link csvDirectory}. */
export interface CsvDirectoryOptions {
  /**
   * Path of the users: CSV with a header, a column `id`, and a column for each attribute, such as the Entra admin
   * center's "Download users".
   */
  readonly users: string;
  /**
   * Path of the application's assignments: the body of Graph's `appRoleAssignedTo`, or CSV with the same names.
   * Required with scope `assigned`.
   */
  readonly assignments?: string | undefined;
  /**
   * Path of the members of assigned groups: a JSON object, group id to the body of Graph's members list. Required when
   * a group is assigned.
   */
  readonly groupMembers?: string | undefined;
  /** Attributes that the file must have as columns, besides `id`. Default none. */
  readonly requiredAttributes?: readonly string[] | undefined;
  /** Name for logs. Default `Microsoft Entra ID`. */
  readonly name?: string | undefined;
}

/** What a complete pass over the users found. */
interface VerifiedUsers {
  readonly fingerprint: string;
  readonly columns: Columns;
  readonly userCount: number;
}

/**
 * Entra's names are kept exactly as the header spells them; only `id` matches in any case, as everything depends on it.
 */
const HEADER: HeaderRules = { required: ["id"], anyCase: ["id"], usual: ENTRA_USER_COLUMNS };

/**
 * A directory in a CSV file: a snapshot, so a user who is missing from the file has left. Every column is an attribute
 * under its header's exact name (`id` in any case). Values are strings; an empty field is an attribute without a value.
 *
 * `describe` reads the whole file once, so that a damaged file changes no user. `read` streams it, and throws instead
 * of yielding its `end` event when the file is no longer the one that was described. Memory does not grow with the
 * number of users. A row that repeats the id of another one is yielded like any other.
 *
 * The methods throw ProvisioningError: `invalid_source` for a file that is no such directory, `incomplete_source` for
 * one that is empty, has no users, looks cut short or changed while it was read.
 *
 * @example
 * ```ts
 * import { csvDirectory } from "proxyclick-scim/files";
 *
 * const source = csvDirectory({ users: "users.csv", assignments: "assignments.json", groupMembers: "members.json" });
 * const { userCount } = await source.describe();
 * ```
 */
export function csvDirectory(options: CsvDirectoryOptions): DirectorySource {
  const path = options.users;
  let verified: VerifiedUsers | undefined;

  async function verify(signal: AbortSignal | undefined): Promise<VerifiedUsers> {
    verified = undefined;
    verified = await verifyUsers(path, options.requiredAttributes ?? [], signal);
    return verified;
  }

  const source: DirectorySource = {
    name: options.name ?? "Microsoft Entra ID",
    kind: "snapshot",
    async describe(settings): Promise<SourceDescription> {
      const { columns, userCount } = await verify(settings?.signal);
      return { attributeNames: new Set(columns.keys()), userCount };
    },
    async *read(settings?: SourceReadOptions): AsyncGenerator<SourceEvent, void, void> {
      yield* readUsers(path, verified ?? (await verify(settings?.signal)), settings?.signal);
    },
  };
  return withAssignments(source, options);
}

async function verifyUsers(
  path: string,
  required: readonly string[],
  signal: AbortSignal | undefined,
): Promise<VerifiedUsers> {
  const file = await openFile(path);
  try {
    const { columns, rows } = await csvTable(path, file, HEADER, signal);
    requireColumns(path, columns, required);
    let userCount = 0;
    for await (const row of rows) {
      if (idOf(row, columns) === "") throw invalidSource(path, `${locationOf(row)} has no id`);
      userCount += 1;
    }
    if (userCount === 0) throw incompleteSource(path, "has a header but no users");
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changedSource(path);
    return { fingerprint: file.fingerprint, columns, userCount };
  } finally {
    await file.handle.close();
  }
}

async function* readUsers(
  path: string,
  verified: VerifiedUsers,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceEvent, void, void> {
  const file = await openFile(path);
  try {
    if (file.fingerprint !== verified.fingerprint) throw changedSource(path);
    const { columns, rows } = await csvTable(path, file, HEADER, signal);
    let userCount = 0;
    for await (const row of rows) {
      signal?.throwIfAborted();
      yield { kind: "user", user: toUser(row, columns) };
      userCount += 1;
    }
    // The time stamps of some file systems are coarse, so the count is compared as well.
    const fingerprint = await currentFingerprint(file.handle);
    if (fingerprint !== verified.fingerprint || userCount !== verified.userCount) throw changedSource(path);
    yield { kind: "end" };
  } finally {
    await file.handle.close();
  }
}

function toUser(row: CsvRow, columns: Columns): SourceUser {
  const attributes: Record<string, string> = Object.create(null);
  for (const [name, index] of columns) attributes[name] = row.fields[index] ?? "";
  const id = idOf(row, columns);
  attributes["id"] = id;
  return { id, attributes };
}

function idOf(row: CsvRow, columns: Columns): string {
  return canonicalId(row.fields[columns.get("id") ?? -1] ?? "");
}
