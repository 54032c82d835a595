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
 * Which application, and how to reach Graph: a client that is shared with other parts of the program, or the options of
 * a new one. Without a selector, only `plan` and `apply` work: the desired state then names the application.
 */
export type EntraApplicationOptions = {
  /** Object id of the service principal (Enterprise applications > the application > Object ID). */
  readonly servicePrincipalId?: string | undefined;
  /** Application (client) id. */
  readonly appId?: string | undefined;
  /** Name of the application, compared as Graph does: without regard to case. */
  readonly displayName?: string | undefined;
  /** Id of the job, where the application has several. */
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
 * An enterprise application and its provisioning in Microsoft Entra. Every call rejects with a `GraphRequestError` when
 * Graph refuses a request, and with an `EntraApplicationError` when the application is not as the call needs it.
 */
export interface EntraApplication {
  /**
   * Compares the application with a desired state; writes nothing.
   *
   * @throws EntraApplicationError for an invalid desired state, and for an application, template, principal or role
   *   that is not found or ambiguous.
   */
  plan(desired: DesiredApplication, options?: PlanOptions): Promise<ApplicationPlan>;
  /**
   * Carries out a plan of this object: creates what is missing, tests the connection before anything is written to an
   * application, and waits for replication for up to 5 minutes. An interrupted plan can be applied again.
   *
   * @throws EntraApplicationError `stale_plan` when the application changed after it was planned, and
   *   `connection_refused` when Test Connection fails. TypeError for a plan that this object did not make.
   */
  apply(plan: ApplicationPlan, options?: ApplyOptions): Promise<ApplyResult>;
  /** Reads the status of the job. */
  status(options?: { readonly signal?: AbortSignal | undefined }): Promise<EntraJobStatus>;
  /**
   * Starts the job, also out of quarantine. A job that runs already is left alone, because Microsoft warns about
   * starting one again.
   *
   * @returns false when it runs already.
   */
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * Pauses the job; a running cycle ends first.
   *
   * @returns false when it is paused already.
   */
  pause(options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * Restarts the job.
   *
   * @param scope - what to forget; watermark, retries and quarantine by default. `ForceDeletes` allows held back
   *   deletions.
   * @throws RangeError for an unknown scope, and for `ConnectorDataStore`, which Microsoft asks not to use.
   */
  restart(scope?: readonly ResetScope[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /**
   * Lets Entra provision one user now. Entra allows 5 calls in 10 seconds; a call takes up to 30 seconds.
   *
   * @param user - object id or user principal name
   * @returns the result; a failure of the user is a result, too.
   */
  provisionOnDemand(user: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<OnDemandResult>;
  /** Reads the synchronization schema of the job; that of the template while there is no job. */
  schema(options?: { readonly signal?: AbortSignal | undefined }): Promise<SynchronizationSchemaDocument>;
  /**
   * Reads the provisioning log of the application, oldest records first, within the limit of 5 requests in 10 seconds.
   * It ends with the last record that is visible now.
   *
   * @throws RangeError for an invalid option. ProvisioningError `invalid_log` for a record that cannot be read.
   */
  logs(options?: EntraLogOptions): AsyncIterable<ProvisioningLogEntry>;
  /**
   * Evaluates an expression with Entra's own `parseExpression` and with this package.
   *
   * @param attributes - source attributes by name
   */
  evaluate(
    expression: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    options?: {
      /** Aborts the call. */
      readonly signal?: AbortSignal | undefined;
      /** Clock, domain and so on of this package's evaluation. */
      readonly context?: EvaluationContext | undefined;
      /** How this package evaluates where the documentation contradicts itself. */
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
