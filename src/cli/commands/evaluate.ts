/**
 * `evaluate`: the values of attribute-mapping expressions.
 */
import type { Command } from "commander";
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import {
  type EvaluationContext,
  type ExpressionResult,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "../../expression/index.ts";
import {
  addExpressionOptions,
  type CompiledExpression,
  compileNamed,
  type ExpressionOptions,
  readExpressions,
} from "../expressions/read-expressions.ts";
import { addUserOptions, contextOf, type NamedUser, readUsers, type UserOptions } from "../expressions/read-users.ts";
import { tableWriter } from "../output/table.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** What is printed for a value that is none: the attribute, or the whole user, is to be left alone. */
const FLOW_NAMES: ReadonlyMap<symbol, string> = new Map([
  [IGNORE_ATTRIBUTE_FLOW, "IgnoreAttributeFlow"],
  [IGNORE_OBJECT_FLOW, "IgnoreObjectFlow"],
]);

/** Options of `evaluate`. */
export interface EvaluateOptions extends ExpressionOptions, UserOptions {
  readonly json?: boolean;
}

/** What became of an expression for one user. */
type Outcome = { readonly value: unknown } | { readonly error: ExpressionError };

/** Adds the command. */
export function defineEvaluate(program: Command, act: Act): void {
  const command = program
    .command("evaluate")
    .description(
      "Evaluates expressions of attribute mappings. The value of one expression for one user is printed as JSON, everything else as a table.",
    );
  addUserOptions(addExpressionOptions(command))
    .option("--json", "print JSON lines: an expression a line, or with --source a user a line")
    .action(act(evaluate));
}

/** Evaluates and prints; resolves to 0, or to 1 when an expression failed for a user. An expression that is given alone throws its error. */
export async function evaluate(io: Io, text: string | undefined, options: EvaluateOptions): Promise<number> {
  const expressions = (await readExpressions(io, text, options)).map(compileNamed);
  const context = contextOf(options);
  if (options.source !== undefined) return evaluateDirectory(io, expressions, context, options);
  for await (const { attributes } of readUsers(io, options)) {
    if (text === undefined) return evaluateList(io, expressions, (each) => attempt(each, attributes, context), options);
    for (const { expression } of expressions)
      io.stdout.write(`${jsonLine(jsonValue(expression.evaluate(attributes, context)))}\n`);
  }
  return EXIT.done;
}

/** A value as JSON can tell it; a flow symbol by its name. */
export function jsonValue(value: ExpressionResult): unknown {
  return typeof value === "symbol" ? FLOW_NAMES.get(value) : value;
}

function attempt(
  { expression, mapping }: CompiledExpression,
  attributes: NamedUser["attributes"],
  context: EvaluationContext,
): Outcome {
  try {
    const value = expression.evaluate(attributes, context);
    return { value: isNothing(value) ? (mapping?.defaultValue ?? value) : jsonValue(value) };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return { error };
  }
}

/** Where the mapping has a default value, it takes the place of these when an account is created. */
function isNothing(value: ExpressionResult): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function evaluateList(
  io: Io,
  expressions: readonly CompiledExpression[],
  evaluateOne: (expression: CompiledExpression) => Outcome,
  { json }: EvaluateOptions,
): number {
  const rows = tableWriter(io.stdout, ["expression", "value"]);
  let status: number = EXIT.done;
  for (const each of expressions) {
    const outcome = evaluateOne(each);
    if ("error" in outcome) status = EXIT.failed;
    if (json === true) io.stdout.write(`${jsonLine(describe(each, outcome))}\n`);
    else rows.add([each.name ?? each.text, cellOf(outcome)]);
  }
  rows.end();
  return status;
}

async function evaluateDirectory(
  io: Io,
  expressions: readonly CompiledExpression[],
  context: EvaluationContext,
  options: EvaluateOptions,
): Promise<number> {
  const rows = tableWriter(io.stdout, ["user", ...expressions.map(({ name }) => name ?? "value")]);
  let status: number = EXIT.done;
  try {
    for await (const { id, name, attributes } of readUsers(io, options)) {
      const outcomes = expressions.map((each) => ({ each, outcome: attempt(each, attributes, context) }));
      if (outcomes.some(({ outcome }) => "error" in outcome)) status = EXIT.failed;
      if (options.json !== true) rows.add([name, ...outcomes.map(({ outcome }) => cellOf(outcome))]);
      else {
        const results = outcomes.map(({ each, outcome }) => describe(each, outcome));
        io.stdout.write(`${jsonLine({ id, user: name, results })}\n`);
      }
    }
  } finally {
    rows.end();
  }
  return status;
}

function describe({ name, text }: CompiledExpression, outcome: Outcome): object {
  const expression = name ?? text;
  if (!("error" in outcome)) return { expression, value: outcome.value };
  const { code, offset, message } = outcome.error;
  return { expression, error: { code, offset, message } };
}

function cellOf(outcome: Outcome): string {
  if ("error" in outcome) return `! ${outcome.error.code}`;
  const { value } = outcome;
  if (value === null) return "";
  return typeof value === "string" ? value : jsonLine(value);
}
