/** The commands `entra plan` and `entra apply`: an enterprise application as code. */
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import {
  type ApplicationPlan,
  type DesiredApplication,
  type EntraApplication,
  type EntraApplicationOptions,
  entraApplication,
  type GraphClient,
  type PlanStep,
} from "../../../entra/index.ts";
import { isGuid } from "../../../internal/object-id.ts";
import { requireAppNamed } from "../../job/find-app.ts";
import { type ApplicationOptions, addApplicationOptions } from "../../job/open-application.ts";
import { addDesiredOptions, type DesiredOptions, readDesired } from "../../options/desired-application.ts";
import { openGraph } from "../../options/entra-sign-in.ts";
import { EXIT_STATUS, usageError } from "../../process/exit-status.ts";
import type { Io, ToAction } from "../../process/io.ts";
import { formatCount, jsonLine, printable } from "../../process/printable.ts";

/** Name of the template of new applications, in lower case, unless another one is given. */
const DEFAULT_TEMPLATE = "proxyclick";

/** Options of both commands. */
interface PlanOptions extends ApplicationOptions, DesiredOptions {
  readonly app?: string;
  readonly prune?: boolean;
  readonly replaceToken?: boolean;
  readonly json?: boolean;
}

/** Options of `entra plan`. */
interface OnlyPlanOptions extends PlanOptions {
  readonly check?: boolean;
}

/** Options of `entra apply`. */
interface ApplyOptions extends PlanOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Adds `entra plan`. */
export function definePlan(entra: Command, toAction: ToAction): void {
  addPlanOptions(entra.command("plan"))
    .description("Shows what differs between an application in Entra and its desired state. Writes nothing.")
    .option("--check", "end with status 1 when something differs")
    .action(toAction(plan));
}

/** Adds `entra apply`. */
export function defineApply(entra: Command, toAction: ToAction): void {
  addPlanOptions(entra.command("apply"))
    .description(
      "Makes an application in Entra as desired: adds it, assigns users and groups, connects, maps, starts. Asks first on a terminal.",
    )
    .option("--yes", "do not ask")
    .option("--dry-run", "show what would be done, as entra plan")
    .action(toAction(apply));
}

function addPlanOptions(command: Command): Command {
  return addDesiredOptions(
    addApplicationOptions(command.argument("[file]", "desired state as JSON or YAML; options win over it")),
  )
    .option("--prune", "remove assignments that the desired state does not name")
    .option("--replace-token", "write the Secret Token although the stored one cannot be compared")
    .option("--json", "print the plan as JSON");
}

/** Prints the plan. Resolves to 0, or with `--check` to 1 when something differs. */
async function plan(io: Io, file: string | undefined, options: OnlyPlanOptions): Promise<number> {
  const { made } = await makePlan(io, file, options);
  printPlan(io, made, options);
  return options.check === true && !made.isEmpty ? EXIT_STATUS.failed : EXIT_STATUS.done;
}

/** Prints the plan, then each step that is done. Resolves to 0. */
async function apply(io: Io, file: string | undefined, options: ApplyOptions): Promise<number> {
  const { application, made } = await makePlan(io, file, options);
  printPlan(io, made, options);
  if (made.isEmpty || options.dryRun === true) return EXIT_STATUS.done;
  if (options.yes !== true && !(await isConfirmed(io))) {
    io.stderr.write("Nothing was written.\n");
    return EXIT_STATUS.done;
  }
  const result = await application.apply(made, {
    signal: io.signal,
    onStep: (step) => void io.stderr.write(`done: ${describeStep(step)}\n`),
    onWait: (sentence) => void io.stderr.write(`${printable(sentence)}\n`),
  });
  const { servicePrincipalId, steps } = result;
  const output = options.json === true ? io.stderr : io.stdout;
  output.write(`Applied ${formatCount(steps.length, "step")} to the application ${servicePrincipalId}.\n`);
  return EXIT_STATUS.done;
}

async function makePlan(
  io: Io,
  file: string | undefined,
  options: PlanOptions,
): Promise<{ readonly application: EntraApplication; readonly made: ApplicationPlan }> {
  const { app, jobId, prune, replaceToken } = options;
  if (file === undefined && app === undefined && options.template === undefined) {
    throw usageError(
      "nothing to compare: give a file with the desired state, or --app with the name of the application",
    );
  }
  const desired = await readDesired(io, file, options);
  const client = await openGraph(io, options);
  if (app !== undefined && !isGuid(app)) await requireKnown(io, client, app, desired);
  const selector: Pick<EntraApplicationOptions, "displayName"> =
    app === undefined || isGuid(app) ? {} : { displayName: app };
  const application = entraApplication({ client, ...selector, jobId });
  return { application, made: await application.plan(desired, { prune, replaceToken, signal: io.signal }) };
}

/**
 * A name that no application has may be misspelled: only a template, or the name of Proxyclick's, says that an
 * application is to be added.
 *
 * @throws CommanderError with candidates.
 */
async function requireKnown(
  io: Io,
  client: GraphClient,
  name: string,
  { application: { template, displayName } = {} }: DesiredApplication,
): Promise<void> {
  if (template !== undefined || name.trim().toLowerCase() === DEFAULT_TEMPLATE) return;
  // An earlier run may have renamed it.
  await requireAppNamed(io, client, displayName === undefined ? [name] : [name, displayName]);
}

function printPlan(io: Io, made: ApplicationPlan, { json }: PlanOptions): void {
  const { steps, warnings, isEmpty, text } = made;
  io.stdout.write(json === true ? `${jsonLine({ steps, warnings, isEmpty })}\n` : text);
}

function describeStep({ kind, subject }: PlanStep): string {
  return printable(`${kind.replaceAll("_", " ")} ${subject}`);
}

/** Nobody can be asked where no terminal is; there the command itself is the decision. */
async function isConfirmed({ stdin, stderr, signal }: Io): Promise<boolean> {
  if (stdin === undefined || !("isTTY" in stdin) || stdin.isTTY !== true) return true;
  // Without the line editor, Ctrl+C interrupts the process as everywhere else.
  const terminal = createInterface({ input: stdin, output: stderr, terminal: false });
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([terminal.question("Apply these changes? [y/N] ", { signal }), closed]);
    return /^y(?:es)?$/iu.test(answer.trim());
  } finally {
    terminal.close();
  }
}
