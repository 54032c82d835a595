/** The command `lint`: errors and likely mistakes in expressions and mappings. */
import { type Command, Option } from "commander";
import { caretExcerpt } from "../../errors.ts";
import { type LintProblem, lintExpression } from "../../expression/index.ts";
import { readAppRoles } from "../../files/assignments/read-app-roles.ts";
import { lintMapping, type MappingProblem } from "../../provisioning/index.ts";
import { COMPUTED_ATTRIBUTES, resolveSourceAttribute } from "../../provisioning/mapping/source-attributes.ts";
import {
  addExpressionOptions,
  type ExpressionOptions,
  type NamedExpression,
  readExpressions,
} from "../expressions/read-expressions.ts";
import { readMapping } from "../job/open-job.ts";
import { isEntra, openFiles, propertiesOfEntra } from "../job/open-source.ts";
import { resolvePath } from "../options/read-file.ts";
import { addProfileOption, readProfile } from "../options/target-profile.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { formatCount, jsonLine, printable, printableExcerpt } from "../process/printable.ts";

/** Options of `lint`. */
interface LintCommandOptions extends ExpressionOptions {
  /** File of users whose header has the names that an expression may read. */
  readonly source?: string;
  /** File of the service principal, with the names of its roles. */
  readonly appRoles?: string;
  /** What the mapping writes to: `proxyclick`, `full`, or a file. */
  readonly profile: string;
  readonly direction: "outbound" | "inbound";
  readonly json?: boolean;
}

interface Finding {
  readonly expression: NamedExpression;
  readonly problem: LintProblem;
}

/** Adds the command to the program. */
export function defineLint(program: Command, toAction: ToAction): void {
  const command = program
    .command("lint")
    .description(
      "Finds problems in expressions of attribute mappings. Ends with status 1 when there is an error or a warning.",
    );
  addProfileOption(addExpressionOptions(command))
    .option(
      "--source <entra|file>",
      "names that an expression may read: the header of a CSV file of users, or with entra the properties that Microsoft Graph delivers (no sign-in)",
    )
    .option("--app-roles <file>", "names of roles that the mapping reads: as for provision")
    .addOption(
      new Option("--direction <direction>", "from Entra to an application, or from an HR system to a directory")
        .choices(["outbound", "inbound"])
        .default("outbound"),
    )
    .option("--json", "print the problems as one JSON document")
    .action(toAction(lint));
}

/** Prints the problems. Resolves to 1 when one of them is an error or a warning, else to 0. */
async function lint(io: Io, argument: string | undefined, options: LintCommandOptions): Promise<number> {
  const expressions = await readExpressions(io, argument, options);
  const known = await readAttributeNames(io, options.source, expressions);
  const findings = expressions.flatMap((expression) =>
    lintExpressionOf(expression, known, options).map((problem) => ({ expression, problem })),
  );
  const mappingProblems =
    options.mapping === undefined ? [] : await lintMappingFile(io, options, options.mapping, known);
  const counts = { error: 0, warning: 0, information: 0 };
  for (const { severity } of [...mappingProblems, ...findings.map(({ problem }) => problem)]) counts[severity] += 1;
  if (options.json === true) {
    const problems = findings.map(({ expression: { name, source }, problem }) => ({
      ...(name !== undefined && { name }),
      expression: source,
      ...problem,
    }));
    io.stdout.write(
      `${jsonLine({ expressions: expressions.length, counts, problems: [...problems, ...mappingProblems] })}\n`,
    );
  } else {
    const total = `${formatCount(counts.error, "error")}, ${formatCount(counts.warning, "warning")}, ${counts.information} for information, in ${formatCount(expressions.length, "expression")}`;
    io.stdout.write(
      `${findings.map(renderFinding).join("")}${mappingProblems.map(renderMappingProblem).join("")}${total}\n`,
    );
  }
  return counts.error + counts.warning === 0 ? EXIT_STATUS.done : EXIT_STATUS.failed;
}

/** Problems of the mapping as a whole: between its attributes, and with the requirements of the target. */
async function lintMappingFile(
  io: Io,
  { source, appRoles, profile: profileName }: LintCommandOptions,
  file: string,
  known: ReadonlySet<string> | undefined,
): Promise<readonly MappingProblem[]> {
  const { profile } = await readProfile(io, profileName);
  const schema = await readMapping(io, file);
  if (appRoles !== undefined) await readAppRoles(resolvePath(io, appRoles), undefined, io.signal);
  const options = {
    roleNames: appRoles !== undefined || isEntra({ source }),
    ...(known !== undefined && { attributeNames: known }),
  };
  return lintMapping(schema, profile, options).filter(({ offset }) => offset === undefined);
}

function renderMappingProblem({ severity, code, place, target, message }: MappingProblem): string {
  const where = [target, place].filter((part) => part !== "").map(printable);
  return `${where.length === 0 ? "the mapping" : where.join(", ")}: ${severity} ${code}: ${printable(message)}\n`;
}

async function readAttributeNames(
  io: Io,
  file: string | undefined,
  expressions: readonly NamedExpression[],
): Promise<ReadonlySet<string> | undefined> {
  if (file === undefined) return undefined;
  if (isEntra({ source: file })) return propertiesOfEntra(expressions.map(({ source }) => source));
  const { attributeNames } = await openFiles(io, { source: file }).describe({ signal: io.signal });
  return attributeNames;
}

function lintExpressionOf(
  { source, mapping }: NamedExpression,
  known: ReadonlySet<string> | undefined,
  { direction }: LintCommandOptions,
): readonly LintProblem[] {
  const problems = lintExpression(source, {
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
  return known === undefined ? problems : problems.filter((problem) => !isAlias(problem, source, known));
}

/** Whether an unknown name is an alias that the engine resolves, such as `mobile` for `mobilePhone`. */
function isAlias({ code, offset, end }: LintProblem, source: string, known: ReadonlySet<string>): boolean {
  return (
    code === "unknown_attribute" &&
    resolveSourceAttribute(source.slice(offset + 1, end - 1).trim(), known) !== undefined
  );
}

function renderFinding({ expression: { name, source }, problem }: Finding): string {
  const { severity, code, offset, message, fix } = problem;
  const where = name === undefined ? "" : `${printable(name)}: `;
  const fixes = fix === undefined ? [] : [`fix: ${source.slice(fix.offset, fix.end)} → ${fix.replacement}`];
  const details = [...printableExcerpt(caretExcerpt(source, offset)).split("\n"), ...fixes.map(printable)];
  return `${where}${severity} ${code} at ${offset}: ${printable(message)}\n${details.map((line) => `  ${line}\n`).join("")}`;
}
