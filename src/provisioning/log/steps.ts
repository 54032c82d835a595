/**
 * Steps of a log entry, rendered from facts about the work on one user, in the terms of Entra's provisioning log.
 */
import type { DroppedValue } from "../../internal/dropped-value.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import { formatSourceValue } from "../mapping/format-value.ts";
import { type CompiledScope, explainScopingFilters, type ScopeEvaluation } from "../mapping/scoping-filter.ts";
import { ROLES_ATTRIBUTE, readSourceAttribute, roleNames } from "../mapping/source-attributes.ts";
import { type ProvisioningStep, UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { AssignedRole, SourceUser, SourceValue } from "../ports/source.ts";
import type { RemovalAction } from "../ports/staged-removal.ts";
import { VALUE_DROPPED } from "./dropped-values.ts";
import type { Failure } from "./failure.ts";
import { REDACTED } from "./redaction.ts";

/** What a write does to an account. */
export type WriteAction = "create" | "update" | RemovalAction;

/** One fact about the work on a user, which the log shows as one step. */
export type StepFact =
  /** The source listed the user. `known`: the job has a record of it. */
  | {
      readonly kind: "imported";
      readonly user: SourceUser;
      readonly roles: readonly AssignedRole[];
      readonly known: boolean;
    }
  /** The source no longer has the user. */
  | { readonly kind: "missing" }
  /** Assignment, roles and scoping filters were evaluated. */
  | {
      readonly kind: "scoped";
      readonly user: SourceUser;
      readonly roles: readonly AssignedRole[];
      readonly scope: ScopeEvaluation;
    }
  /** A target attribute refers to a user without an account. */
  | { readonly kind: "referenceUnresolved"; readonly target: string; readonly userId: string }
  /** Target attributes that waited for another user's account can be set. */
  | { readonly kind: "referencesResolved"; readonly targets: readonly string[] }
  /** A filter found the account. */
  | { readonly kind: "accountMatched"; readonly accountId: string; readonly filter: string }
  /** The account of the user's link is still there. */
  | { readonly kind: "linkVerified"; readonly accountId: string }
  /** No filter found an account, so one is created. */
  | { readonly kind: "createPlanned"; readonly filters: readonly string[] }
  /** The account is known, and changes. */
  | { readonly kind: "updatePlanned" }
  /** The target accepted a write. `reason`: why an account was removed. */
  | { readonly kind: "written"; readonly action: WriteAction; readonly reason?: string }
  /** The target rejected a write. */
  | { readonly kind: "writeFailed"; readonly action: WriteAction }
  /** The target's own rules left a value out of a write. */
  | ({ readonly kind: "valueDropped" } & DroppedValue)
  /** The deletion threshold held a removal back. */
  | {
      readonly kind: "heldBack";
      readonly action: RemovalAction;
      readonly reason: string;
      readonly failure: Failure;
    }
  /** The account already has all values. */
  | { readonly kind: "inSync" }
  /** The work ended without a write. */
  | { readonly kind: "skipped"; readonly failure: Failure };

/** What steps are rendered with. */
export interface StepContext {
  readonly sourceName: string;
  readonly targetName: string;
  readonly mapping: CompiledMapping;
  readonly scope: CompiledScope;
  /** Source attributes that the job reads. */
  readonly reads: readonly string[];
  /** Whether writes are only planned. */
  readonly dryRun: boolean;
}

const EXPORT_STEPS: Readonly<Record<WriteAction, string>> = {
  create: "EntryExportAdd",
  update: "EntryExportUpdate",
  disable: "EntryExportUpdateSoftDelete",
  delete: "EntryExportDelete",
};

const PARTICIPLES: Readonly<Record<WriteAction, string>> = {
  create: "created",
  update: "updated",
  disable: "disabled",
  delete: "deleted",
};

/**
 * Renders a fact as a step.
 *
 * @param name - Display name of the user.
 */
export function renderStep(context: StepContext, name: string, fact: StepFact): ProvisioningStep {
  const { sourceName, targetName } = context;
  const user = `User '${name}'`;
  switch (fact.kind) {
    case "imported":
      return importStep(context, user, fact);
    case "missing": {
      const description = `${user} was not found in ${sourceName}`;
      return createStep("EntryImportObjectNotFound", "import", "success", description);
    }
    case "scoped":
      return scopingStep(context, fact);
    case "referenceUnresolved": {
      const description = `${fact.target} is left out until '${fact.userId}' has an account in ${targetName}`;
      const details = { SkipReason: UNRESOLVED_REFERENCE, PropertyName: fact.target };
      return createStep("EntrySynchronizationSkip", "referenceResolution", "skipped", description, details);
    }
    case "referencesResolved": {
      const description = `${fact.targets.join(", ")} of ${user} can be set: the referenced user has an account in ${targetName}`;
      return createStep("EntrySynchronizationUpdate", "referenceResolution", "success", description);
    }
    case "accountMatched": {
      const description = `Retrieved '${fact.accountId}' from ${targetName}`;
      return createStep("EntryImport", "matching", "success", description, { filter: fact.filter });
    }
    case "linkVerified": {
      const description = `Retrieved '${fact.accountId}' from ${targetName}`;
      const details = { MatchedBy: "the link of an earlier cycle", TargetId: fact.accountId };
      return createStep("EntryImport", "matching", "success", description, details);
    }
    case "createPlanned": {
      const reason = `User is active and in scope in ${sourceName}, but no matching User was found in ${targetName}`;
      const description = `${user} will be created in ${targetName} (${reason})`;
      return createStep("EntrySynchronizationAdd", "matching", "success", description, numberedFilters(fact.filters));
    }
    case "updatePlanned": {
      const description = `${user} will be updated in ${targetName}`;
      return createStep("EntrySynchronizationUpdate", "matching", "success", description);
    }
    case "written": {
      const verb = context.dryRun ? "will be" : "was";
      const description = `${user} ${verb} ${PARTICIPLES[fact.action]} in ${targetName}`;
      return createStep(EXPORT_STEPS[fact.action], "export", "success", description, exportDetails(name, fact.reason));
    }
    case "writeFailed": {
      const description = context.dryRun
        ? `Will fail to ${fact.action} ${user} in ${targetName}`
        : `Failed to ${fact.action} ${user} in ${targetName}`;
      return createStep(EXPORT_STEPS[fact.action], "export", "failure", description, exportDetails(name));
    }
    case "valueDropped": {
      const details = { PropertyName: fact.attribute, Value: formatDropped(fact.value), Reason: fact.reason };
      const description = describeDropped(name, fact);
      return createStep(VALUE_DROPPED, "export", "warning", description, details);
    }
    case "heldBack": {
      const { action, reason, failure } = fact;
      const details = { ...exportDetails(name, reason), SkipReason: failure.errorCode };
      return createStep(EXPORT_STEPS[action], "export", "skipped", failure.reason, details);
    }
    case "inSync": {
      const description = `The state of the user in both the source and target systems already match. No change to the ${user} currently needs to be made.`;
      const details = { SkipReason: "RedundantExport" };
      return createStep("EntrySynchronizationSkip", "processing", "skipped", description, details);
    }
    case "skipped":
      return skipStep(fact.failure);
  }
}

/** A value that the target's rules left out of a write, in a sentence. */
function describeDropped(name: string, { attribute, value, reason }: DroppedValue): string {
  const shown = formatDropped(value);
  return `${attribute} dropped${shown === "" ? "" : `: ${shown}`}: ${reason} (user ${name})`;
}

/** A string as it is, another value as JSON. */
function formatDropped(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Attributes that only redacted mappings read are not shown. */
function importStep(
  context: StepContext,
  name: string,
  { user, roles, known }: Extract<StepFact, { kind: "imported" }>,
): ProvisioningStep {
  const { secretSourceAttributes } = context.mapping;
  const details: Record<string, string> = { objectId: user.id };
  const show = (attribute: string, value: SourceValue) => {
    const formatted = formatSourceValue(value);
    if (formatted !== "") details[attribute] = secretSourceAttributes.has(attribute) ? REDACTED : formatted;
  };
  for (const attribute of context.reads) show(attribute, readSourceAttribute(user, attribute));
  show(ROLES_ATTRIBUTE, roleNames(roles));
  const change = known ? "Update" : "Add";
  const description = `Received ${name} change of type (${change}) from ${context.sourceName}`;
  return createStep(`EntryImport${change}`, "import", "success", description, details);
}

function scopingStep(
  context: StepContext,
  { user, roles, scope }: Extract<StepFact, { kind: "scoped" }>,
): ProvisioningStep {
  const description = "Determine if User in scope by evaluating against each scoping filter";
  const details = { ...scope.details, ScopeEvaluationResult: explainScopingFilters(context.scope, user, roles) };
  return createStep("EntrySynchronizationScoping", "scoping", "success", description, details);
}

function skipStep({ attribute, skipped, reason, errorCode }: Failure): ProvisioningStep {
  const details = { SkipReason: errorCode, ...(attribute === undefined ? {} : { PropertyName: attribute }) };
  return createStep("EntrySynchronizationSkip", "processing", skipped ? "skipped" : "failure", reason, details);
}

/** The filters that found no account, in the order in which the target was queried. */
function numberedFilters(filters: readonly string[]): ProvisioningStep["details"] {
  return Object.fromEntries(filters.map((filter, index) => [index === 0 ? "filter" : `filter ${index + 1}`, filter]));
}

function exportDetails(name: string, reason?: string): ProvisioningStep["details"] {
  return { ReportableIdentifier: name, ...(reason === undefined ? {} : { Reason: reason }) };
}

function createStep(
  name: string,
  provisioningStepType: ProvisioningStep["provisioningStepType"],
  status: ProvisioningStep["status"],
  description: string,
  details: Readonly<Record<string, string>> = {},
): ProvisioningStep {
  return { name, provisioningStepType, status, description, details };
}
