/** The commands `mapping print` and `mapping diff`: synchronization schemas as JSON or text, and their differences. */
import type { Command } from "commander";
import { toSynchronizationSchema } from "../../provisioning/index.ts";
import { readMapping } from "../job/open-job.ts";
import { renderMapping, renderMappingDiff } from "../output/render-mapping.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";

/** Adds the commands to the program. */
export function defineMapping(program: Command, toAction: ToAction): void {
  const mapping = program
    .command("mapping")
    .description("Prints a synchronization schema, or compares two: mapping print, mapping diff.");
  mapping
    .command("print")
    .description("Prints a synchronization schema as Graph accepts it.")
    .argument("[file]", "synchronization schema (default: Proxyclick's mapping)")
    .option("--lines", "print one line for each attribute, with its expression")
    .action(toAction(print));
  mapping
    .command("diff")
    .description("Shows what differs between two synchronization schemas. Ends with status 1 when something does.")
    .argument("<first>", "synchronization schema")
    .argument("[second]", "synchronization schema (default: Proxyclick's mapping)")
    .action(toAction(diff));
}

/** Prints a schema. Resolves to 0. */
async function print(io: Io, file: string | undefined, { lines }: { readonly lines?: boolean }): Promise<number> {
  const schema = await readMapping(io, file);
  const output =
    lines === true ? renderMapping(schema).join("\n") : JSON.stringify(toSynchronizationSchema(schema), null, 2);
  io.stdout.write(`${output}\n`);
  return EXIT_STATUS.done;
}

/** Prints the differences. Resolves to 1 when there are any, else to 0. */
async function diff(io: Io, first: string, second: string | undefined): Promise<number> {
  const lines = renderMappingDiff(await readMapping(io, first), await readMapping(io, second));
  io.stdout.write(lines.length === 0 ? "No difference.\n" : `${lines.join("\n")}\n`);
  return lines.length === 0 ? EXIT_STATUS.done : EXIT_STATUS.failed;
}
