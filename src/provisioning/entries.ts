/**
 * Log entries: what happened to one user, in the steps and words of Entra's provisioning log.
 */
import { readAttribute } from "./attribute-names.ts";
import type {
  ErrorInformation,
  ModifiedProperty,
  ProvisioningAction,
  ProvisioningLogEntry,
  ProvisioningStep,
} from "./log.ts";
import type { CompiledMapping } from "./mapping.ts";
import { REDACTED } from "./plan.ts";
import { type ScopeDecision, toText } from "./scope.ts";
import type { SourceUser } from "./source.ts";

/** What is the same in all entries of a cycle. */
export interface EntryContext {
  readonly jobId: string;
  readonly cycleId: string;
  readonly sourceName: string;
  readonly targetName: string;
  readonly now: () => Date;
  readonly guid: () => string;
}

/** What differs from entry to entry. */
export interface EntryParts {
  readonly changeId: string;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningLogEntry["provisioningStatusInfo"]["status"];
  readonly error?: ErrorInformation | undefined;
  readonly steps: readonly ProvisioningStep[];
  readonly modified?: readonly ModifiedProperty[];
  readonly sourceId: string;
  readonly name: string;
  readonly targetId?: string | undefined;
  /** Name of the account, as its matching attribute tells it. */
  readonly targetName?: string | undefined;
  /** Milliseconds since the epoch when the work on the user began. */
  readonly began: number;
}

/** Puts an entry together. */
export function makeEntry(context: EntryContext, parts: EntryParts): ProvisioningLogEntry {
  const now = context.now();
  return {
    id: context.guid(),
    activityDateTime: now.toISOString(),
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId: parts.changeId,
    provisioningAction: parts.action,
    durationInMilliseconds: Math.max(0, now.getTime() - parts.began),
    provisioningStatusInfo: {
      status: parts.status,
      errorInformation: parts.error === undefined ? null : pickError(parts.error),
    },
    provisioningSteps: parts.steps,
    modifiedProperties: parts.modified ?? [],
    sourceSystem: { id: "", displayName: context.sourceName, details: {} },
    targetSystem: { id: "", displayName: context.targetName, details: {} },
    initiatedBy: { id: "", displayName: "proxyclick-scim", initiatorType: "system" },
    sourceIdentity: { id: parts.sourceId, displayName: parts.name, identityType: "User", details: {} },
    targetIdentity: {
      id: parts.targetId ?? "",
      displayName: parts.targetName ?? "",
      identityType: "User",
      details: {},
    },
  };
}

/** The part of a failure that stands in the log. */
export function pickError({
  errorCode,
  reason,
  additionalDetails,
  errorCategory,
  recommendedAction,
}: ErrorInformation): ErrorInformation {
  return { errorCode, reason, additionalDetails, errorCategory, recommendedAction };
}

/** The user was read. Attributes that only redacted mappings read are not shown. */
export function importStep(
  context: EntryContext,
  mapping: CompiledMapping,
  user: SourceUser,
  name: string,
  known: boolean,
): ProvisioningStep {
  const details: Record<string, string> = { objectId: user.id };
  for (const attribute of mapping.reads) {
    const value = readAttribute(user, attribute);
    if (value !== null && value !== "") details[attribute] = mapping.secret.has(attribute) ? REDACTED : toText(value);
  }
  const change = known ? "Update" : "Add";
  return step(
    `EntryImport${change}`,
    "import",
    "success",
    `Received User '${name}' change of type (${change}) from ${context.sourceName}`,
    details,
  );
}

/** A user that the source no longer lists. */
export function missingStep(context: EntryContext, name: string): ProvisioningStep {
  return step(
    "EntryImportObjectNotFound",
    "import",
    "success",
    `User '${name}' was not found in ${context.sourceName}`,
  );
}

/** Whether the user is in scope. */
export function scopingStep(decision: ScopeDecision): ProvisioningStep {
  return step(
    "EntrySynchronizationScoping",
    "scoping",
    "success",
    "Determine if User in scope by evaluating against each scoping filter",
    {
      ...decision.details,
      ScopeEvaluationResult: "{}",
    },
  );
}

/** Any other step. */
export function step(
  name: string,
  provisioningStepType: ProvisioningStep["provisioningStepType"],
  status: ProvisioningStep["status"],
  description: string,
  details: Readonly<Record<string, string>> = {},
): ProvisioningStep {
  return { name, provisioningStepType, status, description, details };
}

/** Name of a user for people: the user principal name, the mail, the display name, or the id. */
export function nameOf(user: SourceUser): string {
  for (const attribute of ["userPrincipalName", "mail", "displayName"]) {
    const value = readAttribute(user, attribute);
    if (typeof value === "string" && value !== "") return value;
  }
  return user.id;
}
