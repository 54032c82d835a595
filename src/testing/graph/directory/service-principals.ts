/** The service principals of a directory; the emulated application's own parts add to them. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import type { Properties } from "./object-table.ts";

/** An app role of an application. */
export interface EmulatedAppRole {
  /** Id of the role. */
  readonly id: string;
  /** Name of the role. */
  readonly displayName: string;
  /** Value in tokens and mappings. */
  readonly value: string | null;
  /** What is shown to administrators. */
  readonly description: string;
  /** `User` for users and groups, `Application` for applications. */
  readonly allowedMemberTypes: readonly string[];
  /** Whether the role can be assigned. */
  readonly isEnabled: boolean;
}

/** A service principal, as Graph returns it. */
export type ServicePrincipal = Properties & {
  /** Object id. */
  readonly id: string;
  /** Client id of the application. */
  readonly appId: string;
  /** Name of the application. */
  readonly displayName: string;
  /** App roles. */
  readonly appRoles: readonly EmulatedAppRole[];
};

/** A service principal in the directory. */
export interface ServicePrincipalRecord {
  /** The service principal; replaced as a whole. */
  value: ServicePrincipal;
  /** Time of creation in milliseconds; -Infinity for one of the options. */
  readonly created: number;
  /** Number of GETs that did not find it yet. */
  reads: number;
}

/** The service principals of an emulated directory, by object id and client id. */
export class ServicePrincipals {
  readonly #records = new Map<string, ServicePrincipalRecord>();
  readonly #runtime: EmulatorRuntime;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
  }

  /**
   * Adds a service principal.
   *
   * @param given - Its properties; ids are generated when they are missing.
   * @param isInitial - Whether it exists from the beginning, so that every read finds it at once.
   */
  add(
    given: Properties & { readonly displayName: string; readonly appRoles: readonly EmulatedAppRole[] },
    isInitial: boolean,
  ): ServicePrincipal {
    const id = typeof given["id"] === "string" ? canonicalId(given["id"]) : this.#runtime.guid();
    const appId = typeof given["appId"] === "string" ? canonicalId(given["appId"]) : this.#runtime.guid();
    const now = this.#runtime.now();
    const value: ServicePrincipal = {
      accountEnabled: true,
      appDisplayName: given.displayName,
      appRoleAssignmentRequired: true,
      applicationTemplateId: null,
      deletedDateTime: null,
      description: null,
      notificationEmailAddresses: [],
      servicePrincipalNames: [appId],
      servicePrincipalType: "Application",
      tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
      ...given,
      id,
      appId,
    };
    this.#records.set(id, { value, created: isInitial ? Number.NEGATIVE_INFINITY : now.getTime(), reads: 0 });
    return value;
  }

  /** Returns a service principal by its object id. */
  find(id: string): ServicePrincipalRecord | undefined {
    return this.#records.get(canonicalId(id));
  }

  /** Returns a service principal by the client id of its application. */
  findByAppId(appId: string): ServicePrincipalRecord | undefined {
    const wanted = canonicalId(appId);
    return this.all().find(({ value }) => value.appId === wanted);
  }

  /** Changes properties of a service principal. */
  update(id: string, changes: Properties): void {
    const record = this.find(id);
    if (record === undefined) throw new RangeError(`Invalid id ${id}: there is no service principal with this id.`);
    record.value = { ...record.value, ...changes, id: record.value.id, appId: record.value.appId };
  }

  /** Removes a service principal. */
  remove(id: string): void {
    this.#records.delete(canonicalId(id));
  }

  /** Returns all service principals, in the order of their creation. */
  all(): readonly ServicePrincipalRecord[] {
    return [...this.#records.values()];
  }
}
