/** Opens the job that a command line describes: source, target, mapping, state and log; closes it after the command. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { isProvisioningError, ProvisioningError, type ProvisioningErrorCode } from "../../errors.ts";
import { isGuid } from "../../internal/object-id.ts";
import {
  createProvisioningJob,
  type LogSink,
  type ProvisioningJob,
  type ProvisioningState,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "../../provisioning/index.ts";
import { defaultMapping } from "../../proxyclick/index.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import type { JobOptions, SourceOptions } from "../options/job-options.ts";
import { readInputFile, resolvePath } from "../options/read-file.ts";
import { readToken } from "../options/secret-token.ts";
import { readProfile, type TargetProfile } from "../options/target-profile.ts";
import { collectWarnings, type Warnings } from "../output/collect-warnings.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { lazyLog } from "./lazy-log.ts";
import { openNotifier } from "./open-notifier.ts";
import { isEntra, openSource } from "./open-source.ts";
import { openTarget } from "./open-target.ts";

/** A job with its files open. */
export interface OpenedJob {
  readonly job: ProvisioningJob;
  /** Undefined for a job without a state file that writes nothing. */
  readonly state: ProvisioningState | undefined;
  /** What reports show of source and target. */
  readonly connection: { readonly source: string; readonly target: string; readonly tenantUrl: string };
  /** Warnings of the client, collected for the end of a cycle. */
  readonly warnings: Warnings;
  /** Rejects when the source must not be written to the target now; to be called before each cycle. */
  readonly beforeWrite: (signal: AbortSignal) => Promise<void>;
}

/** Runs a function with the open job, then closes its files. Without a log, or in a dry run, the job writes nothing. */
export async function withJob(
  io: Io,
  options: JobOptions,
  run: (opened: OpenedJob) => Promise<number>,
): Promise<number> {
  requireAssignments(options);
  requireTenantId(options);
  io.limitMemory?.();
  const secretToken = await readToken(io, options);
  const service = await readProfile(io, options.profile);
  const mapping = await readTargetMapping(io, options, service);
  const warnings = collectWarnings();
  const target = openTarget(options, { secretToken, warnings, service });
  const { source, beforeWrite } = await openSource(io, options);
  const notifier = options.notify === undefined ? undefined : await openNotifier(io, options.notify);
  const logPath = options.dryRun === true ? undefined : options.log;
  return withState(io, options.state, logPath !== undefined, async (state) => {
    const log = logPath === undefined ? undefined : lazyLog(resolvePath(io, logPath));
    try {
      const { mapping: file } = options;
      const rules = { ...jobRules(options, state, log), ...(notifier && { notify: notifier.notify }) };
      const parts = { source, target, mapping, onWarning: warnings.warn, ...rules };
      const job = withFileInErrors("invalid_mapping", file === undefined ? [] : [file], () =>
        createProvisioningJob(parts),
      );
      const connection = { source: source.name, target: target.name, tenantUrl: options.target };
      return await run({
        job,
        state,
        warnings,
        connection,
        beforeWrite: logPath === undefined ? async () => {} : beforeWrite,
      });
    } finally {
      notifier?.close();
      await log?.close();
    }
  });
}

function requireAssignments({ scope, source, assignments }: JobOptions): void {
  if (scope === "all" || assignments !== undefined || isEntra({ source })) return;
  throw usageError(
    "scope assigned requires assignments: give --assignments FILE, or --scope all for every user of the source",
  );
}

/** In the log a tenant is a GUID; for signing in, a domain serves, too. */
function requireTenantId({ source, tenantId }: JobOptions): void {
  if (tenantId === undefined || isGuid(tenantId) || isEntra({ source })) return;
  throw usageError("--tenant-id: expected the id of the tenant, a GUID, for the log entries");
}

/** Reads the mapping; only Proxyclick has a default one. */
async function readTargetMapping(
  io: Io,
  { mapping }: JobOptions,
  { isProxyclick }: TargetProfile,
): Promise<SynchronizationSchema> {
  if (mapping === undefined && !isProxyclick) {
    throw usageError("no mapping: the default one is Proxyclick's; with another --profile give --mapping FILE");
  }
  return readMapping(io, mapping);
}

/** Reads the mapping from a file; without one, returns Proxyclick's default mapping. */
export async function readMapping(io: Io, file: string | undefined): Promise<SynchronizationSchema> {
  if (file === undefined) return parseSynchronizationSchema(defaultMapping());
  const json = await readInputFile(io, file, "mapping");
  return withFileInErrors("invalid_mapping", [file], () => parseSynchronizationSchema(json));
}

function jobRules(options: JobOptions, state: ProvisioningState | undefined, log: LogSink | undefined) {
  const {
    scope,
    deletionThreshold,
    allowDeletes,
    deleteAfterDays,
    skipOutOfScope,
    deleteInstead,
    tenantId,
    keepLog,
    rebind,
    includeDefaultAccess,
    adopt,
    concurrency,
    strict,
    assume,
  } = options;
  return {
    scope,
    ...(includeDefaultAccess === true && { excludeDefaultAccess: false }),
    ...(adopt !== undefined && { adopt }),
    ...(concurrency !== undefined && { concurrency }),
    ...(state && { state }),
    ...(log && { log }),
    ...(deletionThreshold !== undefined && { deletionThreshold }),
    ...(allowDeletes !== undefined && { allowDeletes }),
    ...(rebind !== undefined && { rebind }),
    ...(strict !== undefined && { strict }),
    ...(assume && { assumptions: assume }),
    ...(keepLog !== undefined && { keepLog }),
    ...(deleteAfterDays !== undefined && { deleteAfterDays }),
    ...(skipOutOfScope !== undefined && { skipOutOfScopeDeletions: skipOutOfScope }),
    ...(deleteInstead === true && { softDelete: false }),
    ...(tenantId !== undefined && isGuid(tenantId) && { identity: { tenantId } }),
    dryRun: log === undefined,
  };
}

/**
 * Runs a function with the open state. A job that only reads creates no state file, and reads one beside the job that
 * uses it. A new file that no cycle used is deleted.
 */
async function withState(
  io: Io,
  file: string,
  writes: boolean,
  run: (state: ProvisioningState | undefined) => Promise<number>,
): Promise<number> {
  const path = resolvePath(io, file);
  const isNew = !existsSync(path);
  if (isNew && !writes) return run(undefined);
  const state = await openSqliteState(path, { readOnly: !writes });
  try {
    return await run(state);
  } finally {
    const unused = isNew && (await neverRan(state));
    await state.close();
    if (unused) await rm(path, { force: true });
  }
}

/**
 * Whether no cycle used a state, or the target rejected the first one at once: a mistyped token should leave no
 * quarantine behind.
 */
async function neverRan(state: ProvisioningState): Promise<boolean> {
  return (await state.readJob())?.lastExecution === undefined && (await state.size()).lastOrdinal === 0;
}

/** Whether a state contains no job and no user. */
export async function isEmptyState(state: ProvisioningState): Promise<boolean> {
  return (await state.readJob()) === undefined && (await state.size()).lastOrdinal === 0;
}

/** Runs a function, and adds the source file to errors of a job, which knows the source only as a stream of users. */
export async function withSourceInErrors<Value>(
  io: Io,
  { source, delta = [], assignments, groupMembers = [], appRoles }: SourceOptions,
  run: () => Promise<Value>,
): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (isEntra({ source })) throw error;
    const members = groupMembers.map(({ path }) => path);
    const files = [source, ...delta, assignments, ...members, appRoles].filter((file) => file !== undefined);
    throw withFileName(
      error,
      "invalid_source",
      files.map((file) => resolvePath(io, file)),
    );
  }
}

/** Runs a function, and adds the file to errors that name only a location in it. */
function withFileInErrors<Value>(code: ProvisioningErrorCode, files: readonly string[], run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw withFileName(error, code, files);
  }
}

/** The error with the first of the files in front of its message, unless the message names one of them. */
function withFileName(error: unknown, code: ProvisioningErrorCode, files: readonly string[]): unknown {
  const [file] = files;
  if (file === undefined || !isProvisioningError(error) || error.code !== code) return error;
  if (files.some((name) => error.message.includes(name))) return error;
  return new ProvisioningError(code, `${file}: ${error.message}`, { cause: error });
}
