/**
 * Reads the source of an attribute mapping as Microsoft Graph writes it (`attributeMappingSource`): the `expression` is the truth, the
 * `parameters` are a fallback for the functions whose parameter keys are public.
 */
import { findFunction } from "./functions/registry.ts";
import { printText } from "./syntax/print.ts";

/** The source of a mapping in Graph's JSON; members that are not named here are kept by whoever holds the object. */
export interface AttributeMappingSource {
  /** `Attribute`, `Constant` or `Function`. */
  readonly type?: string | null | undefined;
  /** Name of the attribute or function, or the text of the constant. */
  readonly name?: string | null | undefined;
  /** The text of the expression. */
  readonly expression?: string | null | undefined;
  /** Arguments of the function by key; omitted ones are absent. */
  readonly parameters?: readonly AttributeMappingParameter[] | null | undefined;
}

/** An argument in Graph's JSON. */
export interface AttributeMappingParameter {
  /** Name of the parameter, such as `source` or `Find`. */
  readonly key: string;
  /** The argument. */
  readonly value?: AttributeMappingSource | null | undefined;
}

/** Keys in the order of the arguments; one with `…` takes all that is left. */
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

/** How deep parameters may nest. */
const MAX_DEPTH = 100;

/**
 * The text of the expression that a mapping source stands for.
 *
 * @param source as it stands in a synchronization schema; null for a mapping of type None.
 * @returns undefined when there is none: no source, or a function without `expression` whose parameters are not known. The object itself
 * is never changed, so that what is not understood can be written back as it was.
 */
export function expressionOfMappingSource(source: AttributeMappingSource | null | undefined): string | undefined {
  return textOf(source, 0);
}

function textOf(source: AttributeMappingSource | null | undefined, depth: number): string | undefined {
  if (source === null || source === undefined || depth > MAX_DEPTH) return undefined;
  const { expression, name } = source;
  if (typeof expression === "string" && expression.trim() !== "") return expression;
  if (typeof name !== "string") return undefined;
  switch (source.type?.toLowerCase()) {
    case "attribute":
      return name === "" ? undefined : `[${name}]`;
    case "constant":
      return printText(name);
    case "function":
      return callText(name, source.parameters ?? [], depth);
    default:
      return undefined;
  }
}

function callText(name: string, parameters: readonly AttributeMappingParameter[], depth: number): string | undefined {
  const definition = findFunction(name);
  const keys = definition === undefined ? undefined : PARAMETER_KEYS.get(definition.name);
  if (definition === undefined || keys === undefined) return undefined;
  const left = new Set(parameters);
  const texts: string[] = [];
  for (const key of keys) {
    const isRest = key.endsWith("…");
    const found = [...left].filter((parameter) => isKey(parameter.key, key)).slice(0, isRest ? undefined : 1);
    for (const parameter of found) {
      const text = textOf(parameter.value, depth + 1);
      if (text === undefined) return undefined;
      left.delete(parameter);
      texts.push(text);
    }
    if (found.length === 0 && !isRest) texts.push("");
  }
  if (left.size > 0) return undefined;
  return `${definition.name}(${texts.join(", ")})`;
}

/** Repeated keys may carry a number: `source1`, `source2`. */
function isKey(key: string, expected: string): boolean {
  const name = expected.replace("…", "").toLowerCase();
  return expected.endsWith("…") ? key.toLowerCase().replace(/\d{1,5}$/, "") === name : key.toLowerCase() === name;
}
