/** The state of the synchronization of enterprise applications: templates, secrets and jobs. */
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import type { SynchronizationJob } from "./synchronization-job.ts";
import { templateSchema } from "./template-schema.ts";

/** How a synchronization template is made. */
export interface TemplateEntry {
  /** Id of the template, such as `scim`. */
  readonly id: string;
  /** What the connector is called. */
  readonly factoryTag: string;
  /** Whether it is the recommended template. */
  readonly default: boolean;
  /** Whether its credentials need a consent in a browser. */
  readonly isOAuthEnabled: boolean;
}

/** A synchronization template of an application. */
export interface SynchronizationTemplate extends TemplateEntry {
  /** The schema that new jobs get. */
  readonly schema: GraphObject;
}

/** An application, and the templates of its synchronization. */
export interface SynchronizedApplication {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly appId: string;
  readonly displayName: string;
  /** None when the application cannot be provisioned. */
  readonly templates: readonly TemplateEntry[];
}

/** What the connector of applications that are not in the gallery is called. */
export const CUSTOM_FACTORY_TAG = "CustomSCIM";

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
    this.templates = application.templates.map((entry) => {
      const kind = entry.factoryTag === CUSTOM_FACTORY_TAG ? "custom" : "gallery";
      return { ...entry, schema: templateSchema({ kind, guid: runtime.guid }) };
    });
  }

  /** Whether a tenant URL and credentials are stored. */
  get isConfigured(): boolean {
    return this.secrets.has("BaseAddress") && (this.secrets.has("SecretToken") || this.hasAccessToken);
  }
}
