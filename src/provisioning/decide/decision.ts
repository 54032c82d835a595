/**
 * Decisions about one user: facts that apply/ executes and that the log is rendered from.
 */
import type { ExpressionError } from "../../errors.ts";
import type { Failure } from "../log/failure.ts";
import type { LogSubject } from "../log/log-entry.ts";
import type { StepFact, WriteAction } from "../log/steps.ts";
import type { AttributeChange } from "../mapping/attribute-changes.ts";
import type { ScopeEvaluation } from "../mapping/scoping-filter.ts";
import type { AttributeReader } from "../mapping/source-attributes.ts";
import type { SourceEvent, SourceUser } from "../ports/source.ts";
import type { RemovalAction } from "../ports/staged-removal.ts";
import type { LastKnownUser, Link, ObjectRecord, StateChange, StoredRecord, TargetValues } from "../ports/state.ts";

/** A user whom the source lists. */
export interface ListedUser extends LogSubject {
  readonly kind: "listed";
  readonly user: SourceUser;
  /** The error of a scoping filter that could not be evaluated. */
  readonly scope: ScopeEvaluation | ExpressionError;
  /** Digest of everything that the decision reads. */
  readonly fingerprint: string;
  readonly read: AttributeReader;
  readonly stored: StoredRecord | undefined;
}

/** How the directory deleted a user: `soft` can be restored. */
export type DeletionKind = Extract<SourceEvent, { kind: "removed" }>["removal"];

/** A user with a record whom the source no longer lists. */
export interface MissingUser extends LogSubject {
  readonly kind: "missing";
  readonly stored: StoredRecord;
  /** Whether the user can still be restored in the directory. */
  readonly deletion: DeletionKind;
  /** When a read first did not list the user, ISO 8601. */
  readonly missingSince: string;
}

/** A linked user whose references to other users were unresolved when the user itself was processed. */
export interface ReferringUser extends LogSubject {
  readonly kind: "referring";
  readonly stored: StoredRecord;
}

/** The user that a decision is about. */
export type Subject = ListedUser | MissingUser | ReferringUser;

/** What is to be done about a user. */
export type Decision = DecisionWithoutWrite | FindOrCreate | Update | Removal;

/** Nothing is sent to the target. */
type DecisionWithoutWrite = Unchanged | Waiting | RecordChange | Rejection;

/** The account is in sync already. */
export interface Unchanged {
  readonly kind: "unchanged";
  /** Absent when the record is current, too. */
  readonly record?: ObjectRecord;
  /** Why an earlier cycle skipped the user, who has not changed since. */
  readonly skipped?: string | undefined;
}

/** The last attempt failed, and the next one is not due. */
export interface Waiting {
  readonly kind: "waiting";
  readonly stored: StoredRecord;
  readonly lastKnown: LastKnownUser;
}

/** Only the state changes. */
export interface RecordChange {
  readonly kind: "record";
  readonly change: StateChange;
}

/** The user is not provisioned, because it is out of scope or its values are not usable. */
export interface Rejection {
  readonly kind: "rejected";
  readonly subject: ListedUser;
  readonly failure: Failure;
  readonly record: ObjectRecord;
}

/** No account is known: match one, or create it. */
export interface FindOrCreate {
  readonly kind: "findOrCreate";
  readonly subject: ListedUser;
  readonly values: TargetValues;
  /** Object ids of other users by target attribute; null where the user refers to nobody. */
  readonly references: ReadonlyMap<string, string | null>;
  /** Filters that find the account, most important first. */
  readonly filters: readonly string[];
}

/** A write to the user's account, as it is wanted. */
interface AccountWrite {
  readonly kind: WriteAction;
  readonly subject: Subject;
  /** What the log shows between the facts of the subject and the write. */
  readonly facts: readonly StepFact[];
  /** Changes of the account's attributes; none for a delete. */
  readonly changes: readonly AttributeChange[];
  /** The link once the write took effect; for a delete, before it. */
  readonly link: Link;
  /** The record once the write took effect; undefined when the user is forgotten. */
  readonly record: ObjectRecord | undefined;
}

/** The user gets a new account. */
export interface Create extends AccountWrite {
  readonly kind: "create";
  readonly subject: ListedUser;
  /** Filters that find the account, most important first. */
  readonly filters: readonly string[];
}

/** The user's account changes. */
export interface Update extends AccountWrite {
  readonly kind: "update";
  readonly subject: ListedUser | ReferringUser;
  readonly record: ObjectRecord;
  /** Users with the same key are processed one after another. */
  readonly key: string;
}

/** The user's account is disabled or deleted. */
export interface Removal extends AccountWrite {
  readonly kind: RemovalAction;
  readonly subject: ListedUser | MissingUser;
  readonly stored: StoredRecord;
  /**
   * Why: the reason why the user is out of scope; `Missing` when the source no longer lists it, `Deleted` when it is
   * gone for good.
   */
  readonly reason: string;
}
