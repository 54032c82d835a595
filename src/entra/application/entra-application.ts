/** The enterprise application in Microsoft Entra, as code. */

import { EntraApplicationError } from "../../errors.ts";
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
  CallOptions,
  EntraApplication,
  EntraApplicationOptions,
} from "./application-types.ts";
import type { DesiredApplication } from "./plan/desired-types.ts";
import type { ApplicationPlan, ApplyOptions, ApplyResult, PlanOptions } from "./plan/plan-types.ts";

/**
 * Opens an enterprise application: its desired state as code, and its provisioning job. It reads nothing until a call
 * needs it.
 *
 * @param options - a client or a credential, and which application: `servicePrincipalId`, `appId` or `displayName`
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

class Application implements EntraApplication {
  readonly #client: GraphClient;
  readonly #selector: ApplicationSelector;
  readonly #timing: Timing;
  readonly #reportPace: RequestPace;
  readonly #onDemandPace: RequestPace;
  /** The application, once it was found. */
  #found: FoundApplication | undefined;

  constructor(selector: ApplicationSelector, client: GraphClient) {
    this.#client = client;
    this.#selector = selector;
    this.#timing = { now: selector.now ?? (() => new Date()), sleep: selector.sleep ?? abortableSleep };
    this.#reportPace = new RequestPace(this.#timing);
    this.#onDemandPace = new RequestPace(this.#timing);
  }

  async plan(_desired: DesiredApplication, _options: PlanOptions = {}): Promise<ApplicationPlan> {
    throw new EntraApplicationError("invalid_desired_state", "Plans are not available yet.");
  }

  async apply(_plan: ApplicationPlan, _options: ApplyOptions = {}): Promise<ApplyResult> {
    throw new EntraApplicationError("invalid_desired_state", "Plans are not available yet.");
  }

  async status({ signal }: CallOptions = {}): Promise<EntraJobStatus> {
    const access = await this.#access(signal);
    return readStatus(access.application, await requireJob(access));
  }

  async start({ signal }: CallOptions = {}): Promise<boolean> {
    return startJob(await this.#access(signal));
  }

  async pause({ signal }: CallOptions = {}): Promise<boolean> {
    return pauseJob(await this.#access(signal));
  }

  async restart(scope?: readonly ResetScope[], { signal }: CallOptions = {}): Promise<void> {
    await restartJob(await this.#access(signal), scope);
  }

  async provisionOnDemand(user: string, { signal }: CallOptions = {}): Promise<OnDemandResult> {
    const { now } = this.#timing;
    const beforeAttempt = () => this.#onDemandPace.wait(signal);
    return provisionOnDemand(await this.#access(signal), { user, now, beforeAttempt });
  }

  async schema({ signal }: CallOptions = {}): Promise<SynchronizationSchemaDocument> {
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

  async #access(signal: AbortSignal | undefined): Promise<ProvisionedApplication> {
    this.#found ??= await findApplication(this.#client, this.#selector, signal);
    return { client: this.#client, application: this.#found, jobId: this.#selector.jobId, signal };
  }
}
