/**
 * Makes a function out of a parsed expression: every node becomes a closure, every name is looked up once.
 */

import { comparison } from "../evaluation/compare.ts";
import type { AsyncEvaluationContext, Attributes, EvaluationContext, Run } from "../evaluation/context.ts";
import {
  type AttributeValue,
  type ExpressionResult,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
  isEntry,
  isScalar,
  toInteger,
  toNumber,
  type Value,
} from "../evaluation/values.ts";
import { ANY_NUMBER, type Call, checkLength, type Evaluate, fail, textOf } from "../functions/definition.ts";
import { findFunction, type RegisteredFunction } from "../functions/registry.ts";
import { selectUniqueValue, selectUniqueValueAsync } from "../functions/select-unique-value.ts";
import type { CallNode, ExpressionNode, Keyword } from "../syntax/ast.ts";
import { parseExpression } from "../syntax/parser.ts";
import { calledFunction, checkDocumented, checkPlacement } from "./restrictions.ts";

/** How an expression is compiled. */
export interface CompileOptions {
  /**
   * Refuse what the documentation forbids although the service evaluates it: conditions of IIF and sources of Switch that test for
   * null, function names in another case. Default: false.
   */
  readonly strict?: boolean | undefined;
  /** The target attribute is a matching attribute, on which `SelectUniqueValue` is refused. Default: false. */
  readonly matching?: boolean | undefined;
}

/** A compiled expression. It holds no state: the same arguments give the same result. */
export interface Expression {
  /** The text it was compiled from. */
  readonly source: string;
  /** Its tree. */
  readonly ast: ExpressionNode;
  /** Names of the attributes it reads, as they are written, each once, in the order of the text. */
  readonly attributes: readonly string[];
  /** Documented names of the functions it calls, each once, in the order of the text. */
  readonly functions: readonly string[];
  /** Whether it calls `Redact`: the value flows, but must not reach a log. */
  readonly redacted: boolean;
  /**
   * Evaluates for one object.
   *
   * @throws ExpressionError with the code of what went wrong, such as `date_parse_error` or `regex_timeout`.
   */
  evaluate(attributes: Attributes, context?: EvaluationContext): ExpressionResult;
  /** As `evaluate`, for an `isTaken` that asks a target over a network. Only `SelectUniqueValue` waits. */
  evaluateAsync(attributes: Attributes, context?: AsyncEvaluationContext): Promise<ExpressionResult>;
}

/** Wraps a compiled node, to see what it evaluates to. */
export type Observe = (node: ExpressionNode, evaluate: Evaluate) => Evaluate;

interface Compilation {
  readonly source: string;
  readonly options: CompileOptions;
  readonly observe: Observe | undefined;
  readonly attributes: string[];
  readonly functions: string[];
}

/**
 * Compiles the text of an attribute mapping.
 *
 * @param source such as `Join(" ", [givenName], [surname])`, at most 10,000 characters.
 * @throws ExpressionError with a code, the offset and a caret picture of the place.
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

/** Compiles a parsed expression; `observe` wraps every node of it. */
export function compileTree(
  source: string,
  ast: ExpressionNode,
  options: CompileOptions,
  observe?: Observe,
): Expression {
  const compilation: Compilation = { source, options, observe, attributes: [], functions: [] };
  const unique = compileUnique(ast, compilation);
  const evaluate: (run: Run, isTaken: EvaluationContext["isTaken"]) => ExpressionResult =
    unique === undefined ? compileNode(ast, compilation) : (run, isTaken) => selectUniqueValue(unique, run, isTaken);
  const { attributes, functions } = compilation;
  return {
    source,
    ast,
    attributes,
    functions,
    redacted: functions.includes("Redact"),
    evaluate: (values, context = {}) => evaluate({ attributes: values, context }, context.isTaken),
    async evaluateAsync(values, { isTaken, ...context } = {}) {
      const run: Run = { attributes: values, context };
      return unique === undefined ? evaluate(run, undefined) : selectUniqueValueAsync(unique, run, isTaken);
    },
  };
}

/** The call of SelectUniqueValue at the top, which is evaluated candidate by candidate. */
function compileUnique(node: ExpressionNode, compilation: Compilation): Call | undefined {
  if (node.kind !== "call" || calledFunction(node) !== "SelectUniqueValue") return undefined;
  const { call } = prepare(node, compilation);
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
    case "text":
      return constant(node.value);
    case "number":
      return constant(numberOf(node.text));
    case "keyword":
      return constant(keywordValue(node.name));
    case "omitted":
      return constant(null);
    case "attribute":
      note(compilation.attributes, node.name);
      return compileAttribute(node.name);
    case "call": {
      const { definition, call } = prepare(node, compilation);
      return definition.compile(call);
    }
    case "compare":
      return compileCompare(
        comparison(node.operator),
        compileNode(node.left, compilation),
        compileNode(node.right, compilation),
      );
    case "concat":
      return compileConcat(node, node.operands, compilation);
  }
}

function note(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name);
}

function constant(value: ExpressionResult): Evaluate {
  return () => value;
}

function keywordValue(name: Keyword): ExpressionResult {
  if (name === "IgnoreAttributeFlow") return IGNORE_ATTRIBUTE_FLOW;
  return name === "IgnoreObjectFlow" ? IGNORE_OBJECT_FLOW : name;
}

/** A number that a double does not hold exactly stays text; functions on large numbers read its digits. */
function numberOf(text: string): Value {
  const number = toNumber(text);
  const isExact = number !== undefined && (Number.isSafeInteger(number) || text.includes("."));
  return isExact ? number : String(toInteger(text) ?? text);
}

function compileAttribute(name: string): Evaluate {
  return ({ attributes }) => {
    if (typeof attributes === "function") return attributeValue(attributes(name));
    return Object.hasOwn(attributes, name) ? attributeValue(attributes[name]) : null;
  };
}

/** What is no value of the language, such as an object or NaN, counts as absent, in a list as well. */
function attributeValue(value: AttributeValue): Value {
  if (typeof value !== "object") return isScalar(value) ? value : null;
  if (!Array.isArray(value)) return null;
  return value.every(isEntry) ? value : value.filter(isEntry);
}

function compileCompare(test: (left: Value, right: Value) => boolean, left: Evaluate, right: Evaluate): Evaluate {
  return (run) => {
    const leftValue = left(run);
    if (typeof leftValue === "symbol") return leftValue;
    const rightValue = right(run);
    return typeof rightValue === "symbol" ? rightValue : test(leftValue, rightValue);
  };
}

function compileConcat(node: ExpressionNode, operands: readonly ExpressionNode[], compilation: Compilation): Evaluate {
  const call: Call = { name: "&", source: compilation.source, offset: node.offset, nodes: [], arguments: [] };
  const parts = operands.map((operand) => compileNode(operand, compilation));
  return (run) => {
    let result = "";
    for (const part of parts) {
      const value = part(run);
      if (typeof value === "symbol") return value;
      result += textOf(value, call) ?? "";
      checkLength(result.length, call);
    }
    return result;
  };
}

/** A call with its function, after its name, its place and the number of its arguments were checked. */
function prepare(node: CallNode, compilation: Compilation): { definition: RegisteredFunction; call: Call } {
  const { source, options } = compilation;
  const { offset, arguments: nodes } = node;
  const definition =
    findFunction(node.name) ??
    fail({ name: node.name.slice(0, 40), source, offset }, "unknown_function", "there is no such function");
  const { name, minimum, maximum } = definition;
  if (nodes.length < minimum || nodes.length > maximum) {
    const problem = `expected ${describeArity(minimum, maximum)}, found ${nodes.length}`;
    fail({ name, source, offset }, "wrong_argument_count", problem);
  }
  const refusal = checkPlacement(node, name) ?? (options.strict === true ? checkDocumented(node, name) : undefined);
  if (refusal !== undefined) fail({ name, source, offset: refusal.node.offset }, refusal.code, refusal.message);
  note(compilation.functions, name);
  const arguments_ = nodes.map((argument) => compileNode(argument, compilation));
  return { definition, call: { name, source, offset, nodes, arguments: arguments_ } };
}

/** An arity in words, such as `2 arguments` or `4 or more arguments`. */
export function describeArity(minimum: number, maximum: number): string {
  const more = maximum === ANY_NUMBER ? " or more" : ` to ${maximum}`;
  return `${minimum}${minimum === maximum ? "" : more} argument${maximum === 1 ? "" : "s"}`;
}
