/**
 * Checks and compiles the options of a job: its mapping and scope, and defaults for missing options.
 */
import { ProvisioningError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import type { JobContext } from "../context/job-context.ts";
import type { JobRules } from "../context/rules.ts";
import { CommitSignal } from "../log/follow-log.ts";
import { readSystems } from "../log/provisioning-systems.ts";
import { toSinks } from "../log/timed-sink.ts";
import { type CompiledMapping, compileMapping } from "../mapping/compile-mapping.ts";
import { fingerprint } from "../mapping/digest.ts";
import { invalidMapping } from "../mapping/invalid-mapping.ts";
import {
  type ObjectMapping,
  parseSynchronizationSchema,
  type ScopingClause,
  type ScopingFilter,
  type SynchronizationSchema,
} from "../mapping/schema.ts";
import { compileScopingFilters } from "../mapping/scoping-filter.ts";
import { ACTIVE_ATTRIBUTE, COMPUTED_ATTRIBUTES, ROLES_ATTRIBUTE } from "../mapping/source-attributes.ts";
import { requireBetween, requireOneOf } from "./check-options.ts";
import { MemoryState } from "./memory-state.ts";
import type { ProvisioningJobOptions } from "./types.ts";

const MAX_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY = 16;
const DEFAULT_DELETE_AFTER_DAYS = 30;
const DEFAULT_KEEP_LOG = 90;
/** A century, in days; longer is for ever, which `Infinity` says. */
const MAX_KEEP_LOG = 36_500;

/**
 * Checks and compiles the options of a job.
 *
 * @throws RangeError, ProvisioningError as `createProvisioningJob` does.
 */
export function compileJob(options: ProvisioningJobOptions): JobContext {
  checkJobOptions(options);
  assertTarget(options.target);
  const { source, target, scope = "assigned", excludeDefaultAccess = true, filterPatterns = "anywhere" } = options;
  const { users, document } = toSchema(options.mapping);
  const mapping = compileMapping(users, target.users.type, options.assumptions);
  const assignedOnly = scope === "assigned";
  if (assignedOnly && source.assignments === undefined) {
    throw new ProvisioningError(
      "invalid_source",
      'Scope "assigned" needs a source that knows assignments; give it some, or choose scope "all"',
    );
  }
  requireKnownRoles(users, assignedOnly);
  const rules: JobRules = {
    skipOutOfScopeDeletions: options.skipOutOfScopeDeletions ?? false,
    softDelete: options.softDelete ?? users.softDelete,
    defaultWhenEmpty: options.unmappedDefaults === "whenEmpty",
  };
  const dryRun = options.dryRun ?? false;
  const given = options.assumptions === undefined ? [] : [options.assumptions];
  return {
    source,
    target,
    state: options.state ?? new MemoryState(),
    sinks: dryRun ? [] : toSinks(options.log),
    commitSignal: new CommitSignal(),
    notify: options.notify,
    identity: options.identity ?? {},
    mapping,
    actions: users.actions,
    scope: {
      assignedOnly,
      excludeDefaultAccess,
      filters: compileScopingFilters(users.scopingFilters, filterPatterns),
      inputFilterSets: [users.inputFilters, users.categoryFilters].map((filters) =>
        compileScopingFilters(filters, filterPatterns),
      ),
    },
    ...attributesRead(users, mapping, options.strict ?? false),
    onWarning: options.onWarning,
    readsRoles: roleClausesOf(users).length > 0 || mapping.sourceAttributes.has(ROLES_ATTRIBUTE),
    systems: readSystems(document),
    fingerprint: fingerprint(
      JSON.stringify([users, assignedOnly, excludeDefaultAccess, filterPatterns, rules, ...given]),
    ),
    ...rules,
    adopt: options.adopt ?? true,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    keepLog: options.keepLog ?? DEFAULT_KEEP_LOG,
    deleteAfterDays: options.deleteAfterDays ?? DEFAULT_DELETE_AFTER_DAYS,
    deletionThreshold: options.deletionThreshold,
    allowDeletes: options.allowDeletes ?? false,
    dryRun,
    rebind: options.rebind ?? false,
    ...(options.defaultDomain === undefined ? {} : { defaultDomain: options.defaultDomain }),
    now: options.now ?? (() => new Date()),
    guid: options.guid ?? (() => crypto.randomUUID()),
  };
}

const TARGET_METHODS = ["get", "list", "create", "patch", "delete"];

/** @throws TypeError for an object that is no target, such as a `ScimClient`. */
function assertTarget(target: unknown): void {
  const users: unknown = isObject(target) ? target["users"] : undefined;
  const isTarget = isObject(users) && TARGET_METHODS.every((method) => typeof users[method] === "function");
  if (isTarget && users["type"] !== undefined) return;
  throw new TypeError(
    `target: expected an object with users, which has type, ${TARGET_METHODS.join(", ")}; make one of a ScimClient with ` +
      "{ name, users: client.resources(UserType), testConnection: (options) => client.testConnection(options) }",
  );
}

function toSchema(mapping: ProvisioningJobOptions["mapping"]): SynchronizationSchema {
  return "users" in mapping ? mapping : parseSynchronizationSchema(mapping);
}

function filtersOf({ scopingFilters, inputFilters, categoryFilters }: ObjectMapping): readonly ScopingFilter[] {
  return [...scopingFilters, ...inputFilters, ...categoryFilters];
}

function roleClausesOf(users: ObjectMapping): readonly ScopingClause[] {
  const clauses = filtersOf(users).flatMap((filter) => filter.clauses);
  return clauses.filter(({ attribute }) => attribute === ROLES_ATTRIBUTE);
}

/** Without assignments nobody has roles, and a filter on them would disable everybody. */
function requireKnownRoles(users: ObjectMapping, assignedOnly: boolean): void {
  const [clause] = roleClausesOf(users);
  if (clause === undefined || assignedOnly) return;
  throw invalidMapping(clause.place, `${ROLES_ATTRIBUTE} is known with scope "assigned" only`);
}

/** What the job reads of the source, and what of it the source must have. */
function attributesRead(
  users: ObjectMapping,
  mapping: CompiledMapping,
  strict: boolean,
): Pick<JobContext, "reads" | "requires"> {
  const filterReads = filtersOf(users).flatMap(({ clauses }) => clauses.map((clause) => clause.attribute));
  const names = new Set([...mapping.sourceAttributes, ...filterReads, ACTIVE_ATTRIBUTE]);
  const reads = [...names].filter((name) => !COMPUTED_ATTRIBUTES.has(name));
  const decisive = new Set([...mapping.decisiveSourceAttributes, ...filterReads, ACTIVE_ATTRIBUTE]);
  return { reads, requires: new Set(reads.filter((name) => strict || decisive.has(name))) };
}

function checkJobOptions(options: ProvisioningJobOptions): void {
  const { scope, filterPatterns, unmappedDefaults, concurrency, deleteAfterDays, deletionThreshold, keepLog } = options;
  requireOneOf("scope", scope, ["assigned", "all"]);
  requireOneOf("filterPatterns", filterPatterns, ["anywhere", "whole"]);
  requireOneOf("unmappedDefaults", unmappedDefaults, ["onCreate", "whenEmpty"]);
  requireBetween("concurrency", concurrency, 1, MAX_CONCURRENCY);
  requireBetween("deleteAfterDays", deleteAfterDays, 0, Number.POSITIVE_INFINITY);
  if (keepLog !== Number.POSITIVE_INFINITY) requireBetween("keepLog", keepLog, 0, MAX_KEEP_LOG);
  if (deletionThreshold !== "off") requireBetween("deletionThreshold", deletionThreshold, 0, Number.POSITIVE_INFINITY);
  const names = toSinks(options.log).map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw duplicateReader(duplicate);
}

/** The error of two readers of the log with one name, under which the state keeps how far each of them is. */
export function duplicateReader(name: string): ProvisioningError {
  return new ProvisioningError("invalid_log", `Two readers of the log have the name ${JSON.stringify(name)}`);
}
