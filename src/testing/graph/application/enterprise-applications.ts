/** Enterprise applications of the emulator: gallery, applications, their synchronization, and the reports. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { Directory } from "../directory/directory.ts";
import type { EmulatedAppRole } from "../directory/service-principals.ts";
import { logRoutes } from "../reports/log-routes.ts";
import { ProvisioningLog } from "../reports/provisioning-log.ts";
import { RequestLimit } from "../reports/request-limit.ts";
import type { GraphObject } from "../service/graph-object.ts";
import type { GraphRoute, RoutedRequest } from "../service/route.ts";
import type { ApplicationContext } from "../synchronization/context.ts";
import { CycleRunner } from "../synchronization/cycle-runner.ts";
import { directorySource } from "../synchronization/directory-source.ts";
import { jobRoutes } from "../synchronization/job-routes.ts";
import { onDemandRoutes } from "../synchronization/on-demand.ts";
import { schemaRoutes } from "../synchronization/schema-routes.ts";
import { secretRoutes } from "../synchronization/secret-routes.ts";
import { Synchronization } from "../synchronization/synchronization.ts";
import type { JobChanges, SynchronizationJob } from "../synchronization/synchronization-job.ts";
import { assertApplicationOptions, type EnterpriseApplicationOptions } from "./application-options.ts";
import { galleryRoutes } from "./application-templates.ts";
import { Applications } from "./applications.ts";
import { CUSTOM_TEMPLATE_ID, createGallery, type Gallery } from "./gallery.ts";

/** A synchronization job of the emulator, to be inspected and changed by tests. */
export interface EmulatedJob {
  /** Id of the job. */
  readonly id: string;
  /** Its synchronization schema; set it to change it as somebody else would. */
  schema: Readonly<Record<string, unknown>>;
  /** Calls of start while the job was active; Microsoft warns that they can stop the service. */
  readonly redundantStarts: number;
  /**
   * Sets members of the status, schedule and settings; earlier changes are replaced. Status and schedule stay as set
   * until the job is started, paused or restarted.
   */
  set(changes: JobChanges): void;
  /** Runs a cycle as the service does every 40 minutes; resolves when it has ended. */
  runCycle(): Promise<void>;
}

/** The enterprise applications of an emulated tenant, to be inspected and changed by tests. */
export interface EmulatedApplications {
  /** The entries of the gallery; the first is Proxyclick. */
  readonly gallery: readonly Readonly<Record<string, unknown>>[];
  /** Creates an application, as if an administrator had created it before; returns the ids of its service principal. */
  create(application: {
    /** Name of the application. */
    readonly displayName: string;
    /** Whether it comes from the gallery entry of Proxyclick. Default: `gallery`. */
    readonly template?: "gallery" | "custom" | undefined;
    /** App roles. Default: `User` and `msiam_access`. */
    readonly appRoles?: readonly EmulatedAppRole[] | undefined;
    /** Client ids of applications that own it. Default: none. */
    readonly owners?: readonly string[] | undefined;
  }): {
    /** Object id of the service principal. */
    readonly servicePrincipalId: string;
    /** Client id of the application. */
    readonly appId: string;
  };
  /** Returns the jobs of a service principal, oldest first. */
  jobs(servicePrincipalId: string): readonly EmulatedJob[];
  /** Returns the stored secrets of a service principal, unmasked. */
  secrets(servicePrincipalId: string): ReadonlyMap<string, string>;
  /** Adds a record to the provisioning log; it becomes visible after the delay of the options. */
  addLogRecord(record: Readonly<Record<string, unknown>>): void;
  /** Lets the next page of the provisioning log break off in the middle. */
  breakLogPage(): void;
  /** Lets the next request with a token of the provisioning log fail with "Invalid skip token". */
  refuseSkipToken(): void;
  /** Resolves when no cycle is running. */
  idle(): Promise<void>;
}

/** The enterprise applications of an emulated tenant. */
export class EnterpriseApplications implements EmulatedApplications {
  readonly #gallery: Gallery;
  readonly #directory: Directory;
  readonly #applications: Applications;
  readonly #synchronizations = new Map<string, Synchronization>();
  readonly #context: ApplicationContext;

  constructor(directory: Directory, tenantId: string, options: EnterpriseApplicationOptions) {
    assertApplicationOptions(options);
    const { runtime } = directory;
    this.#directory = directory;
    this.#applications = new Applications(directory);
    this.#gallery = createGallery(runtime, options.gallery ?? []);
    const log = new ProvisioningLog(runtime, options.logDelay);
    this.#context = {
      runtime,
      tenantId,
      options,
      log,
      synchronizations: {
        find: (id) => this.#find(id),
        isReadable: ({ servicePrincipalId }) => this.#isReadable(servicePrincipalId),
      },
      cycles: new CycleRunner({
        runtime,
        tenantId,
        options,
        sourceOf: ({ servicePrincipalId }) => directorySource(directory, servicePrincipalId),
        onRecord: (record) => log.add(record),
      }),
      limits: { onDemand: new RequestLimit(5, 10), reports: new RequestLimit(5, 10) },
    };
  }

  get gallery(): readonly GraphObject[] {
    return this.#gallery.templates;
  }

  /** Connects a service principal that the directory has from the beginning to the gallery entry of Proxyclick. */
  adopt(servicePrincipalId: string): void {
    const record = this.#directory.servicePrincipals.find(servicePrincipalId);
    if (record?.value["applicationTemplateId"] !== null) return;
    const applicationTemplateId = this.gallery[0]?.["id"];
    this.#directory.servicePrincipals.update(servicePrincipalId, { applicationTemplateId });
  }

  /** Returns the routes. */
  routes(): readonly GraphRoute[] {
    const context = this.#context;
    const { runtime, log, limits, options } = context;
    const hasLicense = options.hasPremiumLicense !== false;
    return [
      ...galleryRoutes({
        gallery: this.gallery,
        directory: this.#directory,
        applications: this.#applications,
        onInstantiated: (id, clientId) => this.#find(id)?.owners.add(clientId),
      }),
      ...this.#applications.routes((request, id) => this.#mayChange(request, id)),
      ...secretRoutes(context),
      ...jobRoutes(context),
      ...schemaRoutes(context),
      ...onDemandRoutes(context),
      ...logRoutes({ runtime, log, limit: limits.reports, hasLicense }),
    ];
  }

  create({
    displayName,
    template = "gallery",
    appRoles,
    owners = [],
  }: Parameters<EmulatedApplications["create"]>[0]): ReturnType<EmulatedApplications["create"]> {
    const applicationTemplateId = template === "custom" ? CUSTOM_TEMPLATE_ID : String(this.gallery[0]?.["id"]);
    const application = { displayName, applicationTemplateId, appRoles, isInitial: true };
    const { id, appId } = this.#applications.create(application).servicePrincipal;
    for (const owner of owners) this.#find(id)?.owners.add(owner);
    return { servicePrincipalId: id, appId };
  }

  jobs(servicePrincipalId: string): readonly EmulatedJob[] {
    const synchronization = this.#find(servicePrincipalId);
    return synchronization?.jobs.map((job) => this.#emulatedJob(synchronization, job)) ?? [];
  }

  secrets(servicePrincipalId: string): ReadonlyMap<string, string> {
    return new Map(this.#find(servicePrincipalId)?.secrets);
  }

  addLogRecord(record: GraphObject): void {
    this.#context.log.add(record);
  }

  breakLogPage(): void {
    this.#context.log.brokenPages += 1;
  }

  refuseSkipToken(): void {
    this.#context.log.refusedSkipTokens += 1;
  }

  idle(): Promise<void> {
    return this.#context.cycles.idle();
  }

  #emulatedJob(synchronization: Synchronization, job: SynchronizationJob): EmulatedJob {
    const { cycles } = this.#context;
    return {
      id: job.id,
      get schema() {
        return job.schema;
      },
      set schema(schema) {
        job.schema = schema;
      },
      get redundantStarts() {
        return job.redundantStarts;
      },
      set: (changes) => {
        job.changes = changes;
      },
      runCycle: () => {
        cycles.begin(synchronization, job);
        return cycles.idle();
      },
    };
  }

  /** Every service principal can have a synchronization. */
  #find(servicePrincipalId: string): Synchronization | undefined {
    const id = canonicalId(servicePrincipalId);
    const principal = this.#directory.servicePrincipals.find(id)?.value;
    if (principal === undefined) return undefined;
    const { appId, displayName } = principal;
    const templates = this.#gallery.synchronizationTemplates(principal["applicationTemplateId"]);
    const found =
      this.#synchronizations.get(id) ??
      new Synchronization({ servicePrincipalId: id, appId, displayName, templates }, this.#context.runtime);
    this.#synchronizations.set(id, found);
    return found;
  }

  #isReadable(servicePrincipalId: string): boolean {
    const record = this.#directory.servicePrincipals.find(servicePrincipalId);
    return record !== undefined && this.#directory.isReadable(record);
  }

  #mayChange({ permissions, clientId }: RoutedRequest, servicePrincipalId: string): boolean {
    return (
      permissions.has("Application.ReadWrite.All") || this.#find(servicePrincipalId)?.owners.has(clientId) === true
    );
  }
}
