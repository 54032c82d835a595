/**
 * The state of a job, kept between runs: the account of each user, the values that were sent last, the writes in
 * progress, and the log.
 *
 * Every change of one user is one {@link ProvisioningState.commit}: record, log entry and the end of its intent are
 * stored together or not at all.
 */
import type { StateCommands } from "./command.ts";
import type { Execution } from "./execution.ts";
import type { ProvisioningLogEntry } from "./log.ts";
import type { SourceMirror } from "./mirror.ts";
import type { Notification } from "./notifier.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SourceUser } from "./source.ts";
import type { StagedRemoval } from "./staged-removal.ts";

/** Values of an account, as JSON, by mapped target attribute, such as `name.givenName`. */
export type TargetValues = Readonly<Record<string, unknown>>;

/** A user's account in the target. */
export interface Link {
  /** Id of the account, assigned by the target. */
  readonly targetId: string;
  /** Values that were sent or read last. */
  readonly values: TargetValues;
  /**
   * `unmanaged`: the user left the scope and the account was disabled; deleting the user in the directory no longer
   * affects the account, until the user is back in scope.
   */
  readonly status: "managed" | "unmanaged";
  /** When the user was first missing from a complete read, ISO 8601; absent while the user is there. */
  readonly missingSince?: string;
  /**
   * References to users who have no account yet: target attribute, such as `manager`, to the object id of the other
   * user. Absent when there are none.
   */
  readonly awaiting?: Readonly<Record<string, string>>;
  /**
   * Whether a disable or delete of the account was allowed in spite of the deletion threshold, so that what is left of
   * it, such as the delete after 30 days, does not count again. Absent once the user is back.
   */
  readonly removalAllowed?: boolean;
  /** Present while a disable or delete of the account is held back. */
  readonly staged?: Pick<StagedRemoval, "action" | "reason" | "since">;
}

/** A failed change of a user that is to be retried. */
export interface Escrow {
  /** Error code of the last failure, such as `EntryConflict`; absent in records of older versions. */
  readonly errorCode?: string;
  /** Present once the change has failed for 28 days. */
  readonly abandoned?: boolean;
  /**
   * Filters that find the account with the unique value that the user is to get; the user is due as soon as that
   * account is gone. Absent when the failure was no conflict.
   */
  readonly conflict?: readonly string[];
  /** When the change failed first, ISO 8601. */
  readonly since: string;
  /** Number of failed attempts. */
  readonly attempts: number;
  /** When the next attempt is due, ISO 8601. */
  readonly nextAttempt: string;
  /** Digest of the input of the failed attempt: when the user changes, the next attempt is due at once. */
  readonly fingerprint: string;
  /**
   * The user as the source last reported it, to retry from; absent for a snapshot, which reports every user in every
   * read.
   */
  readonly lastKnown?: LastKnownUser;
}

/** The last event of a user in a delta source. */
export type LastKnownUser =
  /** The user exists. */
  | {
      /** The user, with only the attributes that the job reads. */
      readonly user: SourceUser;
    }
  /** The user was deleted. */
  | {
      /** `soft`: can be restored; `hard`: cannot. */
      readonly removal: "soft" | "hard";
    };

/** What the state stores of one user of the source. */
export interface ObjectRecord {
  /** Why the user is not provisioned, such as `NotAssigned`; counted in every cycle. Absent for other users. */
  readonly skipped?: string;
  /** Object id of the user in the source. */
  readonly sourceId: string;
  /** Name for the log when the source no longer reports it. */
  readonly name: string;
  /** Digest of the input of the last decision. Empty when the next cycle must decide again, after a failure. */
  readonly fingerprint: string;
  /** The user's account; absent while there is none. */
  readonly link?: Link;
  /** Present while a failed change of the user waits for a retry. */
  readonly escrow?: Escrow;
}

/** A record with its position in the state. */
export interface StoredRecord extends ObjectRecord {
  /** Position among the records: 1, 2, 3 …, never reused. */
  readonly ordinal: number;
}

/**
 * A write that is about to be sent. It is committed before the request, so that the write can be recovered after a
 * crash.
 */
export interface Intent {
  /** Identifies the intent until {@link StateChange.endIntent} ends it. */
  readonly changeId: string;
  /** What the request does to the account; disabling is an update. */
  readonly kind: "create" | "update" | "delete";
  /** Id of the account; undefined for a create. */
  readonly targetId?: string;
  /** Filters that find the account of a create, most important first. */
  readonly matching: readonly string[];
  /** Values that the account has once the write took effect. */
  readonly expected: TargetValues;
  /** Object id of the user in the source. */
  readonly sourceId: string;
  /**
   * Record to commit when the write took effect, with the account's id filled in for a create; undefined: the user is
   * forgotten.
   */
  readonly record: ObjectRecord | undefined;
  /** Log entry to commit when the write took effect. */
  readonly entry: ProvisioningLogEntry;
}

/** Changes that are stored together or not at all. */
export interface StateChange {
  /** `changeId` of the intent that ends with this change. */
  readonly endIntent?: string;
  /** Record to write. */
  readonly record?: ObjectRecord;
  /** Object id of the user whose record is deleted. */
  readonly forget?: string;
  /** Entry to append to the log. */
  readonly entry?: ProvisioningLogEntry;
  /** New position of a reader of the log. */
  readonly delivered?: {
    /** Name of the sink, or of the reader. */
    readonly sink: string;
    /** Id of the last entry that it received; an empty string before the first. */
    readonly entry: string;
  };
}

/** What the state stores of the job as a whole. */
export interface JobRecord {
  /** Created by the first cycle and kept; log entries carry it. */
  readonly jobId: string;
  /** Digest of mapping and scope; a different one starts a new initial cycle. */
  readonly fingerprint: string;
  /** Whose users and accounts the state links; absent where neither is known. */
  readonly identities?: {
    /** `DirectorySource.identity` of the last cycle that had one. */
    readonly source?: string;
    /** `ProvisioningTarget.identity` of the last cycle that had one. */
    readonly target?: string;
  };
  /** Whether an initial cycle was completed with this fingerprint. */
  readonly initialDone: boolean;
  /** Where the next read of a delta source begins. */
  readonly watermark?: string;
  /** Version of the assignments of the last full read; only for delta sources whose assignments have versions. */
  readonly assignments?: string;
  /** Attributes that the job reads and the source lacked; only for delta sources, and only where it lacked any. */
  readonly missingAttributes?: readonly string[];
  /**
   * Whether the next cycle reads all users, although there is a watermark: a user is to be processed that a delta does
   * not report.
   */
  readonly readAll?: boolean;
  /**
   * Whether accounts were found gone by a cycle that did not come to its end, or by provisioning on demand, or a link
   * was broken: users who refer to these accounts may not know it yet.
   */
  readonly accountsGone?: boolean;
  /** Id of the last log entry when the last cycle ended; a sink that is new to the job begins after it. */
  readonly deliveredEntry?: string;
  /** Number of restarts. It is part of every user's digest, so that a restart decides about all users again. */
  readonly restarts?: number;
  /** Whether the next cycle may execute removals that the deletion threshold would hold back. */
  readonly forceDeletes?: boolean;
  /** Whether the job is paused. */
  readonly paused?: boolean;
  /** Present while the job is in quarantine. */
  readonly quarantine?: Quarantine;
  /** Notifications that the next cycle tries to deliver again; absent when there are none. */
  readonly unsentNotifications?: readonly {
    /** The notification. */
    readonly notification: Notification;
    /** Message of the notifier's last error. */
    readonly reason: string;
  }[];
  /** The last cycle that ended. */
  readonly lastExecution?: Execution;
  /** The last cycle that was completed. */
  readonly lastSuccessfulExecution?: Execution;
}

/**
 * Where a job stores what it remembers. One job at a time uses a state: opening one that is in use fails with the
 * `ProvisioningError` `state_in_use`, opening one that cannot be read with `invalid_state`.
 */
export interface ProvisioningState {
  /** What the source keeps between reads. */
  readonly mirror: SourceMirror;
  /** Returns the job's own record; undefined on a new state. */
  readJob(): Promise<JobRecord | undefined>;
  /** Stores the job's own record. */
  writeJob(job: JobRecord): Promise<void>;
  /** Returns the record of a user. */
  get(sourceId: string): Promise<StoredRecord | undefined>;
  /** Returns the object id of the user who is linked to an account. */
  ownerOf(targetId: string): Promise<string | undefined>;
  /** Returns how much the state holds. */
  size(): Promise<{
    /** Users who have a linked account. */
    readonly linked: number;
    /** Highest ordinal that was given to a record; 0 on a new state. */
    readonly lastOrdinal: number;
  }>;
  /**
   * Counts the records with {@link ObjectRecord.skipped}, by reason. Optional: without it, cycles over a delta count
   * only the skipped users whom the delta lists.
   */
  countSkipped?(): Promise<Readonly<Record<string, number>>>;
  /** Yields the records up to an ordinal, in order. The state may change while this runs. */
  records(upTo: number): AsyncIterable<StoredRecord>;
  /**
   * Yields the records whose link has a reference to a user who has a linked account by now, in any order. The state
   * may change while this runs.
   */
  resolvable(): AsyncIterable<StoredRecord>;
  /**
   * Yields the records whose escrow has a {@link Escrow.lastKnown} and a `nextAttempt` after the first time and not
   * after the second, in the order of their `nextAttempt`. The state may change while this runs; a record that changes
   * may come again. The cost depends on the records found, not on those stored.
   *
   * @param after - ISO 8601 in UTC, as `Date.prototype.toISOString` writes it; an empty string is before all times.
   *   Times are compared as strings.
   * @param until - The same.
   */
  due(after: string, until: string): AsyncIterable<StoredRecord>;
  /** Returns the intents that have not ended, oldest first. */
  openIntents(): Promise<readonly Intent[]>;
  /** Stores an intent. */
  begin(intent: Intent): Promise<void>;
  /**
   * Stores the changes of one user together. Of two commits with an entry, the one whose entry comes first in the log
   * resolves first.
   */
  commit(change: StateChange): Promise<void>;
  /**
   * Yields log entries in the order of their commits.
   *
   * @param after - Id of an entry; undefined, or an id that the state does not have, means from the start.
   */
  entries(after?: string): AsyncIterable<ProvisioningLogEntry>;
  /** Whether the log has an entry with this id. */
  hasEntry(id: string): Promise<boolean>;
  /**
   * Drops the oldest entries of the log, up to the first that is not older than a time or that one of the sinks has not
   * received. Entries that are the position of a reader, or the job's `deliveredEntry`, stay. Optional: without it, the
   * log is kept for ever.
   *
   * @param before - ISO 8601 in UTC, as `Date.prototype.toISOString` writes it.
   * @param sinks - Names of the sinks that must have received an entry.
   */
  dropEntries?(before: string, sinks: readonly string[]): Promise<void>;
  /**
   * Returns the id of the last entry that a sink received ({@link StateChange.delivered}); undefined for an unknown
   * sink.
   */
  delivered(sink: string): Promise<string | undefined>;
  /**
   * Deletes the records of all users, the open intents and the mirror; the log, the positions of the sinks and the
   * job's own record stay.
   */
  forgetAll(): Promise<void>;
  /**
   * Commands of other processes to the job that uses this state. Optional: without them, a job takes no commands while
   * its schedule runs.
   */
  readonly commands?: StateCommands;
  /** Releases the state. */
  close(): Promise<void>;
}

/** How much a state holds. */
export type StateSize = Awaited<ReturnType<ProvisioningState["size"]>>;

/** A notification that could not be delivered. */
export type UnsentNotification = NonNullable<JobRecord["unsentNotifications"]>[number];
