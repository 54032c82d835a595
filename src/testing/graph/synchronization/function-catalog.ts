/**
 * The functions and filter operators of a synchronization schema, as Graph lists them ("synchronizationSchema:
 * functions", "synchronizationSchema: filterOperators").
 */
import { functionGuides } from "../../../expression/index.ts";
import type { GraphObject } from "../service/graph-object.ts";

/** Parameters whose keys in Graph differ from the names in the reference for writing expressions. */
const GRAPH_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "Replace",
    [
      "source",
      "Find",
      "RegularExpression",
      "RegularExpressionGroupName",
      "Replacement",
      "ReplacementPropertyName",
      "Template",
    ],
  ],
  ["Switch", ["source", "defaultValue", "switchValue"]],
]);

/** A parameter of a function. */
export interface FunctionParameter {
  readonly key: string;
  readonly required: boolean;
  readonly repeats: boolean;
}

/** Returns the parameters of every function, by the name of the function in lower case. */
export function functionParameters(): ReadonlyMap<string, readonly FunctionParameter[]> {
  return new Map(functionGuides().map((guide) => [guide.name.toLowerCase(), parametersOf(guide)]));
}

function parametersOf({ name, parameters }: ReturnType<typeof functionGuides>[number]): readonly FunctionParameter[] {
  const keys = GRAPH_KEYS.get(name);
  const known = parameters.slice(0, keys?.length ?? parameters.length);
  return known.map((parameter, index) => ({
    key: keys?.[index] ?? parameter.name,
    required: parameter.occurrence === "required",
    repeats: parameter.occurrence === "repeating",
  }));
}

/** Returns the body of `GET …/schema/functions`. */
export function listFunctions(): readonly GraphObject[] {
  return functionGuides().map((guide) => ({
    name: guide.name,
    parameters: parametersOf(guide).map(({ key, required, repeats }) => ({
      name: key,
      type: "String",
      required,
      allowMultipleOccurrences: repeats,
    })),
  }));
}

const ANY_TYPE = ["String", "Integer", "Binary", "Boolean"] as const;

/** The documented filter operators: their number of operands and the types that they compare. */
const FILTER_OPERATORS: ReadonlyMap<string, readonly [arity: "Binary" | "Unary", types: readonly string[]]> = new Map([
  ["EQUALS", ["Binary", ["String", "Integer"]]],
  ["NOT EQUALS", ["Binary", ["String", "Integer"]]],
  ["IS TRUE", ["Unary", ["Boolean"]]],
  ["IS FALSE", ["Unary", ["Boolean"]]],
  ["IS NULL", ["Unary", ANY_TYPE]],
  ["IS NOT NULL", ["Unary", ANY_TYPE]],
  ["REGEX MATCH", ["Binary", ["String", "Integer"]]],
  ["NOT REGEX MATCH", ["Binary", ["String", "Integer"]]],
]);

/** Operators of the admin center whose spelling in a schema is not public, in upper case with spaces. */
const NEWER_OPERATORS: ReadonlySet<string> = new Set([
  "GREATER THAN",
  "GREATER THAN OR EQUALS",
  "INCLUDES",
  "ENDS WITH",
  "&",
  "!&",
]);

/** Returns the body of `GET …/schema/filterOperators`. */
export function listFilterOperators(): readonly GraphObject[] {
  return [...FILTER_OPERATORS].map(([name, [arity, supportedAttributeTypes]]) => ({
    name,
    arity,
    multivaluedComparisonType: "All",
    supportedAttributeTypes,
  }));
}

/** Returns how many operands an operator has; undefined for an unknown operator. Names are compared exactly. */
export function arityOf(operator: string): "Binary" | "Unary" | undefined {
  const known = FILTER_OPERATORS.get(operator)?.[0];
  if (known !== undefined) return known;
  return NEWER_OPERATORS.has(operator.toUpperCase().replaceAll("_", " ")) ? "Binary" : undefined;
}
