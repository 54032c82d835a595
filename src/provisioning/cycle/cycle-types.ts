/**
 * What a walk through one cycle is given, and what it finds.
 */

import type { Staging } from "../apply/staged-removals.ts";
import type { CycleProgress } from "../job/types.ts";
import type { DirectorySource } from "../ports/source.ts";

/** How a walk is steered and watched. */
export interface WalkOptions {
  readonly source: DirectorySource;
  readonly watermark: string | undefined;
  /** Whether everybody in escrow is tried again, due or not. */
  readonly retryAll: boolean;
  readonly concurrency: number;
  /** Asks the target whether it is there, and SCIM. */
  readonly testConnection: () => Promise<void>;
  readonly expected: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: CycleProgress) => void) | undefined;
  /** Is given the way to ask how far the walk is. */
  readonly watch: ((progress: () => CycleProgress) => void) | undefined;
}

/** What a walk found. */
export interface WalkResult {
  readonly outcome: "completed" | "held_back" | "interrupted" | "incomplete";
  readonly heldBack: number;
  readonly watermark: string | undefined;
  readonly problem?: string;
}

/** What came of reading the source. */
export interface ReadResult {
  readonly outcome: "completed" | "interrupted" | "incomplete";
  readonly watermark: string | undefined;
  readonly problem?: string;
}

/** A write that must wait for the end of the read. */
export interface Removal {
  readonly key: string;
  readonly run: () => Promise<void>;
  /** What the log says when it is held back. */
  readonly staging: Staging;
}
