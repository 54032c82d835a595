/**
 * `lint`: what is wrong in expressions, or will surprise.
 */
import { type Command, Option } from "commander";
import { pointAt } from "../../errors.ts";
import { type LintProblem, lintExpression } from "../../expression/index.ts";
import { lintMapping, type MappingProblem } from "../../provisioning/index.ts";
import { COMPUTED_ATTRIBUTES, resolveSourceAttribute } from "../../provisioning/mapping/source-attributes.ts";
import { proxyclickProfile } from "../../proxyclick/index.ts";
import {
  addExpressionOptions,
  type ExpressionOptions,
  type NamedExpression,
  readExpressions,
} from "../expressions/read-expressions.ts";
import { readMapping, sourceOf } from "../job/open-job.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { counted, jsonLine, printable } from "../process/printable.ts";

/** Options of `lint`. */
export interface LintCommandOptions extends ExpressionOptions {
  /** File of users whose header tells the names that an expression may read. */
  readonly source?: string;
  readonly direction: "outbound" | "inbound";
  readonly json?: boolean;
}

interface Finding {
  readonly expression: NamedExpression;
  readonly problem: LintProblem;
}

/** Adds the command. */
export function defineLint(program: Command, act: Act): void {
  const command = program
    .command("lint")
    .description(
      "Looks for problems in expressions of attribute mappings. Status 1 when there is an error or a warning.",
    );
  addExpressionOptions(command)
    .option("--source <file>", "users: CSV whose header has the names that an expression may read")
    .addOption(
      new Option("--direction <direction>", "from Entra to an application, or from a HR system to a directory")
        .choices(["outbound", "inbound"])
        .default("outbound"),
    )
    .option("--json", "print the problems as one JSON document")
    .action(act(lint));
}

/** Prints the problems; resolves to 1 when one of them is an error or a warning, else to 0. */
export async function lint(io: Io, text: string | undefined, options: LintCommandOptions): Promise<number> {
  const expressions = await readExpressions(io, text, options);
  const known = await readAttributeNames(io, options.source);
  const findings = expressions.flatMap((expression) =>
    lintNamed(expression, known, options).map((problem) => ({ expression, problem })),
  );
  const whole = options.mapping === undefined ? [] : await lintWhole(io, options.mapping, known);
  const counts = { error: 0, warning: 0, information: 0 };
  for (const { severity } of [...whole, ...findings.map(({ problem }) => problem)]) counts[severity] += 1;
  if (options.json === true) {
    const problems = findings.map(({ expression: { name, text: where }, problem }) => ({
      ...(name !== undefined && { name }),
      expression: where,
      ...problem,
    }));
    io.stdout.write(`${jsonLine({ expressions: expressions.length, counts, problems: [...problems, ...whole] })}\n`);
  } else {
    const total = `${counted(counts.error, "error")}, ${counted(counts.warning, "warning")}, ${counts.information} for information, in ${counted(expressions.length, "expression")}`;
    io.stdout.write(`${findings.map(render).join("")}${whole.map(renderWhole).join("")}${total}\n`);
  }
  return counts.error + counts.warning === 0 ? EXIT.done : EXIT.failed;
}

/** Problems of the mapping as a whole: its attributes against one another, and against what Proxyclick asks for. */
async function lintWhole(
  io: Io,
  file: string,
  known: ReadonlySet<string> | undefined,
): Promise<readonly MappingProblem[]> {
  const schema = await readMapping(io, file);
  const options = known === undefined ? {} : { attributeNames: known };
  return lintMapping(schema, proxyclickProfile(), options).filter(({ offset }) => offset === undefined);
}

function renderWhole({ severity, code, place, target, message }: MappingProblem): string {
  const where = [target, place].filter((part) => part !== "").map(printable);
  return `${where.length === 0 ? "the mapping" : where.join(", ")}: ${severity} ${code}: ${printable(message)}\n`;
}

async function readAttributeNames(io: Io, file: string | undefined): Promise<ReadonlySet<string> | undefined> {
  if (file === undefined) return undefined;
  const { attributeNames } = await sourceOf(io, { source: file }).describe({ signal: io.signal });
  return attributeNames;
}

function lintNamed(
  { text, mapping }: NamedExpression,
  known: ReadonlySet<string> | undefined,
  { direction }: LintCommandOptions,
): readonly LintProblem[] {
  const problems = lintExpression(text, {
    direction,
    ...(known !== undefined && { source: { attributes: [...known, ...COMPUTED_ATTRIBUTES] } }),
    ...(mapping !== undefined && {
      target: {
        name: mapping.target,
        matching: mapping.matchingPriority > 0,
        onlyOnCreation: mapping.flowType === "ObjectAddOnly",
      },
    }),
  });
  return known === undefined ? problems : problems.filter((problem) => !isAlias(problem, text, known));
}

/** Whether an unknown name is one that the engine finds under another name, such as `mobile` for `mobilePhone`. */
function isAlias({ code, offset, end }: LintProblem, text: string, known: ReadonlySet<string>): boolean {
  return (
    code === "unknown_attribute" && resolveSourceAttribute(text.slice(offset + 1, end - 1).trim(), known) !== undefined
  );
}

function render({ expression: { name, text }, problem }: Finding): string {
  const { severity, code, offset, message, fix } = problem;
  const where = name === undefined ? "" : `${printable(name)}: `;
  const mended = fix === undefined ? [] : [`fix: ${text.slice(fix.offset, fix.end)} → ${fix.text}`];
  const details = [...pointAt(text, offset).split("\n"), ...mended];
  return `${where}${severity} ${code} at ${offset}: ${printable(message)}\n${details.map((line) => `  ${printable(line)}\n`).join("")}`;
}
