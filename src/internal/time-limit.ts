/** Waits for a promise that may never settle, up to a time limit. */
import { MINUTE } from "./duration.ts";

/** How long one call of code outside the package, such as a notifier or a log sink, may take, in milliseconds. */
const CALL_LIMIT = MINUTE;

/** A call that did not settle in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/**
 * Returns the outcome of a call, or rejects with a {@link TimeLimitError} after a while. The call itself goes on
 * unobserved.
 *
 * @param what - Subject of the message, such as `the notifier`.
 * @param limit - milliseconds; 60 seconds by default
 */
export async function withTimeLimit<Value>(
  what: string,
  call: () => Promise<Value>,
  limit: number = CALL_LIMIT,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    const seconds = limit / 1_000;
    timer = setTimeout(() => reject(new TimeLimitError(`${what} did not finish within ${seconds} s`)), limit);
  });
  try {
    return await Promise.race([call(), expired]);
  } finally {
    clearTimeout(timer);
  }
}
