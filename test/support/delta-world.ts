/**
 * A world whose directory is a delta source: it lists what changed since the last cycle.
 */
import type { ProvisioningJobOptions, SourceEvent, SourceUser } from "../../src/provisioning/index.ts";
import { newWorld, type World } from "./world.ts";

export interface DeltaWorld extends World {
  /** What changed, round by round. */
  rounds: SourceEvent[][];
  /** Watermarks of the reads so far. */
  readonly watermarks: (string | undefined)[];
  /** Runs a cycle after these changes; what it wrote. */
  change(...events: readonly SourceEvent[]): Promise<readonly string[]>;
}

export function newDeltaWorld(defaults: Partial<ProvisioningJobOptions> = {}): DeltaWorld {
  const world: DeltaWorld = Object.assign(newWorld([], defaults), {
    rounds: [],
    watermarks: [],
    async change(...events: readonly SourceEvent[]) {
      if (events.length > 0) world.rounds.push([...events]);
      return (await world.cycle()).writes;
    },
  });
  Object.assign(world.directory, {
    kind: "delta",
    read: async function* ({ watermark }: { readonly watermark?: string } = {}) {
      world.watermarks.push(watermark);
      yield* world.rounds.slice(Number(watermark ?? 0)).flat();
      yield { kind: "end", watermark: String(world.rounds.length) };
    },
  });
  return world;
}

/** Events of users who are there. */
export function listed(...users: readonly SourceUser[]): SourceEvent[] {
  return users.map((user) => ({ kind: "user", user }));
}
