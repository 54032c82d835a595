/**
 * Log entries: what happened to one user, in the terms of Entra's provisioning log.
 */
import type { AttributeChange } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { MappingContext } from "../mapping/evaluate-mapping.ts";
import { type AttributeReader, readSourceAttribute } from "../mapping/source-attributes.ts";
import {
  type ErrorInformation,
  LOG_INITIATOR,
  type ProvisioningAction,
  type ProvisioningLogEntry,
  type ProvisioningStatus,
  type ProvisioningStep,
} from "../ports/log.ts";
import type { SourceUser } from "../ports/source.ts";
import type { Link, TargetValues } from "../ports/state.ts";
import { toModifiedProperties } from "./modified-properties.ts";
import type { LogEntryBase } from "./provisioning-systems.ts";
import { accountRedactor, noRedaction, type Redactor, userRedactor } from "./redaction.ts";
import { renderStep, type StepContext, type StepFact } from "./steps.ts";

/** What is the same in all entries of a cycle. */
export interface LogEntryContext extends LogEntryBase, StepContext, MappingContext {
  readonly jobId: string;
  readonly cycleId: string;
}

/** The user that an entry is about. */
export interface LogSubject {
  /** Object id in the source. */
  readonly sourceId: string;
  /** Display name. */
  readonly name: string;
  /** When the work on the user began, in milliseconds since the epoch. */
  readonly began: number;
  /** Reads the user's attributes; absent when the source did not list the user. */
  readonly read?: AttributeReader;
  /** Last known values of the account. */
  readonly knownValues: TargetValues | undefined;
  /** What happened before anything was decided. */
  readonly facts: readonly StepFact[];
}

/** What differs from entry to entry. */
export interface LogEntryFields {
  readonly changeId: string;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  readonly error?: ErrorInformation;
  readonly subject: LogSubject;
  /** What happened after the facts of the subject. */
  readonly facts: readonly StepFact[];
  readonly changes?: readonly AttributeChange[];
  /** The user's account, where there is one. */
  readonly account?: Pick<Link, "targetId" | "values"> | undefined;
}

/** Renders an entry. */
export function createLogEntry(context: LogEntryContext, fields: LogEntryFields): ProvisioningLogEntry {
  const { changeId, action, status, error, subject, facts, changes = [], account } = fields;
  const { tenantId, servicePrincipal, mapping } = context;
  const now = context.now();
  const redact =
    subject.read === undefined
      ? accountRedactor(mapping, subject.knownValues)
      : userRedactor(context, subject.read, subject.knownValues);
  const steps = [...subject.facts, ...facts].map((fact) => renderStep(context, subject.name, fact));
  return {
    id: context.guid(),
    activityDateTime: now.toISOString(),
    ...(tenantId === undefined ? {} : { tenantId }),
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId,
    provisioningAction: action,
    durationInMilliseconds: Math.max(0, now.getTime() - subject.began),
    provisioningStatusInfo: {
      status,
      errorInformation: error === undefined ? null : redactError(error, redact),
    },
    provisioningSteps: steps.map((step) => redactStep(step, redact)),
    modifiedProperties: toModifiedProperties(changes),
    ...(servicePrincipal === undefined ? {} : { servicePrincipal }),
    sourceSystem: context.sourceSystem,
    targetSystem: context.targetSystem,
    initiatedBy: { id: "", displayName: LOG_INITIATOR, initiatorType: "system" },
    sourceIdentity: {
      id: subject.sourceId,
      displayName: subject.name,
      identityType: context.identityTypes.source,
      details: {},
    },
    targetIdentity: {
      id: account?.targetId ?? "",
      displayName: account === undefined ? "" : accountNameOf(mapping, account.values),
      identityType: context.identityTypes.target,
      details: {},
    },
  };
}

/** The part of a failure that the log shows. */
function redactError(
  { errorCode, reason, additionalDetails, errorCategory, recommendedAction }: ErrorInformation,
  redact: Redactor,
): ErrorInformation {
  const details = additionalDetails === null ? null : redact(additionalDetails);
  return { errorCode, reason: redact(reason), additionalDetails: details, errorCategory, recommendedAction };
}

function redactStep(step: ProvisioningStep, redact: Redactor): ProvisioningStep {
  if (redact === noRedaction) return step;
  const details = Object.fromEntries(Object.entries(step.details).map(([name, value]) => [name, redact(value)]));
  return { ...step, description: redact(step.description), details };
}

/** Attributes that give a user its display name, best first. */
export const DISPLAY_NAME_ATTRIBUTES: readonly string[] = ["userPrincipalName", "mail", "displayName"];

/**
 * Display name of a user: the user principal name, the mail address, the display name or the id. Attributes that only
 * redacted mappings read are left out.
 */
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

/** Display name of an account: the value of its first matching attribute that is not redacted; empty without one. */
export function accountNameOf({ matching }: CompiledMapping, values: TargetValues): string {
  for (const { target, redacted } of matching) {
    const value = Object.hasOwn(values, target) ? values[target] : undefined;
    if (typeof value === "string" && !redacted) return value;
  }
  return "";
}
