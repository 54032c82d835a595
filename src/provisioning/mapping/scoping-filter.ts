/**
 * Who is to have an account: assignment, roles, scoping filters, and whether the directory calls the user active.
 */
import { isExpressionError, ProvisioningError } from "../../errors.ts";
import { compileDotnetRegex } from "../../expression/dotnet/regex/regex.ts";
import { type AssignedRole, DEFAULT_ACCESS_ROLE, type SourceUser, type SourceValue } from "../ports/source.ts";
import type { ScopingClause, ScopingFilter } from "./schema.ts";
import { COMPUTED_ATTRIBUTES, readSourceAttribute } from "./source-attributes.ts";

/** Why a user gets no account, in the order in which it is found out. */
export type OutOfScopeReason = "FilteredAtRead" | "NotAssigned" | "NotEffectivelyEntitled" | "NotInScope" | "NotActive";

/** How a user stands to the scope. */
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
  /** Sets of filters; whom one of the sets does not let through is neither provisioned nor removed. */
  readonly inputFilterSets: readonly (readonly CompiledFilter[])[];
}

interface CompiledFilter {
  readonly clauses: readonly CompiledClause[];
}

interface CompiledClause {
  /** As the log names it: `{filter}.{attribute} {operator} '{value}'`. */
  readonly label: string;
  readonly matches: (user: SourceUser) => boolean;
}

/** Attributes that deciding the scope reads, besides those of the filters. */
export const ACTIVE_ATTRIBUTE = "accountEnabled";

/** Decides whether a user is to have an account. */
export function evaluateScope(rules: CompiledScope, user: SourceUser, roles: readonly AssignedRole[]): ScopeEvaluation {
  const active = isActive(user);
  const assigned = !rules.assignedOnly || roles.length > 0;
  const entitled =
    !rules.assignedOnly || !rules.excludeDefaultAccess || roles.some((role) => role.id !== DEFAULT_ACCESS_ROLE);
  const passed = passesAny(rules.filters, user);
  const read = rules.inputFilterSets.every((filters) => passesAny(filters, user));
  const conditions: readonly (readonly [holds: boolean, reason: OutOfScopeReason])[] = [
    [read, "FilteredAtRead"],
    [assigned, "NotAssigned"],
    [entitled, "NotEffectivelyEntitled"],
    [passed, "NotInScope"],
    [active, "NotActive"],
  ];
  return {
    reason: conditions.find(([holds]) => !holds)?.[1],
    details: {
      "Active in the source system": formatBoolean(active),
      "Assigned to the application": formatBoolean(assigned),
      "User has the required role": formatBoolean(entitled),
      "Scoping filter evaluation passed": formatBoolean(passed),
      ...(rules.assignedOnly ? {} : { "Scope sync all": formatBoolean(true) }),
      ...(read ? {} : { "Input filter evaluation passed": formatBoolean(read) }),
    },
  };
}

/** What each clause of the scoping filters says of a user, as the log shows it: JSON text, clause to true or false, or to why there is no answer. */
export function explainScopingFilters({ filters }: CompiledScope, user: SourceUser): string {
  const clauses = filters.flatMap((filter) => filter.clauses);
  return JSON.stringify(Object.fromEntries(clauses.map((clause) => [clause.label, evaluateClause(clause, user)])));
}

function evaluateClause({ matches }: CompiledClause, user: SourceUser): boolean | string {
  try {
    return matches(user);
  } catch (error) {
    if (isExpressionError(error)) return error.code;
    throw error;
  }
}

/** Any filter lets the user through; where there is none, everybody passes. */
function passesAny(filters: readonly CompiledFilter[], user: SourceUser): boolean {
  return filters.length === 0 || filters.some((filter) => filter.clauses.every(({ matches }) => matches(user)));
}

function formatBoolean(value: boolean): string {
  return value ? "True" : "False";
}

/** Only an explicit "false" makes a user inactive: an empty cell says nothing. */
function isActive(user: SourceUser): boolean {
  return toBoolean(readSourceAttribute(user, ACTIVE_ATTRIBUTE)) !== false;
}

function toBoolean(value: SourceValue): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

/**
 * Compiles scoping filters.
 *
 * @throws ProvisioningError `invalid_mapping` for an operator that is not known or a value that does not fit it: a filter that cannot be evaluated
 *   must not let anybody through, nor shut anybody out.
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

/** Whether a pattern of a scoping filter may match a part of a value, or must match all of it. */
export type PatternMatch = "anywhere" | "whole";

type StringTest = (value: string) => boolean;

function compileClause(clause: ScopingClause, match: PatternMatch): (user: SourceUser) => boolean {
  const operator = clause.operator
    .trim()
    .replace(/[\s_]+/g, " ")
    .toUpperCase();
  const { attribute } = clause;
  if (COMPUTED_ATTRIBUTES.has(attribute))
    throw invalid(clause, `${attribute} follows from the scope and cannot decide it`);
  switch (operator) {
    case "IS NULL":
      return (user) => isEmpty(readSourceAttribute(user, attribute));
    case "IS NOT NULL":
      return (user) => !isEmpty(readSourceAttribute(user, attribute));
    case "IS TRUE":
      return (user) => toBoolean(readSourceAttribute(user, attribute)) === true;
    case "IS FALSE":
      return (user) => toBoolean(readSourceAttribute(user, attribute)) === false;
  }
  const test = compileBinaryOperator(operator, clause, match);
  // A binary operator is false for an attribute without value, NOT EQUALS and NOT REGEX MATCH included: the documented rule.
  return (user) => {
    const value = readSourceAttribute(user, attribute);
    return !isEmpty(value) && stringsOf(value).every(test);
  };
}

function compileBinaryOperator(operator: string, clause: ScopingClause, match: PatternMatch): StringTest {
  const { values } = clause;
  if (values.length === 0) throw invalid(clause, `the operator ${clause.operator} needs a value`);
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
      throw invalid(clause, `unknown operator ${JSON.stringify(clause.operator)}`);
  }
}

/** Unanchored unless told otherwise, as .NET's IsMatch: whether the service anchors is not public, an assumption. */
function matchesAnyPattern(clause: ScopingClause, match: PatternMatch): StringTest {
  const patterns = clause.values.map((pattern) => {
    try {
      const regex = compileDotnetRegex(pattern);
      return match === "whole" ? compileDotnetRegex(`\\A(?:${pattern})\\z`) : regex;
    } catch (error) {
      throw invalid(clause, error instanceof Error ? error.message : "not a regular expression");
    }
  });
  return (value) => patterns.some((pattern) => pattern.isMatch(value));
}

const WHOLE_NUMBER = /^\d{1,30}$/;

/** Both sides are whole numbers from 0 up; a value that is none is not greater than anything. */
function isGreaterThan(clause: ScopingClause, orEqual: boolean): StringTest {
  const [text = ""] = clause.values;
  if (!WHOLE_NUMBER.test(text))
    throw invalid(clause, `the operator ${clause.operator} needs a whole number, not ${JSON.stringify(text)}`);
  const bound = BigInt(text);
  return (value) => WHOLE_NUMBER.test(value) && (orEqual ? BigInt(value) >= bound : BigInt(value) > bound);
}

/** All values of a list must pass: `multivaluedComparisonType` is documented as `All`. */
function stringsOf(value: SourceValue): readonly string[] {
  return Array.isArray(value) ? value.map(formatSourceValue) : [formatSourceValue(value)];
}

function isEmpty(value: SourceValue): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Roles by value, or by id where the value is not known. */
export function roleNames(roles: readonly AssignedRole[]): readonly string[] {
  return roles.map((role) => role.value ?? role.id);
}

/** A value as Entra shows it: booleans are `True` and `False`. */
export function formatSourceValue(value: SourceValue): string {
  if (typeof value === "boolean") return formatBoolean(value);
  if (Array.isArray(value)) return value.map(formatSourceValue).join(", ");
  return value === null ? "" : String(value);
}

function invalid(clause: ScopingClause, problem: string): ProvisioningError {
  return new ProvisioningError("invalid_mapping", `${clause.place}: ${problem}`);
}
