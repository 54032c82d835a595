/** A company that changes at random while a job copies it under random conditions. */
import { isGraphRequestError, isProvisioningError } from "../../../src/errors.ts";
import { seededRandom } from "../../../src/testing/emulator/seeded-random.ts";
import { createTestClock } from "../../../src/testing/index.ts";
import { DirectoryWorld } from "./directory-world.ts";
import { changeDirectory } from "./random-changes.ts";
import { type Random, toRandom } from "./random-choices.ts";

/** The longest delay of a change, in milliseconds. */
const LONGEST_LAG = 60_000;
/** Steps between two comparisons. */
const INTERVAL = 25;
/** Cycles without faults after which everything must have arrived: users who are not found yet are looked for again. */
const SETTLING_CYCLES = 3;

/**
 * Runs a schedule.
 *
 * @returns What differs between the copy and the directory when all changes have arrived, as text; empty when nothing
 * does.
 */
export async function runSchedule(seed: number, steps: number): Promise<readonly string[]> {
  const run = new Run(seed);
  for (let step = 1; step <= steps; step += 1) {
    await run.step();
    if (step % INTERVAL !== 0 && step !== steps) continue;
    const differences = await run.settle();
    if (differences.length > 0) return differences.map((one) => `seed ${seed}, step ${step}: ${one}`);
  }
  return [];
}

class Run {
  readonly #random: Random;
  readonly #clock = createTestClock();
  readonly #world: DirectoryWorld;
  #faultShare = 0;

  constructor(seed: number) {
    const random = toRandom(seededRandom(seed));
    this.#random = random;
    const lag = () => (random.chance(0.3) ? random.below(LONGEST_LAG) : 0);
    this.#world = new DirectoryWorld({
      users: random.pick([0, 20]),
      seed,
      now: this.#clock.now,
      behavior: {
        pageSize: { min: 0, max: 1 + random.below(12) },
        deltaLag: lag(),
        readLag: lag(),
        assignmentLag: lag(),
        readsUntilFound: random.below(3),
      },
      faults: () => (random.chance(this.#faultShare) ? faultOf(random) : undefined),
    });
  }

  /** Some changes, and often a cycle, which may fail or be killed. */
  async step(): Promise<void> {
    const random = this.#random;
    const world = this.#world;
    for (let count = random.below(4); count > 0; count -= 1) changeDirectory(world.graph, random);
    this.#clock.advance(random.below(LONGEST_LAG / 2));
    if (random.chance(0.1)) world.graph.expireDeltaTokens();
    if (random.chance(0.03)) await this.#restart();
    if (random.chance(0.3)) return;
    this.#faultShare = random.pick([0, 0, 0.02, 0.2]);
    await world
      .cycle({
        stopAfter: random.chance(0.15) ? random.below(20) : Number.POSITIVE_INFINITY,
        losesWatermark: random.chance(0.15),
        processes: random.chance(0.15) ? random.below(20) : Number.POSITIVE_INFINITY,
      })
      .catch(ignoreSourceError);
  }

  /** Lets all changes arrive, and compares. */
  async settle(): Promise<readonly string[]> {
    this.#faultShare = 0;
    this.#clock.advance(2 * LONGEST_LAG);
    for (let count = 0; count < SETTLING_CYCLES; count += 1) await this.#world.cycle();
    const expected = this.#world.expected();
    const { copy } = this.#world;
    return [...new Set([...expected.keys(), ...copy.keys()])].flatMap((id) => {
      const [is, should] = [copy.get(id), expected.get(id)].map((user) => JSON.stringify(user));
      return is === should ? [] : `${id} is ${is}, not ${should}`;
    });
  }

  /** An administrator restarts the job, or its state is lost. */
  async #restart(): Promise<void> {
    this.#world.watermark = undefined;
    if (this.#random.chance(0.5)) await this.#world.mirror.clear();
  }
}

function faultOf(random: Random) {
  return random.pick([
    { kind: "status", status: 503 },
    { kind: "status", status: 429, retryAfter: 0 },
    { kind: "reset", when: "before" },
    { kind: "reset", when: "after" },
    { kind: "gateway_timeout" },
    { kind: "truncated" },
    { kind: "expired_token" },
  ] as const);
}

function ignoreSourceError(error: unknown): void {
  if (!isGraphRequestError(error) && !isProvisioningError(error)) throw error;
}
