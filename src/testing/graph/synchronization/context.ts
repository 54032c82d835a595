/** What the routes of enterprise applications share. */

import type { ProvisioningLog } from "../reports/provisioning-log.ts";
import type { RequestLimit } from "../reports/request-limit.ts";
import type { GraphRoute, RoutedRequest } from "../service/route.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
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
  /** By the object id of the service principal. */
  readonly synchronizations: Map<string, Synchronization>;
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
    readonly readOnly?: boolean;
    readonly answer: (call: SynchronizationRequest) => ReturnType<GraphRoute["answer"]>;
  },
): GraphRoute {
  const { method, path, readOnly = method === "GET", answer } = route;
  return {
    method,
    path: `${ROOT}${path}`,
    permissions: readOnly ? READ : WRITE,
    denied: synchronizationDenied,
    answer: (request) => answer({ request, synchronization: synchronizationOf(context, request) }),
  };
}

/**
 * Finds the synchronization that a request names.
 *
 * @throws ServiceError 401 for a wrong id, and for a client that only may manage applications that it owns.
 */
function synchronizationOf(context: ApplicationContext, request: RoutedRequest): Synchronization {
  const { params, permissions, clientId } = request;
  const synchronization = context.synchronizations.get((params["id"] ?? "").toLowerCase());
  if (synchronization === undefined) throw synchronizationDenied();
  const all = request.method === "GET" ? ["Synchronization.Read.All"] : [];
  const mayManageAll = ["Synchronization.ReadWrite.All", ...all].some((name) => permissions.has(name));
  if (!mayManageAll && !synchronization.owners.has(clientId)) throw synchronizationDenied();
  return synchronization;
}

/** Finds the job that a request names. */
export function jobOf({ synchronization, request }: SynchronizationRequest): SynchronizationJob {
  const id = request.params["job"] ?? "";
  const job = synchronization.jobs.find((one) => one.id === id);
  if (job === undefined) throw synchronizationNotFound("Synchronization job", id);
  return job;
}
