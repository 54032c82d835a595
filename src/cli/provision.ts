/**
 * `provision`: cycles from a directory in files to a SCIM service.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { CountryCode } from "libphonenumber-js/min";
import { isProvisioningError, ProvisioningError } from "../errors.ts";
import { csvDirectory, openSqliteState } from "../files/index.ts";
import {
  createProvisioningJob,
  type DirectorySource,
  type LogSink,
  type ProvisioningJob,
  type ProvisioningJobOptions,
  type ProvisioningState,
  type ProvisioningTarget,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "../provisioning/index.ts";
import { defaultMapping, ProxyclickScimClient } from "../proxyclick/index.ts";
import { statusOfCycle, usageError } from "./exit-status.ts";
import type { Act, Io } from "./io.ts";
import { lazyLog } from "./lazy-log.ts";
import {
  addTargetOptions,
  parseCountry,
  parseDuration,
  parseThreshold,
  parseWhole,
  pathOf,
  readTextFile,
  readToken,
  type TargetOptions,
} from "./options.ts";
import { phoneNormalizer } from "./phone.ts";
import { showProgress } from "./progress.ts";
import { repeat } from "./repeat.ts";
import { renderSummary } from "./summary.ts";
import { jsonLine } from "./text.ts";
import { collectWarnings, type Warnings } from "./warnings.ts";

/** Options of `provision`. */
export interface ProvisionOptions extends TargetOptions {
  readonly source: string;
  readonly assignments?: string;
  readonly groupMembers?: string;
  readonly mapping?: string;
  readonly scope: "assigned" | "all";
  readonly state: string;
  readonly log: string;
  readonly deletionThreshold?: number | "off";
  readonly allowDeletes?: boolean;
  readonly deleteAfterDays?: number;
  readonly defaultCountry?: CountryCode;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  /** Milliseconds from the start of one cycle to the start of the next. */
  readonly every?: number;
}

/** Adds the command. */
export function defineProvision(program: Command, act: Act): void {
  const command = program
    .command("provision")
    .description("Runs a cycle: the initial one on a new state file, after that what has changed since.")
    .requiredOption("--source <file>", "users: CSV as the Entra admin center's Download users gives it")
    .option("--assignments <file>", "who is assigned: body of Graph's appRoleAssignedTo, or CSV with the same names")
    .option("--group-members <file>", "members of assigned groups: JSON, group id to the body of Graph's members list")
    .option("--mapping <file>", "synchronization schema as Graph exports it (default: Proxyclick's mapping)");
  addTargetOptions(command)
    .addOption(new Option("--scope <scope>", "who is in scope").choices(["assigned", "all"]).default("assigned"))
    .option("--state <file>", "what was done before; made when it is not there", "provisioning-state.db")
    .option("--log <file>", "log to append to, one provisioningObjectSummary a line", "provisioning.jsonl")
    .option("--deletion-threshold <number>", "most disables and deletes of a cycle, or off", parseThreshold)
    .option("--allow-deletes", "execute what the threshold would hold back, this once")
    .option(
      "--delete-after-days <days>",
      "days from missing in the source to deletion (default: 30)",
      parseWhole(0, 36_500),
    )
    .option("--default-country <code>", "country of phone numbers without prefix, such as BE", parseCountry)
    .option("--dry-run", "plan everything, write nothing")
    .option("--json", "print the summary as JSON")
    .option("--every <duration>", "go on with a cycle every so often, such as 40m, until stopped", parseDuration)
    .action(act(provision));
}

/** Runs one cycle, or with `every` cycles until the signal is aborted. */
export async function provision(io: Io, options: ProvisionOptions): Promise<number> {
  requireAssignments(options);
  const secretToken = await readToken(io, options);
  const mapping = await readMapping(io, options.mapping);
  const warnings = collectWarnings();
  const target = new ProxyclickScimClient({
    tenantUrl: options.target,
    secretToken,
    normalizePhone: phoneNormalizer(options.defaultCountry),
    logger: { warn: warnings.warn },
  });
  return withState(io, options, async (state) => {
    const log = options.dryRun === true ? undefined : lazyLog(pathOf(io, options.log));
    try {
      const parts = { source: sourceOf(io, options), target, mapping, state, log };
      const job = naming(options.mapping, () => createProvisioningJob(jobOptions(options, parts)));
      const cycle = () => runCycle(io, job, options, warnings);
      return await (options.every === undefined ? cycle() : repeat(io, options.every, cycle));
    } finally {
      await log?.close();
    }
  });
}

function requireAssignments({ scope, assignments }: ProvisionOptions): void {
  if (scope === "all" || assignments !== undefined) return;
  throw usageError(
    "who is assigned to the application? Give --assignments FILE, or --scope all to provision every user of the source",
  );
}

async function readMapping(io: Io, file: string | undefined): Promise<SynchronizationSchema> {
  if (file === undefined) return parseSynchronizationSchema(defaultMapping());
  const text = await readTextFile(io, file, "mapping");
  return naming(file, () => parseSynchronizationSchema(text));
}

/** Adds the file to errors that name only a place in the mapping. */
function naming<Value>(file: string | undefined, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (file === undefined || !isProvisioningError(error) || error.code !== "invalid_mapping") throw error;
    throw new ProvisioningError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

function sourceOf(io: Io, options: ProvisionOptions): DirectorySource {
  const path = (file: string | undefined) => (file === undefined ? undefined : pathOf(io, file));
  return csvDirectory({
    users: pathOf(io, options.source),
    assignments: path(options.assignments),
    groupMembers: path(options.groupMembers),
  });
}

/** Opens the state for some work. A state file that the work did not get to use is not left behind. */
async function withState(
  io: Io,
  options: ProvisionOptions,
  work: (state: ProvisioningState | undefined) => Promise<number>,
): Promise<number> {
  const path = pathOf(io, options.state);
  const isNew = !existsSync(path);
  if (isNew && options.dryRun === true) return work(undefined);
  const state = await openSqliteState(path);
  try {
    return await work(state);
  } finally {
    const unused = isNew && (await state.readJob()) === undefined;
    await state.close();
    if (unused) await rm(path, { force: true });
  }
}

interface JobParts {
  readonly source: DirectorySource;
  readonly target: ProvisioningTarget;
  readonly mapping: SynchronizationSchema;
  readonly state: ProvisioningState | undefined;
  readonly log: LogSink | undefined;
}

function jobOptions(options: ProvisionOptions, parts: JobParts): ProvisioningJobOptions {
  const { source, target, mapping, state, log } = parts;
  const { scope, deletionThreshold, allowDeletes, deleteAfterDays, dryRun } = options;
  return {
    source,
    target,
    mapping,
    scope,
    ...(state && { state }),
    ...(log && { log }),
    ...(deletionThreshold !== undefined && { deletionThreshold }),
    ...(allowDeletes !== undefined && { allowDeletes }),
    ...(deleteAfterDays !== undefined && { deleteAfterDays }),
    ...(dryRun !== undefined && { dryRun }),
  };
}

async function runCycle(io: Io, job: ProvisioningJob, options: ProvisionOptions, warnings: Warnings): Promise<number> {
  const progress = showProgress(io.stderr);
  try {
    const summary = await job.runCycle({ signal: io.signal, onProgress: progress.update });
    progress.end();
    io.stdout.write(options.json === true ? `${jsonLine(summary)}\n` : renderSummary(summary, options));
    return statusOfCycle(summary);
  } finally {
    progress.end();
    warnings.print(io.stderr);
  }
}
