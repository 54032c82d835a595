/**
 * Runs the checks over a service, one after the other, and leaves it as it was.
 */
import { isScimRequestError, ScimError } from "../errors.ts";
import { ALL_CHECKS } from "./checks/all.ts";
import type { Check } from "./checks/check.ts";
import type { CheckResult, ConformanceReport, Evidence } from "./result.ts";
import { removeEverythingCreated, removeResources } from "./service/clean-up.ts";
import { discover } from "./service/discovery.ts";
import type { ServiceResponse } from "./service/exchange.ts";
import { ExpectationFailed, NotApplicable } from "./service/expect.ts";
import type { ConformanceProfile } from "./service/profile.ts";
import { ServiceUnderTest } from "./service/service-under-test.ts";
import { createTransport, type Fetch, parseBaseUrl, type SendRequest } from "./service/transport.ts";
import { skipReason } from "./skip-reason.ts";

/** Milliseconds that an answer may take, unless the options say otherwise. */
const DEFAULT_TIMEOUT = 30_000;
/** Longest body that a result shows, in characters. */
const MAX_SHOWN_BODY = 2_000;
/** After so many requests without an answer the service is given up. */
const MAX_CONSECUTIVE_FAILURES = 3;

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** Base URL of the service, such as `https://host/scim/v2`; https, or http on a loopback address. */
  readonly url: string;
  /** Bearer token; it stands in no result. */
  readonly token: string;
  /** What is expected: `full`, any SCIM service, by its own word on what it supports; `proxyclick`, also Proxyclick's rules. Default: `full`. */
  readonly profile?: ConformanceProfile;
  /** Ids of the checks to make, such as `patch-atomic`. Default: all. */
  readonly only?: readonly string[];
  /** Sends requests. Default: the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Ends the run; what it created is removed first. */
  readonly signal?: AbortSignal;
  /** Milliseconds that an answer may take. Default: 30,000. */
  readonly timeout?: number;
  /** Told of each result as soon as it is there. */
  readonly onResult?: (result: CheckResult) => void;
  /** Makes the part of names by which the users of a run are told from others. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
  /** Passes time, after a 429. Default: the platform's timer. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Tests a SCIM service over HTTP against RFC 7643 and RFC 7644.
 *
 * It creates users and groups whose names begin with `scim-check-`, and removes them afterwards, also when it is aborted. It touches nothing else.
 *
 * @param options - which service, as whom, against what.
 * @returns a result for every check of `CONFORMANCE_CHECKS`, or for those that were asked for.
 * @throws ScimError for a URL that is not usable and for an unknown check; ScimRequestError `unauthorized` or `forbidden` when the service refuses the credentials, `not_scim` when
 * it is none, `unreachable` or `timeout` when it does not answer; the signal's reason when it is aborted.
 * @example
 * ```ts
 * import { runConformance, formatConformanceReport } from "proxyclick-scim/conformance";
 *
 * const report = await runConformance({ url: "https://scim.example.com/scim/v2", token: "a-long-secret" });
 * console.log(formatConformanceReport(report).join("\n"));
 * ```
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { token, profile = "full", timeout = DEFAULT_TIMEOUT, sleep: wait = sleepUntil, onResult } = options;
  const signal = options.signal ?? new AbortController().signal;
  const baseUrl = parseBaseUrl(options.url);
  const checks = checksNamed(options.only);
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const send = createTransport({ baseUrl, token, fetch, timeout, sleep: wait });
  const run = (options.guid ?? (() => globalThis.crypto.randomUUID()))()
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(0, 10);
  const discovery = await discover((path) => send("GET", path, {}, signal), profile);
  const service = new ServiceUnderTest({ baseUrl, profile, discovery, send, signal, runId: run });
  const results: CheckResult[] = [];
  let leftovers: readonly string[] = [];
  try {
    await runChecks(checks, service, send, (result) => {
      results.push(result);
      onResult?.(result);
    });
  } finally {
    leftovers = await removeEverythingCreated(service, send);
  }
  return { url: baseUrl, profile, results, leftovers };
}

function checksNamed(only: readonly string[] | undefined): readonly Check[] {
  if (only === undefined) return ALL_CHECKS;
  const unknown = only.find((id) => !ALL_CHECKS.some((check) => check.id === id));
  if (unknown !== undefined) {
    throw new ScimError(`There is no check "${unknown}".`, { status: 400, scimType: "invalidValue" });
  }
  return ALL_CHECKS.filter(({ id }) => only.includes(id));
}

async function runChecks(
  checks: readonly Check[],
  service: ServiceUnderTest,
  send: SendRequest,
  onResult: (result: CheckResult) => void,
): Promise<void> {
  let lost = 0;
  for (const check of checks) {
    const reason = skipReason(check, service.discovery, service.profile);
    if (reason !== undefined) {
      onResult(resultOf(check, { outcome: "skipped", reason }));
      continue;
    }
    const result = await runCheck(check, service, (error) => {
      lost += 1;
      if (lost >= MAX_CONSECUTIVE_FAILURES) throw error;
    });
    if (result.evidence?.response !== undefined || result.outcome === "passed") lost = 0;
    onResult(result);
    await removeResources(service.removablePaths(), service, send);
  }
}

/** Makes one check. What is no verdict on the service is thrown: an abort, a service that is gone, a mistake in the check. */
async function runCheck(
  check: Check,
  service: ServiceUnderTest,
  onLost: (error: unknown) => void,
): Promise<CheckResult> {
  try {
    await check.run(service);
    return resultOf(check, { outcome: "passed" });
  } catch (error) {
    if (error instanceof NotApplicable) return resultOf(check, { outcome: "skipped", reason: error.message });
    const outcome = check.level === "must" ? "failed" : "warned";
    if (error instanceof ExpectationFailed)
      return resultOf(check, { outcome, evidence: evidenceOf(error.message, error.response) });
    if (!isScimRequestError(error)) throw error;
    onLost(error);
    return resultOf(check, { outcome: "failed", evidence: { expected: "an answer", noResponse: error.detail } });
  }
}

function resultOf(
  { id, section, requirement: sentence, level }: Check,
  verdict: Pick<CheckResult, "outcome" | "reason" | "evidence">,
): CheckResult {
  return { id, section, requirement: sentence, level, ...verdict };
}

function evidenceOf(expected: string, response: ServiceResponse | undefined): Evidence {
  if (response === undefined) return { expected, noResponse: "no answer" };
  const { request, status, headers, bodyText: text } = response;
  const names = ["content-type", "location", "etag", "www-authenticate", "retry-after"];
  const shown = names.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    expected,
    request: { ...request, ...(request.body === undefined ? {} : { body: shorten(request.body) }) },
    response: { status, headers: Object.fromEntries(shown), body: shorten(text) },
  };
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN_BODY
    ? `${text.slice(0, MAX_SHOWN_BODY).toWellFormed()}… (${text.length} characters)`
    : text;
}

/** Resolves after a time; rejects as soon as the signal is aborted. */
function sleepUntil(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
