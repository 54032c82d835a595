/**
 * Runs the cycles of jobs with the package's own provisioning engine, from the emulated directory to the Tenant URL.
 */
import { ScimClient } from "../../../client/index.ts";
import { isScimRequestError } from "../../../errors.ts";
import { UserType } from "../../../models/index.ts";
import {
  type CycleSummary,
  createProvisioningJob,
  type DirectorySource,
  MemoryState,
  type OnDemandResult,
  type ProvisioningJob,
  type ProvisioningLogEntry,
  type ProvisioningTarget,
  parseSynchronizationSchema,
  type ResetScope,
} from "../../../provisioning/index.ts";
import { ProxyclickScimClient } from "../../../proxyclick/index.ts";
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { failedExecution, quarantineOf, toExecution } from "./execution.ts";
import type { ApplicationOptions } from "./options.ts";
import { notificationSettings } from "./secrets.ts";
import { CUSTOM_FACTORY_TAG, type Synchronization } from "./synchronization.ts";
import type { SynchronizationJob } from "./synchronization-job.ts";

/** What cycles need. */
export interface CycleRunnerParts {
  readonly runtime: EmulatorRuntime;
  readonly tenantId: string;
  readonly options: ApplicationOptions;
  /** Returns the directory as a source, with the assignments of an application. */
  readonly sourceOf: (synchronization: Synchronization) => DirectorySource;
  /** Receives the records of the provisioning log. */
  readonly onRecord: (record: GraphObject) => void;
}

/** Runs cycles one after another. */
export class CycleRunner {
  readonly #parts: CycleRunnerParts;
  readonly #states = new WeakMap<SynchronizationJob, MemoryState>();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: CycleRunnerParts) {
    this.#parts = parts;
  }

  /** Whether the emulator runs cycles. */
  get isEnabled(): boolean {
    return this.#parts.options.runCycles === true && this.#parts.options.targetFetch !== undefined;
  }

  /** Begins a cycle of a job after those that were begun before. */
  begin(synchronization: Synchronization, job: SynchronizationJob): void {
    this.#enqueue(job, () => this.#run(synchronization, job));
  }

  /** Forgets what a restart names, and begins a cycle. */
  restart(synchronization: Synchronization, job: SynchronizationJob, scopes: readonly ResetScope[]): void {
    this.#enqueue(job, () => this.#engine(synchronization, job).restart(scopes));
    this.begin(synchronization, job);
  }

  /** Resolves when no cycle is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Provisions one user after the cycles that were begun before. */
  async provisionOnDemand(
    synchronization: Synchronization,
    job: SynchronizationJob,
    userId: string,
  ): Promise<OnDemandResult> {
    const provisioned = this.#running.then(() => this.#engine(synchronization, job).provisionOnDemand(userId));
    this.#running = provisioned.then(
      () => {},
      () => {},
    );
    const result = await provisioned;
    return { ...result, entry: this.#toRecordEntry(job, result.entry) };
  }

  /** Runs a task after those before. Graph reports whatever stopped it as the execution of a cycle. */
  #enqueue(job: SynchronizationJob, task: () => Promise<void>): void {
    if (!this.isEnabled) return;
    this.#running = this.#running.then(async () => {
      const { now, guid } = this.#parts.runtime;
      const began = now().toISOString();
      try {
        await task();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        job.lastExecution = failedExecution({ id: guid(), began, ended: now().toISOString(), message });
        job.successiveFailures += 1;
        if (isScimRequestError(error)) job.quarantine = quarantineOf("EncounteredQuarantineException", began, message);
      }
    });
  }

  async #run(synchronization: Synchronization, job: SynchronizationJob): Promise<void> {
    if (job.schedule !== "Active") return;
    const began = this.#parts.runtime.now().toISOString();
    const engine = this.#engine(synchronization, job);
    const summary = await engine.runCycle();
    this.#record(job, summary, began, (await engine.status()).linked);
  }

  #record(job: SynchronizationJob, summary: CycleSummary, began: string, linked: number): void {
    const ended = this.#parts.runtime.now().toISOString();
    const execution = toExecution(summary, ended);
    const { created, updated, disabled, deleted } = summary.counts;
    job.lastExecution = execution;
    job.lastSuccessfulExecution = execution;
    if (created + updated + disabled + deleted > 0) job.lastSuccessfulExecutionWithExports = execution;
    job.successiveFailures = 0;
    job.synchronizedUsers = linked;
    job.steadyStateFirst ??= ended;
    job.steadyStateLast = ended;
    const message = `${summary.heldBack} deletions are above the threshold.`;
    job.quarantine = summary.outcome === "held_back" ? quarantineOf("TooManyDeletes", began, message) : undefined;
  }

  #engine(synchronization: Synchronization, job: SynchronizationJob): ProvisioningJob {
    const { runtime, tenantId, sourceOf } = this.#parts;
    const { secrets, servicePrincipalId: id, displayName, appId } = synchronization;
    const state = this.#states.get(job) ?? new MemoryState();
    this.#states.set(job, state);
    const { DeleteThresholdEnabled, DeleteThresholdValue } = notificationSettings(secrets);
    return createProvisioningJob({
      source: sourceOf(synchronization),
      target: this.#target(synchronization),
      mapping: parseSynchronizationSchema(job.schema),
      state,
      scope: secrets.get("SyncAll")?.toLowerCase() === "true" ? "all" : "assigned",
      skipOutOfScopeDeletions: secrets.get("SkipOutOfScopeDeletions")?.toLowerCase() === "true",
      deletionThreshold: DeleteThresholdEnabled === true ? Number(DeleteThresholdValue) : "off",
      rebind: true,
      identity: { tenantId, servicePrincipal: { id, displayName, appId } },
      now: runtime.now,
      guid: runtime.guid,
      log: {
        lastEntryId: async () => undefined,
        append: async (entries) => {
          for (const entry of entries) this.#parts.onRecord({ ...this.#toRecordEntry(job, entry) });
        },
      },
    });
  }

  /** An entry of the engine as Entra writes it. */
  #toRecordEntry(job: SynchronizationJob, entry: ProvisioningLogEntry): ProvisioningLogEntry {
    const initiatedBy = { id: "", displayName: "Azure AD Provisioning Service", initiatorType: "system" };
    return { ...entry, jobId: job.id, initiatedBy };
  }

  #target({ secrets, templates }: Synchronization): ProvisioningTarget {
    const { targetFetch } = this.#parts.options;
    const address = secrets.get("BaseAddress") ?? "";
    const token = secrets.get("SecretToken") ?? "";
    const common = targetFetch === undefined ? {} : { fetch: targetFetch };
    if (templates[0]?.factoryTag !== CUSTOM_FACTORY_TAG) {
      return new ProxyclickScimClient({ ...common, tenantUrl: address, secretToken: token });
    }
    const client = new ScimClient({ ...common, baseUrl: address, token });
    return {
      name: "customappsso",
      identity: client.identity,
      users: client.resources(UserType),
      testConnection: (settings) => client.testConnection(settings),
    };
  }
}
