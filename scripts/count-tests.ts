/** Prints the number of passed and failed tests in a JSON report of vitest. */
import { readFileSync } from "node:fs";

const [path = ""] = process.argv.slice(2);
const report: unknown = JSON.parse(readFileSync(path, "utf8"));

function count(name: string): number {
  const value: unknown = typeof report === "object" && report !== null ? Reflect.get(report, name) : undefined;
  if (typeof value !== "number") throw new Error(`${path} has no ${name}`);
  return value;
}

process.stdout.write(`${count("numPassedTests")} passed, ${count("numFailedTests")} failed\n`);
