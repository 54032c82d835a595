/**
 * What is to be done about one user, from what the source says now and what is remembered. Nothing is sent or stored here.
 */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import type { CycleContext } from "../context/context.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import { displayNameOf, importStep, scopingStep } from "../log/log-entry.ts";
import { type Redactor, userRedactor } from "../log/redaction.ts";
import {
  accountKept,
  actionDisabled,
  invalidValue,
  mappingFailure,
  outOfScopeFailure,
  type TargetAction,
} from "../log/skip-reasons.ts";
import { type AttributeChange, applyChanges, findChanges } from "../mapping/attribute-changes.ts";
import { fingerprint } from "../mapping/digest.ts";
import {
  type AttributeReader,
  defaultValuesFor,
  evaluateMapping,
  type MappingResult,
} from "../mapping/evaluate-mapping.ts";
import {
  evaluateScope,
  explainScopingFilters,
  type OutOfScopeReason,
  roleNames,
  type ScopeEvaluation,
} from "../mapping/scoping-filter.ts";
import { ROLES_ATTRIBUTE, readSourceAttribute } from "../mapping/source-attributes.ts";
import type { ProvisioningStep } from "../ports/log.ts";
import type { AssignedRole, SourceUser } from "../ports/source.ts";
import type { Link, ObjectRecord, StoredRecord, TargetValues } from "../ports/state.ts";
import { isWaiting } from "../retry/escrow.ts";
import { resolveReferences, stillAwaiting } from "./resolve-references.ts";

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
  /** Takes values out of texts that the log must not hold. */
  readonly redact: Redactor;
}

/** What is to be done about a user. */
export type Decision =
  /** Nothing the decision reads has changed. */
  | { readonly kind: "same" }
  /** Failed before, and not due yet. */
  | { readonly kind: "waiting" }
  | WorkDecision;

/** What is to be done about a user who was looked at anew. */
export type WorkDecision =
  /** In step: only the record is written. */
  | { readonly kind: "settled"; readonly work: UserWork; readonly record: ObjectRecord }
  /** Not to be provisioned, or not fit to be; logged. */
  | { readonly kind: "refused"; readonly work: UserWork; readonly failure: Failure; readonly record: ObjectRecord }
  /** No account known: look for one, else create it. */
  | {
      readonly kind: "provision";
      readonly work: UserWork;
      readonly values: TargetValues;
      readonly references: ReadonlyMap<string, string | null>;
    }
  /** Account known: change it. */
  | {
      readonly kind: "update";
      readonly work: UserWork;
      readonly link: Link;
      readonly changes: readonly AttributeChange[];
      readonly values: TargetValues;
    }
  /** Account known, user no longer to have one. */
  | {
      readonly kind: "disable";
      readonly work: UserWork;
      readonly link: Link;
      readonly changes: readonly AttributeChange[];
      readonly reason: OutOfScopeReason;
    }
  /** Account known, user no longer to have one, and the target cannot disable. */
  | { readonly kind: "delete"; readonly work: UserWork; readonly link: Link; readonly reason: OutOfScopeReason };

/** Decides about a user. */
export async function decide(
  context: CycleContext,
  user: SourceUser,
  stored: StoredRecord | undefined,
): Promise<Decision> {
  const view = look(context, user);
  const { digest, scope } = view;
  if (!isExpressionError(scope) && scope.reason === undefined) context.counts.enterScope();
  if (stored?.fingerprint === digest && isAtRest(stored.link)) return { kind: "same" };
  if (isWaiting(stored?.escrow, digest, context.now())) return { kind: "waiting" };
  return decideAnew(context, user, stored, view);
}

/** Whether nothing is due but for what the source says: the user was there, and no removal is held back. */
function isAtRest(link: Link | undefined): boolean {
  return link?.missingSince === undefined && link?.staged === undefined;
}

/** Decides about a user, whatever came of it before. */
export async function decideAnew(
  context: CycleContext,
  user: SourceUser,
  stored: StoredRecord | undefined,
  view: View = look(context, user),
): Promise<WorkDecision> {
  const { scope, digest } = view;
  const name = displayNameOf(user, context.mapping);
  const imported = importStep(context, { user, name, roles: view.roles, known: stored !== undefined });
  const start = { user, name, fingerprint: digest, stored, began: context.now().getTime() };
  const known = stored?.link?.values;
  if (isExpressionError(scope)) {
    const redact = userRedactor(context, user, (attribute) => readSourceAttribute(user, attribute), known);
    return refuseScope({ ...start, read: () => null, steps: [imported], redact }, scope);
  }
  const read = makeReader(user, view.roles, scope);
  const redact = userRedactor(context, user, read, known);
  const work: UserWork = {
    ...start,
    read,
    steps: [imported, scopingStep(scope, explainScopingFilters(context.scope, user))],
    redact,
  };
  if (scope.reason !== undefined) return decideOutOfScope(context, work, scope.reason);
  return stored?.link === undefined ? decideNew(context, work) : decideLinked(context, work, stored.link);
}

/** How a user stands at this moment. */
interface View {
  readonly roles: readonly AssignedRole[];
  /** A scoping filter may fail to answer, such as a pattern that runs away. */
  readonly scope: ScopeEvaluation | ExpressionError;
  /** Digest of everything that deciding reads. */
  readonly digest: string;
}

/** Looks at a user, without deciding. */
export function look(context: CycleContext, user: SourceUser): View {
  const roles = context.assignments?.rolesOf(user.id) ?? [];
  try {
    const scope = evaluateScope(context.scope, user, roles);
    return { roles, scope, digest: digestOf(context, user, roles, scope.reason) };
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    // A filter that fails on a user fails again until the user or the filter changes.
    return { roles, scope: error, digest: digestOf(context, user, roles, error.code) };
  }
}

/** The user is neither provisioned nor removed. */
function refuseScope(work: UserWork, error: ExpressionError): WorkDecision {
  const link = work.stored?.link;
  const problem = createFailure(
    "InternalError",
    `A scoping filter could not be evaluated: ${error.message}`,
    "Correct the scoping filter.",
  );
  return { kind: "refused", work, failure: problem, record: recordOf(work, link && present(link)) };
}

function digestOf(context: CycleContext, user: SourceUser, roles: readonly AssignedRole[], standing = ""): string {
  const values = context.reads.map((name) => readSourceAttribute(user, name));
  return fingerprint(
    JSON.stringify([context.decisionFingerprint, values, roles, standing, displayNameOf(user, context.mapping)]),
  );
}

function makeReader(user: SourceUser, roles: readonly AssignedRole[], scope: ScopeEvaluation): AttributeReader {
  return (name) => {
    if (name === "IsSoftDeleted") return scope.reason !== undefined;
    if (name === ROLES_ATTRIBUTE) return roleNames(roles);
    return readSourceAttribute(user, name);
  };
}

/** The record of a user after this decision. */
export function recordOf(work: UserWork, link: Link | undefined): ObjectRecord {
  const base = { sourceId: work.user.id, name: work.name, fingerprint: work.fingerprint };
  return link === undefined ? base : { ...base, link };
}

/**
 * A disabled user stays managed, so that its deletion reaches the target. One who left the scope is let go once disabled: a later deletion in the
 * directory sends nothing.
 */
function decideOutOfScope(context: CycleContext, work: UserWork, reason: OutOfScopeReason): WorkDecision {
  const link = work.stored?.link;
  if (link === undefined)
    return { kind: "refused", work, failure: outOfScopeFailure(reason, work.name), record: recordOf(work, undefined) };
  if (reason === "FilteredAtRead")
    return {
      kind: "refused",
      work,
      failure: accountKept(reason, work.name),
      record: recordOf(work, settleLink(link, [], link.status)),
    };
  const status = reason === "NotActive" ? "managed" : "unmanaged";
  if (context.skipOutOfScopeDeletions) {
    const record = recordOf(work, settleLink(link, [], status));
    return { kind: "refused", work, failure: accountKept(reason, work.name), record };
  }
  const disabling = context.mapping.attributes.filter((attribute) => attribute.readsSoftDeleted);
  const mapped = evaluateMapping(disabling, work.read, "update", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, link);
  const changes = findChanges(disabling, link.values, mapped.values);
  const letGo = link.status === "unmanaged" && changes.length === 0;
  if (!context.softDelete && !letGo) {
    return context.actions.delete ? { kind: "delete", work, link, reason } : refuseAction(work, link, "Delete");
  }
  const after = settleLink(link, changes, status);
  if (changes.length === 0) return { kind: "settled", work, record: recordOf(work, after) };
  if (!context.actions.update) return refuseAction(work, link, "Update");
  return { kind: "disable", work, link: after, changes, reason };
}

function decideNew(context: CycleContext, work: UserWork): WorkDecision {
  const mapped = evaluateMapping(context.mapping.attributes, work.read, "create", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, undefined);
  const { values, references } = mapped;
  const refused = missingMatch(context, work, values) ?? missingRequired(context, values);
  if (refused !== undefined) return { kind: "refused", work, failure: refused, record: recordOf(work, undefined) };
  return { kind: "provision", work, values, references };
}

function missingMatch({ mapping }: CycleContext, { name }: UserWork, values: TargetValues): Failure | undefined {
  if (mapping.matching.some(({ target }) => Object.hasOwn(values, target))) return undefined;
  const names = mapping.matching.map(({ target }) => target).join(", ");
  return createFailure(
    "ImportSkipped",
    `User '${name}' has no value for a matching attribute: ${names}`,
    "Give the user a value in the source attributes of the matching mapping.",
    { details: names, skipped: true },
  );
}

/** A definition of the target in the mapping may demand more than the target itself. */
function missingRequired({ mapping }: CycleContext, values: TargetValues): Failure | undefined {
  const missing = mapping.attributes.find(
    ({ required, unique, reference, target }) => required && !unique && !reference && !Object.hasOwn(values, target),
  );
  return missing === undefined
    ? undefined
    : invalidValue(missing.target, { problem: "there is none, and it is required" });
}

async function decideLinked(context: CycleContext, work: UserWork, link: Link): Promise<WorkDecision> {
  const mapped = evaluateMapping(context.mapping.attributes, work.read, "update", context);
  if (mapped.kind !== "values") return refuseMapping(work, mapped, link);
  const references = await resolveReferences(context, mapped.references, link.values);
  const values = { ...missingDefaults(context, link.values), ...mapped.values, ...references.values };
  const changes = findChanges(context.mapping.attributes, link.values, values);
  const awaiting = references.awaiting ?? stillAwaiting(context, link);
  const after = settleLink(link, changes, "managed", awaiting);
  if (changes.length === 0) return { kind: "settled", work, record: recordOf(work, after) };
  if (!context.actions.update) return refuseAction(work, link, "Update");
  return { kind: "update", work: withSteps(work, references.steps), link: after, changes, values };
}

/** Defaults of attributes that no expression feeds, where the account is not known to have a value; none unless the job asks for them. */
export function missingDefaults({ mapping, defaultWhenEmpty }: CycleContext, known: TargetValues): TargetValues {
  return defaultWhenEmpty ? defaultValuesFor(mapping.attributes, known) : {};
}

/** A user under work, with more steps. */
export function withSteps(work: UserWork, steps: readonly ProvisioningStep[]): UserWork {
  return steps.length === 0 ? work : { ...work, steps: [...work.steps, ...steps] };
}

/** The link once changes are in the target. */
export function settleLink(
  { targetId, values }: Pick<Link, "targetId" | "values">,
  changes: readonly AttributeChange[],
  status: Link["status"],
  awaiting?: Link["awaiting"],
): Link {
  const link = { targetId, values: applyChanges(values, changes), status };
  return awaiting === undefined ? link : { ...link, awaiting };
}

type NoValues = Exclude<MappingResult, { kind: "values" }>;

function refuseMapping(work: UserWork, mapped: NoValues, link: Link | undefined): WorkDecision {
  return { kind: "refused", work, failure: mappingFailure(mapped), record: recordOf(work, link && present(link)) };
}

/** The link of a user who is in the source, and about whom was decided: neither missing nor held back any more. */
export function present({ missingSince: _gone, staged: _over, ...link }: Link): Link {
  return link;
}

/** A target object action that is switched off. */
function refuseAction(work: UserWork, link: Link | undefined, action: TargetAction): WorkDecision {
  return { kind: "refused", work, failure: actionDisabled(action), record: recordOf(work, link && present(link)) };
}
