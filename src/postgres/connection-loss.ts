/** Keeps the loss of a connection from ending the process. */
import type { PostgresClient, PostgresClientPool } from "./pool.ts";

/**
 * Listens to the errors of a pool and of its connections, once for each pool: `pg` reports a loss as an event, which
 * ends the process where nobody listens, even between two statements of a connection that is in use. The statement that
 * is affected fails as well, so nothing else is to be done.
 */
export function surviveLosses(pool: PostgresClientPool): void {
  if (pool.listeners?.("error").length === 0) pool.on?.("error", ignore);
  // A connection may be lost before the one who waits for it runs again.
  if (pool.listeners?.("connect").includes(listenToErrors) === false) pool.on?.("connect", listenToErrors);
}

function listenToErrors(client: PostgresClient): void {
  client.on?.("error", ignore);
}

function ignore(): void {}
