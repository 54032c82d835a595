/** Removes what a run created. It never throws: what could not be removed is told. */
import { type Answer, resourcesOf, textOf } from "./exchange.ts";
import { NAME_PREFIX, type Scim } from "./service-under-test.ts";
import type { Send } from "./transport.ts";

/** Milliseconds that the removal of everything may take. */
const LONGEST = 60_000;

/** Removes resources; those that are gone already count as removed. The signal of the run is not asked: an aborted run cleans up, too. */
export async function cleanUp(paths: readonly string[], scim: Scim, send: Send): Promise<void> {
  await removeAll(paths, scim, send, AbortSignal.timeout(LONGEST));
}

/**
 * Removes everything that a run created: what it knows of, and what it was not told of because an answer was lost.
 *
 * @returns paths of what is still there.
 */
export async function sweep(scim: Scim, send: Send): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(LONGEST);
  await removeAll(scim.created(), scim, send, signal);
  if (scim.discovery.features.has("filter")) {
    await removeAll(await namesakes(scim, send, scim.users, "userName", signal), scim, send, signal);
    if (scim.discovery.features.has("groups")) {
      await removeAll(await namesakes(scim, send, scim.groups, "displayName", signal), scim, send, signal);
    }
  }
  return scim.created();
}

async function removeAll(paths: readonly string[], scim: Scim, send: Send, signal: AbortSignal): Promise<void> {
  for (const path of paths) {
    const answer = await quietly(send("DELETE", path, {}, signal));
    if (answer !== undefined && (answer.status < 300 || answer.status === 404 || answer.status === 410))
      scim.forget(path);
  }
}

/** Resources whose name begins as the names of this run do; looked at again here, for a service may answer anything. */
async function namesakes(
  scim: Scim,
  send: Send,
  endpoint: string,
  attribute: "userName" | "displayName",
  signal: AbortSignal,
): Promise<readonly string[]> {
  const prefix = `${NAME_PREFIX}${scim.run}-`;
  const query = new URLSearchParams({ filter: `${attribute} sw "${prefix}"` });
  const answer = await quietly(send("GET", `${endpoint}?${query}`, {}, signal));
  if (answer === undefined) return [];
  return resourcesOf(answer)
    .filter(
      (resource) =>
        textOf(resource[attribute]).toLowerCase().startsWith(prefix.toLowerCase()) && textOf(resource["id"]) !== "",
    )
    .map((resource) => scim.pathOf(endpoint, textOf(resource["id"])));
}

async function quietly(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch {
    return undefined;
  }
}
