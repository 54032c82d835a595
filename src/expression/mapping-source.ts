/**
 * Reads the source of an attribute mapping from Microsoft Graph (`attributeMappingSource`): its `expression`, or its
 * `parameters` for functions whose parameter keys are public.
 */
import { findFunction } from "./functions/registry.ts";
import { printString } from "./syntax/print.ts";

/** The source of an attribute mapping, as Graph's JSON has it. */
export interface AttributeMappingSource {
  /** `Attribute`, `Constant` or `Function`. */
  readonly type?: string | null | undefined;
  /** Name of the attribute or function, or the value of the constant. */
  readonly name?: string | null | undefined;
  /** The expression. */
  readonly expression?: string | null | undefined;
  /** Arguments of the function by key; omitted ones are absent. */
  readonly parameters?:
    | readonly {
        /** Name of the parameter, such as `source` or `Find`. */
        readonly key: string;
        /** The argument. */
        readonly value?: AttributeMappingSource | null | undefined;
      }[]
    | null
    | undefined;
}

type Parameters = NonNullable<AttributeMappingSource["parameters"]>;

/** Keys in the order of the arguments; a key with `…` takes all that remain. */
const PARAMETER_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Append", ["source", "suffix"]],
  ["Join", ["separator", "source…"]],
  ["Mid", ["source", "start", "length"]],
  ["Not", ["source"]],
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
  ["Split", ["source", "delimiter"]],
  ["Switch", ["source", "defaultValue", "switchValue…"]],
  ["FormatDateTime", ["source", "inputFormat", "outputFormat"]],
  ["SingleAppRoleAssignment", ["source"]],
]);

/** Maximum nesting of parameters. */
const MAX_DEPTH = 100;

/**
 * Converts the source of an attribute mapping to an expression.
 *
 * @param source The source, as a synchronization schema has it; null for a mapping of type None.
 * @returns undefined if there is none: no source, or a function without `expression` whose parameters are unknown. The
 * source is never changed, so that unknown members can be written back.
 */
export function expressionOfMappingSource(source: AttributeMappingSource | null | undefined): string | undefined {
  return expressionOf(source, 0);
}

function expressionOf(source: AttributeMappingSource | null | undefined, depth: number): string | undefined {
  if (source === null || source === undefined || depth > MAX_DEPTH) return undefined;
  const { expression, name } = source;
  if (typeof expression === "string" && expression.trim() !== "") return expression;
  if (typeof name !== "string") return undefined;
  switch (source.type?.toLowerCase()) {
    case "attribute":
      return name === "" ? undefined : `[${name}]`;
    case "constant":
      return printString(name);
    case "function":
      return callExpression(name, source.parameters ?? [], depth);
    default:
      return undefined;
  }
}

function callExpression(name: string, parameters: Parameters, depth: number): string | undefined {
  const definition = findFunction(name);
  const keys = definition === undefined ? undefined : PARAMETER_KEYS.get(definition.name);
  if (definition === undefined || keys === undefined) return undefined;
  const remaining = new Set(parameters);
  const arguments_: string[] = [];
  for (const key of keys) {
    const isRest = key.endsWith("…");
    const found = [...remaining].filter((parameter) => isKey(parameter.key, key)).slice(0, isRest ? undefined : 1);
    for (const parameter of found) {
      const argument = expressionOf(parameter.value, depth + 1);
      if (argument === undefined) return undefined;
      remaining.delete(parameter);
      arguments_.push(argument);
    }
    if (found.length === 0 && !isRest) arguments_.push("");
  }
  if (remaining.size > 0) return undefined;
  return `${definition.name}(${arguments_.join(", ")})`;
}

/** Repeated keys may have a number: `source1`, `source2`. */
function isKey(key: string, expected: string): boolean {
  const name = expected.replace("…", "").toLowerCase();
  return expected.endsWith("…") ? key.toLowerCase().replace(/\d{1,5}$/, "") === name : key.toLowerCase() === name;
}
