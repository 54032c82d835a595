/**
 * The job that a command line describes: source, target, mapping and memory, opened for a command and closed after it.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { isProvisioningError, ProvisioningError, type ProvisioningErrorCode } from "../../errors.ts";
import { csvDirectory, graphDirectory } from "../../files/index.ts";
import {
  createProvisioningJob,
  type DirectorySource,
  type LogSink,
  type ProvisioningJob,
  type ProvisioningState,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "../../provisioning/index.ts";
import { defaultMapping, ProxyclickScimClient } from "../../proxyclick/index.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { type JobOptions, pathOf, readTextFile, readToken, type SourceOptions } from "../options/options.ts";
import { collectWarnings, type Warnings } from "../output/collect-warnings.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { lazyLog } from "./lazy-log.ts";
import { phoneNormalizer } from "./normalize-phone.ts";

/** A job that is ready to be used. */
export interface OpenedJob {
  readonly job: ProvisioningJob;
  /** Undefined when there is nothing to remember, and nothing is to be written. */
  readonly state: ProvisioningState | undefined;
  /** What the target could not take; printed when it suits. */
  readonly warnings: Warnings;
}

/** Opens the job for some work, and closes its files after it. Without a log, or in a dry run, the job writes nothing. */
export async function withJob(
  io: Io,
  options: JobOptions,
  work: (opened: OpenedJob) => Promise<number>,
): Promise<number> {
  requireAssignments(options);
  io.spareMemory?.();
  const secretToken = await readToken(io, options);
  const mapping = await readMapping(io, options.mapping);
  const warnings = collectWarnings();
  const target = new ProxyclickScimClient({
    tenantUrl: options.target,
    secretToken,
    normalizePhone: phoneNormalizer(options.defaultCountry),
    logger: { warn: warnings.warn },
  });
  const logPath = options.dryRun === true ? undefined : options.log;
  return withState(io, options.state, logPath !== undefined, async (state) => {
    const log = logPath === undefined ? undefined : lazyLog(pathOf(io, logPath));
    try {
      const { mapping: file } = options;
      const parts = { source: sourceOf(io, options), target, mapping, ...rulesOf(options, state, log) };
      const job = naming("invalid_mapping", file === undefined ? [] : [file], () => createProvisioningJob(parts));
      return await work({ job, state, warnings });
    } finally {
      await log?.close();
    }
  });
}

function requireAssignments({ scope, assignments }: JobOptions): void {
  if (scope === "all" || assignments !== undefined) return;
  throw usageError(
    "who is assigned to the application? Give --assignments FILE, or --scope all to look at every user of the source",
  );
}

/** Reads the mapping in a file, or takes Proxyclick's default mapping. */
export async function readMapping(io: Io, file: string | undefined): Promise<SynchronizationSchema> {
  if (file === undefined) return parseSynchronizationSchema(defaultMapping());
  const text = await readTextFile(io, file, "mapping");
  return naming("invalid_mapping", [file], () => parseSynchronizationSchema(text));
}

/** The directory that the options name. */
export function sourceOf(io: Io, options: Omit<SourceOptions, "mapping">): DirectorySource {
  const path = (file: string | undefined) => (file === undefined ? undefined : pathOf(io, file));
  const files = {
    users: pathOf(io, options.source),
    assignments: path(options.assignments),
    groupMembers: path(options.groupMembers),
  };
  return /\.jsonl?$/i.test(files.users) ? graphDirectory(files) : csvDirectory(files);
}

function rulesOf(options: JobOptions, state: ProvisioningState | undefined, log: LogSink | undefined) {
  const { scope, deletionThreshold, allowDeletes, deleteAfterDays, skipOutOfScope, deleteInstead, tenantId } = options;
  return {
    scope,
    ...(state && { state }),
    ...(log && { log }),
    ...(deletionThreshold !== undefined && { deletionThreshold }),
    ...(allowDeletes !== undefined && { allowDeletes }),
    ...(deleteAfterDays !== undefined && { deleteAfterDays }),
    ...(skipOutOfScope !== undefined && { skipOutOfScopeDeletions: skipOutOfScope }),
    ...(deleteInstead === true && { softDelete: false }),
    ...(tenantId !== undefined && { identity: { tenantId } }),
    dryRun: log === undefined,
  };
}

/** Opens the state. A state file that the work did not get to use is not left behind, and one that would only be looked at is not made. */
async function withState(
  io: Io,
  file: string,
  writes: boolean,
  work: (state: ProvisioningState | undefined) => Promise<number>,
): Promise<number> {
  const path = pathOf(io, file);
  const isNew = !existsSync(path);
  if (isNew && !writes) return work(undefined);
  const state = await openSqliteState(path);
  try {
    return await work(state);
  } finally {
    const unused = isNew && (await neverRan(state));
    await state.close();
    if (unused) await rm(path, { force: true });
  }
}

/** Whether no cycle came to work with a state, at most to a refusal by the target: nobody needs a quarantine for a mistyped token. */
async function neverRan(state: ProvisioningState): Promise<boolean> {
  return (await state.readJob())?.lastExecution === undefined && (await state.size()).lastOrdinal === 0;
}

/** Whether a state holds nothing: no job, no user. */
export async function isUntouched(state: ProvisioningState): Promise<boolean> {
  return (await state.readJob()) === undefined && (await state.size()).lastOrdinal === 0;
}

/** Adds the source file to errors of a job that know the source only as a stream of users. */
export async function namingSource<Value>(
  io: Io,
  { source, assignments, groupMembers }: SourceOptions,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const files = [source, assignments, groupMembers].filter((file) => file !== undefined);
    throw named(
      error,
      "invalid_source",
      files.map((file) => pathOf(io, file)),
    );
  }
}

/** Adds the file to errors that name only a place in it. */
function naming<Value>(code: ProvisioningErrorCode, files: readonly string[], work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw named(error, code, files);
  }
}

/** The error with the first of the files before its message, unless it names one of them. */
function named(error: unknown, code: ProvisioningErrorCode, files: readonly string[]): unknown {
  const [file] = files;
  if (file === undefined || !isProvisioningError(error) || error.code !== code) return error;
  if (files.some((name) => error.message.includes(name))) return error;
  return new ProvisioningError(code, `${file}: ${error.message}`, { cause: error });
}
