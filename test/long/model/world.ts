/**
 * The world of a run: the directory, the target, the state and the log, and processes that work on them and may die.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createProvisioningJob,
  type LogSink,
  MemoryState,
  type ProvisioningJob,
  type ProvisioningLogEntry,
  type ProvisioningState,
} from "../../../src/provisioning/index.ts";
import { openSqliteState } from "../../../src/sqlite/index.ts";
import { type ObservedTarget, observedTarget } from "../../support/observed-target.ts";
import { type Fate, type Life, seenBy } from "../../support/process-life.ts";
import type { TargetFaults } from "../../support/target-faults.ts";
import { type VirtualTime, virtualTime } from "../../support/virtual-time.ts";
import type { Change } from "./change.ts";
import type { Config } from "./config.ts";
import { Directory, type Reading } from "./directory.ts";
import type { EffectHandler } from "./effects.ts";
import { GraphDirectory } from "./graph-directory.ts";
import type { GraphExchange } from "./graph-requests.ts";
import { mappingOf } from "./mapping.ts";
import { randomFor } from "./random.ts";

/** A process: what it sees, and when it dies. */
export interface ProcessOptions {
  readonly life: Life;
  /** Number of the process, for its random numbers. */
  readonly number: number;
  readonly faults: TargetFaults;
  readonly fateOf: (part: "state" | "log", method: string, nth: number) => Fate;
  readonly reading: Reading;
  /** How it reaches Microsoft Graph, where the source is that. */
  readonly graph: GraphExchange;
  /** Whether the deletion threshold lets everything through. */
  readonly allowDeletes: boolean;
}

export class World {
  readonly config: Config;
  readonly time: VirtualTime;
  readonly directory: Directory;
  /** The same directory in Microsoft Graph, where the source is that. */
  readonly graph: GraphDirectory | undefined;
  readonly target: ObservedTarget;
  /** What the log holds. */
  readonly entries: ProvisioningLogEntry[] = [];
  readonly #memory = new MemoryState();
  readonly #folder: string | undefined;
  #ids = 0;

  constructor(config: Config, begin: number, onEffect: EffectHandler) {
    this.config = config;
    this.time = virtualTime(begin);
    this.directory = new Directory(config);
    this.graph = config.source === "entra" ? new GraphDirectory(config, this.directory, this.time) : undefined;
    const { target: kind, goneStatus, filters } = config;
    this.target = observedTarget({ kind, time: this.time, goneStatus, filters, onEffect });
    this.#folder = config.state === "sqlite" ? mkdtempSync(join(tmpdir(), "model-")) : undefined;
  }

  /** Changes the directory; returns the tags of the people concerned, where the source is Microsoft Graph. */
  change(change: Change): ReadonlySet<string> {
    this.directory.apply(change);
    return this.graph?.follow() ?? new Set();
  }

  /** Runs something as a process over the state, which is closed afterwards. */
  async process<Result>(
    options: ProcessOptions,
    work: (job: ProvisioningJob, state: ProvisioningState) => Promise<Result>,
  ): Promise<Result> {
    const state = this.#folder === undefined ? this.#memory : await openSqliteState(join(this.#folder, "state.db"));
    try {
      return await work(this.#job(state, options), state);
    } finally {
      if (this.#folder !== undefined) await state.close();
    }
  }

  end(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  #job(
    state: ProvisioningState,
    { life, number, faults, fateOf, reading, graph, allowDeletes }: ProcessOptions,
  ): ProvisioningJob {
    const { seed, retries, concurrency, scope, excludeDefaultAccess, deleteAfterDays, threshold } = this.config;
    const random = randomFor(seed, "process", number);
    return createProvisioningJob({
      source:
        this.graph?.source({
          life,
          exchange: graph,
          begins: reading.begins,
          random: randomFor(seed, "graph client", number),
        }) ?? this.directory.source(this.config, reading),
      target: this.target.connect({ life, faults, retries, random: random.next }),
      mapping: mappingOf(this.config),
      state: stateSeenBy(
        state,
        life,
        counting((method, nth) => fateOf("state", method, nth)),
      ),
      log: seenBy(
        this.#sink(),
        life,
        counting((method, nth) => fateOf("log", method, nth)),
      ),
      scope,
      excludeDefaultAccess,
      deleteAfterDays,
      concurrency,
      ...(threshold === "off" ? { deletionThreshold: "off" } : {}),
      allowDeletes,
      now: this.time.now,
      guid: () => {
        this.#ids += 1;
        return `entry-${this.#ids}`;
      },
    });
  }

  #sink(): LogSink {
    const { entries } = this;
    return {
      lastEntryId: async () => entries.at(-1)?.id,
      append: async (batch) => {
        entries.push(...batch);
      },
    };
  }
}

/** A state with its mirror, whose methods are named `mirror.write` and so on. */
function stateSeenBy(state: ProvisioningState, life: Life, fate: (method: string) => Fate): ProvisioningState {
  const mirror = seenBy(state.mirror, life, (method) => fate(`mirror.${method}`));
  const seen = seenBy(state, life, fate);
  return new Proxy(seen, { get: (object, name) => (name === "mirror" ? mirror : Reflect.get(object, name, object)) });
}

/** Counts the calls of each method. */
function counting(fate: (method: string, nth: number) => Fate): (method: string) => Fate {
  const counts = new Map<string, number>();
  return (method) => {
    const nth = counts.get(method) ?? 0;
    counts.set(method, nth + 1);
    return fate(method, nth);
  };
}
