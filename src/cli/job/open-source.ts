/** Opens the directory that the options name: files, or Microsoft Entra itself. */
import { entraDirectory } from "../../entra/index.ts";
import { csvDirectory, graphDeltaDirectory, graphDirectory } from "../../files/index.ts";
import { isGuid } from "../../internal/object-id.ts";
import type { DirectorySource } from "../../provisioning/index.ts";
import { openGraph } from "../options/entra-sign-in.ts";
import type { FileOptions, SourceOptions } from "../options/job-options.ts";
import { resolvePath } from "../options/read-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { findApp, requireIdleEntraJob } from "./find-app.ts";

/** The value of `--source` for Microsoft Entra; a file with this name is `./entra`. */
const ENTRA = "entra";

/** A directory, and what to check before its users are written to the target. */
interface OpenedSource {
  readonly source: DirectorySource;
  /** Rejects when the users must not be written now. */
  readonly beforeWrite: (signal: AbortSignal) => Promise<void>;
}

/** Whether the source is Microsoft Entra itself. */
export function isEntra({ source }: Pick<FileOptions, "source">): boolean {
  return source === ENTRA;
}

/**
 * Opens the directory.
 *
 * @throws CommanderError for options that contradict each other. With Microsoft Entra also the errors of signing in and
 *   of finding the application.
 */
export async function openSource(io: Io, options: SourceOptions): Promise<OpenedSource> {
  if (isEntra(options)) return openEntra(io, options);
  refuse(options, ENTRA_ONLY, "needs --source entra");
  return { source: openFiles(io, options), beforeWrite: async () => {} };
}

const ENTRA_ONLY = {
  app: "--app",
  additionalProperty: "--additional-property",
  alongside: "--alongside",
  clientId: "--client-id",
  clientSecretFile: "--client-secret-file",
  certificateFile: "--certificate-file",
  federatedTokenFile: "--federated-token-file",
  managedIdentity: "--managed-identity",
  graph: "--graph",
  authority: "--authority",
} as const satisfies Partial<Readonly<Record<keyof SourceOptions, string>>>;

const FILES_ONLY = {
  assignments: "--assignments",
  groupMembers: "--group-members",
  appRoles: "--app-roles",
  delimiter: "--delimiter",
  encoding: "--encoding",
} as const satisfies Partial<Readonly<Record<keyof SourceOptions, string>>>;

function refuse(options: object, names: Readonly<Record<string, string>>, reason: string): void {
  const given = Object.entries(options).find(([name, value]) => value !== undefined && Object.hasOwn(names, name));
  if (given !== undefined) throw usageError(`${names[given[0]]} ${reason}`);
}

async function openEntra(io: Io, options: SourceOptions): Promise<OpenedSource> {
  refuse(options, FILES_ONLY, "is for users in files, and --source entra reads everything from Microsoft Entra");
  const { app, tenantId, alongside, additionalProperty: additionalProperties } = options;
  if (app === undefined)
    throw usageError("no application: give --app with the id or name of the enterprise application");
  const client = await openGraph(io, options);
  if (tenantId === undefined || !isGuid(tenantId)) {
    io.stderr.write("warning: log entries do not name the tenant; give its id, a GUID, as --tenant-id\n");
  }
  const application = await findApp(io, client, app);
  return {
    source: entraDirectory({ client, servicePrincipalId: application.id, tenantId, additionalProperties }),
    beforeWrite: async (signal) => {
      if (alongside !== true) await requireIdleEntraJob(io, client, application, signal);
    },
  };
}

/**
 * The names of properties that Microsoft Entra delivers, with the directory extensions that expressions read: a tenant
 * may have them. Sends nothing.
 */
export async function propertiesOfEntra(expressions: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const extensions = expressions.flatMap((source) => source.match(/(?<=\[)extension_[\da-f]{32}_\w+(?=\])/giu) ?? []);
  const source = entraDirectory({ credential: async () => "", servicePrincipalId: "" });
  return (await source.describe({ attributes: extensions })).attributeNames;
}

/** The directory in files: Graph JSON or CSV, by the extension of the file of users. */
export function openFiles(io: Io, options: FileOptions): DirectorySource {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolvePath(io, file));
  const { source, delta } = options;
  if (delta === undefined && source === undefined) {
    throw usageError("no source: give --source FILE, or --delta FILE… for a delta query");
  }
  const files = {
    users: resolvePath(io, source ?? ""),
    assignments: path(options.assignments),
    groupMembers: options.groupMembers?.map(({ group, path: file }) =>
      group === undefined ? resolvePath(io, file) : { group, path: resolvePath(io, file) },
    ),
    appRoles: path(options.appRoles),
  };
  if (delta !== undefined) {
    return graphDeltaDirectory({ ...files, users: delta.map((file) => resolvePath(io, file)) });
  }
  if (/\.jsonl?$/i.test(files.users)) return graphDirectory(files);
  let printed = "";
  const onFormat = (format: string) => {
    if (format !== printed) io.stderr.write(`${files.users}: read as ${format}\n`);
    printed = format;
  };
  const { delimiter, encoding } = options;
  return csvDirectory({ ...files, delimiter, encoding, onFormat });
}
