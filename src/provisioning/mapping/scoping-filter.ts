/**
 * Scope: whether a user is to have an account, by assignment, roles, scoping filters, and whether the directory has the
 * user as active.
 */
import { isExpressionError, type ProvisioningError } from "../../errors.ts";
import { compileDotnetRegex } from "../../expression/dotnet/regex/regex.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { type AssignedRole, DEFAULT_ACCESS_ROLE, type SourceUser, type SourceValue } from "../ports/source.ts";
import { formatBoolean, formatSourceValue } from "./format-value.ts";
import { invalidMapping } from "./invalid-mapping.ts";
import type { ScopingClause, ScopingFilter } from "./schema.ts";
import {
  ACTIVE_ATTRIBUTE,
  isEmpty,
  ROLES_ATTRIBUTE,
  readSourceAttribute,
  readStoredAttribute,
  roleNames,
  SOFT_DELETED_ATTRIBUTE,
} from "./source-attributes.ts";

/** Why a user is out of scope, in the order of evaluation. */
export type OutOfScopeReason = "FilteredAtRead" | "NotAssigned" | "NotEffectivelyEntitled" | "NotInScope" | "NotActive";

/** Whether a user is in scope. */
export interface ScopeEvaluation {
  /** Undefined: in scope. */
  readonly reason: OutOfScopeReason | undefined;
  /** Each condition as the log shows it, with `True` or `False`. */
  readonly details: Readonly<Record<string, string>>;
}

/** A compiled scope. */
export interface CompiledScope {
  readonly assignedOnly: boolean;
  readonly excludeDefaultAccess: boolean;
  readonly filters: readonly CompiledFilter[];
  /** Sets of filters; a user who does not pass every set is neither provisioned nor removed. */
  readonly inputFilterSets: readonly (readonly CompiledFilter[])[];
}

interface CompiledFilter {
  readonly clauses: readonly CompiledClause[];
}

interface CompiledClause {
  /** As the log names it: `{filter}.{attribute} {operator} '{value}'`. */
  readonly label: string;
  readonly matches: (user: SourceUser, roles: readonly AssignedRole[]) => boolean;
}

/** Evaluates whether a user is to have an account. */
export function evaluateScope(scope: CompiledScope, user: SourceUser, roles: readonly AssignedRole[]): ScopeEvaluation {
  const { assignedOnly, excludeDefaultAccess, filters, inputFilterSets } = scope;
  const active = isActive(user);
  const assigned = !assignedOnly || roles.length > 0;
  const entitled = !assignedOnly || !excludeDefaultAccess || roles.some((role) => role.id !== DEFAULT_ACCESS_ROLE);
  const passedFilters = passesAny(filters, user, roles);
  const passedInputFilters = inputFilterSets.every((set) => passesAny(set, user, roles));
  const conditions: readonly (readonly [holds: boolean, reason: OutOfScopeReason])[] = [
    [passedInputFilters, "FilteredAtRead"],
    [assigned, "NotAssigned"],
    [entitled, "NotEffectivelyEntitled"],
    [passedFilters, "NotInScope"],
    [active, "NotActive"],
  ];
  return {
    reason: conditions.find(([holds]) => !holds)?.[1],
    details: {
      "Active in the source system": formatBoolean(active),
      "Assigned to the application": formatBoolean(assigned),
      "User has the required role": formatBoolean(entitled),
      "Scoping filter evaluation passed": formatBoolean(passedFilters),
      ...(assignedOnly ? {} : { "Scope sync all": formatBoolean(true) }),
      ...(passedInputFilters ? {} : { "Input filter evaluation passed": formatBoolean(passedInputFilters) }),
    },
  };
}

/**
 * Returns the result of each clause of the scoping filters for a user, as the log shows it: JSON, clause to boolean or
 * to an error code.
 */
export function explainScopingFilters(
  { filters }: CompiledScope,
  user: SourceUser,
  roles: readonly AssignedRole[],
): string {
  const clauses = filters.flatMap((filter) => filter.clauses);
  return JSON.stringify(
    Object.fromEntries(clauses.map((clause) => [clause.label, evaluateClause(clause, user, roles)])),
  );
}

function evaluateClause(
  { matches }: CompiledClause,
  user: SourceUser,
  roles: readonly AssignedRole[],
): boolean | string {
  try {
    return matches(user, roles);
  } catch (error) {
    if (isExpressionError(error)) return error.code;
    throw error;
  }
}

/** A user passes when any filter matches; without filters, every user passes. */
function passesAny(filters: readonly CompiledFilter[], user: SourceUser, roles: readonly AssignedRole[]): boolean {
  return filters.length === 0 || filters.some((filter) => filter.clauses.every(({ matches }) => matches(user, roles)));
}

/** Only an explicit "false" makes a user inactive: a source that omits the attribute has no disabled users. */
export function isActive(user: SourceUser): boolean {
  return toBoolean(readSourceAttribute(user, ACTIVE_ATTRIBUTE)) !== false;
}

/**
 * The value of the attribute that shows whether a user is active, where it shows neither: `FALSCH` from a spreadsheet,
 * or an empty cell. Undefined for a boolean, and for an attribute that the source omits.
 */
export function unusableActivity(user: SourceUser): SourceValue | undefined {
  const value = readSourceAttribute(user, ACTIVE_ATTRIBUTE);
  return value === null || toBoolean(value) !== undefined ? undefined : value;
}

function toBoolean(value: SourceValue): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const lowerCase = value.trim().toLowerCase();
  return lowerCase === "true" ? true : lowerCase === "false" ? false : undefined;
}

/** Whether a pattern of a scoping filter may match a part of a value, or must match all of it. */
export type PatternMatch = "anywhere" | "whole";

/**
 * Compiles scoping filters.
 *
 * @throws ProvisioningError `invalid_mapping` for an unknown operator or a value that does not fit it: a filter that
 *   cannot be evaluated must neither pass users nor reject them.
 */
export function compileScopingFilters(
  filters: readonly ScopingFilter[],
  match: PatternMatch = "anywhere",
): readonly CompiledFilter[] {
  return filters.map(({ name, clauses }) => ({
    clauses: clauses.map((clause) => ({ label: labelOf(name, clause), matches: compileClause(clause, match) })),
  }));
}

function labelOf(filter: string, { attribute, operator, values }: ScopingClause): string {
  const operands = values.length === 0 ? "" : ` '${values.join("', '")}'`;
  return `${filter}.${attribute} ${operator}${operands}`;
}

function compileClause(clause: ScopingClause, match: PatternMatch): CompiledClause["matches"] {
  const operator = clause.operator
    .trim()
    .replace(/[\s_]+/g, " ")
    .toUpperCase();
  const { attribute } = clause;
  if (attribute === SOFT_DELETED_ATTRIBUTE)
    throw invalidClause(clause, `${attribute} follows from the scope and cannot decide it`);
  const read = (user: SourceUser, roles: readonly AssignedRole[]): SourceValue =>
    attribute === ROLES_ATTRIBUTE ? roleNames(roles) : readStoredAttribute(user, attribute);
  switch (operator) {
    case "IS NULL":
      return (user, roles) => isEmpty(read(user, roles));
    case "IS NOT NULL":
      return (user, roles) => !isEmpty(read(user, roles));
    case "IS TRUE":
      return (user, roles) => toBoolean(read(user, roles)) === true;
    case "IS FALSE":
      return (user, roles) => toBoolean(read(user, roles)) === false;
  }
  const test = compileBinaryOperator(operator, clause, match);
  // A binary operator is false for an attribute without a value, NOT EQUALS and NOT REGEX MATCH included: the
  // documented rule. All values of a list must match: `multivaluedComparisonType` is documented as `All`.
  return (user, roles) => {
    const value = read(user, roles);
    return !isEmpty(value) && stringsOf(value).every(test);
  };
}

type StringTest = (value: string) => boolean;

function compileBinaryOperator(operator: string, clause: ScopingClause, match: PatternMatch): StringTest {
  const { values } = clause;
  if (values.length === 0) throw invalidClause(clause, `the operator ${clause.operator} needs a value`);
  switch (operator) {
    case "EQUALS":
      return (value) => values.includes(value);
    case "NOT EQUALS":
      return (value) => !values.includes(value);
    case "INCLUDES":
      return (value) => values.some((part) => value.includes(part));
    case "ENDS WITH":
      return (value) => values.some((part) => value.endsWith(part));
    case "REGEX MATCH":
      return matchesAnyPattern(clause, match);
    case "NOT REGEX MATCH": {
      const matches = matchesAnyPattern(clause, match);
      return (value) => !matches(value);
    }
    case "GREATER THAN":
    case "GREATER THAN OR EQUALS":
      return isGreaterThan(clause, operator === "GREATER THAN OR EQUALS");
    case "&":
      return (value) => values.some((whole) => whole.includes(value));
    case "!&":
      return (value) => !values.some((whole) => whole.includes(value));
    default:
      throw invalidClause(clause, `unknown operator ${JSON.stringify(clause.operator)}`);
  }
}

/** Unanchored by default, as .NET's IsMatch: whether the service anchors patterns is not public, an assumption. */
function matchesAnyPattern(clause: ScopingClause, match: PatternMatch): StringTest {
  const patterns = clause.values.map((pattern) => {
    try {
      const regex = compileDotnetRegex(pattern);
      return match === "whole" ? compileDotnetRegex(`\\A(?:${pattern})\\z`) : regex;
    } catch (error) {
      throw invalidClause(clause, errorMessage(error, "not a regular expression"));
    }
  });
  return (value) => patterns.some((pattern) => pattern.isMatch(value));
}

const WHOLE_NUMBER = /^\d{1,30}$/;

/** Compares non-negative whole numbers; any other value is not greater. */
function isGreaterThan(clause: ScopingClause, orEqual: boolean): StringTest {
  const [operand = ""] = clause.values;
  if (!WHOLE_NUMBER.test(operand))
    throw invalidClause(clause, `the operator ${clause.operator} needs a whole number, not ${JSON.stringify(operand)}`);
  const bound = BigInt(operand);
  return (value) => WHOLE_NUMBER.test(value) && (orEqual ? BigInt(value) >= bound : BigInt(value) > bound);
}

function stringsOf(value: SourceValue): readonly string[] {
  return Array.isArray(value) ? value.map(formatSourceValue) : [formatSourceValue(value)];
}

function invalidClause(clause: ScopingClause, problem: string): ProvisioningError {
  return invalidMapping(clause.place, problem);
}
