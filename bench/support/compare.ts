/**
 * Measures contenders side by side: in turns, in the same process, so that a busy machine slows all of them alike.
 *
 * A contender whose answer is wrong is timed and shown, but nobody is compared with it.
 */
import { measure } from "mitata";

/** Something that does the work. */
export interface Contender {
  /** Package, and how it was asked. */
  readonly name: string;
  /** Does the work once. */
  readonly run: () => unknown;
  /** Whether what `run` answers is right; right by default. */
  readonly isRight?: (answer: unknown) => boolean;
}

/** One piece of work, done by us and by others. */
export interface Subject {
  /** What is measured. */
  readonly name: string;
  /** How many times faster than the fastest peer with a right answer ours should be. */
  readonly target?: number;
  /** Ours. */
  readonly ours: Contender;
  /** Other ways of ours to do the work, which are shown and not compared. */
  readonly variants?: readonly Contender[];
  /** The others. */
  readonly peers: readonly Contender[];
}

interface Result {
  readonly name: string;
  /** Time of one run; NaN for a contender that refuses the work. */
  readonly nanoseconds: number;
  readonly verdict: "right" | "wrong answer" | "refuses it";
}

const ROUNDS = 7;

/** Measures subjects one after the other and prints a table of Markdown for all of them. */
export async function compare(title: string, subjects: readonly Subject[]): Promise<void> {
  print(`\n### ${title}\n`);
  print("| work | contender | time | ours is faster by | target |");
  print("| --- | --- | ---: | ---: | ---: |");
  for (const subject of subjects) for (const line of await measureSubject(subject)) print(line);
}

async function measureSubject({ name, target, ours, peers, variants = [] }: Subject): Promise<readonly string[]> {
  const results = await takeTurns([ours, ...peers, ...variants]);
  const [own] = results;
  if (own?.verdict !== "right") throw new Error(`${ours.name}: ${own?.verdict} (${name})`);
  const others = results.slice(1, peers.length + 1);
  const fastest = Math.min(
    ...others.filter(({ verdict }) => verdict === "right").map(({ nanoseconds }) => nanoseconds),
  );
  const goal = target === undefined ? "" : `${target} x`;
  return [
    `| ${name} | **${own.name}** | ${readable(own.nanoseconds)} | | ${goal} |`,
    ...results.slice(peers.length + 1).map((variant) => `| | ${variant.name} | ${readable(variant.nanoseconds)} | | |`),
    ...others.map((other) => peerRow(other, own, other.nanoseconds === fastest)),
  ];
}

function peerRow({ name, nanoseconds, verdict }: Result, own: Result, isFastest: boolean): string {
  if (verdict === "refuses it") return `| | ${name} | | ${verdict} | |`;
  const factor = `${(nanoseconds / own.nanoseconds).toFixed(1)} x`;
  const shown = verdict === "right" ? (isFastest ? `**${factor}**` : factor) : `${factor}, ${verdict}`;
  return `| | ${name} | ${readable(nanoseconds)} | ${shown} | |`;
}

/**
 * The best of the rounds' medians: other programs of the machine only ever slow a round down. Turns go first one way
 * round, then the other.
 */
async function takeTurns(contenders: readonly Contender[]): Promise<readonly Result[]> {
  const entries = contenders.map((contender) => ({ contender, verdict: judge(contender), times: [] as number[] }));
  const able = entries.filter(({ verdict }) => verdict !== "refuses it");
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contender, times } of round % 2 === 0 ? able : able.toReversed()) {
      const { p50 } = await measure(contender.run, {
        now: cpuTime,
        min_cpu_time: 60e6,
        min_samples: 5,
        inner_gc: false,
      });
      times.push(p50);
    }
  }
  return entries.map(({ contender, verdict, times }) => ({
    name: contender.name,
    nanoseconds: times.length === 0 ? Number.NaN : Math.min(...times),
    verdict,
  }));
}

/**
 * Nanoseconds of CPU that the process used, garbage collection included: what other programs of the machine use does
 * not count.
 */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

function judge({ run, isRight = () => true }: Contender): Result["verdict"] {
  try {
    return isRight(run()) ? "right" : "wrong answer";
  } catch {
    return "refuses it";
  }
}

function readable(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(0)} ns`;
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(2)} µs` : `${(nanoseconds / 1e6).toFixed(2)} ms`;
}

/** Writes a line of the report. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
