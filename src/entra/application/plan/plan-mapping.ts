/** The mapping of users: what has to change in the schema of the job. */
import { EntraApplicationError, isProvisioningError } from "../../../errors.ts";
import { compareMappings, describeMapping } from "../../../provisioning/compare/describe-mapping.ts";
import { invalidMapping } from "../../../provisioning/mapping/invalid-mapping.ts";
import { toSynchronizationSchema } from "../../../provisioning/mapping/print-schema.ts";
import {
  type ObjectMapping,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "../../../provisioning/mapping/schema.ts";
import { compileScopingFilters } from "../../../provisioning/mapping/scoping-filter.ts";
import { type JsonObject, objectOf, objectsIn, stringIn } from "../../job/json-values.ts";
import { addDefinitions, expressionProblem, type NewAttribute } from "./attribute-definitions.ts";
import { applyChanges, typesOfChanges } from "./change-mapping.ts";
import type { DesiredProvisioning } from "./desired-types.ts";
import { type OtherMappingsPlan, planOtherMappings } from "./plan-other-mappings.ts";

type DesiredMapping = NonNullable<DesiredProvisioning["mapping"]>;

/** The difference between the schema of a job and the desired one. */
export interface MappingPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The whole schema to write; undefined when nothing differs. */
  readonly document: JsonObject | undefined;
  readonly warnings: readonly string[];
}

/**
 * Compares the schema of a job, or of its template, with the desired mapping. The written schema is the present one
 * with the desired mappings in it, so that everything else in it stays.
 *
 * @throws ProvisioningError `invalid_mapping` for a schema or an expression that cannot be read. EntraApplicationError
 *   `incomplete_schema` for a present schema without directories.
 */
export function planMapping(desired: DesiredMapping, present: JsonObject): MappingPlan {
  const wanted = wantedMapping(desired, parseSynchronizationSchema(present), present);
  const current = parseSynchronizationSchema(wanted.others.document);
  requireSingleTargets(wanted.users);
  const differences = compareMappings(current.users, wanted.users);
  const { others } = wanted;
  const warnings = [
    ...wanted.warnings,
    ...others.warnings,
    ...unreadableExpressions(wanted.users),
    ...unreadableFilters(wanted.users),
    ...withoutMatching(wanted.users),
  ];
  if (differences.length + others.before.length + others.after.length === 0) {
    return { before: [], after: [], document: undefined, warnings };
  }
  requireDirectories(present);
  const written = toSynchronizationSchema({ document: current.document, users: wanted.users });
  const { document, added } = addDefinitions(objectOf(written), wanted.users, wanted.definitions);
  const linesOf = (wantedSign: "+" | "-") =>
    differences.flatMap(({ sign, line }) => (sign === wantedSign ? [line] : []));
  return {
    before: [...linesOf("-"), ...others.before],
    after: [...linesOf("+"), ...others.after, ...added.map(describeDefinition)],
    document,
    warnings,
  };
}

/** The desired mapping as lines, for an application whose schema does not exist yet. */
export function describeDesiredMapping(desired: DesiredMapping): readonly string[] {
  if (!("changes" in desired)) return describeMapping(parseSynchronizationSchema(desired).users);
  const { users } = parseSynchronizationSchema(EMPTY_SCHEMA);
  const changed = applyChanges(users, desired.changes);
  const lines = compareMappings(users, changed).flatMap(({ sign, line }) => (sign === "+" ? [line] : []));
  const removed = desired.changes.flatMap((change) => ("remove" in change ? [`${change.remove}: not mapped`] : []));
  return [...lines, ...removed];
}

const EMPTY_SCHEMA = {
  synchronizationRules: [{ objectMappings: [{ sourceObjectName: "User", attributeMappings: [] }] }],
};

interface WantedMapping {
  readonly users: ObjectMapping;
  /** The mappings of other objects. */
  readonly others: OtherMappingsPlan;
  /** Definitions of attributes that the desired state has. */
  readonly definitions: readonly NewAttribute[];
  readonly warnings: readonly string[];
}

function wantedMapping(desired: DesiredMapping, { users }: SynchronizationSchema, present: JsonObject): WantedMapping {
  if ("changes" in desired) {
    const changed = applyChanges(users, desired.changes);
    const others = { before: [], after: [], document: present, warnings: [] };
    return { users: changed, others, definitions: typesOfChanges(desired.changes), warnings: [] };
  }
  const given = parseSynchronizationSchema(desired);
  const { inputFilters, categoryFilters } = given.users;
  return {
    // The rest is not written: the title, and filters whose effect is not public.
    users: {
      ...given.users,
      name: users.name,
      inputFilters: users.inputFilters,
      categoryFilters: users.categoryFilters,
    },
    others: planOtherMappings(objectOf(given.document), present),
    definitions: definitionsOf(objectOf(given.document)),
    warnings:
      inputFilters.length + categoryFilters.length === 0
        ? []
        : ["Input and category filters are not applied: their effect is not documented."],
  };
}

/** @throws ProvisioningError `invalid_mapping` for a target that is mapped twice, which Graph refuses. */
function requireSingleTargets({ attributes }: ObjectMapping): void {
  const seen = new Set<string>();
  for (const { target, place } of attributes) {
    if (seen.has(target)) throw invalidMapping(place, `the target attribute ${target} is mapped twice`);
    seen.add(target);
  }
}

/** Entra may know functions that this package does not. */
function unreadableExpressions({ attributes }: ObjectMapping): readonly string[] {
  return attributes.flatMap(({ target, expression }) => {
    const problem = expression === undefined ? undefined : expressionProblem(expression);
    return problem === undefined ? [] : [`The expression of ${target} could not be checked: ${problem}`];
  });
}

/** Entra may know operators that this package does not. */
function unreadableFilters({ scopingFilters }: ObjectMapping): readonly string[] {
  try {
    compileScopingFilters(scopingFilters);
    return [];
  } catch (error) {
    if (!isProvisioningError(error)) throw error;
    return [`The scoping filters could not be checked: ${error.message}`];
  }
}

function withoutMatching({ attributes }: ObjectMapping): readonly string[] {
  if (attributes.some(({ matchingPriority }) => matchingPriority > 0)) return [];
  return ["The mapping has no matching attribute, so Entra cannot find accounts that exist already."];
}

/** All definitions of a schema; a target and a source with the same name of an attribute are told apart by place. */
function definitionsOf(document: JsonObject): readonly NewAttribute[] {
  const targets = new Set(
    objectsIn(document, "synchronizationRules").map((rule) => stringIn(rule, "targetDirectoryName")),
  );
  return objectsIn(document, "directories").flatMap((directory) =>
    objectsIn(directory, "objects").flatMap((object) =>
      objectsIn(object, "attributes").map((definition) => ({
        name: stringIn(definition, "name"),
        place: targets.has(stringIn(directory, "name")) ? ("target" as const) : ("source" as const),
        definition,
      })),
    ),
  );
}

function requireDirectories(present: JsonObject): void {
  if (objectsIn(present, "directories").length > 0) return;
  throw new EntraApplicationError(
    "incomplete_schema",
    "Graph returned the schema of the job without its directories. Writing it back would lose them. Try again later.",
  );
}

function describeDefinition({ name, place, definition }: NewAttribute): string {
  return `new ${place} attribute ${name} (${stringIn(definition, "type") || "String"})`;
}
