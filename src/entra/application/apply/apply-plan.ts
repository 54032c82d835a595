/** Carries out a plan, in its order. */
import { EntraApplicationError } from "../../../errors.ts";
import { notConfigured } from "../../job/control-job.ts";
import type { FoundApplication } from "../../job/find-application.ts";
import type { ProvisionedApplication } from "../../job/job-access.ts";
import type { Timing } from "../../logs/request-pace.ts";
import type { DesiredApplication } from "../plan/desired-types.ts";
import { compare, makePlan, type PlannedApplication } from "../plan/make-plan.ts";
import { credentialsOf } from "../plan/plan-settings.ts";
import type { ApplyOptions, ApplyResult, PlanStep } from "../plan/plan-types.ts";
import type { PlannedStep } from "../plan/planned-step.ts";
import type { PlanningContext } from "../plan/planning-context.ts";
import { awaitAssignments } from "./await-assignments.ts";
import { carryOut, requireCompleteSecrets } from "./carry-out.ts";
import { awaitApplication, createApplication } from "./create-application.ts";
import type { Patience } from "./replication.ts";
import { testConnection } from "./test-connection.ts";

/** What was planned. */
export interface ApplyInput {
  readonly context: PlanningContext;
  readonly desired: DesiredApplication;
  /** The plan that was shown. */
  readonly planned: PlannedApplication;
  readonly timing: Timing;
  readonly options: ApplyOptions;
  /** What earlier, interrupted runs of the plan have done. */
  readonly progress: ApplyProgress;
}

/** What runs of a plan have done. */
export interface ApplyProgress {
  /** Object id of the application that they created. */
  createdId: string | undefined;
  /** Whether they have begun to write what takes effect with a restart that is still to come. */
  isRestartDue: boolean;
}

/**
 * Carries out a plan.
 *
 * @throws EntraApplicationError `stale_plan` when the application is not as it was planned, before anything is written.
 */
export async function applyPlan(input: ApplyInput): Promise<ApplyResult> {
  const { context, desired, timing, options, progress } = input;
  const run = new Run(context, timing, options);
  const now = withDueRestart(input, await planNow(input, run));
  requireSamePlan(input.planned, now, progress);
  requireCompleteSecrets(now.steps.map(({ action }) => action));
  if (!now.canStart && now.steps.some(({ action }) => action.kind === "start")) throw notConfigured();
  const [first] = now.steps;
  if (first?.action.kind !== "create_application") return run.carryOut(desired, now, progress);
  const { client } = context;
  const { displayName } = first.action;
  const patience = run.patience(true);
  const id = await createApplication(client, first.action, patience);
  progress.createdId = id;
  const application = await awaitApplication(client, id, displayName, patience);
  run.finish(first.step);
  return run.carryOut(desired, await compare(context, desired, application), progress);
}

/** Plans again. An application that an interrupted run has created is known by its id: lists may lack it yet. */
async function planNow({ context, desired, planned, progress }: ApplyInput, run: Run): Promise<PlannedApplication> {
  const { createdId } = progress;
  const [first] = planned.steps;
  if (createdId === undefined || first?.action.kind !== "create_application") return makePlan(context, desired);
  const { displayName } = first.action;
  const application = await awaitApplication(context.client, createdId, displayName, run.patience(true));
  return compare(context, desired, application);
}

/** Adds the restart that an interrupted run has not come to: what it wrote differs no more, and is not in force yet. */
function withDueRestart({ planned, progress }: ApplyInput, now: PlannedApplication): PlannedApplication {
  const restart = planned.steps.find(({ action }) => action.kind === "restart");
  const kinds = now.steps.map(({ action }) => action.kind);
  const willRun = now.current?.job?.state === "Active" || kinds.includes("start");
  if (restart === undefined || !progress.isRestartDue || !willRun || kinds.includes("restart")) return now;
  return { ...now, steps: [...now.steps, restart] };
}

/** An application that is applied to. */
class Run {
  readonly #context: PlanningContext;
  readonly #timing: Timing;
  readonly #options: ApplyOptions;
  readonly #done: PlanStep[] = [];

  constructor(context: PlanningContext, timing: Timing, options: ApplyOptions) {
    this.#context = context;
    this.#timing = timing;
    this.#options = options;
  }

  patience(isNew: boolean): Patience {
    return { isNew, timing: this.#timing, onWait: this.#options.onWait, signal: this.#context.signal };
  }

  finish(step: PlanStep): void {
    this.#done.push(step);
    this.#options.onStep?.(step);
  }

  async carryOut(
    desired: DesiredApplication,
    planned: PlannedApplication,
    progress: ApplyProgress,
  ): Promise<ApplyResult> {
    const { current } = planned;
    if (current === undefined) throw new EntraApplicationError("application_not_found", "The application is gone.");
    const access = this.#accessTo(current.application);
    await testSettings(access, planned);
    const creation = planned.steps.findIndex(({ action }) => action.kind === "create_job");
    const isOwn = progress.createdId === current.application.id;
    await this.#carryOutAll(access, planned.steps.slice(0, creation + 1), isOwn);
    // The schema of a job is known when there is the job.
    const rest = creation < 0 ? planned : await compare(this.#context, desired, current.application);
    const isNew = isOwn || creation >= 0;
    progress.isRestartDue ||= rest.steps.some(({ action }) => action.kind === "restart");
    await this.#carryOutAll(access, rest.steps, isNew);
    progress.isRestartDue = false;
    const actions = rest.steps.map(({ action }) => action);
    await awaitAssignments(access, actions, this.patience(isNew));
    return { servicePrincipalId: current.application.id, steps: [...this.#done] };
  }

  async #carryOutAll(access: ProvisionedApplication, steps: readonly PlannedStep[], isNew: boolean): Promise<void> {
    for (const { step, action } of steps) {
      this.#context.signal?.throwIfAborted();
      await carryOut(access, action, this.patience(isNew));
      this.finish(step);
    }
  }

  #accessTo(application: FoundApplication): ProvisionedApplication {
    const { client, selector, signal } = this.#context;
    return { client, application, jobId: selector.jobId, signal };
  }
}

/** Tests the connection when Tenant URL and Secret Token are written. */
async function testSettings(access: ProvisionedApplication, { steps, current }: PlannedApplication): Promise<void> {
  const templateId = current?.job?.templateId ?? current?.template?.id;
  for (const { action } of steps) {
    const credentials = action.kind === "settings" ? credentialsOf(action.values) : undefined;
    if (credentials !== undefined && templateId !== undefined) await testConnection(access, templateId, credentials);
  }
}

/**
 * Each step that is due now was planned; steps that an interrupted run has carried out are not due.
 *
 * @throws EntraApplicationError `stale_plan`.
 */
function requireSamePlan(planned: PlannedApplication, now: PlannedApplication, { createdId }: ApplyProgress): void {
  const isOwn = createdId !== undefined && now.current?.application.id === createdId;
  const known = new Set(planned.steps.map(({ step }) => keyOf(step, isOwn)));
  const other = now.steps.find(({ step }) => !known.has(keyOf(step, isOwn)));
  const isMapped = now.steps.some(({ action }) => action.kind === "mapping");
  const isOther = planned.schemaVersion !== "" && planned.schemaVersion !== now.schemaVersion;
  if (other === undefined && !(isMapped && isOther)) return;
  const what = other === undefined ? "its mapping" : `what to do now: ${other.step.kind} ${other.step.subject}`;
  throw new EntraApplicationError(
    "stale_plan",
    `The application changed after it was planned (${what}). Nothing was written. Plan again.`,
  );
}

/** @param isOwn - whether the plan has created the application: it could not know then what the template brings */
function keyOf({ kind, subject, before, after }: PlanStep, isOwn: boolean): string {
  return JSON.stringify(isOwn ? [kind, subject] : [kind, subject, before, after]);
}
