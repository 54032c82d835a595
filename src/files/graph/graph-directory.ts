/**
 * Directories in files of Microsoft Graph JSON: the list of all users, or the rounds of a delta query.
 */
import type {
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
} from "../../provisioning/ports/source.ts";
import { readAssignments } from "../assignments/read-assignments.ts";
import { invalid } from "../reading/open-file.ts";
import { changed, type GraphEvent, type GraphFiles, type GraphQuery, graphEvents } from "./graph-events.ts";
import { MergedUsers } from "./merged-users.ts";
import { type GraphSurvey, survey } from "./scan-graph-files.ts";
import { graphAttributes } from "./user-attributes.ts";

/** Options of {@link graphDirectory} and {@link graphDeltaDirectory}. */
export interface GraphDirectoryOptions {
  /** Path of the users, or paths in the order in which the pages were received. */
  readonly users: string | readonly string[];
  /** Path of the application's assignments: the body of Graph's `appRoleAssignedTo`, or CSV with the same names. Needed with scope `assigned`. */
  readonly assignments?: string | undefined;
  /** Path of the members of assigned groups: a JSON object, group id to the body of Graph's members list. Needed when a group is assigned. */
  readonly groupMembers?: string | undefined;
  /** Name for logs. Default `Microsoft Entra ID`. */
  readonly name?: string | undefined;
}

/**
 * A directory in the answer of Graph's `GET /users`: a snapshot, so that who is missing from it is gone. The files hold the body (an object with `value`,
 * or the bare list), several bodies as a list or one after another, or a user a line (JSON Lines). All pages must be there.
 *
 * Attributes have Graph's names; those of `onPremisesExtensionAttributes` are called `extensionAttribute1` and so on, members of other objects
 * stand behind a dot, and `manager` is the manager's id. Select what the mapping reads: Graph leaves out what was not asked for, `accountEnabled` too.
 *
 * `describe` reads the files once, so that damaged ones change nobody; `read` streams them. Memory does not grow with the number of users.
 *
 * The methods throw ProvisioningError: `invalid_source` for files that hold no such list, `incomplete_source` for some that have no users, lack a page,
 * look cut short or changed while they were read.
 *
 * @example
 * ```ts
 * import { graphDirectory } from "proxyclick-scim/files";
 *
 * const source = graphDirectory({ users: "users.json", assignments: "assignments.json" });
 * ```
 */
export function graphDirectory(options: GraphDirectoryOptions): DirectorySource {
  return graphSource(options, "snapshot", "list", snapshotUsers);
}

/**
 * A directory in the pages of Graph's `GET /users/delta`, whose rounds end with an `@odata.deltaLink`: the watermark. The files hold all rounds in their
 * order, the first of them the full one; add the pages of each new round at the end, or as a further file.
 *
 * A delta names only what changed, and a property that it does not mention is not cleared by that; an explicit null clears. So a changed user is
 * merged over all that the rounds before said of it, and is yielded whole. A read with a watermark finds the round that ended there, and
 * yields what the later ones changed. Graph's `@removed` is a soft removal with reason `changed`, a hard one with `deleted`.
 *
 * Memory grows with the number of changed users, and by 4 bytes for each other one; more than 100,000 changed ones are refused. Formats, attributes and
 * errors are those of {@link graphDirectory}; a watermark that no round ends with is `invalid_source`.
 */
export function graphDeltaDirectory(options: GraphDirectoryOptions): DirectorySource {
  return graphSource(options, "delta", "delta", deltaUsers);
}

/** What a read goes by. */
interface Reading {
  readonly path: string;
  readonly survey: GraphSurvey;
  readonly events: AsyncIterable<GraphEvent>;
  readonly watermark: string | undefined;
}

type ReadUsers = (reading: Reading) => AsyncGenerator<SourceEvent, void, void>;

interface SignalOption {
  readonly signal?: AbortSignal | undefined;
}

function graphSource(
  options: GraphDirectoryOptions,
  kind: DirectorySource["kind"],
  query: GraphQuery,
  readUsers: ReadUsers,
): DirectorySource {
  const paths = typeof options.users === "string" ? [options.users] : [...options.users];
  const path = paths.at(-1) ?? "";
  let surveyed: GraphSurvey | undefined;

  async function look(signal: AbortSignal | undefined): Promise<GraphSurvey> {
    surveyed = undefined;
    surveyed = await survey({ paths, query, signal });
    return surveyed;
  }

  const source: DirectorySource = {
    name: options.name ?? "Microsoft Entra ID",
    kind,
    async describe(settings?: SignalOption): Promise<SourceDescription> {
      const { attributeNames, userCount } = await look(settings?.signal);
      return {
        ...(attributeNames === undefined ? {} : { attributeNames }),
        // The rounds of a delta query may name a user several times.
        ...(kind === "delta" ? {} : { userCount }),
      };
    },
    async *read(settings?: SourceReadOptions): AsyncGenerator<SourceEvent, void, void> {
      const known = surveyed ?? (await look(settings?.signal));
      const events = graphEvents(unchanged({ paths, query, signal: settings?.signal }, known));
      yield* readUsers({ path, survey: known, events, watermark: settings?.watermark });
    },
  };
  const { assignments, groupMembers } = options;
  if (assignments === undefined) return source;
  return {
    ...source,
    assignments: (settings?: SignalOption) => readAssignments({ assignments, groupMembers, signal: settings?.signal }),
  };
}

/** The files, which must be those that were surveyed. */
function unchanged(files: Omit<GraphFiles, "onFile">, { fingerprints }: GraphSurvey): GraphFiles {
  return {
    ...files,
    onFile: (path, fingerprint) => {
      if (fingerprints.get(path) !== fingerprint) throw changed(path);
    },
  };
}

async function* snapshotUsers({ path, survey: known, events }: Reading): AsyncGenerator<SourceEvent, void, void> {
  let userCount = 0;
  for await (const event of events) {
    if (event.kind !== "user") continue;
    yield { kind: "user", user: { id: event.id, attributes: graphAttributes(event.item) } };
    userCount += 1;
  }
  // The time stamp of some file systems is coarse, so the count is compared as well.
  if (userCount !== known.userCount) throw changed(path);
  yield { kind: "end" };
}

/**
 * Users whom several objects may speak of are gathered and merged, and yielded at the end. On a full read the others go straight through; on one with a
 * watermark they have not changed.
 */
async function* deltaUsers({
  path,
  survey: known,
  events,
  watermark,
}: Reading): AsyncGenerator<SourceEvent, void, void> {
  const { rounds } = known;
  const last = rounds.links.at(-1);
  const done = watermark === undefined ? 0 : rounds.links.lastIndexOf(watermark) + 1;
  if (watermark !== undefined && done === 0) throw unknownWatermark(path);
  const gathered = watermark === undefined ? rounds.repeated() : rounds.changedSince(done);
  const merged = new MergedUsers(path);
  let round = 0;
  for await (const event of events) {
    if (event.kind === "page") {
      if (event.deltaLink !== undefined) round += 1;
    } else if (gathered.has(event.id)) {
      merged.add(event, round >= done);
    } else if (watermark === undefined) {
      yield event.kind === "removed"
        ? event
        : { kind: "user", user: { id: event.id, attributes: graphAttributes(event.item) } };
    }
  }
  yield* merged.events();
  if (round !== rounds.links.length) throw changed(path);
  yield { kind: "end", ...(last === undefined ? {} : { watermark: last }) };
}

function unknownWatermark(path: string): Error {
  return invalid(
    path,
    "no round ends with the delta link that the last cycle ended with; add the rounds that are missing, or restart the job without its watermark",
  );
}
