/** The commands `mapping print` and `mapping diff`: synchronization schemas as JSON or text, and their differences. */
import type { Command } from "commander";
import {
  parseSynchronizationSchema,
  type SynchronizationSchema,
  toSynchronizationSchema,
} from "../../provisioning/index.ts";
import { type ApplicationOptions, addApplicationOptions, openApplication } from "../job/open-application.ts";
import { readMapping } from "../job/open-job.ts";
import { renderMapping, renderMappingDiff } from "../output/render-mapping.ts";
import { EXIT_STATUS, usageError } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";

/** Options of `mapping print`. */
interface PrintOptions extends ApplicationOptions {
  readonly lines?: boolean;
}

/** Adds the commands to the program. */
export function defineMapping(program: Command, toAction: ToAction): void {
  const mapping = program
    .command("mapping")
    .description("Prints a synchronization schema, or compares two: mapping print, mapping diff.");
  const printCommand = mapping
    .command("print")
    .description("Prints a synchronization schema as Graph accepts it: a file, or with --app that of Microsoft Entra.")
    .argument("[file]", "synchronization schema (default: Proxyclick's mapping)");
  addApplicationOptions(printCommand)
    .option("--lines", "print one line for each attribute, with its expression")
    .action(toAction(print));
  const diffCommand = mapping
    .command("diff")
    .description(
      "Shows what differs between two synchronization schemas, or with --app between a file and Microsoft Entra. Ends with status 1 when something does.",
    )
    .argument("<first>", "synchronization schema")
    .argument("[second]", "synchronization schema (default: Proxyclick's mapping)");
  addApplicationOptions(diffCommand).action(toAction(diff));
}

/** Prints a schema. Resolves to 0. */
async function print(io: Io, file: string | undefined, options: PrintOptions): Promise<number> {
  const document = options.app === undefined ? undefined : await readTenant(io, file, options);
  const schema = document === undefined ? await readMapping(io, file) : parseSynchronizationSchema(document);
  // That of Microsoft Entra is printed whole, with the parts that only Entra knows.
  const output =
    options.lines === true
      ? renderMapping(schema).join("\n")
      : JSON.stringify(document ?? toSynchronizationSchema(schema), null, 2);
  io.stdout.write(`${output}\n`);
  return EXIT_STATUS.done;
}

/** Prints the differences. Resolves to 1 when there are any, else to 0. */
async function diff(io: Io, first: string, second: string | undefined, options: ApplicationOptions): Promise<number> {
  const lines = renderMappingDiff(await readMapping(io, first), await readSecond(io, second, options));
  io.stdout.write(lines.length === 0 ? "No difference.\n" : `${lines.join("\n")}\n`);
  return lines.length === 0 ? EXIT_STATUS.done : EXIT_STATUS.failed;
}

async function readSecond(
  io: Io,
  file: string | undefined,
  options: ApplicationOptions,
): Promise<SynchronizationSchema> {
  if (options.app === undefined) return readMapping(io, file);
  return parseSynchronizationSchema(await readTenant(io, file, options));
}

/** Reads the schema of the application's job, or of its template while there is no job. */
async function readTenant(io: Io, file: string | undefined, options: ApplicationOptions) {
  if (file !== undefined) throw usageError(`${file} and --app both name a schema: give one of them`);
  const { application } = await openApplication(io, options);
  return application.schema({ signal: io.signal });
}
