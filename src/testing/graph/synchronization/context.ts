/** What the routes of enterprise applications share. */
import type { ProvisioningLog } from "../reports/provisioning-log.ts";
import type { RequestLimit } from "../reports/request-limit.ts";
import type { GraphRoute, RoutedRequest } from "../service/route.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { resourceNotFound } from "../service/service-error.ts";
import type { CycleRunner } from "./cycle-runner.ts";
import type { ApplicationOptions } from "./options.ts";
import type { Synchronization } from "./synchronization.ts";
import { synchronizationDenied, synchronizationNotFound } from "./synchronization-error.ts";
import type { SynchronizationJob } from "./synchronization-job.ts";

/** What the routes of enterprise applications share. */
export interface ApplicationContext {
  readonly runtime: EmulatorRuntime;
  readonly tenantId: string;
  readonly options: ApplicationOptions;
  readonly synchronizations: {
    /** Returns the synchronization of a service principal, by its object id. */
    find(servicePrincipalId: string): Synchronization | undefined;
    /** Whether the synchronization service knows a service principal yet; a new one is not known for some reads. */
    isReadable(synchronization: Synchronization): boolean;
  };
  readonly log: ProvisioningLog;
  readonly cycles: CycleRunner;
  readonly limits: { readonly onDemand: RequestLimit; readonly reports: RequestLimit };
}

const WRITE = ["Synchronization.ReadWrite.All", "Application.ReadWrite.OwnedBy"];
const READ = [...WRITE, "Synchronization.Read.All"];

/** The path of the synchronization of a service principal. */
const ROOT = "/servicePrincipals/{id}/synchronization";

/** A request to the synchronization of a service principal. */
export interface SynchronizationRequest {
  readonly synchronization: Synchronization;
  readonly request: RoutedRequest;
}

/** Returns a route below the synchronization of a service principal; every method but GET needs write permission. */
export function synchronizationRoute(
  context: ApplicationContext,
  route: Pick<GraphRoute, "method" | "path"> & {
    /** Whether a read permission is sufficient. Default: for GET only. */
    readonly readOnly?: boolean;
    /** Whether the route answers before the service principal can be read. Default: false. */
    readonly isEarly?: boolean;
    readonly answer: (call: SynchronizationRequest) => ReturnType<GraphRoute["answer"]>;
  },
): GraphRoute {
  const { method, path, readOnly = method === "GET", isEarly = false, answer } = route;
  return {
    method,
    path: `${ROOT}${path}`,
    permissions: readOnly ? READ : WRITE,
    denied: synchronizationDenied,
    answer: (request) => {
      const synchronization = synchronizationOf(context, request, readOnly);
      if (!isEarly && !context.synchronizations.isReadable(synchronization)) {
        throw resourceNotFound(synchronization.servicePrincipalId);
      }
      return answer({ request, synchronization });
    },
  };
}

/**
 * Finds the synchronization that a request names.
 *
 * @throws ServiceError 401 for a wrong id, and for a client that only may manage applications that it owns.
 */
function synchronizationOf(context: ApplicationContext, request: RoutedRequest, readOnly: boolean): Synchronization {
  const { params, permissions, clientId } = request;
  const synchronization = context.synchronizations.find(params["id"] ?? "");
  if (synchronization === undefined) throw synchronizationDenied();
  const all = ["Synchronization.ReadWrite.All", ...(readOnly ? ["Synchronization.Read.All"] : [])];
  const isAllowed = all.some((name) => permissions.has(name)) || synchronization.owners.has(clientId);
  if (!isAllowed) throw synchronizationDenied();
  return synchronization;
}

/** Finds the job that a request names. */
export function jobOf({ synchronization, request }: SynchronizationRequest): SynchronizationJob {
  const id = request.params["job"] ?? "";
  const job = synchronization.jobs.find((one) => one.id === id);
  if (job === undefined) throw synchronizationNotFound("Synchronization job", id);
  return job;
}
