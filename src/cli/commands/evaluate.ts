/** The command `evaluate`: the values of attribute-mapping expressions. */
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
import {
  addUserOptions,
  evaluationContext,
  type NamedUser,
  readUsers,
  type UserOptions,
} from "../expressions/read-users.ts";
import { createTable } from "../output/table.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Names of the results that leave the attribute, or the whole user, unchanged. */
const FLOW_NAMES: ReadonlyMap<symbol, string> = new Map([
  [IGNORE_ATTRIBUTE_FLOW, "IgnoreAttributeFlow"],
  [IGNORE_OBJECT_FLOW, "IgnoreObjectFlow"],
]);

/** Options of `evaluate`. */
interface EvaluateOptions extends ExpressionOptions, UserOptions {
  readonly json?: boolean;
}

/** The result of an expression for one user. */
type Outcome = { readonly value: unknown } | { readonly error: ExpressionError };

/** Adds the command to the program. */
export function defineEvaluate(program: Command, toAction: ToAction): void {
  const command = program
    .command("evaluate")
    .description(
      "Evaluates expressions of attribute mappings. Prints the value of one expression for one user as JSON, everything else as a table.",
    );
  addUserOptions(addExpressionOptions(command))
    .option("--json", "print JSON lines: one expression a line, or with --source one user a line")
    .action(toAction(evaluate));
}

/**
 * Evaluates and prints. Resolves to 0, or to 1 when an expression failed for a user.
 *
 * @throws ExpressionError for an expression in the arguments.
 */
async function evaluate(io: Io, argument: string | undefined, options: EvaluateOptions): Promise<number> {
  const expressions = (await readExpressions(io, argument, options)).map((each) => compileNamed(each, options.assume));
  const context = evaluationContext(options);
  if (options.source !== undefined) return evaluateDirectory(io, expressions, context, options);
  for await (const { attributes } of readUsers(io, options, expressions)) {
    if (argument === undefined)
      return evaluateList(io, expressions, (each) => attempt(each, attributes, context), options);
    for (const { expression } of expressions)
      io.stdout.write(`${jsonLine(jsonValue(expression.evaluate(attributes, context)))}\n`);
  }
  return EXIT_STATUS.done;
}

/** A value as JSON; a flow symbol as its name. */
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
    return { value: isEmptyValue(value) ? (mapping?.defaultValue ?? value) : jsonValue(value) };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return { error };
  }
}

/** Whether a default value of the mapping replaces the value when an account is created. */
function isEmptyValue(value: ExpressionResult): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function evaluateList(
  io: Io,
  expressions: readonly CompiledExpression[],
  evaluateOne: (expression: CompiledExpression) => Outcome,
  { json }: EvaluateOptions,
): number {
  const rows = createTable(io.stdout, ["expression", "value"]);
  let status: number = EXIT_STATUS.done;
  for (const each of expressions) {
    const outcome = evaluateOne(each);
    if ("error" in outcome) status = EXIT_STATUS.failed;
    if (json === true) io.stdout.write(`${jsonLine(describe(each, outcome))}\n`);
    else rows.add([each.name ?? each.source, cellOf(outcome)]);
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
  const rows = createTable(io.stdout, ["user", ...expressions.map(({ name }) => name ?? "value")]);
  let status: number = EXIT_STATUS.done;
  try {
    for await (const { id, name, attributes } of readUsers(io, options, expressions)) {
      const outcomes = expressions.map((each) => ({ each, outcome: attempt(each, attributes, context) }));
      if (outcomes.some(({ outcome }) => "error" in outcome)) status = EXIT_STATUS.failed;
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

function describe({ name, source }: CompiledExpression, outcome: Outcome): object {
  const expression = name ?? source;
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
