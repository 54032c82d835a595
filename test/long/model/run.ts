/**
 * Runs the model by hand, and prints what differs, with the story of the person.
 *
 *   node test/long/model/run.ts [from] [count] [--source entra] [--set target=full --set people=20 …] [--class NAME]
 *   [--stories N] [--lines N] [--shrink]
 *
 * `--source` chooses the directory, `--set` changes a condition that the seed would choose (`config.ts`), `--class`
 * shows one class of divergences, `--stories 0` shows the counts alone, and `--shrink` looks for the smallest run that
 * shows a divergence.
 */
import { parseArgs } from "node:util";
import { configOf, type Overrides } from "./config.ts";
import { summarize, tellStory } from "./describe-report.ts";
import { scenarioOf } from "./scenario.ts";
import { shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
    class: { type: "string" },
    stories: { type: "string", default: "1" },
    lines: { type: "string", default: "40" },
    shrink: { type: "boolean", default: false },
  },
});

function overridesOf(pairs: readonly string[]): Overrides {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, /^\d+$/.test(value) ? Number(value) : value === "true" || (value === "false" ? false : value)];
    }),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const failing: number[] = [];
const [from = "1", count = "1"] = positionals;
for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
  const begun = performance.now();
  const source = values.source === undefined ? [] : [`source=${values.source}`];
  const scenario = scenarioOf(configOf(seed, overridesOf([...source, ...values.set])));
  const report = await simulate(scenario);
  const work = `${report.cycles} cycles, ${report.requests} requests, ${report.faults.length} faults`;
  print(`seed ${seed}: ${summarize(report)} (${work}, ${Math.round(performance.now() - begun)} ms)`);
  if (report.findings.length === 0) continue;
  failing.push(seed);
  print(`   ${JSON.stringify(scenario.config)}`);
  const told = new Map<string, number>();
  for (const finding of report.findings) {
    const times = told.get(finding.class) ?? 0;
    if (times >= Number(values.stories) || (values.class ?? finding.class) !== finding.class) continue;
    told.set(finding.class, times + 1);
    const shown = values.shrink ? (await shrink(scenario, report, finding)).report : report;
    print(`\n${tellStory(shown, finding, Number(values.lines))}`);
  }
}
print(failing.length === 0 ? "no divergence" : `${failing.length} of ${count} seeds differ: ${failing.join(" ")}`);
