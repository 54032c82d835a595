/** The state of the synchronization of enterprise applications: templates, secrets and jobs. */
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import type { SynchronizationJob } from "./synchronization-job.ts";
import { templateSchema } from "./template-schema.ts";

/** A synchronization template of an application. */
export interface SynchronizationTemplate {
  readonly id: string;
  readonly factoryTag: string;
  /** The schema that new jobs get. */
  readonly schema: GraphObject;
}

/** An application, and what it was created from. */
export interface SynchronizedApplication {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly appId: string;
  readonly displayName: string;
  /** Name of the gallery entry, or `custom`; undefined when the application cannot be provisioned. */
  readonly template: string | undefined;
}

function createTemplate(name: string, runtime: EmulatorRuntime): SynchronizationTemplate {
  const kind = name === "custom" ? "custom" : "gallery";
  return {
    id: kind === "custom" ? "scim" : name.toLowerCase().replaceAll(/\W/g, ""),
    factoryTag: kind === "custom" ? "CustomSCIM" : name,
    schema: templateSchema({ kind, guid: runtime.guid }),
  };
}

/** The synchronization of one service principal. */
export class Synchronization {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  /** Application id of the service principal. */
  readonly appId: string;
  /** Name of the service principal. */
  readonly displayName: string;
  /** Client ids of the applications that own the service principal. */
  readonly owners = new Set<string>();
  /** Templates that a job can be created from. */
  readonly templates: readonly SynchronizationTemplate[];
  /** The stored secrets, by key. */
  readonly secrets = new Map<string, string>();
  /** The jobs, oldest first. */
  readonly jobs: SynchronizationJob[] = [];
  /** Whether `acquireAccessToken` has succeeded. */
  hasAccessToken = false;

  constructor(application: SynchronizedApplication, runtime: EmulatorRuntime) {
    this.servicePrincipalId = application.servicePrincipalId;
    this.appId = application.appId;
    this.displayName = application.displayName;
    this.templates = application.template === undefined ? [] : [createTemplate(application.template, runtime)];
  }

  /** Whether a tenant URL and credentials are stored. */
  get isConfigured(): boolean {
    return this.secrets.has("BaseAddress") && (this.secrets.has("SecretToken") || this.hasAccessToken);
  }
}
