/**
 * Evaluation of a mapping: from a user of the directory to values of target attributes.
 */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import { type Expression, type ExpressionResult, IGNORE_OBJECT_FLOW } from "../../expression/index.ts";
import { canonicalId } from "../../internal/object-id.ts";
import type { TargetValues } from "../ports/state.ts";
import { type CoercedValue, coerceValue, type InvalidValue } from "./coerce.ts";
import type { CompiledAttribute } from "./compile-mapping.ts";
import { type AttributeReader, isEmpty } from "./source-attributes.ts";

/** What expressions need besides the user. */
export interface MappingContext {
  readonly now: () => Date;
  readonly guid: () => string;
  readonly defaultDomain?: string;
  /**
   * Attributes that the source does not have, by the names of the mapping. Nothing is known of their values, so that an
   * update leaves alone what is computed from them.
   */
  readonly missingAttributes?: ReadonlySet<string>;
}

/** The result of a mapping for a user. */
export type MappingResult =
  | {
      readonly kind: "values";
      /** Values by target attribute; null where the account's value is to be removed. */
      readonly values: TargetValues;
      /** Object ids of other users by target attribute; null where the user refers to nobody. */
      readonly references: ReadonlyMap<string, string | null>;
    }
  /** An expression leaves the user out (`IgnoreObjectFlow`). */
  | { readonly kind: "ignored"; readonly target: string }
  | FailedMapping;

/** A mapping whose expression failed, or whose value does not fit its attribute. */
export interface FailedMapping extends InvalidValue {
  readonly kind: "failed";
  readonly target: string;
  /** Whether the expression itself failed. */
  readonly expressionFailed?: true;
}

const NO_REFERENCES: ReadonlyMap<string, string | null> = new Map();

/**
 * Evaluates attribute mappings for a user. Attributes without a value are left out; null flows for references, and on
 * an update where the mapping opted in. An update leaves out attributes whose expression reads what the source does not
 * have; on creation, it counts as no value. Unique values are not chosen here.
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
      references.set(target, value === null ? null : canonicalId(String(value)));
    } else if (value !== null || (attribute.flowNull && event === "update")) values[target] = value;
  }
  return { kind: "values", values, references: references ?? NO_REFERENCES };
}

function flowsOn(event: "create" | "update", { unique, writeMode }: CompiledAttribute): boolean {
  return !unique && (event === "create" || writeMode !== "onCreate");
}

/** The value of one attribute, null when there is none; undefined when the attribute stays as it is. */
type AttributeResult = CoercedValue | FailedExpression | typeof IGNORE_OBJECT_FLOW | undefined;

type FailedExpression = Required<Pick<FailedMapping, "problem" | "expressionFailed">>;

function evaluateAttribute(
  attribute: CompiledAttribute,
  read: AttributeReader,
  event: "create" | "update",
  context: MappingContext,
): AttributeResult {
  const { missingAttributes: missing } = context;
  let unknown = false;
  const notingMissing: AttributeReader = (name) => {
    if (event === "update" && missing?.has(name) === true) unknown = true;
    return read(name);
  };
  let value: ReturnType<Expression["evaluate"]>;
  try {
    value = attribute.expression?.evaluate(notingMissing, context) ?? null;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return unknown ? undefined : { problem: describeExpressionError(error), expressionFailed: true };
  }
  if (unknown) return undefined;
  return toTargetValue(attribute, value, event);
}

/** Converts the result of an expression, or on creation the default value, to a value of the target attribute. */
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

/** Returns the default values of attributes that have no expression and no value in the account. */
export function defaultValuesFor(attributes: readonly CompiledAttribute[], known: TargetValues): TargetValues {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    if (attribute.expression !== undefined || Object.hasOwn(known, attribute.target)) continue;
    const value = toTargetValue(attribute, null, "create");
    if (typeof value === "object" && "value" in value && value.value !== null) values[attribute.target] = value.value;
  }
  return values;
}

/** Describes an error of an expression. Its message may contain a value; the log shows it, as Entra's does. */
export function describeExpressionError(error: ExpressionError): string {
  return `${error.code}: ${error.message}`;
}
