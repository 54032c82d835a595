/** Writes the JSON Schema of job files into the built package. Called by the build. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { defineProvision } from "../src/cli/commands/provision.ts";
import { jobFileSchema } from "../src/cli/options/job-file.ts";

const provision = defineProvision(new Command(), () => async () => undefined);
writeFileSync("dist/job.schema.json", `${JSON.stringify(jobFileSchema(provision), null, 2)}\n`);
