/** Writes the JSON Schemas of job files and of desired states into the built package. Called by the build. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { defineProvision } from "../src/cli/commands/provision.ts";
import { jobFileSchema } from "../src/cli/options/job-file.ts";
import { desiredStateSchema } from "../src/entra/application/plan/desired-state.ts";

const provision = defineProvision(new Command(), () => async () => undefined);
write("job", jobFileSchema(provision));
write("entra", desiredStateSchema());

function write(name: string, schema: object): void {
  writeFileSync(`dist/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
