/**
 * `parseExpression` of a synchronization schema ("synchronizationSchema: parseExpression"): evaluates with the
 * package's own expression engine.
 */
import { isExpressionError } from "../../../errors.ts";
import {
  type AttributeValue,
  compileExpression,
  type EvaluationContext,
  parseExpression,
  printExpression,
} from "../../../expression/index.ts";
import { type GraphObject, listOf, objectOf } from "../service/graph-object.ts";
import { toMappingSource } from "./mapping-source.ts";

/**
 * Replaces the result of an expression, so that a test can see how a client shows a difference; undefined for the
 * result of the package's own engine.
 *
 * @param expression - in its canonical form
 * @param attributes - the properties of the test input, by name
 */
export type ReplaceEvaluation = (
  expression: string,
  attributes: Readonly<Record<string, AttributeValue>>,
) => readonly string[] | undefined;

/** A request that Graph refuses, instead of answering 200. */
export class InvalidTestInput extends Error {}

/** What evaluation depends on. */
export interface ParseExpressionContext {
  readonly context: EvaluationContext;
  readonly replace: ReplaceEvaluation | undefined;
}

/**
 * Returns the response to a request. An expression that does not parse, or cannot be evaluated, gives a response too.
 *
 * @throws InvalidTestInput for a body that Graph refuses.
 */
export function evaluateExpression(body: GraphObject, { context, replace }: ParseExpressionContext): GraphObject {
  const { expression, testInputObject } = body;
  if (typeof expression !== "string") throw new InvalidTestInput("The parameter 'expression' is missing.");
  const input = testInputObject ?? undefined;
  const attributes = input === undefined ? undefined : readProperties(objectOf(input));
  try {
    const compiled = compileExpression(expression);
    const parsed = { parsingSucceeded: true, parsedExpression: toMappingSource(parseExpression(expression)) };
    if (attributes === undefined) return { ...parsed, evaluationSucceeded: false, evaluationResult: [], error: null };
    return { ...parsed, ...evaluate(compiled, attributes, { context, replace }) };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return {
      parsingSucceeded: false,
      evaluationSucceeded: false,
      evaluationResult: [],
      error: publicError("ExpressionParsingFailed", error.message),
      parsedExpression: null,
    };
  }
}

function evaluate(
  compiled: ReturnType<typeof compileExpression>,
  attributes: Readonly<Record<string, AttributeValue>>,
  { context, replace }: ParseExpressionContext,
): GraphObject {
  const replaced = replace?.(printExpression(compiled.ast), attributes);
  if (replaced !== undefined) return { evaluationSucceeded: true, evaluationResult: [...replaced], error: null };
  try {
    const read = (name: string): AttributeValue => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
    return { evaluationSucceeded: true, evaluationResult: resultOf(compiled.evaluate(read, context)), error: null };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    const problem = publicError("ExpressionEvaluationFailed", error.message);
    return { evaluationSucceeded: false, evaluationResult: [], error: problem };
  }
}

/** Values are strings, as .NET writes them; nothing for null. */
function resultOf(result: ReturnType<ReturnType<typeof compileExpression>["evaluate"]>): readonly string[] {
  if (typeof result === "symbol" || result === null) return [];
  const values = typeof result === "object" ? result : [result];
  return values.map((value) => {
    if (typeof value === "boolean") return value ? "True" : "False";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

function publicError(code: string, message: string): GraphObject {
  return { code, message, target: null, details: [], innerError: null };
}

/** The open type `stringKeyObjectValuePair`: lists need the annotation of their type. */
function readProperties(input: GraphObject): Readonly<Record<string, AttributeValue>> {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const property of listOf(input["properties"]).map(objectOf)) {
    const { key, value } = property;
    if (typeof key !== "string") throw new InvalidTestInput("A property of 'testInputObject' has no key.");
    if (Array.isArray(value) && property["value@odata.type"] !== "#Collection(String)") {
      throw new InvalidTestInput("A collection without 'value@odata.type' was found for the property 'value'.");
    }
    attributes[key] = attributeValue(value);
  }
  return attributes;
}

function attributeValue(value: unknown): AttributeValue {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
