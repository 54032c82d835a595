/**
 * What the status of a failed request says about its effect; client and server share it.
 *
 * - 429 and 503: not executed. The server answers 503 only while nothing was written, and with a `Retry-After`.
 * - 408, 502 and 504: unknown. The server answers 504 when a write was under way or done as the request ended; a
 *   gateway cannot know what became of the request that it passed on.
 *
 * Other services use 503 for both. A 503 counts as "not executed" where it has a `Retry-After` or a SCIM body, because
 * then the service itself has decided; otherwise it may come from a gateway.
 */

/** Nothing was written; the request may be repeated. */
export const NOT_EXECUTED = 503;

/** Something may have been written; look before repeating. */
export const OUTCOME_UNKNOWN = 504;

/** Statuses that ask the client to come back later: the request was not executed. */
export const NOT_EXECUTED_STATUSES: readonly number[] = [429, NOT_EXECUTED];

/** Statuses that leave open whether the request was executed. */
export const OUTCOME_UNKNOWN_STATUSES: readonly number[] = [408, 502, OUTCOME_UNKNOWN];
