/**
 * `evaluate`: the value of an attribute-mapping expression for one user.
 */
import { type Command, Option } from "commander";
import { compileExpression, IGNORE_ATTRIBUTE_FLOW, IGNORE_OBJECT_FLOW } from "../expression/index.ts";
import { EXIT, usageError } from "./exit-status.ts";
import type { Act, Io } from "./io.ts";
import { parseInstant, parseJson, readTextFile } from "./options.ts";
import { jsonLine } from "./text.ts";

/** What is printed for a value that is none: the attribute, or the whole user, is to be left alone. */
const FLOW_NAMES: ReadonlyMap<symbol, string> = new Map([
  [IGNORE_ATTRIBUTE_FLOW, "IgnoreAttributeFlow"],
  [IGNORE_OBJECT_FLOW, "IgnoreObjectFlow"],
]);

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Source attributes as a JSON object. */
  readonly attributes?: string;
  /** File that holds them. */
  readonly attributesFile?: string;
  /** What the expression's `Now()` is. Default: the time of the call. */
  readonly now?: Date;
}

/** Adds the command. */
export function defineEvaluate(program: Command, act: Act): void {
  program
    .command("evaluate")
    .description("Evaluates an expression of an attribute mapping, and prints its value as JSON.")
    .argument("<expression>", `such as 'Join(" ", [givenName], [surname])'`)
    .addOption(
      new Option("--attributes <json>", `source attributes, such as '{"givenName":"Ada"}'`).conflicts("attributesFile"),
    )
    .option("--attributes-file <file>", "file with the source attributes as JSON")
    .option("--now <time>", "what Now() is, in ISO 8601 form", parseInstant)
    .action(act(evaluate));
}

/** Evaluates an expression and prints the value; resolves to 0. */
export async function evaluate(io: Io, text: string, options: EvaluateOptions): Promise<number> {
  const expression = compileExpression(text);
  const attributes = await readAttributes(io, options);
  const { now } = options;
  const value = expression.evaluate(attributes, now === undefined ? {} : { now: () => now });
  io.stdout.write(`${jsonLine(typeof value === "symbol" ? FLOW_NAMES.get(value) : value)}\n`);
  return EXIT.done;
}

async function readAttributes(io: Io, options: EvaluateOptions): Promise<Record<string, AttributeValue>> {
  const [text, origin] =
    options.attributesFile === undefined
      ? [options.attributes ?? "{}", "--attributes"]
      : [await readTextFile(io, options.attributesFile, "attributes file"), options.attributesFile];
  const attributes = parseJson(text, origin);
  if (!isObject(attributes)) throw usageError(`${origin} must be a JSON object of attribute names and values`);
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeValue(value, name)]));
}

type Scalar = string | number | boolean;
type AttributeValue = Scalar | null | Scalar[];

function attributeValue(value: unknown, name: string): AttributeValue {
  if (value === null || isScalar(value)) return value;
  if (Array.isArray(value) && value.every(isScalar)) return value;
  throw usageError(`the attribute ${name} must be text, a number, true, false, null or a list of these`);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
