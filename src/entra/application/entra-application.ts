/** The enterprise application in Microsoft Entra, as code. */

import type { AttributeValue } from "../../expression/evaluation/values.ts";
import { abortableSleep } from "../../internal/abortable-sleep.ts";
import type { SynchronizationSchemaDocument } from "../../provisioning/mapping/schema.ts";
import type { OnDemandResult, ResetScope } from "../../provisioning/ports/command.ts";
import type { ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import { GraphClient } from "../graph/graph-client.ts";
import { pauseJob, restartJob, startJob } from "../job/control-job.ts";
import { evaluateExpression } from "../job/evaluate-expression.ts";
import type { EvaluationComparison } from "../job/evaluation-types.ts";
import { type FoundApplication, findApplication } from "../job/find-application.ts";
import { defaultTemplate, findJob, listTemplates, type ProvisionedApplication, requireJob } from "../job/job-access.ts";
import { provisionOnDemand } from "../job/on-demand.ts";
import { readJobSchema, readTemplateSchema } from "../job/read-schema.ts";
import { readStatus } from "../job/read-status.ts";
import type { EntraJobStatus } from "../job/status-types.ts";
import type { EntraLogOptions } from "../logs/log-options.ts";
import { logReading, readLogs } from "../logs/read-logs.ts";
import { RequestPace, type Timing } from "../logs/request-pace.ts";
import type {
  ApplicationSelector,
  EntraApplication,
  EntraApplicationOptions,
  SignalOption,
} from "./application-types.ts";
import { type ApplyProgress, applyPlan } from "./apply/apply-plan.ts";
import { parseDesiredApplication } from "./plan/desired-state.ts";
import type { DesiredApplication } from "./plan/desired-types.ts";
import { makePlan, type PlannedApplication } from "./plan/make-plan.ts";
import type { ApplicationPlan, ApplyOptions, ApplyResult, PlanOptions } from "./plan/plan-types.ts";
import type { PlanningContext } from "./plan/planning-context.ts";
import { renderPlan } from "./plan/render-plan.ts";

/**
 * Manages an enterprise application and its provisioning job in Microsoft Entra. Sends no request before the first
 * call.
 *
 * @param options - a client or a credential, and the application: `servicePrincipalId`, `appId` or `displayName`
 * @throws TypeError for several selectors, and for an invalid credential or Graph URL.
 * @example
 * ```ts
 * import { clientCredentials, entraApplication } from "proxyclick-scim/entra";
 *
 * const application = entraApplication({
 *   credential: clientCredentials({ tenantId: "…", clientId: "…", clientSecret: "…" }),
 *   displayName: "Proxyclick",
 * });
 * const { code, quarantine } = await application.status();
 * ```
 */
export function entraApplication(options: EntraApplicationOptions): EntraApplication {
  const selectors = ["servicePrincipalId", "appId", "displayName"] as const;
  if (selectors.filter((name) => options[name] !== undefined).length > 1)
    throw new TypeError(`Give one selector of the application only: ${selectors.join(", ")}.`);
  return new Application(options, options.client ?? new GraphClient(options));
}

/** A plan with what it was made of. */
interface MadePlan {
  readonly desired: DesiredApplication;
  readonly options: PlanOptions;
  readonly planned: PlannedApplication;
  readonly progress: ApplyProgress;
}

class Application implements EntraApplication {
  readonly #client: GraphClient;
  readonly #selector: ApplicationSelector;
  readonly #timing: Timing;
  readonly #reportPace: RequestPace;
  readonly #onDemandPace: RequestPace;
  /** What is behind each plan: the desired state has secrets, which a plan has not. */
  readonly #plans = new WeakMap<ApplicationPlan, MadePlan>();
  /** Object id of the application that a plan was applied to: it may have been created, or got another name. */
  #applied: string | undefined;
  /** The application, once it was found. */
  #found: FoundApplication | undefined;

  constructor(selector: ApplicationSelector, client: GraphClient) {
    this.#client = client;
    this.#selector = selector;
    this.#timing = { now: selector.now ?? (() => new Date()), sleep: selector.sleep ?? abortableSleep };
    this.#reportPace = new RequestPace(this.#timing);
    this.#onDemandPace = new RequestPace(this.#timing);
  }

  async plan(desired: DesiredApplication, options: PlanOptions = {}): Promise<ApplicationPlan> {
    const checked = parseDesiredApplication(desired);
    const planned = await makePlan(this.#planning(options), checked);
    const steps = planned.steps.map(({ step }) => step);
    const { warnings } = planned;
    const plan = { steps, warnings, isEmpty: steps.length === 0, text: renderPlan(steps, warnings) };
    this.#plans.set(plan, {
      desired: checked,
      options,
      planned,
      progress: { createdId: undefined, isRestartDue: false },
    });
    return plan;
  }

  async apply(plan: ApplicationPlan, options: ApplyOptions = {}): Promise<ApplyResult> {
    const made = this.#plans.get(plan);
    if (made === undefined) throw new TypeError("Invalid plan: expected one that plan of the same object returned.");
    const { desired, planned, progress } = made;
    const context = this.#planning({ ...made.options, signal: options.signal });
    const result = await applyPlan({ context, desired, planned, timing: this.#timing, options, progress });
    this.#applied = result.servicePrincipalId;
    return result;
  }

  async status({ signal }: SignalOption = {}): Promise<EntraJobStatus> {
    const access = await this.#access(signal);
    return readStatus(access.application, await requireJob(access));
  }

  async start({ signal }: SignalOption = {}): Promise<boolean> {
    return startJob(await this.#access(signal));
  }

  async pause({ signal }: SignalOption = {}): Promise<boolean> {
    return pauseJob(await this.#access(signal));
  }

  async restart(scope?: readonly ResetScope[], { signal }: SignalOption = {}): Promise<void> {
    await restartJob(await this.#access(signal), scope);
  }

  async provisionOnDemand(user: string, { signal }: SignalOption = {}): Promise<OnDemandResult> {
    const { now } = this.#timing;
    const beforeAttempt = () => this.#onDemandPace.wait(signal);
    return provisionOnDemand(await this.#access(signal), { user, now, beforeAttempt });
  }

  async schema({ signal }: SignalOption = {}): Promise<SynchronizationSchemaDocument> {
    const access = await this.#access(signal);
    const job = await findJob(access);
    const schema =
      job === undefined
        ? await readTemplateSchema(access, defaultTemplate(await listTemplates(access), access.application).id)
        : await readJobSchema(access, job);
    const rules = schema["synchronizationRules"];
    return { ...schema, synchronizationRules: Array.isArray(rules) ? rules : [] };
  }

  async *logs(options: EntraLogOptions = {}): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
    const reading = logReading(options);
    const { application } = await this.#access(options.signal);
    const source = { client: this.#client, servicePrincipalId: application.id, pace: this.#reportPace };
    yield* readLogs(source, reading);
  }

  async evaluate(
    expression: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    { signal, context, assumptions }: Parameters<EntraApplication["evaluate"]>[2] = {},
  ): Promise<EvaluationComparison> {
    return evaluateExpression(await this.#access(signal), { expression, attributes, context, assumptions });
  }

  #planning({ prune = false, replaceToken = false, signal }: PlanOptions): PlanningContext {
    return { client: this.#client, selector: this.#selector, prune, replaceToken, signal };
  }

  async #access(signal: AbortSignal | undefined): Promise<ProvisionedApplication> {
    const applied = this.#applied === undefined ? undefined : { servicePrincipalId: this.#applied };
    this.#found ??= await findApplication(this.#client, applied ?? this.#selector, signal);
    return { client: this.#client, application: this.#found, jobId: this.#selector.jobId, signal };
  }
}
