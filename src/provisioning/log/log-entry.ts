/**
 * Log entries: what happened to one user, in the steps and words of Entra's provisioning log.
 */

import { REDACTED } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import { formatSourceValue, roleNames, type ScopeEvaluation } from "../mapping/scoping-filter.ts";
import { ROLES_ATTRIBUTE, readSourceAttribute } from "../mapping/source-attributes.ts";
import type {
  ErrorInformation,
  ModifiedProperty,
  ProvisioningAction,
  ProvisioningLogEntry,
  ProvisioningStep,
} from "../ports/log.ts";
import type { AssignedRole, SourceUser, SourceValue } from "../ports/source.ts";
import type { LogEntryBase } from "./provisioning-systems.ts";
import { noRedaction, type Redactor } from "./redaction.ts";

/** What is the same in all entries of a cycle. */
export interface LogEntryContext extends LogEntryBase {
  readonly jobId: string;
  readonly cycleId: string;
  readonly sourceName: string;
  readonly targetName: string;
  readonly now: () => Date;
  readonly guid: () => string;
}

/** What differs from entry to entry. */
export interface LogEntryFields {
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
  /** Takes values out of texts that the log must not hold. */
  readonly redact: Redactor;
}

/** Puts an entry together. */
export function createLogEntry(context: LogEntryContext, parts: LogEntryFields): ProvisioningLogEntry {
  const now = context.now();
  const { redact } = parts;
  return {
    id: context.guid(),
    activityDateTime: now.toISOString(),
    ...(context.tenantId === undefined ? {} : { tenantId: context.tenantId }),
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId: parts.changeId,
    provisioningAction: parts.action,
    durationInMilliseconds: Math.max(0, now.getTime() - parts.began),
    provisioningStatusInfo: {
      status: parts.status,
      errorInformation: parts.error === undefined ? null : redactError(parts.error, redact),
    },
    provisioningSteps: parts.steps.map((one) => redactStep(one, redact)),
    modifiedProperties: parts.modified ?? [],
    ...(context.servicePrincipal === undefined ? {} : { servicePrincipal: context.servicePrincipal }),
    sourceSystem: context.sourceSystem,
    targetSystem: context.targetSystem,
    initiatedBy: { id: "", displayName: "proxyclick-scim", initiatorType: "system" },
    sourceIdentity: {
      id: parts.sourceId,
      displayName: parts.name,
      identityType: context.identityTypes.source,
      details: {},
    },
    targetIdentity: {
      id: parts.targetId ?? "",
      displayName: parts.targetName ?? "",
      identityType: context.identityTypes.target,
      details: {},
    },
  };
}

/** The part of a failure that stands in the log. */
export function redactError(
  { errorCode, reason, additionalDetails, errorCategory, recommendedAction }: ErrorInformation,
  redact: Redactor,
): ErrorInformation {
  const details = additionalDetails === null ? null : redact(additionalDetails);
  return { errorCode, reason: redact(reason), additionalDetails: details, errorCategory, recommendedAction };
}

function redactStep(one: ProvisioningStep, redact: Redactor): ProvisioningStep {
  if (redact === noRedaction) return one;
  const details = Object.fromEntries(Object.entries(one.details).map(([name, value]) => [name, redact(value)]));
  return { ...one, description: redact(one.description), details };
}

/** What is known of a user who was read. */
export interface ImportedUser {
  readonly user: SourceUser;
  readonly name: string;
  readonly roles: readonly AssignedRole[];
  /** Whether the job met the user before. */
  readonly known: boolean;
}

/** The user was read. Attributes that only redacted mappings read are not shown. */
export function importStep(
  context: LogEntryContext & { readonly mapping: CompiledMapping; readonly reads: readonly string[] },
  { user, name, roles, known }: ImportedUser,
): ProvisioningStep {
  const { secretSourceAttributes } = context.mapping;
  const details: Record<string, string> = { objectId: user.id };
  const show = (attribute: string, value: SourceValue) => {
    const text = formatSourceValue(value);
    if (text !== "") details[attribute] = secretSourceAttributes.has(attribute) ? REDACTED : text;
  };
  for (const attribute of context.reads) show(attribute, readSourceAttribute(user, attribute));
  show(ROLES_ATTRIBUTE, roleNames(roles));
  const change = known ? "Update" : "Add";
  return createStep(
    `EntryImport${change}`,
    "import",
    "success",
    `Received User '${name}' change of type (${change}) from ${context.sourceName}`,
    details,
  );
}

/** A user that the source no longer lists. */
export function missingStep(context: LogEntryContext, name: string): ProvisioningStep {
  return createStep(
    "EntryImportObjectNotFound",
    "import",
    "success",
    `User '${name}' was not found in ${context.sourceName}`,
  );
}

/**
 * Whether the user is in scope.
 *
 * @param filters - What each clause of the scoping filters says, as JSON text.
 */
export function scopingStep(decision: ScopeEvaluation, filters: string): ProvisioningStep {
  return createStep(
    "EntrySynchronizationScoping",
    "scoping",
    "success",
    "Determine if User in scope by evaluating against each scoping filter",
    {
      ...decision.details,
      ScopeEvaluationResult: filters,
    },
  );
}

/** Any other step. */
export function createStep(
  name: string,
  provisioningStepType: ProvisioningStep["provisioningStepType"],
  status: ProvisioningStep["status"],
  description: string,
  details: Readonly<Record<string, string>> = {},
): ProvisioningStep {
  return { name, provisioningStepType, status, description, details };
}

/** Attributes that give a user its name for people, best first. */
export const DISPLAY_NAME_ATTRIBUTES: readonly string[] = ["userPrincipalName", "mail", "displayName"];

/** Name of a user for people: the user principal name, the mail, the display name, or the id; none that only secret mappings read. */
export function displayNameOf(
  user: SourceUser,
  { secretSourceAttributes }: Pick<CompiledMapping, "secretSourceAttributes">,
): string {
  for (const attribute of DISPLAY_NAME_ATTRIBUTES) {
    if (secretSourceAttributes.has(attribute)) continue;
    const value = readSourceAttribute(user, attribute);
    if (typeof value === "string" && value !== "") return value;
  }
  return user.id;
}
