/** Compiles a parsed expression to a function: every node becomes a closure, every name is looked up once. */

import { ExpressionError } from "../../errors.ts";
import type { Assumptions } from "../evaluation/assumptions.ts";
import { comparison } from "../evaluation/compare.ts";
import type { Attributes, Evaluation, EvaluationContext } from "../evaluation/context.ts";
import {
  type AttributeValue,
  type ExpressionResult,
  type ExpressionValue,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
  isEntry,
  isScalar,
  toInteger,
  toNumber,
} from "../evaluation/values.ts";
import {
  ANY_NUMBER,
  checkLength,
  type Evaluate,
  type FunctionCall,
  fail,
  stringOrEmpty,
} from "../functions/definition.ts";
import { findFunction, type RegisteredFunction } from "../functions/registry.ts";
import { selectUniqueValue, selectUniqueValueAsync } from "../functions/select-unique-value.ts";
import type { ExpressionNode, Keyword, NodeOf } from "../syntax/ast.ts";
import { functionHint } from "./hints.ts";
import { parseExpression } from "./parse.ts";
import { calledFunction, checkDocumented, checkPlacement } from "./restrictions.ts";

/** Options of {@link compileExpression}. */
export interface CompileOptions {
  /**
   * Whether to reject what the documentation forbids although the service evaluates it: conditions of IIF and sources
   * of Switch that test for null, function names in another case. Default: false.
   */
  readonly strict?: boolean | undefined;
  /** Whether the target is a matching attribute, which rejects `SelectUniqueValue`. Default: false. */
  readonly matching?: boolean | undefined;
  /** Answers to what the documentation contradicts itself about, each with its default. */
  readonly assumptions?: Assumptions | undefined;
}

/** A compiled expression. It has no state: the same arguments give the same result. */
export interface Expression {
  /** The expression it was compiled from. */
  readonly source: string;
  /** Its syntax tree. */
  readonly ast: ExpressionNode;
  /** Names of the attributes it reads, as written, each once, in order. */
  readonly attributes: readonly string[];
  /** Documented names of the functions it calls, each once, in order. */
  readonly functions: readonly string[];
  /** Whether it calls `Redact`: the value flows, but must not appear in a log. */
  readonly redacted: boolean;
  /**
   * Evaluates the expression for one object.
   *
   * @param attributes Attributes of the object, by name.
   * @param context Clock, randomness and directory; safe defaults.
   * @throws ExpressionError whose code says what failed, such as `date_parse_error` or `regex_timeout`.
   */
  evaluate(attributes: Attributes, context?: EvaluationContext): ExpressionResult;
  /** Like `evaluate`, for an `isTaken` that queries a target over a network. Only `SelectUniqueValue` waits for it. */
  evaluateAsync(
    attributes: Attributes,
    context?: EvaluationContext<boolean | Promise<boolean>>,
  ): Promise<ExpressionResult>;
}

/** Wraps a compiled node, to observe its value. */
export type Observe = (node: ExpressionNode, evaluate: Evaluate) => Evaluate;

interface Compilation {
  readonly source: string;
  readonly options: CompileOptions;
  readonly observe: Observe | undefined;
  readonly attributes: string[];
  readonly functions: string[];
}

/**
 * Compiles the expression of an attribute mapping.
 *
 * @param source The expression, such as `Join(" ", [givenName], [surname])`; at most 10,000 characters.
 * @param options Strictness, and what is known about the target attribute.
 * @throws ExpressionError with a code, the offset and a picture of the place with a caret.
 * @example
 * ```ts
 * import { compileExpression } from "proxyclick-scim/expression";
 *
 * const expression = compileExpression('Join(" ", [givenName], [surname])');
 * expression.evaluate({ givenName: "Ada", surname: "Lovelace" }); // "Ada Lovelace"
 * ```
 */
export function compileExpression(source: string, options: CompileOptions = {}): Expression {
  return compileTree(source, parseExpression(source), options);
}

/** Compiles a parsed expression; `observe` wraps every node. */
export function compileTree(
  source: string,
  ast: ExpressionNode,
  options: CompileOptions,
  observe?: Observe,
): Expression {
  const compilation: Compilation = { source, options, observe, attributes: [], functions: [] };
  const unique = compileUnique(ast, compilation);
  const evaluate: (evaluation: Evaluation, isTaken: EvaluationContext["isTaken"]) => ExpressionResult =
    unique === undefined
      ? compileNode(ast, compilation)
      : (evaluation, isTaken) => selectUniqueValue(unique, evaluation, isTaken);
  const { attributes, functions } = compilation;
  return {
    source,
    ast,
    attributes,
    functions,
    redacted: functions.includes("Redact"),
    evaluate: (values, context = {}) => evaluate({ attributes: values, context }, context.isTaken),
    async evaluateAsync(values, { isTaken, ...context } = {}) {
      const evaluation: Evaluation = { attributes: values, context };
      return unique === undefined
        ? evaluate(evaluation, undefined)
        : selectUniqueValueAsync(unique, evaluation, isTaken);
    },
  };
}

/** The call of SelectUniqueValue at the top level, which is evaluated candidate by candidate. */
function compileUnique(node: ExpressionNode, compilation: Compilation): FunctionCall | undefined {
  if (node.kind !== "call" || calledFunction(node) !== "SelectUniqueValue") return undefined;
  const { call } = compileCall(node, compilation);
  if (compilation.options.matching === true) {
    fail(call, "matching_attribute_not_allowed", "not on a matching attribute");
  }
  return call;
}

function compileNode(node: ExpressionNode, compilation: Compilation): Evaluate {
  const evaluate = compileKind(node, compilation);
  return compilation.observe === undefined ? evaluate : compilation.observe(node, evaluate);
}

function compileKind(node: ExpressionNode, compilation: Compilation): Evaluate {
  switch (node.kind) {
    case "string":
      return constant(node.value);
    case "number":
      return constant(numberOf(node.raw));
    case "keyword":
      return constant(keywordValue(node.name));
    case "omitted":
      return constant(null);
    case "attribute":
      addOnce(compilation.attributes, node.name);
      return compileAttribute(node.name);
    case "call": {
      const { definition, call } = compileCall(node, compilation);
      return definition.compile(call);
    }
    case "compare":
      return compileCompare(
        comparison(node.operator, compilation.options.assumptions?.comparesCase),
        compileNode(node.left, compilation),
        compileNode(node.right, compilation),
      );
    case "concat":
      return compileConcat(node, node.operands, compilation);
  }
}

function addOnce(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name);
}

function constant(value: ExpressionResult): Evaluate {
  return () => value;
}

function keywordValue(name: Keyword): ExpressionResult {
  if (name === "IgnoreAttributeFlow") return IGNORE_ATTRIBUTE_FLOW;
  return name === "IgnoreObjectFlow" ? IGNORE_OBJECT_FLOW : name;
}

/** A number that a double cannot hold exactly becomes a string; functions on large numbers read its digits. */
function numberOf(raw: string): ExpressionValue {
  const number = toNumber(raw);
  const isExact = number !== undefined && (Number.isSafeInteger(number) || raw.includes("."));
  return isExact ? number : String(toInteger(raw) ?? raw);
}

function compileAttribute(name: string): Evaluate {
  return ({ attributes }) => {
    if (typeof attributes === "function") return attributeValue(attributes(name));
    return Object.hasOwn(attributes, name) ? attributeValue(attributes[name]) : null;
  };
}

/** Anything that is no value of the language, such as an object or NaN, counts as absent, also in a list. */
function attributeValue(value: AttributeValue): ExpressionValue {
  if (typeof value !== "object") return isScalar(value) ? value : null;
  if (!Array.isArray(value)) return null;
  return value.every(isEntry) ? value : value.filter(isEntry);
}

function compileCompare(
  test: (left: ExpressionValue, right: ExpressionValue) => boolean,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  return (evaluation) => {
    const leftValue = left(evaluation);
    if (typeof leftValue === "symbol") return leftValue;
    const rightValue = right(evaluation);
    return typeof rightValue === "symbol" ? rightValue : test(leftValue, rightValue);
  };
}

function compileConcat(node: ExpressionNode, operands: readonly ExpressionNode[], compilation: Compilation): Evaluate {
  const { source } = compilation;
  const call: FunctionCall = { name: "&", source, offset: node.offset, nodes: [], arguments: [], assumptions: {} };
  const parts = operands.map((operand) => compileNode(operand, compilation));
  return (evaluation) => {
    let result = "";
    for (const part of parts) {
      const value = part(evaluation);
      if (typeof value === "symbol") return value;
      result += stringOrEmpty(value, call);
      checkLength(result.length, call);
    }
    return result;
  };
}

/** Compiles a call after checking its name, its place and the number of its arguments. */
function compileCall(
  node: NodeOf<"call">,
  compilation: Compilation,
): { definition: RegisteredFunction; call: FunctionCall } {
  const { source, options } = compilation;
  const { offset, arguments: nodes } = node;
  const definition = findFunction(node.name) ?? failUnknownFunction(node.name, source, offset);
  const { name, minimum, maximum } = definition;
  if (nodes.length < minimum || nodes.length > maximum) {
    const problem = `expected ${describeArity(minimum, maximum)}, found ${nodes.length}`;
    fail({ name, source, offset }, "wrong_argument_count", problem);
  }
  const violation = checkPlacement(node, name) ?? (options.strict === true ? checkDocumented(node, name) : undefined);
  if (violation !== undefined) fail({ name, source, offset: violation.node.offset }, violation.code, violation.message);
  addOnce(compilation.functions, name);
  const arguments_ = nodes.map((argument) => compileNode(argument, compilation));
  const { assumptions = {} } = options;
  return { definition, call: { name, source, offset, nodes, arguments: arguments_, assumptions } };
}

function failUnknownFunction(name: string, source: string, offset: number): never {
  throw new ExpressionError(functionHint(name).message, { code: "unknown_function", source, offset });
}

/** An arity in words, such as `2 arguments` or `4 or more arguments`. */
export function describeArity(minimum: number, maximum: number): string {
  const more = maximum === ANY_NUMBER ? " or more" : ` to ${maximum}`;
  return `${minimum}${minimum === maximum ? "" : more} argument${maximum === 1 ? "" : "s"}`;
}
