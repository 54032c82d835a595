/** The command `entra evaluate`: the value of an expression in Entra beside that of this package. */
import { type Command, Option } from "commander";
import type { EvaluationComparison } from "../../../entra/index.ts";
import type { Assumptions, AttributeValue } from "../../../expression/index.ts";
import { readGivenUser } from "../../../provisioning/mapping/given-user.ts";
import { ROLES_ATTRIBUTE } from "../../../provisioning/mapping/source-attributes.ts";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../../job/open-application.ts";
import { addAssumptionOption } from "../../options/assumptions.ts";
import { parseDate } from "../../options/option-values.ts";
import { parseJson, readInputFile } from "../../options/read-file.ts";
import { EXIT_STATUS } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";
import { jsonLine, printable } from "../../process/printable.ts";

/** Options of `entra evaluate`. */
interface EvaluateOptions extends ApplicationOptions {
  /** Attributes of the user as a JSON object. */
  readonly attributes?: string;
  /** File that holds them. */
  readonly attributesFile?: string;
  readonly assume?: Assumptions;
  /** The value of `Now()` in this package; Entra uses its own clock. */
  readonly now?: Date;
  readonly defaultDomain?: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function defineEvaluate(entra: Command, toAction: ToAction): void {
  const command = entra
    .command("evaluate")
    .description("Evaluates an expression in Entra and with this package. Ends with status 1 where they differ.")
    .argument("<expression>", `such as 'Join(" ", [givenName], [surname])'`)
    .addOption(
      new Option("--attributes <json>", `source attributes, such as '{"givenName":"Ada"}'`).conflicts("attributesFile"),
    )
    .option("--attributes-file <file>", "file with the source attributes as JSON");
  addAssumptionOption(addApplicationOptions(command))
    .option("--now <time>", "value of Now() in this package, in ISO 8601 form", parseDate)
    .option("--default-domain <domain>", "value of DefaultDomain() in this package, such as contoso.com")
    .option("--json", "print the result as JSON")
    .action(toAction(evaluate));
}

/** Prints both values. Resolves to 0 when they are the same, else to 1. */
async function evaluate(io: Io, expression: string, options: EvaluateOptions): Promise<number> {
  const { assume: assumptions, now, defaultDomain } = options;
  const attributes = await readAttributes(io, options);
  const { application } = await openApplication(io, options);
  const comparison = await application.evaluate(expression, attributes, {
    signal: io.signal,
    assumptions,
    context: { ...(now !== undefined && { now: () => now }), ...(defaultDomain !== undefined && { defaultDomain }) },
  });
  io.stdout.write(options.json === true ? `${jsonLine(comparison)}\n` : render(comparison));
  return comparison.isSame ? EXIT_STATUS.done : EXIT_STATUS.failed;
}

/** Roles may be objects, as for `evaluate`. */
async function readAttributes(
  io: Io,
  { attributes: json = "{}", attributesFile }: EvaluateOptions,
): Promise<Readonly<Record<string, AttributeValue>>> {
  const given =
    attributesFile === undefined
      ? readGivenUser("--attributes", parseJson(json, "--attributes"))
      : readGivenUser(
          attributesFile,
          parseJson(await readInputFile(io, attributesFile, "attributes file"), attributesFile),
        );
  return given.roles === undefined ? given.attributes : { ...given.attributes, [ROLES_ATTRIBUTE]: given.roles };
}

function render({ expression, entra, ours, difference }: EvaluationComparison): string {
  const lines = [
    `expression    ${printable(expression)}`,
    `Entra         ${renderValue(entra)}`,
    `this package  ${renderValue(ours)}`,
    difference === undefined ? sameness(entra) : printable(difference),
  ];
  return `${lines.join("\n")}\n`;
}

function sameness({ error }: EvaluationComparison["ours"]): string {
  return error === undefined ? "The values are the same." : "Neither evaluates the expression.";
}

function renderValue({ values, error }: EvaluationComparison["ours"]): string {
  if (error !== undefined) return printable(`! ${error.code}: ${error.message}`);
  if (values === undefined || values.length === 0) return "(no value)";
  return values.map((value) => jsonLine(value)).join(", ");
}
