/** Waits until Microsoft Entra has replicated a new object (Microsoft Graph: eventual consistency). */
import { EntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import type { Timing } from "../../logs/request-pace.ts";

/** Milliseconds of the first wait; each further one is twice as long. */
const FIRST_WAIT = 2_000;
const MAX_WAIT = 32_000;
/** Milliseconds of all waits for what was created just now, and for anything else. */
const TOTAL = { new: 300_000, known: 14_000 } as const;
/** How often a missing permission is taken for a delay: right after creation, owners are not known yet. */
const DENIED_ATTEMPTS = 3;

/** How apply waits. */
export interface Patience {
  /** Whether the application or its job was created just now, so that it may be unknown for minutes. */
  readonly isNew: boolean;
  readonly timing: Timing;
  readonly onWait: ((sentence: string) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Calls an operation until the objects that it needs are available: up to 5 minutes for what was created just now.
 *
 * @param what - what is waited for, to follow "waiting for"
 * @param operation - returns undefined while there is nothing yet
 * @throws EntraApplicationError `replication_timeout`; an error that does not pass by itself as it is.
 */
export async function untilReplicated<Result>(
  { isNew, timing, onWait, signal }: Patience,
  what: string,
  operation: () => Promise<Result | undefined>,
): Promise<Result> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    let cause: unknown;
    try {
      const result = await operation();
      if (result !== undefined) return result;
    } catch (error) {
      if (!isDelay(error, isNew && attempt <= DENIED_ATTEMPTS)) throw error;
      cause = error;
    }
    const wait = Math.min(FIRST_WAIT * 2 ** (attempt - 1), MAX_WAIT, TOTAL[isNew ? "new" : "known"] - waited);
    if (wait <= 0) {
      if (!isNew && cause !== undefined) throw cause;
      const message = `Microsoft Entra did not make ${what} available within ${waited / 1_000} s. Apply again later.`;
      throw new EntraApplicationError("replication_timeout", message, [], { cause });
    }
    onWait?.(`waiting ${wait / 1_000} s for ${what}`);
    await timing.sleep(wait, signal);
    waited += wait;
  }
}

/** Errors that a request gets while an object, and its owner, is not known everywhere. */
function isDelay(error: unknown, mayOwnerBeUnknown: boolean): boolean {
  if (!isGraphRequestError(error)) return false;
  if (error.code === "not_found" || error.code === "conflict") return true;
  if (error.code === "unauthorized" || error.code === "forbidden") return mayOwnerBeUnknown;
  return error.code === "invalid_request" && /not a valid reference update/i.test(error.detail ?? "");
}
