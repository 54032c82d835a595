/** What one seed runs with. */
import type { TargetKind } from "../../support/observed-target.ts";
import { randomFor } from "./random.ts";

/** The conditions of a run. */
export interface Config {
  readonly seed: number;
  readonly people: number;
  readonly days: number;
  readonly target: TargetKind;
  /**
   * `delta_by_name`: a delta that has no version of its assignments, and names those whose assignments changed.
   * `entra`: Microsoft Graph, emulated, through the source of this package.
   */
  readonly source: "snapshot" | "delta" | "delta_by_name" | "entra";
  readonly state: "memory" | "sqlite";
  /** Repetitions of the client. */
  readonly retries: number;
  readonly concurrency: number;
  readonly scope: "assigned" | "all";
  /** Whether a scoping filter lets only some departments through. */
  readonly filtered: boolean;
  readonly excludeDefaultAccess: boolean;
  readonly deleteAfterDays: number;
  /** `default`: the deletion threshold holds mass removals back, and a later run allows them. */
  readonly threshold: "off" | "default";
  readonly goneStatus: 404 | 410;
  /** Whether the plain target takes filters. */
  readonly filters: boolean;
  /** Whether ids come in another case on some days. */
  readonly idCase: boolean;
  /** Whether accounts of some people are there before. */
  readonly adoption: boolean;
  /** Whether some users cannot be written for weeks. */
  readonly broken: boolean;
}

export type Overrides = { -readonly [Name in keyof Config]?: Config[Name] };

/** The conditions that a seed stands for; some may be set from outside. */
export function configOf(seed: number, overrides: Overrides = {}): Config {
  const choose = <Value>(name: string, values: readonly Value[]) => randomFor(seed, "config", name).pick(values);
  return {
    seed,
    people: 120,
    days: 30,
    target: choose("target", ["proxyclick", "full", "plain"]),
    source: choose("source", ["snapshot", "snapshot", "delta", "delta_by_name"]),
    state: choose("state", ["memory", "memory", "memory", "sqlite"]),
    retries: choose("retries", [0, 0, 2]),
    concurrency: choose("concurrency", [1, 4, 16]),
    scope: choose("scope", ["assigned", "assigned", "assigned", "all"]),
    filtered: choose("filtered", [true, false, false]),
    excludeDefaultAccess: choose("excludeDefaultAccess", [true, true, false]),
    deleteAfterDays: choose("deleteAfterDays", [0, 3, 7, 30]),
    threshold: choose("threshold", ["off", "off", "default"]),
    goneStatus: choose("goneStatus", [404, 404, 410]),
    filters: choose("filters", [true, true, false]),
    idCase: choose("idCase", [true, false, false, false]),
    adoption: choose("adoption", [true, false]),
    broken: choose("broken", [true, false, false]),
    ...overrides,
  };
}
