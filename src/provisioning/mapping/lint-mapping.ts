/**
 * Checks of a mapping: each expression by itself, and all of them against the rules of the service that they write to.
 */
import { isProvisioningError } from "../../errors.ts";
import { type ExpressionResult, lintExpression } from "../../expression/index.ts";
import type { JsonObject, ResourceTypeLike } from "../../models/attribute-tree.ts";
import { applyPatch } from "../../patch/index.ts";
import type { Limitation, ServiceProfile } from "../../profile/service-profile.ts";
import { type CompiledAttribute, compileMapping } from "./compile-mapping.ts";
import { fingerprint } from "./digest.ts";
import { toTargetValue } from "./evaluate-mapping.ts";
import { lintDisabling } from "./lint-disabling.ts";
import { lintGuestFilter, lintGuestMapping } from "./lint-guests.ts";
import { lintRoleNames } from "./lint-roles.ts";
import type { MappingProblem } from "./mapping-problem.ts";
import type { AttributeMapping, ScopingClause, ScopingFilter, SynchronizationSchema } from "./schema.ts";
import { compileScopingFilters } from "./scoping-filter.ts";
import { readableSourceAttributes } from "./source-attributes.ts";

/**
 * Checks a mapping before it is used.
 *
 * The rules of the service run over a sample account in which two attributes are equal exactly when their expressions
 * are equal. This finds a user name and a work e-mail with different sources, for example, and a required attribute
 * without a mapping.
 *
 * @param schema - A parsed synchronization schema.
 * @param profile - The service that the mapping writes to.
 * @param options - `attributeNames`: names of the source's attributes; without it, every name is taken for a valid one;
 *   `roleNames`: whether the source knows the names of roles (`appRoles`), without which a mapping must not read roles.
 * @example
 * ```ts
 * import { defaultMapping, proxyclickProfile } from "proxyclick-scim/proxyclick";
 * import { lintMapping, parseSynchronizationSchema } from "proxyclick-scim/provisioning";
 *
 * const problems = lintMapping(parseSynchronizationSchema(defaultMapping()), proxyclickProfile());
 * ```
 */
export function lintMapping(
  schema: SynchronizationSchema,
  profile: ServiceProfile,
  options: { readonly attributeNames?: Iterable<string>; readonly roleNames?: boolean } = {},
): readonly MappingProblem[] {
  const { attributes, scopingFilters, inputFilters, categoryFilters } = schema.users;
  const names =
    options.attributeNames === undefined ? undefined : readableSourceAttributes(new Set(options.attributeNames));
  const filters = [...scopingFilters, ...inputFilters, ...categoryFilters];
  const problems = [
    ...attributes.flatMap((attribute) => lintAttribute(attribute, names)),
    ...lintFilters(filters),
    ...filters.flatMap(({ clauses }) => clauses.flatMap((clause) => lintFilterAttribute(clause, names))),
    ...filters.flatMap(({ clauses }) => clauses.flatMap(lintGuestFilter)),
    ...attributes.flatMap(lintGuestMapping),
    ...lintCategories(categoryFilters),
    ...(options.roleNames === true ? [] : lintRoleNames(attributes, filters)),
  ];
  const type = profile.resourceTypes.find(({ endpoint }) => endpoint === "/Users");
  if (type === undefined) return problems;
  try {
    const compiled = compileMapping(schema.users, type);
    const fixed = compiled.attributes.flatMap((attribute, index) =>
      lintConstants(attribute, attributes[index]?.place ?? ""),
    );
    const disabling = schema.users.softDelete ? lintDisabling(compiled.attributes) : [];
    return [
      ...problems,
      ...fixed,
      ...disabling,
      ...lintServiceRules(compiled.attributes, attributes, compiled.type, profile),
    ];
  } catch (error) {
    if (!isProvisioningError(error)) throw error;
    const known = problems.some((problem) => problem.severity === "error");
    return known
      ? problems
      : [...problems, { severity: "error", code: error.code, place: "", target: "", message: error.message }];
  }
}

function lintAttribute(attribute: AttributeMapping, names: ReadonlySet<string> | undefined): readonly MappingProblem[] {
  if (attribute.expression === undefined) return [];
  const problems = lintExpression(attribute.expression, {
    ...(names === undefined ? {} : { source: { attributes: names } }),
    target: {
      name: attribute.target,
      matching: attribute.matchingPriority > 0,
      onlyOnCreation: attribute.flowType === "ObjectAddOnly",
    },
  });
  return problems.map(({ severity, code, message, offset }) => ({
    severity,
    code,
    message,
    offset,
    place: attribute.place,
    target: attribute.target,
  }));
}

/** Compiles each filter by itself, so that an invalid filter does not hide the problems of the next. */
function lintFilters(filters: readonly ScopingFilter[]): readonly MappingProblem[] {
  return filters.flatMap((filter) => {
    try {
      compileScopingFilters([filter]);
      return [];
    } catch (error) {
      if (!isProvisioningError(error)) throw error;
      return [
        { severity: "error" as const, code: error.code, place: placeOf(filter), target: "", message: error.message },
      ];
    }
  });
}

/** Attributes that Entra does not support in scoping filters, as far as they are public. */
const NOT_FILTERABLE_IN_ENTRA: ReadonlySet<string> = new Set([
  "members",
  "manager",
  "userType",
  "appRoleAssignments",
  "IsMemberOf",
  "StatusHireDate",
  "startDate",
  "endDate",
  "accountExpires",
]);

function lintFilterAttribute(
  { attribute, place }: ScopingClause,
  names: ReadonlySet<string> | undefined,
): readonly MappingProblem[] {
  if (names !== undefined && !names.has(attribute)) {
    const message = `The source has no attribute ${JSON.stringify(attribute)}, so no job runs with this filter`;
    return [{ severity: "error", code: "unknown_attribute", place, target: "", message }];
  }
  if (!NOT_FILTERABLE_IN_ENTRA.has(attribute)) return [];
  const message = `Entra does not support scoping filters on ${attribute}; this filter works only in this package`;
  return [{ severity: "information", code: "filter_attribute", place, target: "", message }];
}

function lintCategories([first]: readonly ScopingFilter[]): readonly MappingProblem[] {
  if (first === undefined) return [];
  const place = placeOf(first);
  const message =
    "The effect of categoryFilterGroups is not public: users who do not pass them stay as they are, neither provisioned nor removed";
  return [{ severity: "warning", code: "category_filter", place, target: "", message }];
}

function placeOf({ clauses }: ScopingFilter): string {
  return clauses[0]?.place.replace(/\.clauses.*/, "") ?? "";
}

/**
 * Values that are the same for every user must fit their attributes: defaults, and expressions without attributes and
 * functions.
 */
function lintConstants(attribute: CompiledAttribute, place: string): readonly MappingProblem[] {
  const { target, expression, defaultValue } = attribute;
  const isConstant = expression !== undefined && expression.attributes.length + expression.functions.length === 0;
  const values: readonly (ExpressionResult | undefined)[] = [
    defaultValue,
    isConstant ? expression.evaluate({}) : undefined,
  ];
  return values.flatMap((value): MappingProblem[] => {
    const result = value === undefined ? undefined : toTargetValue(attribute, value, "update");
    if (typeof result !== "object" || !("problem" in result)) return [];
    const message = `${result.problem}, but the value is ${JSON.stringify(value)}`;
    return [{ severity: "error", code: "value_does_not_fit", place, target, message }];
  });
}

function lintServiceRules(
  compiled: readonly CompiledAttribute[],
  attributes: readonly AttributeMapping[],
  type: ResourceTypeLike,
  profile: ServiceProfile,
): readonly MappingProblem[] {
  const operations = compiled.map((attribute) => ({
    op: "add",
    path: attribute.target,
    value: sampleValue(attribute),
  }));
  const sample: JsonObject = applyPatch({}, operations, type);
  return profile.limitations.flatMap((limitation) =>
    limitation.check(sample, {}).map((violation): MappingProblem => {
      const attribute = attributes.find(({ target }) => target === violation.path);
      return {
        severity: isRepaired(limitation, sample) ? "information" : "error",
        code: violation.code,
        place: attribute?.place ?? "",
        target: violation.path,
        message: `${violation.message}. ${limitation.explanation}`,
      };
    }),
  );
}

/** Whether the client repairs such an account itself, as when it copies the user name to the work e-mail. */
function isRepaired(limitation: Limitation, sample: JsonObject): boolean {
  const repaired = limitation.repair?.(sample, {});
  return repaired !== undefined && limitation.check(repaired, {}).length === 0;
}

/**
 * Returns a value that fits the attribute, such as an e-mail address or a telephone number; equal expressions have
 * equal values.
 */
function sampleValue({ node, path, expression, defaultValue }: CompiledAttribute): string | number | boolean {
  const seed = fingerprint(expression?.source ?? defaultValue ?? "").replace(/\W/g, "");
  if (node.type === "boolean") return true;
  if (node.type === "integer" || node.type === "decimal") return 1;
  if (path.attribute?.name === "phoneNumbers") return "+3225550100";
  return `${seed.slice(0, 12)}@example.com`;
}
