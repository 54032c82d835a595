/**
 * Expressions to look at: one from the arguments, those of a file, or those of a synchronization schema.
 */
import type { Command } from "commander";
import { compileExpression, type Expression, isExpressionError } from "../../expression/index.ts";
import type { AttributeMapping } from "../../provisioning/index.ts";
import { readMapping } from "../job/open-job.ts";
import { readTextFile } from "../options/options.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** Where expressions come from; one of the two, or an argument. */
export interface ExpressionOptions {
  /** File of expressions. */
  readonly file?: string;
  /** File of a synchronization schema. */
  readonly mapping?: string;
}

/** An expression and what it is called. */
export interface NamedExpression {
  /** Target attribute in a mapping, file and line in a file; undefined for the one expression of the arguments. */
  readonly name: string | undefined;
  readonly text: string;
  /** The mapping that the expression stands in, where it comes from a schema. */
  readonly mapping?: AttributeMapping;
}

/** An expression that is ready for many users. */
export interface CompiledExpression extends NamedExpression {
  readonly expression: Expression;
}

/**
 * Compiles an expression; an error names it.
 *
 * @throws CommanderError, or ExpressionError for the one expression of the arguments, which needs no name.
 */
export function compileNamed(named: NamedExpression): CompiledExpression {
  try {
    return { ...named, expression: compileExpression(named.text) };
  } catch (error) {
    if (named.name === undefined || !isExpressionError(error)) throw error;
    throw usageError(`${named.name}: ${error.message}\n${error.caret}`);
  }
}

/** Adds the argument and the options that name expressions. */
export function addExpressionOptions(command: Command): Command {
  return command
    .argument("[expression]", `such as 'Join(" ", [givenName], [surname])'`)
    .option(
      "--file <file>",
      "file of expressions, one a line; one with open parentheses goes on, up to an empty line; # begins a comment line",
    )
    .option("--mapping <file>", "synchronization schema as Graph exports it: the expressions of its user mapping");
}

/**
 * Reads the expressions.
 *
 * @throws CommanderError unless exactly one place is named, and when there is no expression.
 */
export async function readExpressions(
  io: Io,
  text: string | undefined,
  { file, mapping }: ExpressionOptions,
): Promise<readonly NamedExpression[]> {
  if ([text, file, mapping].filter((place) => place !== undefined).length !== 1)
    throw usageError("which expressions? Give one as argument, or --file FILE, or --mapping FILE");
  if (text !== undefined) return [{ name: undefined, text }];
  const expressions =
    file === undefined
      ? await mappedExpressions(io, mapping)
      : splitExpressions(await readTextFile(io, file, "file of expressions")).map(({ line, text: found }) => ({
          name: `${file}:${line}`,
          text: found,
        }));
  if (expressions.length === 0) throw usageError(`${file ?? mapping} has no expression`);
  return expressions;
}

async function mappedExpressions(io: Io, file: string | undefined): Promise<NamedExpression[]> {
  const { users } = await readMapping(io, file);
  return users.attributes.flatMap((mapping) =>
    mapping.expression === undefined ? [] : [{ name: mapping.target, text: mapping.expression, mapping }],
  );
}

interface FoundExpression {
  /** Number of the first line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Splits the text of a file into expressions. One that is never closed ends at an empty line, so that the next one is not lost with it. */
export function splitExpressions(text: string): readonly FoundExpression[] {
  const found: FoundExpression[] = [];
  let lines: string[] = [];
  let first = 0;
  let nesting = BEGIN;
  const end = () => {
    if (lines.length > 0) found.push({ line: first, text: lines.join("\n").trim() });
    lines = [];
    nesting = BEGIN;
  };
  for (const [index, line] of text
    .replace(/^\ufeff/u, "")
    .split(/\r\n|\n|\r/u)
    .entries()) {
    const isEmpty = line.trim() === "";
    if (isEmpty) end();
    if (isEmpty || (lines.length === 0 && line.trimStart().startsWith("#"))) continue;
    if (lines.length === 0) first = index + 1;
    lines.push(line);
    nesting = follow(nesting, line);
    if (nesting.depth <= 0 && nesting.within === undefined) end();
  }
  end();
  return found;
}

/** How many parentheses are open, and the character that closes the text or name the line ends in. */
interface Nesting {
  readonly depth: number;
  readonly within: '"' | "]" | undefined;
}

const BEGIN: Nesting = { depth: 0, within: undefined };

function follow(before: Nesting, line: string): Nesting {
  let { depth, within } = before;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (within === '"' && character === "\\") index += 1;
    else if (within !== undefined) within = character === within ? undefined : within;
    else if (character === '"') within = '"';
    else if (character === "[") within = "]";
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
  }
  return { depth, within };
}
