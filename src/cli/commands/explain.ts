/** The command `explain`: how the value of an expression is computed. */
import type { Command } from "commander";
import { type ExplainedNode, explainExpression } from "../../expression/index.ts";
import {
  addExpressionOptions,
  compileNamed,
  type ExpressionOptions,
  readExpressions,
} from "../expressions/read-expressions.ts";
import { addUserOptions, evaluationContext, readUsers, type UserOptions } from "../expressions/read-users.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";
import { jsonValue } from "./evaluate.ts";

/** Longest source of a node that is shown whole, in characters. */
const MAX_SOURCE_LENGTH = 70;

/** Options of `explain`. */
interface ExplainOptions extends ExpressionOptions, UserOptions {
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineExplain(program: Command, toAction: ToAction): void {
  const command = program
    .command("explain")
    .description(
      "Shows how the value of an expression is computed: the expression as a tree, with the value of every part.",
    );
  addUserOptions(addExpressionOptions(command))
    .option("--json", "print JSON lines: one tree for each expression and user")
    .action(toAction(explain));
}

/** Explains and prints. Resolves to 0, or to 1 when an expression failed for a user. */
async function explain(io: Io, argument: string | undefined, options: ExplainOptions): Promise<number> {
  const expressions = (await readExpressions(io, argument, options)).map((each) => compileNamed(each, options.assume));
  let status: number = EXIT_STATUS.done;
  let separator = "";
  for await (const user of readUsers(io, options, expressions)) {
    for (const expression of expressions) {
      const tree = explainExpression(expression.source, user.attributes, evaluationContext(options), {
        assumptions: options.assume,
      });
      if (tree.state === "failed") status = EXIT_STATUS.failed;
      const { name } = expression;
      const heading = [user.name, name ?? ""].filter((part) => part !== "").join("  ");
      if (options.json === true)
        io.stdout.write(`${jsonLine({ user: user.name || undefined, expression: name, tree: plainTree(tree) })}\n`);
      else io.stdout.write(`${separator}${heading === "" ? "" : `${printable(heading)}\n`}${renderTree(tree)}`);
      separator = "\n";
    }
  }
  return status;
}

/**
 * Renders a tree: one node a line, indented by depth. Omits constants and omitted arguments, which the line above
 * already contains.
 */
function renderTree(root: ExplainedNode): string {
  const lines: string[] = [];
  const visit = (node: ExplainedNode, depth: number) => {
    lines.push(`${"  ".repeat(depth)}${shorten(node.source)}  ${outcomeOf(node)}`);
    for (const child of node.children) if (!isConstant(child)) visit(child, depth + 1);
  };
  visit(root, 0);
  return `${lines.join("\n")}\n`;
}

function isConstant({ kind }: ExplainedNode): boolean {
  return kind === "string" || kind === "number" || kind === "keyword" || kind === "omitted";
}

function outcomeOf({ state, value, error }: ExplainedNode): string {
  if (state === "skipped") return "(not evaluated)";
  if (state === "value") return `→ ${typeof value === "symbol" ? jsonValue(value) : jsonLine(value)}`;
  return error === undefined ? "(failed below)" : `failed: ${error.code}: ${printable(error.message)}`;
}

function shorten(source: string): string {
  const characters = [...printable(source)];
  return characters.length > MAX_SOURCE_LENGTH
    ? `${characters.slice(0, MAX_SOURCE_LENGTH - 1).join("")}…`
    : characters.join("");
}

/** A tree as JSON. */
function plainTree({ kind, source, offset, state, value, error, children }: ExplainedNode): object {
  return {
    kind,
    text: source,
    offset,
    state,
    ...(state === "value" && { value: jsonValue(value) }),
    ...(error !== undefined && { error: { code: error.code, offset: error.offset, message: error.message } }),
    children: children.map(plainTree),
  };
}
