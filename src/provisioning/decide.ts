/**
 * What is to be done about one user, from what the source says now and what is remembered. Nothing is sent or stored here.
 */
import { type ExpressionError, isExpressionError } from "../errors.ts";
import { readAttribute } from "./attribute-names.ts";
import type { CycleContext } from "./cycle-context.ts";
import { importStep, nameOf, scopingStep, step } from "./entries.ts";
import { isWaiting } from "./escrow.ts";
import { type Failure, failure } from "./failure.ts";
import { fingerprint } from "./fingerprint.ts";
import type { ProvisioningStep } from "./log.ts";
import { type AttributeReader, type MappedUser, mapUser } from "./mapping.ts";
import { type Change, findChanges } from "./plan.ts";
import { decideScope, type OutOfScopeReason, type ScopeDecision } from "./scope.ts";
import type { AssignedRole, SourceUser } from "./source.ts";
import type { Link, ObjectRecord, StoredRecord, TargetValues } from "./state.ts";

/** A user under work. */
export interface UserWork {
  readonly user: SourceUser;
  readonly name: string;
  /** Digest of everything the decision reads. */
  readonly fingerprint: string;
  readonly read: AttributeReader;
  readonly stored: StoredRecord | undefined;
  /** Steps of the log so far. */
  readonly steps: readonly ProvisioningStep[];
  /** Milliseconds since the epoch when the work began. */
  readonly began: number;
}

/** What is to be done about a user. */
export type Decision =
  /** Nothing the decision reads has changed. */
  | { readonly kind: "same" }
  /** Failed before, and not due yet. */
  | { readonly kind: "waiting" }
  /** In step: only the record is written. */
  | { readonly kind: "settled"; readonly record: ObjectRecord }
  /** Not to be provisioned, or not fit to be; logged. */
  | { readonly kind: "refused"; readonly work: UserWork; readonly failure: Failure; readonly record: ObjectRecord }
  /** No account known: look for one, else create it. */
  | { readonly kind: "provision"; readonly work: UserWork; readonly values: TargetValues }
  /** Account known: change it. */
  | {
      readonly kind: "update";
      readonly work: UserWork;
      readonly link: Link;
      readonly changes: readonly Change[];
      readonly values: TargetValues;
    }
  /** Account known, user no longer to have one. */
  | {
      readonly kind: "disable";
      readonly work: UserWork;
      readonly link: Link;
      readonly changes: readonly Change[];
      readonly reason: OutOfScopeReason;
    };

/** Decides about a user. */
export function decide(context: CycleContext, user: SourceUser, stored: StoredRecord | undefined): Decision {
  const roles = context.assignments?.rolesOf(user.id) ?? [];
  let scope: ScopeDecision;
  try {
    scope = decideScope(context.scope, user, roles);
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return refuseScope(startWork(context, user, stored, { fingerprint: "", read: () => null, steps: [] }), error);
  }
  const digest = digestOf(context, user, roles, scope);
  if (stored?.fingerprint === digest && stored.link?.missingSince === undefined) return { kind: "same" };
  if (isWaiting(stored?.escrow, digest, context.now())) return { kind: "waiting" };
  const read = makeReader(user, roles, scope);
  const work = startWork(context, user, stored, { fingerprint: digest, read, steps: [scopingStep(scope)] });
  if (scope.reason !== undefined) return decideOutOfScope(context, work, scope.reason);
  return stored?.link === undefined ? decideNew(context, work) : decideLinked(context, work, stored.link);
}

/** The first steps of a user's entry: it was read. */
export function startEntry(context: CycleContext, user: SourceUser): readonly ProvisioningStep[] {
  return [importStep(context, context.mapping, user, nameOf(user), true)];
}

function startWork(
  context: CycleContext,
  user: SourceUser,
  stored: StoredRecord | undefined,
  { fingerprint, read, steps }: Pick<UserWork, "fingerprint" | "read" | "steps">,
): UserWork {
  const name = nameOf(user);
  const imported = importStep(context, context.mapping, user, name, stored !== undefined);
  return { user, name, fingerprint, read, stored, steps: [imported, ...steps], began: context.now().getTime() };
}

/** A scoping filter that gives no answer, such as a pattern that runs away: the user is neither provisioned nor removed. */
function refuseScope(work: UserWork, error: ExpressionError): Decision {
  const problem = failure(
    "InternalError",
    `A scoping filter could not be evaluated: ${error.message}`,
    "Correct the scoping filter.",
  );
  return { kind: "refused", work, failure: problem, record: recordOf(work, work.stored?.link) };
}

function digestOf(
  context: CycleContext,
  user: SourceUser,
  roles: readonly AssignedRole[],
  scope: ScopeDecision,
): string {
  const values = context.reads.map((name) => readAttribute(user, name));
  return fingerprint(JSON.stringify([context.fingerprint, values, roles, scope.reason ?? "", nameOf(user)]));
}

function makeReader(user: SourceUser, roles: readonly AssignedRole[], scope: ScopeDecision): AttributeReader {
  return (name) => {
    if (name === "IsSoftDeleted") return scope.reason !== undefined;
    if (name === "appRoleAssignments") return roles.map((role) => role.value ?? role.id);
    return readAttribute(user, name);
  };
}

/** The record of a user after this decision. */
export function recordOf(work: UserWork, link: Link | undefined): ObjectRecord {
  const base = { sourceId: work.user.id, name: work.name, fingerprint: work.fingerprint };
  return link === undefined ? base : { ...base, link };
}

const OUT_OF_SCOPE: Readonly<Record<OutOfScopeReason, string>> = {
  NotAssigned: "is not assigned to the application",
  NotEffectivelyEntitled: "holds no role but Default Access",
  NotInScope: "is let through by no scoping filter",
  NotActive: "is disabled in the source",
};

const ENTITLEMENT_ACTION =
  "Assign the user to the application, directly or through a group, with a role other than Default Access.";

/** Why a user gets no account, as the log says it. */
export function outOfScope(reason: OutOfScopeReason, name: string): Failure {
  const action = reason === "NotAssigned" || reason === "NotEffectivelyEntitled" ? ENTITLEMENT_ACTION : null;
  return failure(reason, `User '${name}' ${OUT_OF_SCOPE[reason]}`, action, { skipped: true });
}

/**
 * A disabled user stays managed, so that its deletion reaches the target. One who left the scope is let go once disabled: a later deletion in the
 * directory sends nothing.
 */
function decideOutOfScope(context: CycleContext, work: UserWork, reason: OutOfScopeReason): Decision {
  const link = work.stored?.link;
  if (link === undefined)
    return { kind: "refused", work, failure: outOfScope(reason, work.name), record: recordOf(work, undefined) };
  const disabling = context.mapping.attributes.filter((attribute) => attribute.readsSoftDeleted);
  const mapped = mapUser(disabling, work.read, "update", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, link);
  const after = settleLink(link, mapped.values, reason === "NotActive" ? "managed" : "unmanaged");
  const changes = findChanges(disabling, link.values, mapped.values);
  if (changes.length === 0) return { kind: "settled", record: recordOf(work, after) };
  if (!context.actions.update) return refuseAction(work, link, "Update");
  return { kind: "disable", work, link: after, changes, reason };
}

function decideNew(context: CycleContext, work: UserWork): Decision {
  const mapped = mapUser(context.mapping.attributes, work.read, "create", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, undefined);
  const { values } = mapped;
  if (!context.mapping.matching.some((attribute) => Object.hasOwn(values, attribute.target))) {
    const names = context.mapping.matching.map((attribute) => attribute.target).join(", ");
    const problem = failure(
      "ImportSkipped",
      `User '${work.name}' has no value for a matching attribute: ${names}`,
      "Give the user a value in the source attributes of the matching mapping.",
      {
        details: names,
        skipped: true,
      },
    );
    return { kind: "refused", work, failure: problem, record: recordOf(work, undefined) };
  }
  return { kind: "provision", work, values };
}

function decideLinked(context: CycleContext, work: UserWork, link: Link): Decision {
  const mapped = mapUser(context.mapping.attributes, work.read, "update", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, link);
  const changes = findChanges(context.mapping.attributes, link.values, mapped.values);
  const after = settleLink(link, mapped.values, "managed");
  if (changes.length === 0) return { kind: "settled", record: recordOf(work, after) };
  if (!context.actions.update) return refuseAction(work, link, "Update");
  return { kind: "update", work, link: after, changes, values: mapped.values };
}

/** The link once the wanted values are in the target. */
export function settleLink(link: Link, values: TargetValues, status: Link["status"]): Link {
  return { targetId: link.targetId, values: { ...link.values, ...values }, status };
}

function refuseMapping(
  work: UserWork,
  mapped: Exclude<MappedUser, { kind: "values" }>,
  link: Link | undefined,
): Decision {
  const problem =
    mapped.kind === "ignored"
      ? failure(
          "EntrySynchronizationSkipped",
          `The mapping of ${mapped.target} leaves this user out (IgnoreObjectFlow)`,
          null,
          { skipped: true },
        )
      : failure(
          "AttributeValidationFailed",
          `${mapped.target}: ${mapped.problem}`,
          "Correct the user in the directory, or the mapping of this attribute.",
          {
            details: mapped.target,
          },
        );
  return { kind: "refused", work, failure: problem, record: recordOf(work, link) };
}

/** A target object action that is switched off in the mapping. */
export function refuseAction(work: UserWork, link: Link | undefined, action: "Create" | "Update" | "Delete"): Decision {
  const problem = failure(
    "EntrySynchronizationSkipped",
    `The target object action ${action} is switched off in the mapping`,
    null,
    { skipped: true },
  );
  return { kind: "refused", work, failure: problem, record: recordOf(work, link) };
}

/** Steps of a decision that ends without a write. */
export function skipStep(failure: Failure): ProvisioningStep {
  return step("EntrySynchronizationSkip", "processing", failure.skipped ? "skipped" : "failure", failure.reason, {
    SkipReason: failure.errorCode,
  });
}
