/**
 * A directory, a target and a state in memory, and cycles between them.
 */
import {
  createProvisioningJob,
  MemoryState,
  type ProvisioningJob,
  type ProvisioningJobOptions,
  type ProvisioningLogEntry,
  type SourceUser,
} from "../../src/provisioning/index.ts";
import { type FakeDirectory, fakeDirectory } from "./fake-directory.ts";
import { type FakeTarget, fakeTarget } from "./fake-target.ts";
import { schema } from "./mapping.ts";

export interface World {
  readonly directory: FakeDirectory;
  readonly target: FakeTarget;
  readonly state: MemoryState;
  /** The time; tests move it. */
  clock: Date;
  job(options?: Partial<ProvisioningJobOptions>): ProvisioningJob;
  /** Runs a cycle; over these users, if any are given. */
  cycle(users?: readonly SourceUser[], options?: Partial<ProvisioningJobOptions>): Promise<Cycle>;
  /** The account of a user, by its user name. */
  account(id: string): Record<string, unknown> | undefined;
  /** The log of a user. */
  log(id: string): Promise<readonly ProvisioningLogEntry[]>;
  /** Log entries since the last call. */
  newEntries(): Promise<readonly ProvisioningLogEntry[]>;
  /** Writes to the target since the last {@link World.cycle}. */
  writes(): readonly string[];
  /** Moves the clock forward by milliseconds. */
  advance(duration: number): void;
}

interface Cycle {
  readonly summary: Awaited<ReturnType<ProvisioningJob["runCycle"]>>;
  /** Calls of the target, without the test of the connection. */
  readonly calls: readonly string[];
  /** Those that write. */
  readonly writes: readonly string[];
}

export function newWorld(users: readonly SourceUser[] = [], defaults: Partial<ProvisioningJobOptions> = {}): World {
  const directory = fakeDirectory(users);
  const target = fakeTarget();
  const state = new MemoryState();
  let lastEntry: string | undefined;
  const world: World = {
    directory,
    target,
    state,
    clock: new Date("2026-03-01T08:00:00Z"),
    job: (options = {}) =>
      createProvisioningJob({
        source: directory,
        target,
        mapping: schema(),
        state,
        now: () => world.clock,
        ...defaults,
        ...options,
      }),
    async cycle(changed, options) {
      if (changed !== undefined) directory.users = [...changed];
      target.calls.length = 0;
      const summary = await world.job(options).runCycle();
      return { summary, calls: target.calls.filter((call) => call !== "test"), writes: world.writes() };
    },
    account: (id) => [...target.accounts.values()].find((one) => one["userName"] === `${id}@contoso.com`),
    async log(id) {
      const entries: ProvisioningLogEntry[] = [];
      for await (const entry of state.entries()) if (entry.sourceIdentity.id === id) entries.push(entry);
      return entries;
    },
    async newEntries() {
      const entries: ProvisioningLogEntry[] = [];
      for await (const entry of state.entries(lastEntry)) entries.push(entry);
      lastEntry = entries.at(-1)?.id ?? lastEntry;
      return entries;
    },
    writes: () => target.calls.filter((call) => /^(POST|PATCH|DELETE)/.test(call)),
    advance(duration) {
      world.clock = new Date(world.clock.getTime() + duration);
    },
  };
  return world;
}
