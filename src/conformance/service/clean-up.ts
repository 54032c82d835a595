/** Deletes the resources that a run created, and reports those that it could not delete. */
import { resourcesOf, type ServiceResponse, stringOf } from "./exchange.ts";
import { NAME_PREFIX, type ServiceUnderTest } from "./service-under-test.ts";
import type { SendRequest } from "./transport.ts";

/** Time limit of a clean-up in milliseconds. */
const CLEAN_UP_TIMEOUT = 60_000;

/** Deletes resources. It ignores the signal of the run, because an aborted run cleans up too. */
export async function removeResources(
  paths: readonly string[],
  service: ServiceUnderTest,
  send: SendRequest,
): Promise<void> {
  await deleteEach(paths, service, send, AbortSignal.timeout(CLEAN_UP_TIMEOUT));
}

/**
 * Deletes everything that a run created, including resources whose creation was never confirmed because the response
 * was lost.
 *
 * @returns the paths of resources that still exist.
 */
export async function removeEverythingCreated(
  service: ServiceUnderTest,
  send: SendRequest,
): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(CLEAN_UP_TIMEOUT);
  await deleteEach(service.createdPaths(), service, send, signal);
  if (service.discovery.features.has("filter")) {
    await deleteEach(
      await findByRunPrefix(service, send, service.usersPath, "userName", signal),
      service,
      send,
      signal,
    );
    if (service.discovery.features.has("groups")) {
      await deleteEach(
        await findByRunPrefix(service, send, service.groupsPath, "displayName", signal),
        service,
        send,
        signal,
      );
    }
  }
  return service.createdPaths();
}

async function deleteEach(
  paths: readonly string[],
  service: ServiceUnderTest,
  send: SendRequest,
  signal: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    const response = await ignoreErrors(send("DELETE", path, {}, signal));
    if (response !== undefined && (response.status < 300 || response.status === 404 || response.status === 410))
      service.forgetPath(path);
  }
}

/**
 * Finds resources whose names start with the prefix of this run, and checks the names, because a service may ignore
 * filters.
 */
async function findByRunPrefix(
  service: ServiceUnderTest,
  send: SendRequest,
  endpoint: string,
  attribute: "userName" | "displayName",
  signal: AbortSignal,
): Promise<readonly string[]> {
  const prefix = `${NAME_PREFIX}${service.runId}-`;
  const query = new URLSearchParams({ filter: `${attribute} sw "${prefix}"` });
  const response = await ignoreErrors(send("GET", `${endpoint}?${query}`, {}, signal));
  if (response === undefined) return [];
  return resourcesOf(response)
    .filter(
      (resource) =>
        stringOf(resource[attribute]).toLowerCase().startsWith(prefix.toLowerCase()) && stringOf(resource["id"]) !== "",
    )
    .map((resource) => service.pathOf(endpoint, stringOf(resource["id"])));
}

async function ignoreErrors(response: Promise<ServiceResponse>): Promise<ServiceResponse | undefined> {
  try {
    return await response;
  } catch {
    return undefined;
  }
}
