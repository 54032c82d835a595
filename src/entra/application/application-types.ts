/** The enterprise application in Microsoft Entra: its options and calls. */
import type { Assumptions } from "../../expression/evaluation/assumptions.ts";
import type { EvaluationContext } from "../../expression/evaluation/context.ts";
import type { AttributeValue } from "../../expression/evaluation/values.ts";
import type { SynchronizationSchemaDocument } from "../../provisioning/mapping/schema.ts";
import type { OnDemandResult, ResetScope } from "../../provisioning/ports/command.ts";
import type { ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import type { GraphClient } from "../graph/graph-client.ts";
import type { GraphOptions } from "../graph/graph-options.ts";
import type { EvaluationComparison } from "../job/evaluation-types.ts";
import type { EntraJobStatus } from "../job/status-types.ts";
import type { EntraLogOptions } from "../logs/log-options.ts";
import type { DesiredApplication } from "./plan/desired-types.ts";
import type { ApplicationPlan, ApplyOptions, ApplyResult, PlanOptions } from "./plan/plan-types.ts";

/**
 * Which application, and a client for Graph or the options of a new one. Give at most one of `servicePrincipalId`,
 * `appId` and `displayName`. Without one, only `plan` and `apply` work, because the desired state names the
 * application.
 */
export type EntraApplicationOptions = {
  /** Object id of the service principal (Enterprise applications > the application > Object ID). */
  readonly servicePrincipalId?: string | undefined;
  /** Application (client) id. */
  readonly appId?: string | undefined;
  /** Name of the application; case does not matter. */
  readonly displayName?: string | undefined;
  /** Id of the job; needed only if the application has several. */
  readonly jobId?: string | undefined;
  /** The clock; the system clock by default. */
  readonly now?: (() => Date) | undefined;
  /** Waits for a number of milliseconds; a timer by default. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
} & (
  | {
      /** The client; share one among all parts of a program that use the same tenant. */
      readonly client: GraphClient;
    }
  | (GraphOptions & {
      /** Absent: a client is made from the options. */
      readonly client?: undefined;
    })
);

/**
 * An enterprise application and its provisioning job in Microsoft Entra. Every call rejects with a `GraphRequestError`
 * when Graph refuses a request, and with an `EntraApplicationError` when the application is not as the call needs it.
 */
export interface EntraApplication {
  /**
   * Compares the application with a desired state. Writes nothing.
   *
   * @throws EntraApplicationError for an invalid desired state, and for an application, template, principal or role
   *   that is not found or ambiguous.
   */
  plan(desired: DesiredApplication, options?: PlanOptions): Promise<ApplicationPlan>;
  /**
   * Carries out a plan that this object has made. Tests the connection before it writes a setting, and waits up to 5
   * minutes until a new application is available. You can apply a plan again after an interruption.
   *
   * @throws EntraApplicationError `stale_plan` when the application changed after it was planned, and
   *   `connection_refused` when Test Connection fails. TypeError for a plan that this object did not make.
   */
  apply(plan: ApplicationPlan, options?: ApplyOptions): Promise<ApplyResult>;
  /** Reads the status of the job. */
  status(options?: { readonly signal?: AbortSignal | undefined }): Promise<EntraJobStatus>;
  /**
   * Starts the job, also out of quarantine. Does nothing if the job already runs, because Microsoft warns that repeated
   * starts can stop it.
   *
   * @returns false if the job already runs.
   * @throws EntraApplicationError `not_configured` without Tenant URL and Secret Token.
   */
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * Pauses the job; a running cycle ends first.
   *
   * @returns false if it is already paused.
   */
  pause(options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * Restarts the job: its next cycle evaluates every user again.
   *
   * @param scope - what to reset. Default: `Watermark`, `Escrows` (retries) and `QuarantineState`. `ForceDeletes`
   *   allows the deletions that the threshold holds back.
   * @throws RangeError for an unknown scope, and for `ConnectorDataStore`, which Microsoft asks not to use.
   */
  restart(scope?: readonly ResetScope[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /**
   * Lets Entra provision one user now. Calls are spaced to Entra's limit of 5 in 10 seconds. A call usually takes less
   * than 30 seconds; the time limit is 120 seconds.
   *
   * @param user - object id or user principal name
   * @returns the result, also when Entra could not provision the user.
   */
  provisionOnDemand(user: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<OnDemandResult>;
  /** Reads the synchronization schema of the job, or of the template if there is no job. */
  schema(options?: { readonly signal?: AbortSignal | undefined }): Promise<SynchronizationSchemaDocument>;
  /**
   * Reads the provisioning log of the application, oldest record first, up to the last record that is visible now.
   * Requests are spaced to Graph's limit of 5 in 10 seconds.
   *
   * @throws RangeError for an invalid option. ProvisioningError `invalid_log` for a record that cannot be read.
   */
  logs(options?: EntraLogOptions): AsyncIterable<ProvisioningLogEntry>;
  /**
   * Evaluates an expression with Entra's `parseExpression` and with this package, and compares the values.
   *
   * @param attributes - source attributes by name
   */
  evaluate(
    expression: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    options?: {
      /** Aborts the call. */
      readonly signal?: AbortSignal | undefined;
      /** Clock, domain and so on for this package's evaluation. */
      readonly context?: EvaluationContext | undefined;
      /** How this package evaluates what the documentation leaves open. */
      readonly assumptions?: Assumptions | undefined;
    },
  ): Promise<EvaluationComparison>;
}

/** Which application, and how time passes. */
export type ApplicationSelector = Pick<
  EntraApplicationOptions,
  "servicePrincipalId" | "appId" | "displayName" | "jobId" | "now" | "sleep"
>;

/** Options of most calls. */
export type SignalOption = NonNullable<Parameters<EntraApplication["status"]>[0]>;
