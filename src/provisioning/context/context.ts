/**
 * What the steps of one cycle share.
 */
import type { LogDelivery } from "../log/log-delivery.ts";
import type { LogEntryContext } from "../log/log-entry.ts";
import type { CycleKind } from "../ports/execution.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Assignments } from "../ports/source.ts";
import type { AccountLookup } from "./account-lookup.ts";
import type { Counters } from "./counters.ts";
import type { CreationOrder } from "./creation-order.ts";
import type { GoneAccounts } from "./gone-accounts.ts";
import type { JobContext } from "./job-context.ts";
import type { JobNotes } from "./job-notes.ts";
import type { UnconfirmedWrites } from "./unconfirmed-writes.ts";

/** What the steps of one cycle share. */
export interface CycleContext extends JobContext, LogEntryContext {
  readonly kind: CycleKind;
  /** Part of every user's digest: the job's fingerprint and the number of its restarts. */
  readonly decisionFingerprint: string;
  /** Attributes that the job reads and the source does not have, by the names of the mapping. */
  readonly missingAttributes: ReadonlySet<string>;
  /** What may be wrong with source or mapping, as sentences. */
  readonly warnings: readonly string[];
  readonly assignments: Assignments | undefined;
  readonly accounts: AccountLookup;
  readonly delivery: LogDelivery;
  readonly counts: Counters;
  /** Account id to the user whom it is being linked to right now; the state knows the owner only afterwards. */
  readonly claims: Map<string, string>;
  readonly goneAccounts: GoneAccounts;
  readonly notes: JobNotes;
  readonly unconfirmed: UnconfirmedWrites;
  readonly creationOrder: CreationOrder;
  /** Ids of roles that mappings or filters read, and that have no name. */
  readonly unnamedRoles: Set<string>;
  /** Unique values of accounts that are being created right now. */
  readonly reservedValues: Set<string>;
  /** Whether the last cycle is so long ago that the clock has rather been set wrong. */
  readonly clockSuspect: boolean;
  /** The number of removals above which all of them are held back; undefined when switched off. */
  readonly threshold: number | undefined;
  /** Called with a sentence for every value that the target's rules left out of a write. */
  readonly onDropped?: (sentence: string) => void;
  /** Whether somebody asked for this user: what is left out of a write is then logged in any case. */
  readonly onDemand?: boolean;
  /** Called with every entry that was committed, or in a dry run would have been. */
  readonly onEntry?: (entry: ProvisioningLogEntry) => void | Promise<void>;
}
