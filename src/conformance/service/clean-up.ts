/** Removes what a run created. It never throws: what could not be removed is told. */
import { resourcesOf, type ServiceResponse, stringOf } from "./exchange.ts";
import { NAME_PREFIX, type ServiceUnderTest } from "./service-under-test.ts";
import type { SendRequest } from "./transport.ts";

/** Milliseconds that the removal of everything may take. */
const CLEAN_UP_TIMEOUT = 60_000;

/** Removes resources; those that are gone already count as removed. The signal of the run is not asked: an aborted run cleans up, too. */
export async function removeResources(
  paths: readonly string[],
  service: ServiceUnderTest,
  send: SendRequest,
): Promise<void> {
  await deleteEach(paths, service, send, AbortSignal.timeout(CLEAN_UP_TIMEOUT));
}

/**
 * Removes everything that a run created: what it knows of, and what it was not told of because an answer was lost.
 *
 * @returns paths of what is still there.
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

/** Resources whose name begins as the names of this run do; looked at again here, for a service may answer anything. */
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
