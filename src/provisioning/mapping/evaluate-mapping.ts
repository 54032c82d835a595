/**
 * From a user of the directory to values of target attributes.
 */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import { type Expression, type ExpressionResult, IGNORE_OBJECT_FLOW } from "../../expression/index.ts";
import type { SourceValue } from "../ports/source.ts";
import type { TargetValues } from "../ports/state.ts";
import { type CoercedValue, coerceValue, type InvalidValue } from "./coerce.ts";
import type { CompiledAttribute } from "./compile-mapping.ts";

/** The name of a user's attribute to its value. */
export type AttributeReader = (name: string) => SourceValue;

/** What comes in from outside while expressions are evaluated. */
export interface MappingContext {
  readonly now: () => Date;
  readonly guid: () => string;
  readonly defaultDomain?: string;
}

/** What the mappings made of a user. */
export type MappingResult =
  | {
      readonly kind: "values";
      /** Values by target attribute; null where the account's value is to be removed. */
      readonly values: TargetValues;
      /** Object ids of other users by target attribute; null where the user refers to nobody. */
      readonly references: ReadonlyMap<string, string | null>;
    }
  /** An expression said that the user is to be left alone. */
  | { readonly kind: "ignored"; readonly target: string }
  | FailedMapping;

/** A mapping whose expression failed, or gave a value that its attribute cannot have. */
export interface FailedMapping extends InvalidValue {
  readonly kind: "failed";
  readonly target: string;
  /** Whether the expression itself failed. */
  readonly expressionFailed?: true;
}

const NO_REFERENCES: ReadonlyMap<string, string | null> = new Map();

/**
 * Evaluates the mappings for a user. Attributes without a value are left out: nulls do not flow, but for references and where the mapping opted in, on
 * an update. Unique values are not chosen here.
 */
export function evaluateMapping(
  attributes: readonly CompiledAttribute[],
  read: AttributeReader,
  event: "create" | "update",
  context: MappingContext,
): MappingResult {
  const values: Record<string, unknown> = {};
  let references: Map<string, string | null> | undefined;
  for (const attribute of attributes) {
    const { target } = attribute;
    if (!flowsOn(event, attribute)) continue;
    const result = evaluateAttribute(attribute, read, event, context);
    if (result === IGNORE_OBJECT_FLOW) return { kind: "ignored", target };
    if (result === undefined) continue;
    if ("problem" in result) return { kind: "failed", target, ...result };
    const { value } = result;
    if (attribute.reference) {
      references ??= new Map();
      references.set(target, value === null ? null : String(value));
    } else if (value !== null || (attribute.flowNull && event === "update")) values[target] = value;
  }
  return { kind: "values", values, references: references ?? NO_REFERENCES };
}

function flowsOn(event: "create" | "update", { unique, writeMode }: CompiledAttribute): boolean {
  return !unique && (event === "create" || writeMode !== "onCreate");
}

type AttributeResult = CoercedValue | FailedExpression | typeof IGNORE_OBJECT_FLOW | undefined;

type FailedExpression = Required<Pick<FailedMapping, "problem" | "expressionFailed">>;

/** The value of a mapping, null when there is none; undefined when the attribute is to be left alone. */
function evaluateAttribute(
  attribute: CompiledAttribute,
  read: AttributeReader,
  event: "create" | "update",
  context: MappingContext,
): AttributeResult {
  let value: ReturnType<Expression["evaluate"]>;
  try {
    value = attribute.expression?.evaluate(read, context) ?? null;
  } catch (error) {
    if (isExpressionError(error)) return { problem: describeExpressionError(error), expressionFailed: true };
    throw error;
  }
  return toTargetValue(attribute, value, event);
}

/** What an expression gave, with its default on creation, as the target attribute holds it. */
export function toTargetValue(
  attribute: CompiledAttribute,
  result: ExpressionResult,
  event: "create" | "update",
): CoercedValue | typeof IGNORE_OBJECT_FLOW | undefined {
  if (result === IGNORE_OBJECT_FLOW) return IGNORE_OBJECT_FLOW;
  if (typeof result === "symbol") return undefined;
  const { defaultValue, expression, node } = attribute;
  const value = isEmpty(result) && event === "create" && defaultValue !== undefined ? defaultValue : result;
  if (isEmpty(value)) return expression === undefined ? undefined : { value: null };
  if (!attribute.reference) return coerceValue(value, node);
  return typeof value === "object" ? { problem: `${node.path} refers to one user` } : { value: String(value) };
}

/** Default values of attributes that no expression feeds and that an account does not have. */
export function defaultValuesFor(attributes: readonly CompiledAttribute[], known: TargetValues): TargetValues {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    if (attribute.expression !== undefined || Object.hasOwn(known, attribute.target)) continue;
    const value = toTargetValue(attribute, null, "create");
    if (typeof value === "object" && "value" in value && value.value !== null) values[attribute.target] = value.value;
  }
  return values;
}

/** An expression's own message may name a value; the log of the object shows it, as Entra's does. */
export function describeExpressionError(error: ExpressionError): string {
  return `${error.code}: ${error.message}`;
}

/** An empty text counts as no value: the service documents that clearing a source attribute never clears the target. */
function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
