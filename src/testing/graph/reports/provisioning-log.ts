/** The provisioning log and the directory audits of the emulator. */
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";

/** The application that an audit is about. */
interface AuditedApplication {
  readonly servicePrincipalId: string;
  readonly displayName: string;
}

/** A record, and when a reader can see it. */
interface LogRecord {
  readonly record: GraphObject;
  /** In milliseconds since the epoch. */
  readonly visible: number;
}

/** The provisioning log and the directory audits. */
export class ProvisioningLog {
  readonly #records: LogRecord[] = [];
  readonly #audits: GraphObject[] = [];
  readonly #runtime: EmulatorRuntime;
  readonly #delay: (number: number) => number;
  /** Pages of the provisioning log that break off in the middle, from the next one on. */
  brokenPages = 0;
  /** Continuations that are refused with "Invalid skip token", from the next one on. */
  refusedSkipTokens = 0;

  /** @param delay - milliseconds after which a record becomes visible, by its number from 0 */
  constructor(runtime: EmulatorRuntime, delay: (number: number) => number = () => 0) {
    this.#runtime = runtime;
    this.#delay = delay;
  }

  /** Adds a record; it becomes visible after the delay, so that records may appear out of order. */
  add(record: GraphObject): void {
    const visible = this.#runtime.now().getTime() + this.#delay(this.#records.length);
    this.#records.push({ record, visible });
  }

  /** Returns the records that are visible now, in the order in which they were added. */
  visible(): readonly GraphObject[] {
    const now = this.#runtime.now().getTime();
    return this.#records.filter(({ visible }) => visible <= now).map(({ record }) => record);
  }

  /** Returns the directory audits, oldest first. */
  audits(): readonly GraphObject[] {
    return [...this.#audits];
  }

  /** Adds a directory audit about the provisioning of an application. */
  audit(activityDisplayName: string, application: AuditedApplication, clientId: string): void {
    const { servicePrincipalId, displayName } = application;
    const correlationId = this.#runtime.guid();
    this.#audits.push({
      id: `Sync_${correlationId}_${this.#audits.length}`,
      category: "ProvisioningManagement",
      loggedByService: "Account Provisioning",
      activityDisplayName,
      activityDateTime: this.#runtime.now().toISOString(),
      operationType: "Update",
      correlationId,
      result: "success",
      resultReason: "",
      initiatedBy: {
        user: null,
        app: { appId: clientId, displayName: "", servicePrincipalId: null, servicePrincipalName: null },
      },
      targetResources: [{ id: servicePrincipalId, displayName, type: "ServicePrincipal", modifiedProperties: [] }],
      additionalDetails: [],
    });
  }
}
