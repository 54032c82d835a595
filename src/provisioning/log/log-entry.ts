/**
 * Log entries: what happened to one user, in the steps and words of Entra's provisioning log.
 */

import { REDACTED } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import { roleNames, type ScopeDecision, toText } from "../mapping/scoping-filter.ts";
import { ROLES_ATTRIBUTE, readAttribute } from "../mapping/source-attributes.ts";
import type {
  ErrorInformation,
  ModifiedProperty,
  ProvisioningAction,
  ProvisioningLogEntry,
  ProvisioningStep,
} from "../ports/log.ts";
import type { AssignedRole, SourceUser, SourceValue } from "../ports/source.ts";
import type { EntryFrame } from "./provisioning-systems.ts";
import { AS_IT_IS, type Hide } from "./redaction.ts";

/** What is the same in all entries of a cycle. */
export interface EntryContext extends EntryFrame {
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
  /** Takes values out of texts that the log must not hold. */
  readonly hide: Hide;
}

/** Puts an entry together. */
export function makeEntry(context: EntryContext, parts: EntryParts): ProvisioningLogEntry {
  const now = context.now();
  const { hide } = parts;
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
      errorInformation: parts.error === undefined ? null : pickError(parts.error, hide),
    },
    provisioningSteps: parts.steps.map((one) => hideInStep(one, hide)),
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
export function pickError(
  { errorCode, reason, additionalDetails, errorCategory, recommendedAction }: ErrorInformation,
  hide: Hide,
): ErrorInformation {
  const details = additionalDetails === null ? null : hide(additionalDetails);
  return { errorCode, reason: hide(reason), additionalDetails: details, errorCategory, recommendedAction };
}

function hideInStep(one: ProvisioningStep, hide: Hide): ProvisioningStep {
  if (hide === AS_IT_IS) return one;
  const details = Object.fromEntries(Object.entries(one.details).map(([name, value]) => [name, hide(value)]));
  return { ...one, description: hide(one.description), details };
}

/** What is known of a user who was read. */
export interface Imported {
  readonly user: SourceUser;
  readonly name: string;
  readonly roles: readonly AssignedRole[];
  /** Whether the job met the user before. */
  readonly known: boolean;
}

/** The user was read. Attributes that only redacted mappings read are not shown. */
export function importStep(
  context: EntryContext & { readonly mapping: CompiledMapping; readonly reads: readonly string[] },
  { user, name, roles, known }: Imported,
): ProvisioningStep {
  const { secret } = context.mapping;
  const details: Record<string, string> = { objectId: user.id };
  const show = (attribute: string, value: SourceValue) => {
    const text = toText(value);
    if (text !== "") details[attribute] = secret.has(attribute) ? REDACTED : text;
  };
  for (const attribute of context.reads) show(attribute, readAttribute(user, attribute));
  show(ROLES_ATTRIBUTE, roleNames(roles));
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

/**
 * Whether the user is in scope.
 *
 * @param filters - What each clause of the scoping filters says, as JSON text.
 */
export function scopingStep(decision: ScopeDecision, filters: string): ProvisioningStep {
  return step(
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
export function step(
  name: string,
  provisioningStepType: ProvisioningStep["provisioningStepType"],
  status: ProvisioningStep["status"],
  description: string,
  details: Readonly<Record<string, string>> = {},
): ProvisioningStep {
  return { name, provisioningStepType, status, description, details };
}

/** Attributes that give a user its name for people, best first. */
export const NAME_ATTRIBUTES: readonly string[] = ["userPrincipalName", "mail", "displayName"];

/** Name of a user for people: the user principal name, the mail, the display name, or the id; none that only secret mappings read. */
export function nameOf(user: SourceUser, { secret }: Pick<CompiledMapping, "secret">): string {
  for (const attribute of NAME_ATTRIBUTES) {
    if (secret.has(attribute)) continue;
    const value = readAttribute(user, attribute);
    if (typeof value === "string" && value !== "") return value;
  }
  return user.id;
}
