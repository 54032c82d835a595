/**
 * Binds a state to the source and the target whose users and accounts it links: with another tenant or another service,
 * a job must change nobody.
 */
import { ProvisioningError } from "../../errors.ts";
import type { JobContext } from "../context/job-context.ts";
import type { JobRecord } from "../ports/state.ts";
import { lookForKnownUser } from "./known-directory.ts";
import { type AccountSample, sampleAccounts } from "./known-target.ts";

/** Identities of a source and a target. */
type Identities = NonNullable<JobRecord["identities"]>;
type Side = keyof Identities;

const SIDES: readonly Side[] = ["source", "target"];
/** With fewer linked users, other ids are no evidence of another directory: a trial may have begun again. */
const MIN_LINKED_USERS = 4;
/** A source that lists fewer users has rather lost the others, which is a matter of the deletion threshold. */
const MIN_LISTED_USERS = 3;
/** With fewer accounts that are gone, somebody may have deleted them by hand. */
const MIN_GONE_ACCOUNTS = 5;

/** A state that belongs to the source and the target of a job. */
export interface BoundState {
  /** The job's record; undefined on a new state. */
  readonly before: JobRecord | undefined;
  /** What the record has to say from now on; undefined when neither side has an identity. */
  readonly identities: Identities | undefined;
}

/**
 * Compares the identities of source and target with those that the state has. Sends nothing.
 *
 * @throws ProvisioningError `state_mismatch` when one of them is another, unless the job rebinds its state.
 */
export function requireSameIdentities(job: JobContext, before: JobRecord | undefined): void {
  if (job.rebind) return;
  const differences = SIDES.filter((side) => compare(job, before, side) === "different").map(
    (side) => `the ${side} ${before?.identities?.[side]}, but this job has the ${side} ${identityOf(job, side)}`,
  );
  if (differences.length > 0) throw mismatch(`The state belongs to ${differences.join("; and to ")}`);
}

/**
 * Makes sure that the state belongs to source and target, before anything is written. Where an identity is unknown, ids
 * are compared: those of the users when everybody is read, and a sample of the linked accounts.
 *
 * @param readsEverybody - Whether this read yields all users; the changes of a delta say nothing.
 * @throws ProvisioningError `state_mismatch`, unless the job rebinds its state.
 */
export async function bindState(
  job: JobContext,
  before: JobRecord | undefined,
  readsEverybody: boolean,
  signal: AbortSignal | undefined,
): Promise<BoundState> {
  requireSameIdentities(job, before);
  if (job.rebind) {
    const rebound = await rebind(job, before, (await job.state.size()).linked, signal);
    return { before: rebound, identities: identitiesOf(job, undefined, SIDES) };
  }
  // The watermark of a delta is valid in its own directory only.
  const looksAtSource = readsEverybody && compare(job, before, "source") === "unknown";
  const looksAtTarget = compare(job, before, "target") === "unknown";
  // Counting the links of a large state takes a while.
  const linked = looksAtSource || looksAtTarget ? (await job.state.size()).linked : 0;
  const isSource = looksAtSource && linked >= MIN_LINKED_USERS ? await isKnownDirectory(job, linked, signal) : true;
  const isTarget =
    looksAtTarget && linked >= MIN_GONE_ACCOUNTS ? isKnownTarget(job, await sampleAccounts(job, linked, signal)) : true;
  const proved = SIDES.filter((side) => (side === "source" ? isSource : isTarget));
  return { before, identities: identitiesOf(job, before, proved) };
}

function compare(job: JobContext, before: JobRecord | undefined, side: Side): "same" | "different" | "unknown" {
  const [stored, present] = [before?.identities?.[side], identityOf(job, side)];
  if (stored === undefined || present === undefined) return "unknown";
  return stored === present ? "same" : "different";
}

function identityOf({ source, target }: JobContext, side: Side): string | undefined {
  return side === "source" ? source.identity : (target.identity ?? target.users.identity);
}

/** An identity that is unknown in this run, or that nothing proves, stays as it was. */
function identitiesOf(job: JobContext, before: JobRecord | undefined, proved: readonly Side[]): Identities | undefined {
  const known = SIDES.flatMap((side) => {
    const identity = (proved.includes(side) ? identityOf(job, side) : undefined) ?? before?.identities?.[side];
    return identity === undefined ? [] : [[side, identity] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Whether the source is certainly the one of the state. */
async function isKnownDirectory(job: JobContext, linked: number, signal: AbortSignal | undefined): Promise<boolean> {
  const { known, users, complete } = await lookForKnownUser(job, signal);
  if (known || !complete || users < MIN_LISTED_USERS) return known;
  throw mismatch(
    `The state belongs to another source: it links ${linked} users, and has none of the ${users} users of ${job.source.name}`,
  );
}

/** Whether the target is certainly the one of the state. */
function isKnownTarget({ target }: JobContext, { found, gone }: AccountSample): boolean {
  if (found || gone < MIN_GONE_ACCOUNTS) return found;
  throw mismatch(`The state belongs to another target: ${target.name} has none of ${gone} linked accounts`);
}

/**
 * Confirms another source or target. Links to accounts that the target does not have are forgotten, so that their users
 * are matched again; a service that only moved keeps them. Everybody is read, because a watermark belongs to its
 * source.
 */
async function rebind(
  job: JobContext,
  before: JobRecord | undefined,
  linked: number,
  signal: AbortSignal | undefined,
): Promise<JobRecord | undefined> {
  if (before === undefined || SIDES.every((side) => compare(job, before, side) === "same")) return before;
  const after: JobRecord = { ...before, readAll: true };
  if (linked === 0 || compare(job, before, "target") === "same") return after;
  const { found, gone, unclear } = await sampleAccounts(job, linked, signal);
  if (found) return after;
  signal?.throwIfAborted();
  if (gone === 0 && unclear !== undefined) throw unclear;
  // First, so that everybody is read also after a crash in between.
  await job.state.writeJob(after);
  await job.state.forgetAll();
  return after;
}

function mismatch(problem: string): ProvisioningError {
  return new ProvisioningError(
    "state_mismatch",
    `${problem}. Nothing was written. Use the state that belongs to them (another --state), or confirm the change with rebind (--rebind)`,
  );
}
