/**
 * A job's mapping and scope, compiled once.
 */
import { ProvisioningError } from "../../errors.ts";
import { type SchemaSystems, systemsOf } from "../log/provisioning-systems.ts";
import { type CompiledMapping, compileMapping } from "../mapping/compile-mapping.ts";
import { fingerprint } from "../mapping/digest.ts";
import { type ObjectMapping, parseSynchronizationSchema, type SynchronizationSchema } from "../mapping/schema.ts";
import { ACTIVE_ATTRIBUTE, compileScopingFilters, type ScopeRules } from "../mapping/scoping-filter.ts";
import { COMPUTED_ATTRIBUTES, findAttributeName } from "../mapping/source-attributes.ts";
import type { ProvisioningJobOptions } from "./types.ts";

/** How a job decides, besides mapping and scope. */
export interface JobRules {
  /** Whether the accounts of users who leave the scope, are disabled or missing are left as they are. */
  readonly skipOutOfScopeDeletions: boolean;
  /** Whether the target can disable an account. */
  readonly softDelete: boolean;
  /** Whether defaults of attributes without an expression are also written where an account has no value. */
  readonly defaultWhenEmpty: boolean;
}

/** What is the same in every cycle of a job. */
export interface JobPlan {
  /** The mapping of users. */
  readonly users: ObjectMapping;
  /** The same, compiled against the target. */
  readonly mapping: CompiledMapping;
  /** Who is to have an account. */
  readonly scope: ScopeRules;
  /** Source attributes that mappings, filters and scope read. */
  readonly reads: readonly string[];
  readonly rules: JobRules;
  /** The two sides, as the synchronization schema names them. */
  readonly systems: SchemaSystems;
  /** Digest of mapping, scope and rules: another one means that everybody is decided about anew. */
  readonly fingerprint: string;
}

/**
 * Compiles what a job is made of.
 *
 * @throws ProvisioningError as `createProvisioningJob` does.
 */
export function compileJob(options: ProvisioningJobOptions): JobPlan {
  const { users, document } = toSchema(options.mapping);
  const mapping = compileMapping(users, options.target.users.type);
  const assignedOnly = (options.scope ?? "assigned") === "assigned";
  if (assignedOnly && options.source.assignments === undefined) {
    throw new ProvisioningError(
      "invalid_source",
      'Scope "assigned" needs a source that knows assignments; give it some, or choose scope "all"',
    );
  }
  const excludeDefaultAccess = options.excludeDefaultAccess ?? true;
  const { scopingFilters, inputFilters, categoryFilters } = users;
  const filterReads = [...scopingFilters, ...inputFilters, ...categoryFilters].flatMap(({ clauses }) =>
    clauses.map((clause) => clause.attribute),
  );
  const reads = [...new Set([...mapping.reads, ...filterReads, ACTIVE_ATTRIBUTE])].filter(
    (name) => !COMPUTED_ATTRIBUTES.has(name),
  );
  const filterPatterns = options.filterPatterns ?? "anywhere";
  const rules: JobRules = {
    skipOutOfScopeDeletions: options.skipOutOfScopeDeletions ?? false,
    softDelete: options.softDelete ?? users.softDelete,
    defaultWhenEmpty: options.unmappedDefaults === "whenEmpty",
  };
  return {
    users,
    mapping,
    scope: {
      assignedOnly,
      excludeDefaultAccess,
      filters: compileScopingFilters(scopingFilters, filterPatterns),
      readFilters: [inputFilters, categoryFilters].map((filters) => compileScopingFilters(filters, filterPatterns)),
    },
    reads,
    rules,
    systems: systemsOf(document),
    fingerprint: fingerprint(JSON.stringify([users, assignedOnly, excludeDefaultAccess, filterPatterns, rules])),
  };
}

function toSchema(mapping: ProvisioningJobOptions["mapping"]): SynchronizationSchema {
  return "users" in mapping ? mapping : parseSynchronizationSchema(mapping);
}

/** Refuses a source without attributes that mappings, filters or scope read: who lacks them would look changed, or out of scope. */
export function refuseMissingAttributes(reads: readonly string[], available: ReadonlySet<string>): void {
  const missing = reads.filter((name) => findAttributeName(name, available) === undefined);
  if (missing.length === 0) return;
  const spellings = new Map([...available].map((name) => [name.toLowerCase(), name]));
  const names = missing.map((name) => nameWithHint(name, spellings.get(name.toLowerCase()))).join(", ");
  throw new ProvisioningError(
    "invalid_source",
    `The source has no attribute ${names}, which the mapping, a scoping filter or the scope reads`,
  );
}

function nameWithHint(name: string, spelling: string | undefined): string {
  const quoted = JSON.stringify(name);
  return spelling === undefined
    ? quoted
    : `${quoted} (it spells it ${JSON.stringify(spelling)}; names are compared exactly)`;
}
