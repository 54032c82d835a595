/**
 * What is wrong in a mapping as a whole, or will surprise: each expression by itself, and all of them against the rules of the service they feed.
 */
import { isProvisioningError } from "../../errors.ts";
import { type ExpressionResult, lintExpression } from "../../expression/index.ts";
import type { Described, JsonObject } from "../../models/attribute-tree.ts";
import { applyPatch } from "../../patch/index.ts";
import type { Limitation, ServiceProfile } from "../../profile/service-profile.ts";
import { type CompiledAttribute, compileMapping } from "./compile-mapping.ts";
import { fingerprint } from "./digest.ts";
import { toTargetValue } from "./evaluate-mapping.ts";
import type { AttributeMapping, ScopingClause, ScopingFilter, SynchronizationSchema } from "./schema.ts";
import { compileScopingFilters } from "./scoping-filter.ts";
import { readableSourceAttributes } from "./source-attributes.ts";

/** Something wrong in a mapping, or likely to be. */
export interface MappingProblem {
  /** `error`: refused by the engine or the service; `warning`: likely not what was meant; `information`: good to know. */
  readonly severity: "error" | "warning" | "information";
  /** Stable reason: a code of an expression, of a limitation of the service, `invalid_mapping`, `value_does_not_fit`, `category_filter` or `filter_attribute`. */
  readonly code: string;
  /** Place in the document, such as `synchronizationRules[0].objectMappings[0].attributeMappings[3]`; empty for the mapping as a whole. */
  readonly place: string;
  /** Target attribute; empty for the mapping as a whole. */
  readonly target: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** Zero-based offset into the expression, where the problem is one of its text. */
  readonly offset?: number;
}

/**
 * Checks a mapping before it is used.
 *
 * The rules of the service are run over a sample account in which two attributes are equal exactly when their expressions are: so a user name
 * and a work e-mail from different sources show, and a required attribute without mapping does.
 *
 * @param schema - A parsed synchronization schema.
 * @param profile - The service that the mapping writes to.
 * @param options - `attributeNames`: names of the source's attributes; without it, every name is taken for a valid one.
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
  options: { readonly attributeNames?: Iterable<string> } = {},
): readonly MappingProblem[] {
  const { attributes, scopingFilters, inputFilters, categoryFilters } = schema.users;
  const names =
    options.attributeNames === undefined ? undefined : readableSourceAttributes(new Set(options.attributeNames));
  const filters = [...scopingFilters, ...inputFilters, ...categoryFilters];
  const problems = [
    ...attributes.flatMap((attribute) => lintAttribute(attribute, names)),
    ...lintFilters(filters),
    ...filters.flatMap(({ clauses }) => clauses.flatMap((clause) => lintFilterAttribute(clause, names))),
    ...lintCategories(categoryFilters),
  ];
  const type = profile.resourceTypes.find(({ endpoint }) => endpoint === "/Users");
  if (type === undefined) return problems;
  try {
    const compiled = compileMapping(schema.users, type);
    const fixed = compiled.attributes.flatMap((attribute, index) =>
      lintConstants(attribute, attributes[index]?.place ?? ""),
    );
    return [...problems, ...fixed, ...lintServiceRules(compiled.attributes, attributes, type, profile)];
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

/** Each filter by itself, so that one that cannot be evaluated does not hide the next. */
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

/** Attributes that Entra's own scoping filters do not take, as far as they are public. */
const NOT_FILTERABLE_IN_ENTRA: ReadonlySet<string> = new Set([
  "members",
  "manager",
  "userType",
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
  const message = `Entra has no scoping filters on ${attribute}; this filter works here only`;
  return [{ severity: "information", code: "filter_attribute", place, target: "", message }];
}

function lintCategories([first]: readonly ScopingFilter[]): readonly MappingProblem[] {
  if (first === undefined) return [];
  const place = placeOf(first);
  const message =
    "What categoryFilterGroups do is not public: users whom they do not let through are left as they are, neither provisioned nor removed";
  return [{ severity: "warning", code: "category_filter", place, target: "", message }];
}

function placeOf({ clauses }: ScopingFilter): string {
  return clauses[0]?.place.replace(/\.clauses.*/, "") ?? "";
}

/** What is the same for every user must fit its attribute: the default, and the value of an expression that reads nothing and calls nothing. */
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
    const message = `${result.problem}, and ${JSON.stringify(value)} is none`;
    return [{ severity: "error", code: "value_does_not_fit", place, target, message }];
  });
}

function lintServiceRules(
  compiled: readonly CompiledAttribute[],
  attributes: readonly AttributeMapping[],
  type: Described,
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

/** Whether the client mends such an account by itself, as it fills the work e-mail from the user name. */
function isRepaired(limitation: Limitation, sample: JsonObject): boolean {
  const mended = limitation.repair?.(sample, {});
  return mended !== undefined && limitation.check(mended, {}).length === 0;
}

/** A value that fits the attribute: an address, as the user name is one, or a telephone number; the same for the same expression. */
function sampleValue({ node, path, expression, defaultValue }: CompiledAttribute): string | number | boolean {
  const seed = fingerprint(expression?.source ?? defaultValue ?? "").replace(/\W/g, "");
  if (node.type === "boolean") return true;
  if (node.type === "integer" || node.type === "decimal") return 1;
  if (path.attribute?.name === "phoneNumbers") return "+3225550100";
  return `${seed.slice(0, 12)}@example.com`;
}
