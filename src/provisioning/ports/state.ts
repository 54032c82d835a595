/**
 * What a job remembers between runs: which account belongs to which user, what was sent last, which writes are open, and the log.
 *
 * Every change of one user is one {@link ProvisioningState.commit}: record, log entry and the end of its intent stand or fall together.
 */
import type { Execution } from "./execution.ts";
import type { ProvisioningLogEntry } from "./log.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SourceUser } from "./source.ts";
import type { Staged } from "./staged-removal.ts";

/** Values of an account, as JSON, by mapped target attribute, such as `name.givenName`. */
export type TargetValues = Readonly<Record<string, unknown>>;

/** A user's account in the target. */
export interface Link {
  /** Id of the account, as the target gave it. */
  readonly targetId: string;
  /** Values as they were sent or found last. */
  readonly values: TargetValues;
  /**
   * `unmanaged`: the user left the scope and was disabled for it; a later deletion in the directory no longer touches the account, until the user
   * is back in scope.
   */
  readonly status: "managed" | "unmanaged";
  /** When the user was first missing from a complete read, ISO 8601; absent while it is there. */
  readonly missingSince?: string;
  /** References to users who have no account yet: target attribute, such as `manager`, to the object id of the other user. Absent when there are none. */
  readonly awaiting?: Readonly<Record<string, string>>;
  /** Present while a disable or delete of the account is held back. */
  readonly staged?: Staged;
}

/** A change of a user that failed and is to be tried again. */
export interface Escrow {
  /** When it failed first, ISO 8601. */
  readonly since: string;
  /** How often it failed. */
  readonly attempts: number;
  /** From when on it is due again, ISO 8601. */
  readonly nextAttempt: string;
  /** Digest of what the failed attempt was made of: a user who changed is due at once. */
  readonly fingerprint: string;
  /** What the source said last, to try again from; present only where the source names nobody twice. */
  readonly lastKnown?: LastKnown;
}

/** What a delta source said last of a user. */
export type LastKnown =
  /** The user is there. */
  | {
      /** The user, with the attributes that the job reads and no others. */
      readonly user: SourceUser;
    }
  /** The user is gone. */
  | {
      /** Whether it can be restored. */
      readonly removal: "soft" | "hard";
    };

/** What is remembered of one user of the source. */
export interface ObjectRecord {
  /** Object id of the user in the source. */
  readonly sourceId: string;
  /** Name for the log when the source no longer tells it. */
  readonly name: string;
  /** Digest of everything the last decision read. Empty when the next cycle must decide again, after a failure. */
  readonly fingerprint: string;
  /** The user's account; absent while there is none. */
  readonly link?: Link;
  /** Present while a failed change of the user waits to be tried again. */
  readonly escrow?: Escrow;
}

/** A record as it is stored. */
export interface StoredRecord extends ObjectRecord {
  /** Position among the records: 1, 2, 3 …, never reused. */
  readonly ordinal: number;
}

/** A write that is about to be sent. It is committed before the request, so that a crash leaves a trace of it. */
export interface Intent {
  /** Names the intent until {@link StateChange.endIntent} ends it. */
  readonly changeId: string;
  /** What the request does to the account; disabling is an update. */
  readonly kind: "create" | "update" | "delete";
  /** The account; undefined for a create. */
  readonly targetId?: string;
  /** Filters that find the account of a create, most important first. */
  readonly matching: readonly string[];
  /** Values that the account has once the write took effect. */
  readonly expected: TargetValues;
  /** Object id of the user in the source. */
  readonly sourceId: string;
  /** Record to commit when the write took effect, with the account's id filled in for a create; undefined: the user is forgotten. */
  readonly record: ObjectRecord | undefined;
  /** Log entry to commit when the write took effect. */
  readonly entry: ProvisioningLogEntry;
}

/** Changes that are stored together or not at all. */
export interface StateChange {
  /** Intent that ends with this change. */
  readonly endIntent?: string;
  /** Record to write. */
  readonly record?: ObjectRecord;
  /** User to forget. */
  readonly forget?: string;
  /** Entry to append to the log. */
  readonly entry?: ProvisioningLogEntry;
  /** How far a sink is. */
  readonly delivered?: Delivered;
}

/** How far a sink is. */
export interface Delivered {
  /** Name of the sink. */
  readonly sink: string;
  /** Id of the last entry that it has taken; empty before the first. */
  readonly entry: string;
}

/** What is remembered of the job as a whole. */
export interface JobRecord {
  /** Made by the first cycle and kept; log entries carry it. */
  readonly jobId: string;
  /** Digest of mapping and scope; another one starts a new initial cycle. */
  readonly fingerprint: string;
  /** Whether an initial cycle was completed with this fingerprint. */
  readonly initialDone: boolean;
  /** Where the next read of a delta source begins. */
  readonly watermark?: string;
  /** Version of the assignments for which everybody was read last, or is being read; only for delta sources that tell one. */
  readonly assignments?: string;
  /** Whether the next cycle reads everybody, although there is a watermark: somebody has to be met whom a delta does not name. */
  readonly readAll?: boolean;
  /** Id of the last log entry when the last cycle ended; a sink that is new to the job begins after it. */
  readonly deliveredEntry?: string;
  /** Number of restarts; part of every user's digest, so that a restart decides about everybody anew. */
  readonly restarts?: number;
  /** Whether the next cycle may execute what the deletion threshold would hold back. */
  readonly forceDeletes?: boolean;
  /** Whether the next cycle tries everybody in escrow again, due or not; until a cycle has done so. */
  readonly retryAll?: boolean;
  /** Whether the job is paused. */
  readonly paused?: boolean;
  /** Present while the job is in quarantine. */
  readonly quarantine?: Quarantine;
  /** The last cycle that ended. */
  readonly lastExecution?: Execution;
  /** The last cycle that was completed. */
  readonly lastSuccessfulExecution?: Execution;
}

/** How much a state holds. */
export interface StateSize {
  /** Users who have a linked account. */
  readonly linked: number;
  /** Highest ordinal that was given to a record; 0 on a new state. */
  readonly lastOrdinal: number;
}

/** Where a job keeps what it remembers. One job at a time holds a state. */
export interface ProvisioningState {
  /** The job's own record; undefined on a new state. */
  readJob(): Promise<JobRecord | undefined>;
  /** Stores the job's own record. */
  writeJob(job: JobRecord): Promise<void>;
  /** The record of a user. */
  get(sourceId: string): Promise<StoredRecord | undefined>;
  /** Source id of the user whose account this is. */
  ownerOf(targetId: string): Promise<string | undefined>;
  /** Counts the linked users, and finds the highest ordinal. */
  size(): Promise<StateSize>;
  /** Records up to an ordinal, in their order. The state may be changed while this runs. */
  records(upTo: number): AsyncIterable<StoredRecord>;
  /** Records with a link that awaits a user who has a linked account by now, in any order. The state may be changed while this runs. */
  resolvable(): AsyncIterable<StoredRecord>;
  /**
   * Records whose escrow has a {@link Escrow.lastKnown} and a `nextAttempt` after the first time and not after the second, those due first earlier. The state may be
   * changed while this runs; a record that is changed may come again. The cost follows the records found, not those stored.
   *
   * @param after - ISO 8601 in UTC, as `Date.prototype.toISOString` writes it; empty text is before all times. Times are compared as text.
   * @param until - The same.
   */
  due(after: string, until: string): AsyncIterable<StoredRecord>;
  /** Intents without an end, oldest first. */
  openIntents(): Promise<readonly Intent[]>;
  /** Stores an intent. */
  begin(intent: Intent): Promise<void>;
  /** Stores changes of one user together. Of two commits with an entry, that whose entry comes first in the log is fulfilled first. */
  commit(change: StateChange): Promise<void>;
  /**
   * Log entries in the order of their commits.
   *
   * @param after - Id of an entry; undefined, or an id the state does not know, means from the start.
   */
  entries(after?: string): AsyncIterable<ProvisioningLogEntry>;
  /** Whether the log holds an entry. */
  hasEntry(id: string): Promise<boolean>;
  /** How far a sink is, as the last commit with {@link StateChange.delivered} said; undefined for one that is not known. */
  delivered(sink: string): Promise<string | undefined>;
  /** Forgets all users and open intents; the log, how far sinks are and the job's own record stay. */
  forgetAll(): Promise<void>;
  /** Releases the state. */
  close(): Promise<void>;
}
