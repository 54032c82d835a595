/** Compares an application with its desired state. */
import type { FoundApplication } from "../../job/find-application.ts";
import type { FoundJob } from "../../job/job-access.ts";
import { stringIn } from "../../job/json-values.ts";
import type { DesiredApplication, DesiredProvisioning } from "./desired-types.ts";
import { planAssignments } from "./plan-assignments.ts";
import { describeDesiredMapping, planMapping } from "./plan-mapping.ts";
import { isConfigured, isSettable, narrowsScope, planSettings, type SettingsPlan } from "./plan-settings.ts";
import type { PlanStep } from "./plan-types.ts";
import type { PlannedStep, StepAction } from "./planned-step.ts";
import type { PlanningContext } from "./planning-context.ts";
import {
  type CurrentApplication,
  locateApplication,
  type MissingApplication,
  readApplication,
} from "./read-application.ts";

/** The difference between an application and its desired state. */
export interface PlannedApplication {
  readonly steps: readonly PlannedStep[];
  readonly warnings: readonly string[];
  /** The application; undefined while it does not exist. */
  readonly current: CurrentApplication | undefined;
  /** Whether the job will have what it needs to start, as far as that is known. */
  readonly canStart: boolean;
  /** Version of the schema of the job; empty when there is no job, or when the mapping is not desired. */
  readonly schemaVersion: string;
}

/**
 * Finds the application and compares it.
 *
 * @throws EntraApplicationError for what is not found or ambiguous. ProvisioningError for an invalid mapping.
 */
export async function makePlan(context: PlanningContext, desired: DesiredApplication): Promise<PlannedApplication> {
  const located = await locateApplication(context, desired);
  return "id" in located ? compare(context, desired, located) : planCreation(context, desired, located);
}

/** Compares an application that exists. */
export async function compare(
  context: PlanningContext,
  desired: DesiredApplication,
  application: FoundApplication,
): Promise<PlannedApplication> {
  const current = await readApplication(context, desired, application);
  const { job, schema } = current;
  const provisioning =
    desired.provisioning === undefined
      ? { steps: [], warnings: [], canStart: true }
      : planProvisioning(context, desired.provisioning, current);
  const { client, prune, signal } = context;
  const assigned =
    desired.assignments === undefined
      ? []
      : await planAssignments({
          client,
          signal,
          application,
          current: current.assignments,
          desired: desired.assignments,
          prune,
        });
  const isLast = ({ action }: PlannedStep) => action.kind === "start" || action.kind === "restart";
  return {
    steps: [
      ...renameSteps(desired, application),
      ...provisioning.steps.filter((step) => !isLast(step)),
      ...assigned,
      ...provisioning.steps.filter(isLast),
    ],
    warnings: provisioning.warnings,
    current,
    canStart: provisioning.canStart,
    schemaVersion: job === undefined || schema === undefined ? "" : stringIn(schema, "version"),
  };
}

/** The plan for an application that does not exist: what its template brings is known after it was created. */
async function planCreation(
  { client, replaceToken, signal }: PlanningContext,
  { provisioning, assignments = [] }: DesiredApplication,
  { templateId, displayName }: MissingApplication,
): Promise<PlannedApplication> {
  const action: StepAction = { kind: "create_application", templateId, displayName };
  const settings = planSettings(provisioning ?? {}, new Map(), { replaceToken });
  const mapping = provisioning?.mapping === undefined ? [] : describeDesiredMapping(provisioning.mapping);
  const steps: readonly PlannedStep[] = [
    planned(action, displayName),
    ...(provisioning === undefined ? [] : [planned({ kind: "create_job", templateId: "" }, displayName)]),
    ...settingsSteps(settings, displayName),
    ...(mapping.length === 0
      ? []
      : [planned({ kind: "mapping", document: {}, version: "" }, displayName, { before: [], after: mapping })]),
    ...(await planAssignments({
      client,
      signal,
      application: undefined,
      current: [],
      desired: assignments,
      prune: false,
    })),
    ...(provisioning?.status === "on" ? [planned({ kind: "start" }, displayName)] : []),
  ];
  const canStart = isStartable(settings);
  const warnings = [...settings.warnings, ...startWarnings(provisioning ?? {}, canStart)];
  return { steps, warnings, current: undefined, canStart, schemaVersion: "" };
}

function planned(
  action: StepAction,
  subject: string,
  { before, after }: Pick<PlanStep, "before" | "after"> = { before: [], after: [] },
): PlannedStep {
  return { step: { kind: action.kind, subject, before, after }, action };
}

function renameSteps({ application: desired }: DesiredApplication, { displayName }: FoundApplication) {
  const wanted = desired?.displayName;
  if (wanted === undefined || wanted === displayName) return [];
  const lines = { before: [`Name: ${displayName}`], after: [`Name: ${wanted}`] };
  return [planned({ kind: "rename_application", displayName: wanted }, displayName, lines)];
}

function settingsSteps(settings: SettingsPlan, subject: string): readonly PlannedStep[] {
  const { before, after, values, missing } = settings;
  if (before.length === 0 && after.length === 0) return [];
  return [planned({ kind: "settings", values, missing }, subject, { before, after })];
}

function planProvisioning(
  { replaceToken }: PlanningContext,
  desired: DesiredProvisioning,
  current: CurrentApplication,
): Pick<PlannedApplication, "steps" | "warnings" | "canStart"> {
  const { application, job, template, settings: stored, schema } = current;
  const subject = application.displayName;
  const settings = planSettings(desired, stored, { replaceToken });
  const canStart = isStartable(settings, current);
  const mapping =
    desired.mapping === undefined || schema === undefined ? undefined : planMapping(desired.mapping, schema);
  const isRunning = job?.state === "Active";
  const document = mapping?.document;
  const written = settingsSteps(settings, subject);
  const isNarrowed = written.length > 0 && narrowsScope(settings, stored);
  const control = planControl(desired, job, { isMapped: document !== undefined, isNarrowed });
  const steps: readonly PlannedStep[] = [
    ...(desired.status === "off" && isRunning ? [planned({ kind: "pause" }, subject)] : []),
    ...(template === undefined ? [] : [planned({ kind: "create_job", templateId: template.id }, subject)]),
    ...written,
    ...(mapping === undefined || document === undefined
      ? []
      : [planned({ kind: "mapping", document, version: stringIn(schema ?? {}, "version") }, subject, mapping)]),
    ...(control.isStarting ? [planned({ kind: "start" }, subject)] : []),
    ...(control.isRestarting ? [planned({ kind: "restart" }, subject)] : []),
  ];
  const missing = written.length > 0 ? settings.missing : [];
  const warnings = [
    ...settings.warnings,
    ...missing.map((key) => {
      const advice = isSettable(key) ? "give it again, or apply changes nothing" : "apply changes nothing";
      return `${key} is stored and cannot be read back: ${advice}.`;
    }),
    ...startWarnings(desired, canStart),
    ...(template?.usesOAuth === true ? ["The application signs in with OAuth: authorize it in the admin center."] : []),
    ...control.warnings,
    ...(job?.code === "Quarantine" ? ["The job is in quarantine: see its status."] : []),
    ...(mapping?.warnings ?? []),
  ];
  return { steps, warnings, canStart };
}

/** A connector that signs in with OAuth, or whose stored secrets cannot be read, may have what it needs. */
function isStartable({ values, missing }: SettingsPlan, current?: CurrentApplication): boolean {
  const isUnknown = current !== undefined && (current.settings === undefined || current.template?.usesOAuth === true);
  return isUnknown || isConfigured(values) || missing.length > 0 || isStarted(current?.job);
}

/**
 * Whether a job starts and restarts. A paused job takes up its state, so a smaller scope needs a restart there, too.
 */
function planControl(
  { status }: DesiredProvisioning,
  job: FoundJob | undefined,
  { isMapped, isNarrowed }: { readonly isMapped: boolean; readonly isNarrowed: boolean },
) {
  const isRunning = job?.state === "Active";
  const isStarting = status === "on" && !isRunning;
  const isDue = isNarrowed && hasRun(job);
  const isRestarting = isRunning ? status !== "off" && (isMapped || isNarrowed) : isStarting && isDue;
  const warning =
    "The scope becomes smaller, which takes effect with a restart: restart the job instead of starting it.";
  return { isStarting, isRestarting, warnings: isDue && !isRestarting ? [warning] : [] };
}

/** A job that goes on where it stopped does not look again at the users that it knows. */
function hasRun(job: FoundJob | undefined): boolean {
  return job !== undefined && job.code !== "NotConfigured" && job.code !== "NotRun";
}

/** A job that has run has credentials. */
function isStarted(job: FoundJob | undefined): boolean {
  return job !== undefined && job.code !== "NotConfigured";
}

function startWarnings({ status }: DesiredProvisioning, canStart: boolean): readonly string[] {
  return status !== "on" || canStart ? [] : ["The job cannot start without a Tenant URL and a Secret Token."];
}
