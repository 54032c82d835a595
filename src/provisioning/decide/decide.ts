/**
 * Decides about a user whom the source lists, from what the source says now and what the state knows.
 */
import { isExpressionError } from "../../errors.ts";
import { filterKey } from "../context/account-index.ts";
import { matchingFilters } from "../context/account-lookup.ts";
import type { CycleContext } from "../context/context.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import {
  accountKeptFailure,
  actionDisabledFailure,
  invalidValueFailure,
  mappingFailure,
  outOfScopeFailure,
  unusableActivityFailure,
} from "../log/skip-reasons.ts";
import type { StepFact } from "../log/steps.ts";
import { findChanges } from "../mapping/attribute-changes.ts";
import { defaultValuesFor, evaluateMapping } from "../mapping/evaluate-mapping.ts";
import { isActive, type OutOfScopeReason, unusableActivity } from "../mapping/scoping-filter.ts";
import { userAttributeReader } from "../mapping/source-attributes.ts";
import type { Link, StoredRecord, TargetValues } from "../ports/state.ts";
import { isWaiting } from "../retry/escrow.ts";
import type { FindOrCreate, ListedUser, Rejection, Removal, Unchanged, Update, Waiting } from "./decision.ts";
import { disablingChanges } from "./disabling-changes.ts";
import type { UserEvaluation } from "./evaluate-user.ts";
import { clearRemoval, linkAfter, recordWith } from "./next-record.ts";
import { awaitingAfter, resolveReferences } from "./resolve-references.ts";

/** A decision about a listed user that was evaluated in full. */
export type ListedDecision = Unchanged | Rejection | FindOrCreate | Update | Removal;

/** Decides about a user, unless nothing changed or its next attempt is not due. */
export async function decide(
  context: CycleContext,
  evaluation: UserEvaluation,
  stored: StoredRecord | undefined,
): Promise<ListedDecision | Waiting> {
  const { user, fingerprint } = evaluation;
  if (stored?.fingerprint === fingerprint && isSettled(stored.link))
    return { kind: "unchanged", skipped: stored.skipped };
  if (stored !== undefined && isWaiting(stored.escrow, fingerprint, context.now()))
    return { kind: "waiting", stored, lastKnown: { user } };
  return decideNow(context, toListedUser(context, evaluation, stored));
}

/** Whether no removal is under way: the user was listed by the last read, and no removal is held back. */
function isSettled(link: Link | undefined): boolean {
  return link?.missingSince === undefined && link?.staged === undefined;
}

/** A user with all facts that a decision and its log entry need. */
export function toListedUser(
  context: CycleContext,
  { user, name, roles, scope, fingerprint }: UserEvaluation,
  stored: StoredRecord | undefined,
): ListedUser {
  const imported: StepFact = { kind: "imported", user, roles, known: stored !== undefined };
  const outOfScope = !isExpressionError(scope) && scope.reason !== undefined;
  return {
    kind: "listed",
    sourceId: user.id,
    name,
    began: context.now().getTime(),
    user,
    scope,
    fingerprint,
    stored,
    read: userAttributeReader(user, outOfScope, roles),
    knownValues: stored?.link?.values,
    facts: isExpressionError(scope) ? [imported] : [imported, { kind: "scoped", user, roles, scope }],
  };
}

/** Decides about a user, also when nothing changed or its next attempt is not due. */
export async function decideNow(context: CycleContext, subject: ListedUser): Promise<ListedDecision> {
  const { scope, stored } = subject;
  if (isExpressionError(scope)) {
    const reason = `A scoping filter could not be evaluated: ${scope.message}`;
    return reject(subject, createFailure("InternalError", reason, "Correct the scoping filter."));
  }
  if (scope.reason !== undefined) return decideOutOfScope(context, subject, scope.reason);
  const activity = unusableActivity(subject.user);
  if (activity !== undefined) return reject(subject, unusableActivityFailure(activity));
  return stored?.link === undefined ? decideUnlinked(context, subject) : decideLinked(context, subject, stored.link);
}

/** Without a removal of its account: a user about whom was decided is neither missing nor held back. */
function reject(subject: ListedUser, failure: Failure, link = subject.stored?.link): Rejection {
  const record = recordWith(subject, link && clearRemoval(link));
  return {
    kind: "rejected",
    subject,
    failure,
    record: failure.skipped && link === undefined ? { ...record, skipped: failure.errorCode } : record,
  };
}

/**
 * A disabled user stays managed, so that its deletion reaches the target. A user who left the scope becomes unmanaged
 * once it is disabled: a later deletion in the directory sends nothing.
 */
function decideOutOfScope(context: CycleContext, subject: ListedUser, reason: OutOfScopeReason): ListedDecision {
  const { stored, name } = subject;
  if (stored?.link === undefined) return reject(subject, outOfScopeFailure(reason, name));
  const { link } = stored;
  if (reason === "FilteredAtRead")
    return reject(subject, accountKeptFailure(reason, name), linkAfter(link, [], link.status));
  const status = reason === "NotActive" ? "managed" : "unmanaged";
  if (context.skipOutOfScopeDeletions)
    return reject(subject, accountKeptFailure(reason, name), linkAfter(link, [], status));
  const disabling = disablingChanges(context, subject.read, link, !isActive(subject.user));
  if ("failure" in disabling) return reject(subject, disabling.failure);
  const { changes } = disabling;
  const alreadyUnmanaged = link.status === "unmanaged" && changes.length === 0;
  if (!context.softDelete && !alreadyUnmanaged) {
    if (!context.actions.delete) return reject(subject, actionDisabledFailure("Delete"));
    return {
      kind: "delete",
      subject,
      stored,
      reason,
      facts: [],
      changes: [],
      link,
      record: recordWith(subject, undefined),
    };
  }
  const after = linkAfter(link, changes, status);
  const record = recordWith(subject, after);
  if (changes.length === 0) return { kind: "unchanged", record };
  if (!context.actions.update) return reject(subject, actionDisabledFailure("Update"));
  return { kind: "disable", subject, stored, reason, facts: [], changes, link: after, record };
}

function decideUnlinked(context: CycleContext, subject: ListedUser): ListedDecision {
  const mapped = evaluateMapping(context.mapping.attributes, subject.read, "create", context);
  if (mapped.kind !== "values") return reject(subject, mappingFailure(mapped));
  const { values, references } = mapped;
  const filters = matchingFilters(context.mapping, values);
  const failure = filters.length === 0 ? noMatchingValue(context, subject) : missingRequired(context, values);
  if (failure !== undefined) return reject(subject, failure);
  return { kind: "findOrCreate", subject, values, references, filters };
}

function noMatchingValue({ mapping }: CycleContext, { name }: ListedUser): Failure {
  const names = mapping.matching.map(({ target }) => target).join(", ");
  return createFailure(
    "ImportSkipped",
    `User '${name}' has no value for a matching attribute: ${names}`,
    "Give the user a value in the source attributes of the matching mapping.",
    { additionalDetails: names, skipped: true },
  );
}

/** The mapping's definition of the target may require more than the target itself. */
function missingRequired({ mapping }: CycleContext, values: TargetValues): Failure | undefined {
  const missing = mapping.attributes.find(
    ({ required, unique, reference, target }) => required && !unique && !reference && !Object.hasOwn(values, target),
  );
  return missing && invalidValueFailure(missing.target, { problem: "there is none, and it is required" });
}

async function decideLinked(context: CycleContext, subject: ListedUser, link: Link): Promise<ListedDecision> {
  const { mapping } = context;
  const mapped = evaluateMapping(mapping.attributes, subject.read, "update", context);
  if (mapped.kind !== "values") return reject(subject, mappingFailure(mapped));
  const references = await resolveReferences(context, mapped.references, link.values);
  const values = { ...missingDefaults(context, link.values), ...mapped.values, ...references.values };
  const changes = findChanges(mapping.attributes, link.values, values);
  const after = linkAfter(link, changes, "managed", awaitingAfter(link, mapped.references, references));
  const record = recordWith(subject, after);
  if (changes.length === 0) return { kind: "unchanged", record };
  if (!context.actions.update) return reject(subject, actionDisabledFailure("Update"));
  const key = processingKey(matchingFilters(mapping, values), subject.sourceId);
  return {
    kind: "update",
    subject: withFacts(subject, references.facts),
    key,
    facts: [{ kind: "updatePlanned" }],
    changes,
    link: after,
    record,
  };
}

/**
 * Users who want the same matching value are processed one after another, so that they never compete for one account.
 */
export function processingKey([filter]: readonly string[], sourceId: string): string {
  return filter === undefined ? sourceId : filterKey(filter);
}

/**
 * Defaults of attributes without an expression, where the account is not known to have a value; none unless the job's
 * options ask for them.
 */
export function missingDefaults({ mapping, defaultWhenEmpty }: CycleContext, known: TargetValues): TargetValues {
  return defaultWhenEmpty ? defaultValuesFor(mapping.attributes, known) : {};
}

/** A user with more facts for its log entry. */
export function withFacts(subject: ListedUser, facts: readonly StepFact[]): ListedUser {
  return facts.length === 0 ? subject : { ...subject, facts: [...subject.facts, ...facts] };
}
