/** Directories in files of Microsoft Graph JSON: the list of all users, or the rounds of a delta query. */

import { userAttributes } from "../../graph-users/user-attributes.ts";
import type {
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
} from "../../provisioning/ports/source.ts";
import type { AssignmentFiles } from "../assignments/read-assignments.ts";
import { withAssignments } from "../assignments/with-assignments.ts";
import { changedSource, invalidSource } from "../reading/file-errors.ts";
import { type GraphEvent, type GraphFiles, graphEvents } from "./graph-events.ts";
import { MergedUsers } from "./merged-users.ts";
import { type GraphScan, scanGraphFiles } from "./scan-graph-files.ts";
import type { GraphQuery } from "./user-pages.ts";

/** Options of {@link graphDirectory} and {@link graphDeltaDirectory}. */
export interface GraphDirectoryOptions {
  /** Path of the users, or paths in the order in which the pages were received. */
  readonly users: string | readonly string[];
  /**
   * Path of the application's assignments: the body of Graph's `appRoleAssignedTo`, or CSV with the same names.
   * Required with scope `assigned`.
   */
  readonly assignments?: string | undefined;
  /** The members of assigned groups, in one file or several. Required when a group is assigned. */
  readonly groupMembers?: AssignmentFiles["groupMembers"];
  /** Names of the application's roles, for mappings and filters that read them. */
  readonly appRoles?: AssignmentFiles["appRoles"];
  /** Name for logs. Default `Microsoft Entra ID`. */
  readonly name?: string | undefined;
}

/**
 * A directory in the response of Graph's `GET /users`: a snapshot, so a user who is missing from it has left. The files
 * hold the body (an object with `value`, or the bare array), several bodies as an array or one after another, or one
 * user a line (JSON Lines). All pages must be present.
 *
 * Attributes have Graph's names. Those of `onPremisesExtensionAttributes` are called `extensionAttribute1` and so on,
 * members of other objects follow a dot, and `manager` is the manager's id. Select what the mapping reads: Graph omits
 * what is not selected, `accountEnabled` too.
 *
 * Files may be UTF-8 or UTF-16, and may have the names of PowerShell (`Id`, `UserPrincipalName`), which become Graph's
 * unless the job reads them as they are. There, null also stands for what was not requested, and is no value. A user
 * whose `accountEnabled` is null keeps its account as it is; files with more than five of them are rejected.
 *
 * `describe` reads the files once, so that damaged ones change no user; `read` streams them. Memory does not grow with
 * the number of users.
 *
 * The methods throw ProvisioningError: `invalid_source` for files that hold no such list, `incomplete_source` for files
 * that have no users, lack a page, look cut short or changed while they were read.
 *
 * @example
 * ```ts
 * import { graphDirectory } from "proxyclick-scim/files";
 *
 * const source = graphDirectory({ users: "users.json", assignments: "assignments.json" });
 * ```
 */
export function graphDirectory(options: GraphDirectoryOptions): DirectorySource {
  return graphSource(options, "snapshot", "list", readSnapshot);
}

/**
 * A directory in the pages of Graph's `GET /users/delta`, whose rounds end with an `@odata.deltaLink`: the watermark.
 * The files hold all rounds in order, beginning with the full one. Append the pages of each new round, or add them as a
 * further file.
 *
 * A delta lists only what changed. A property that it omits keeps its value; an explicit null clears it. So a changed
 * user is merged with all earlier rounds and yielded whole. A read with a watermark finds the round that ended there,
 * and yields what the later ones changed. Graph's `@removed` is a soft removal with reason `changed`, a hard one with
 * `deleted`.
 *
 * Memory grows with the number of changed users, and by 4 bytes for each other one; more than 100,000 changed users are
 * rejected. Formats, attributes and errors are those of {@link graphDirectory}; a watermark that no round ends with is
 * `invalid_source`.
 */
export function graphDeltaDirectory(options: GraphDirectoryOptions): DirectorySource {
  return graphSource(options, "delta", "delta", readDelta);
}

/** The second pass over the files. */
interface SecondPass {
  readonly path: string;
  readonly scan: GraphScan;
  readonly events: AsyncIterable<GraphEvent>;
  readonly watermark: string | undefined;
}

type ReadUsers = (pass: SecondPass) => AsyncGenerator<SourceEvent, void, void>;

function graphSource(
  options: GraphDirectoryOptions,
  kind: DirectorySource["kind"],
  query: GraphQuery,
  readUsers: ReadUsers,
): DirectorySource {
  const paths = typeof options.users === "string" ? [options.users] : [...options.users];
  const path = paths.at(-1) ?? "";
  let lastScan: GraphScan | undefined;

  async function scanFiles({ attributes, signal }: SourceReadOptions = {}): Promise<GraphScan> {
    lastScan = undefined;
    lastScan = await scanGraphFiles({ paths, query, signal }, attributes);
    return lastScan;
  }

  const source: DirectorySource = {
    name: options.name ?? "Microsoft Entra ID",
    kind,
    async describe(settings): Promise<SourceDescription> {
      const { attributeNames, userCount } = await scanFiles(settings);
      return {
        ...(attributeNames === undefined ? {} : { attributeNames }),
        // The rounds of a delta query may contain a user several times.
        ...(kind === "delta" ? {} : { userCount }),
      };
    },
    async *read(settings?: SourceReadOptions): AsyncGenerator<SourceEvent, void, void> {
      const scan = lastScan ?? (await scanFiles(settings));
      const events = graphEvents(rejectChanged({ paths, query, signal: settings?.signal }, scan));
      yield* readUsers({ path, scan, events, watermark: settings?.watermark });
    },
  };
  return withAssignments(source, options);
}

/** The files, each of which must still be as it was when it was scanned. */
function rejectChanged(files: Omit<GraphFiles, "onFile" | "keep">, { fingerprints, keep }: GraphScan): GraphFiles {
  return {
    ...files,
    keep,
    onFile: (path, fingerprint) => {
      if (fingerprints.get(path) !== fingerprint) throw changedSource(path);
    },
  };
}

async function* readSnapshot({ path, scan, events }: SecondPass): AsyncGenerator<SourceEvent, void, void> {
  let userCount = 0;
  for await (const event of events) {
    if (event.kind !== "user") continue;
    yield { kind: "user", user: { id: event.id, attributes: userAttributes(event.item) } };
    userCount += 1;
  }
  // The time stamps of some file systems are coarse, so the count is compared as well.
  if (userCount !== scan.userCount) throw changedSource(path);
  yield { kind: "end" };
}

/**
 * Users with several changes are merged and yielded at the end. On a full read the others are yielded at once; on a
 * read with a watermark they have not changed.
 */
async function* readDelta({ path, scan, events, watermark }: SecondPass): AsyncGenerator<SourceEvent, void, void> {
  const { rounds } = scan;
  const lastLink = rounds.links.at(-1);
  const knownRounds = watermark === undefined ? 0 : rounds.links.lastIndexOf(watermark) + 1;
  if (watermark !== undefined && knownRounds === 0) throw unknownWatermark(path);
  const toMerge = watermark === undefined ? rounds.repeated() : rounds.changedSince(knownRounds);
  const merged = new MergedUsers(path);
  let round = 0;
  for await (const event of events) {
    if (event.kind === "page") {
      if (event.deltaLink !== undefined) round += 1;
    } else if (toMerge.has(event.id)) {
      merged.add(event, round >= knownRounds);
    } else if (watermark === undefined) {
      yield event.kind === "removed"
        ? event
        : { kind: "user", user: { id: event.id, attributes: userAttributes(event.item) } };
    }
  }
  yield* merged.events();
  if (round !== rounds.links.length) throw changedSource(path);
  yield { kind: "end", ...(lastLink === undefined ? {} : { watermark: lastLink }) };
}

function unknownWatermark(path: string): Error {
  return invalidSource(
    path,
    "no round ends with the delta link that the last cycle ended with; add the rounds that are missing, or restart the job without its watermark",
  );
}
