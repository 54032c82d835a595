/**
 * Runs every benchmark of this folder, one after the other, each in a process of its own. An argument selects by name:
 * `node bench/run.ts filter`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";

/** Further runs of a file, with an argument. */
const VARIANTS: Readonly<Record<string, readonly (readonly string[])[]>> = { "models.bench.ts": [[], ["--jitless"]] };

/** The collector is called where memory is measured. */
const NODE_OPTIONS = ["--expose-gc", "--disable-warning=ExperimentalWarning"];

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .sort();

process.stdout.write(`Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? "unknown"}\n`);
const failed = files.flatMap((file) => (VARIANTS[file] ?? [[]]).map((options) => run(file, options))).filter(Boolean);
if (failed.length > 0) process.exitCode = 1;

function run(file: string, options: readonly string[]): string | undefined {
  const script = join(import.meta.dirname, file);
  const { status } = spawnSync(process.execPath, [...NODE_OPTIONS, script, ...options], {
    stdio: "inherit",
  });
  return status === 0 ? undefined : file;
}
