/** A directory of users in a CSV file. */
import type {
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
} from "../../provisioning/ports/source.ts";
import type { AssignmentFiles } from "../assignments/read-assignments.ts";
import { withAssignments } from "../assignments/with-assignments.ts";
import { DELIMITER_NAMES } from "../reading/csv-dialect.ts";
import { type Columns, type HeaderRules, requireColumns } from "../reading/csv-header.ts";
import { locationOf } from "../reading/csv-syntax.ts";
import { csvTable } from "../reading/csv-table.ts";
import { changedSource, incompleteSource, invalidSource } from "../reading/file-errors.ts";
import { currentFingerprint, openFile } from "../reading/open-file.ts";
import { checkedColumns, UserRowChecks } from "./check-user-row.ts";
import { idOf, toUser, userHeader } from "./user-rows.ts";

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
  /** The members of assigned groups, in one file or several. Required when a group is assigned. */
  readonly groupMembers?: AssignmentFiles["groupMembers"];
  /** Names of the application's roles, for mappings and filters that read them. */
  readonly appRoles?: AssignmentFiles["appRoles"];
  /** Attributes that the file must have as columns, besides `id`. Default none. */
  readonly requiredAttributes?: readonly string[] | undefined;
  /** What separates the cells of the users. Default `auto`: a comma, a semicolon or a tab, as the header shows. */
  readonly delimiter?: "auto" | "," | ";" | "\t" | undefined;
  /**
   * Encoding of the users. Default `auto`: UTF-16 where the file begins as UTF-16 does, else UTF-8. A spreadsheet's
   * plain "CSV" in western Europe is `windows-1252`.
   */
  readonly encoding?: "auto" | "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | undefined;
  /** Called with how the file was read, such as `UTF-8, separated by semicolons`. */
  readonly onFormat?: ((format: string) => void) | undefined;
  /** Name for logs. Default `Microsoft Entra ID`. */
  readonly name?: string | undefined;
}

/** What a complete pass over the users found. */
interface VerifiedUsers {
  readonly fingerprint: string;
  readonly header: HeaderRules;
  readonly columns: Columns;
  readonly userCount: number;
}

/**
 * A directory in a CSV file: a snapshot, so a user who is missing from the file has left. Every column is an attribute.
 * Names of Entra's attributes, old and new, and of attributes that the job reads are recognized in any case, with or
 * without spaces; other columns keep their names. Values are strings; an empty field is an attribute without a value.
 *
 * Lines in front of the header (`sep=;`, `#TYPE …`), a byte order mark, UTF-16, semicolons and tabs are recognized. In
 * columns that the job reads, values that a spreadsheet or PowerShell damaged are rejected with row and column. A user
 * whose `accountEnabled` is neither True nor False is left out by the job; the file is rejected when it has more than
 * five of them.
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
  let verified: VerifiedUsers | undefined;

  async function verify(settings: SourceReadOptions = {}): Promise<VerifiedUsers> {
    verified = undefined;
    verified = await verifyUsers(options, settings);
    return verified;
  }

  const source: DirectorySource = {
    name: options.name ?? "Microsoft Entra ID",
    kind: "snapshot",
    async describe(settings): Promise<SourceDescription> {
      const { columns, userCount } = await verify(settings);
      return { attributeNames: new Set(columns.keys()), userCount };
    },
    async *read(settings?: SourceReadOptions): AsyncGenerator<SourceEvent, void, void> {
      yield* readUsers(options, verified ?? (await verify(settings)), settings?.signal);
    },
  };
  return withAssignments(source, options);
}

async function verifyUsers(options: CsvDirectoryOptions, settings: SourceReadOptions): Promise<VerifiedUsers> {
  const { users: path, requiredAttributes = [] } = options;
  const { attributes = [], signal } = settings;
  const header = userHeader(attributes);
  const file = await openFile(path);
  try {
    const { dialect, columns, rows } = await csvTable(path, file, { header, settings: settingsOf(options), signal });
    requireColumns(path, columns, requiredAttributes);
    const checks = new UserRowChecks(path, checkedColumns(columns, [...requiredAttributes, ...attributes]));
    let userCount = 0;
    for await (const row of rows) {
      if (idOf(row, columns) === "") throw invalidSource(path, `${locationOf(row)} has no id`);
      checks.add(row);
      userCount += 1;
    }
    checks.finish();
    if (userCount === 0) throw incompleteSource(path, "has a header but no users");
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changedSource(path);
    options.onFormat?.(`${dialect.encoding.toUpperCase()}, separated by ${DELIMITER_NAMES[dialect.delimiter]}`);
    return { fingerprint: file.fingerprint, header, columns, userCount };
  } finally {
    await file.handle.close();
  }
}

function settingsOf({ delimiter = "auto", encoding = "auto" }: CsvDirectoryOptions) {
  return {
    ...(delimiter === "auto" ? {} : { delimiter }),
    ...(encoding === "auto" ? {} : { encoding }),
  };
}

async function* readUsers(
  options: CsvDirectoryOptions,
  verified: VerifiedUsers,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceEvent, void, void> {
  const path = options.users;
  const file = await openFile(path);
  try {
    if (file.fingerprint !== verified.fingerprint) throw changedSource(path);
    const { columns, rows } = await csvTable(path, file, {
      header: verified.header,
      settings: settingsOf(options),
      signal,
    });
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
