/** Reads expressions: one from the arguments, or those of a file or a synchronization schema. */
import type { Command } from "commander";
import { type Assumptions, compileExpression, type Expression, isExpressionError } from "../../expression/index.ts";
import type { AttributeMapping } from "../../provisioning/index.ts";
import { readMapping } from "../job/open-job.ts";
import { readInputFile } from "../options/read-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** Where expressions come from, unless one is an argument. */
export interface ExpressionOptions {
  /** File of expressions. */
  readonly file?: string;
  /** File of a synchronization schema. */
  readonly mapping?: string;
}

/** An expression with its name. */
export interface NamedExpression {
  /** Target attribute in a mapping, or file and line; undefined for an expression in the arguments. */
  readonly name: string | undefined;
  readonly source: string;
  /** The attribute mapping that contains the expression, if it comes from a schema. */
  readonly mapping?: AttributeMapping;
}

/** A compiled expression with its name. */
export interface CompiledExpression extends NamedExpression {
  readonly expression: Expression;
}

/**
 * Compiles an expression.
 *
 * @param assumptions - How it evaluates where the documentation contradicts itself.
 * @throws CommanderError that names the expression; ExpressionError for an expression in the arguments, which has no
 *   name.
 */
export function compileNamed(named: NamedExpression, assumptions: Assumptions | undefined): CompiledExpression {
  try {
    return { ...named, expression: compileExpression(named.source, { assumptions }) };
  } catch (error) {
    if (!isExpressionError(error) || named.name === undefined) throw error;
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
 * @throws CommanderError unless exactly one source of expressions is given, and when it has none.
 */
export async function readExpressions(
  io: Io,
  argument: string | undefined,
  { file, mapping }: ExpressionOptions,
): Promise<readonly NamedExpression[]> {
  if ([argument, file, mapping].filter((origin) => origin !== undefined).length !== 1)
    throw usageError("give one source of expressions: an argument, --file FILE or --mapping FILE");
  if (argument !== undefined) return [{ name: undefined, source: argument }];
  const expressions =
    file === undefined
      ? await mappedExpressions(io, mapping)
      : splitExpressions(await readInputFile(io, file, "file of expressions")).map(({ line, source }) => ({
          name: `${file}:${line}`,
          source,
        }));
  if (expressions.length === 0) throw usageError(`${file ?? mapping} has no expression`);
  return expressions;
}

async function mappedExpressions(io: Io, file: string | undefined): Promise<NamedExpression[]> {
  const { users } = await readMapping(io, file);
  return users.attributes.flatMap((mapping) =>
    mapping.expression === undefined ? [] : [{ name: mapping.target, source: mapping.expression, mapping }],
  );
}

interface SplitExpression {
  /** Number of the first line, from 1. */
  readonly line: number;
  readonly source: string;
}

/**
 * Splits the content of a file into expressions. One with unclosed parentheses ends at an empty line, so that the next
 * one is not lost with it.
 */
export function splitExpressions(content: string): readonly SplitExpression[] {
  const found: SplitExpression[] = [];
  let lines: string[] = [];
  let first = 0;
  let nesting = TOP_LEVEL;
  const end = () => {
    if (lines.length > 0) found.push({ line: first, source: lines.join("\n").trim() });
    lines = [];
    nesting = TOP_LEVEL;
  };
  for (const [index, line] of content
    .replace(/^\ufeff/u, "")
    .split(/\r\n|\n|\r/u)
    .entries()) {
    const isEmpty = line.trim() === "";
    if (isEmpty) end();
    if (isEmpty || (lines.length === 0 && line.trimStart().startsWith("#"))) continue;
    if (lines.length === 0) first = index + 1;
    lines.push(line);
    nesting = nestingAfter(nesting, line);
    if (nesting.depth <= 0 && nesting.within === undefined) end();
  }
  end();
  return found;
}

/** The number of open parentheses, and the character that closes the string or attribute name that is open. */
interface Nesting {
  readonly depth: number;
  readonly within: '"' | "]" | undefined;
}

const TOP_LEVEL: Nesting = { depth: 0, within: undefined };

function nestingAfter(before: Nesting, line: string): Nesting {
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
