/**
 * Reads how long a service wants the client to wait: from `Retry-After` (RFC 9110 §10.2.3) and the RateLimit header
 * fields of the IETF draft, in their older form (`RateLimit-Remaining`, `RateLimit-Reset`) and their newer one
 * (`RateLimit: "default";r=0;t=30`).
 */

/** Whole seconds. More than 13 digits are longer than any wait. */
const SECONDS = /^\s*(\d{1,13})(?:\.\d*)?\s*$/;
/**
 * RFC 9110 §5.6.7. `Date.parse` alone takes `-5` and `soon 12` for dates in the past, and the request would be repeated
 * at once.
 */
const HTTP_DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? [\w :-]{15,30}\s*$/;
/** `remaining=0, reset=30` and `r=0;t=30`. */
const REMAINING = /(?:^|[;,\s])(?:r|remaining)=(\d{1,10})/i;
const RESET = /(?:^|[;,\s])(?:t|reset)=(\d{1,10})/i;
/** Names of policies, which may look like their numbers. */
const QUOTED = /"[^"]*"/g;
/**
 * Some services send a point in time instead of a wait, in seconds or milliseconds; from these numbers on it cannot be
 * a wait.
 */
const FIRST_TIMESTAMP = 1_000_000_000;
const FIRST_IN_MILLISECONDS = 1_000_000_000_000;

/**
 * Milliseconds that a service asks the client to wait; undefined when it asks for nothing.
 *
 * @param now - the time, in milliseconds since 1970
 */
export function requestedWait(response: Response, now: number): number | undefined {
  const { headers, status } = response;
  if (status === 429 || status === 503) {
    const wanted = parseRetryAfter(headers.get("retry-after"), now) ?? reset(headers, now);
    if (wanted !== undefined) return wanted;
  }
  // Some services report their rate limit with status 500; only the header shows it.
  if (status === 500) return parseRetryAfter(headers.get("retry-after"), now);
  return remaining(headers) === 0 ? reset(headers, now) : undefined;
}

/**
 * Milliseconds that a `Retry-After` header field asks the client to wait; undefined for none and for an invalid one.
 *
 * @param now - the time, in milliseconds since 1970
 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const seconds = SECONDS.exec(value)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  // The oldest of the three date forms names no zone; it means GMT like the others.
  const date = HTTP_DATE.test(value) ? Date.parse(/GMT\s*$/.test(value) ? value : `${value} GMT`) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function remaining(headers: Headers): number | undefined {
  const plain = headers.get("ratelimit-remaining") ?? headers.get("x-ratelimit-remaining");
  return plain === null ? numberIn(REMAINING, policyOf(headers)) : numberIn(SECONDS, plain);
}

function reset(headers: Headers, now: number): number | undefined {
  const plain = headers.get("ratelimit-reset") ?? headers.get("x-ratelimit-reset");
  const value = plain === null ? numberIn(RESET, policyOf(headers)) : numberIn(SECONDS, plain);
  if (value === undefined || value < FIRST_TIMESTAMP) return value === undefined ? undefined : value * 1_000;
  return Math.max(0, (value < FIRST_IN_MILLISECONDS ? value * 1_000 : value) - now);
}

/** The `RateLimit` field; of several policies, the one that is exhausted. */
function policyOf(headers: Headers): string {
  const field = (headers.get("ratelimit") ?? "").replace(QUOTED, '""');
  if (!field.includes('""')) return field;
  const policies = field.split(",");
  return policies.find((policy) => numberIn(REMAINING, policy) === 0) ?? policies[0] ?? "";
}

function numberIn(pattern: RegExp, value: string): number | undefined {
  const digits = pattern.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
