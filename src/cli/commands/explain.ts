/**
 * `explain`: where the value of an expression comes from.
 */
import type { Command } from "commander";
import { type ExplainedNode, explainExpression } from "../../expression/index.ts";
import {
  addExpressionOptions,
  compileNamed,
  type ExpressionOptions,
  readExpressions,
} from "../expressions/read-expressions.ts";
import { addUserOptions, contextOf, readUsers, type UserOptions } from "../expressions/read-users.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";
import { jsonValue } from "./evaluate.ts";

/** Longest text of a node that is shown whole, in characters. */
const TEXT_LENGTH = 70;

/** Options of `explain`. */
export interface ExplainOptions extends ExpressionOptions, UserOptions {
  readonly json?: boolean;
}

/** Adds the command. */
export function defineExplain(program: Command, act: Act): void {
  const command = program
    .command("explain")
    .description("Shows where the value of an expression comes from: the expression as a tree, with every value.");
  addUserOptions(addExpressionOptions(command))
    .option("--json", "print JSON lines: a tree for each expression and user")
    .action(act(explain));
}

/** Explains and prints; resolves to 0, or to 1 when an expression failed for a user. */
export async function explain(io: Io, text: string | undefined, options: ExplainOptions): Promise<number> {
  const expressions = (await readExpressions(io, text, options)).map(compileNamed);
  let status: number = EXIT.done;
  let separator = "";
  for await (const user of readUsers(io, options)) {
    for (const expression of expressions) {
      const tree = explainExpression(expression.text, user.attributes, contextOf(options));
      if (tree.state === "failed") status = EXIT.failed;
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

/** Renders a tree: a node a line, the nodes below further in. Constants and omitted arguments stand in the line above them already. */
function renderTree(root: ExplainedNode): string {
  const lines: string[] = [];
  const visit = (node: ExplainedNode, depth: number) => {
    lines.push(`${"  ".repeat(depth)}${shortened(node.text)}  ${outcomeOf(node)}`);
    for (const child of node.children) if (!isConstant(child)) visit(child, depth + 1);
  };
  visit(root, 0);
  return `${lines.join("\n")}\n`;
}

function isConstant({ kind }: ExplainedNode): boolean {
  return kind === "text" || kind === "number" || kind === "keyword" || kind === "omitted";
}

function outcomeOf({ state, value, error }: ExplainedNode): string {
  if (state === "skipped") return "(not evaluated)";
  if (state === "value") return `→ ${typeof value === "symbol" ? jsonValue(value) : jsonLine(value)}`;
  return error === undefined ? "(failed below)" : `failed: ${error.code}: ${printable(error.message)}`;
}

function shortened(text: string): string {
  const characters = [...printable(text)];
  return characters.length > TEXT_LENGTH ? `${characters.slice(0, TEXT_LENGTH - 1).join("")}…` : characters.join("");
}

/** A tree as JSON can tell it. */
function plainTree({ kind, text, offset, state, value, error, children }: ExplainedNode): object {
  return {
    kind,
    text,
    offset,
    state,
    ...(state === "value" && { value: jsonValue(value) }),
    ...(error !== undefined && { error: { code: error.code, offset: error.offset, message: error.message } }),
    children: children.map(plainTree),
  };
}
