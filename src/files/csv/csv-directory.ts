import type { ProvisioningError } from "../../errors.ts";
import type {
  Assignments,
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
  SourceUser,
} from "../../provisioning/ports/source.ts";
import { readAssignments } from "../assignments/read-assignments.ts";
import type { CsvRow } from "../reading/csv-rows.ts";
import { type Columns, csvTable, type HeaderRules, placeOf, requireColumns } from "../reading/csv-table.ts";
import { currentFingerprint, type Fingerprint, incomplete, invalid, openFile } from "../reading/open-file.ts";
import { ENTRA_USER_COLUMNS } from "./entra-user-columns.ts";

/** Options of {@link csvDirectory}. */
export interface CsvDirectoryOptions {
  /** Path of the users: CSV with a header, a column `id`, and a column for each attribute, such as the Entra admin center's "Download users". */
  readonly users: string;
  /** Path of the application's assignments: the body of Graph's `appRoleAssignedTo`, or CSV with the same names. Needed with scope `assigned`. */
  readonly assignments?: string | undefined;
  /** Path of the members of assigned groups: a JSON object, group id to the body of Graph's members list. Needed when a group is assigned. */
  readonly groupMembers?: string | undefined;
  /** Attributes that the file must have as columns, beside `id`. Default none. */
  readonly requiredAttributes?: readonly string[] | undefined;
  /** Name for logs. Default `Microsoft Entra ID`. */
  readonly name?: string | undefined;
}

interface SignalOption {
  readonly signal?: AbortSignal | undefined;
}

/** What a complete pass over the users found. */
interface VerifiedUsers {
  readonly fingerprint: Fingerprint;
  readonly columns: Columns;
  readonly userCount: number;
}

/** Entra's names are kept exactly as the header spells them; `id` alone is found in any case, as everything depends on it. */
const HEADER: HeaderRules = { required: ["id"], anyCase: ["id"], usual: ENTRA_USER_COLUMNS };

/**
 * A directory in a CSV file: a snapshot, so that who is missing from the file is gone. Every column is an attribute under its header's exact name,
 * only `id` is found in any case; values are text, and an empty field is an attribute without a value.
 *
 * `describe` reads the whole file once, so that a damaged one changes nobody. `read` streams it, and ends with an error instead of its `end` event
 * when the file is no longer the one that was described. Memory does not grow with the number of users. A row that repeats the id of another one is
 * yielded like any other.
 *
 * The methods throw ProvisioningError: `invalid_source` for a file that is no such directory, `incomplete_source` for one that is empty, has no users,
 * looks cut short or changed while it was read.
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
    async describe(settings?: SignalOption): Promise<SourceDescription> {
      const { columns, userCount } = await verify(settings?.signal);
      return { attributeNames: new Set(columns.keys()), userCount };
    },
    async *read(settings?: SourceReadOptions): AsyncGenerator<SourceEvent, void, void> {
      yield* readUsers(path, verified ?? (await verify(settings?.signal)), settings?.signal);
    },
  };
  const { assignments, groupMembers } = options;
  if (assignments === undefined) return source;
  return {
    ...source,
    assignments: (settings?: SignalOption): Promise<Assignments> =>
      readAssignments({ assignments, groupMembers, signal: settings?.signal }),
  };
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
      if (idOf(row, columns) === "") throw invalid(path, `${placeOf(row)} has no id`);
      userCount += 1;
    }
    if (userCount === 0) throw incomplete(path, "has a header but no users");
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changed(path);
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
    if (file.fingerprint !== verified.fingerprint) throw changed(path);
    const { columns, rows } = await csvTable(path, file, HEADER, signal);
    let userCount = 0;
    for await (const row of rows) {
      signal?.throwIfAborted();
      yield { kind: "user", user: userOf(row, columns) };
      userCount += 1;
    }
    // The time stamp of some file systems is coarse, so the count is compared as well.
    const fingerprint = await currentFingerprint(file.handle);
    if (fingerprint !== verified.fingerprint || userCount !== verified.userCount) throw changed(path);
    yield { kind: "end" };
  } finally {
    await file.handle.close();
  }
}

function userOf(row: CsvRow, columns: Columns): SourceUser {
  const attributes: Record<string, string> = Object.create(null);
  for (const [name, place] of columns) attributes[name] = row.fields[place] ?? "";
  const id = idOf(row, columns);
  attributes["id"] = id;
  return { id, attributes };
}

function idOf(row: CsvRow, columns: Columns): string {
  return row.fields[columns.get("id") ?? -1]?.trim() ?? "";
}

function changed(path: string): ProvisioningError {
  return incomplete(path, "changed while it was read; run again when it is written whole");
}
