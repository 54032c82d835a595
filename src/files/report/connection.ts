/** Which directory a cycle read, and which service it wrote to. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";

/** A connection as the heading of the page shows it. */
export interface Connection {
  /** Name of the directory, such as `Microsoft Entra ID`. */
  readonly source: string;
  /** Name of the service, such as `Proxyclick`. */
  readonly target: string;
  /** Id of the directory's tenant. */
  readonly tenant?: string | undefined;
  /** Name of the enterprise application. */
  readonly application?: string | undefined;
  /** Base URL of the service. */
  readonly tenantUrl?: string | undefined;
}

/** The parts of a connection that are known. */
type KnownParts = { readonly [Part in keyof Connection]?: Connection[Part] | undefined };

/** What is known of a connection: as given, else as a log entry has it. */
export function connectionOf(given: KnownParts, entry: ProvisioningLogEntry | undefined): Connection {
  return {
    source: given.source || entry?.sourceSystem.displayName || "the directory",
    target: given.target || entry?.targetSystem.displayName || "the service",
    tenant: given.tenant || entry?.tenantId,
    application: given.application || entry?.servicePrincipal?.displayName,
    tenantUrl: given.tenantUrl,
  };
}
