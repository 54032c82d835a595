/**
 * Runs the checks against a service one after the other, and deletes what they created.
 */
import { parseTokenEndpoint } from "../client/oauth/token-endpoint.ts";
import { isScimRequestError } from "../errors.ts";
import { checksOf, EVERY_CHECK } from "./check-list.ts";
import type { Check } from "./checks/check.ts";
import { type CheckResult, type ConformanceReport, countOutcomes, type Evidence } from "./result.ts";
import { removeEverythingCreated, removeResources } from "./service/clean-up.ts";
import { createTokenRequest, type RequestToken, requireToken } from "./service/client-credentials.ts";
import { discover } from "./service/discovery.ts";
import type { ServiceResponse } from "./service/exchange.ts";
import { ExpectationFailed, NotApplicable } from "./service/expect.ts";
import { Redaction } from "./service/redaction.ts";
import { ServiceUnderTest } from "./service/service-under-test.ts";
import { createTransport, parseBaseUrl, type SendRequest } from "./service/transport.ts";
import { checkTemplate, type UserTemplate } from "./service/user-template.ts";
import { skipReason } from "./skip-reason.ts";

/** Time limit of a response in milliseconds, unless the options set one. */
const DEFAULT_TIMEOUT = 30_000;
/** Maximum length of a body in a result, in characters. */
const MAX_SHOWN_BODY = 2_000;
/** Number of consecutive requests without a response after which the run gives up. */
const MAX_CONSECUTIVE_FAILURES = 3;

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** Base URL of the service, such as `https://host/scim/v2`; https, or http on a loopback address. */
  readonly url: string;
  /** Bearer token; may be omitted with `clientCredentials`. No result contains it. */
  readonly token?: string;
  /**
   * Credentials with which the run requests a token (RFC 6749 §4.4) when none is given, and which the profile
   * `entra-gallery` tests. No result contains the secret.
   */
  readonly clientCredentials?: {
    /** URL of the token endpoint; https, or http on a loopback address. */
    readonly tokenEndpoint: string;
    /** Id of the client. */
    readonly clientId: string;
    /** Secret of the client. */
    readonly clientSecret: string;
    /** Scope of the token. Default: none. */
    readonly scope?: string;
  };
  /**
   * The expected service: `full` is any SCIM service, judged by the features that it declares; `proxyclick` also tests
   * Proxyclick's rules; `entra-gallery` runs the tests of Microsoft's validation of gallery apps, and no others.
   * Default: `full`.
   */
  readonly profile?: "full" | "proxyclick" | "entra-gallery";
  /**
   * Attributes of the users that the run creates, for a service that requires more than its `/Schemas` say. `{unique}`
   * in a string stands for letters that no other user has; a `userName` must begin with it. Default: names, work email,
   * and what `/Schemas` requires.
   */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Ids of the checks to run, such as `patch-atomic`. Default: all of the profile. */
  readonly only?: readonly string[];
  /** Sends requests. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Aborts the run, which still deletes what it created. */
  readonly signal?: AbortSignal;
  /** Time limit of a response in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** Called with each result as soon as it is known. */
  readonly onResult?: (result: CheckResult) => void;
  /** Generates the unique part of the names that the run creates. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
  /** Waits for a number of milliseconds after a 429. Default: a timer. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Tests a SCIM service over HTTP against RFC 7643 and RFC 7644.
 *
 * The run creates users and groups whose names start with `scim-check-`, and deletes them afterwards, even when it is
 * aborted. It changes nothing else.
 *
 * @returns the results of all checks, or of those in `only`.
 * @throws TypeError for an invalid URL, and without token and credentials; RangeError for an unknown check.
 *   ScimRequestError `unauthorized` or `forbidden` when the service rejects the credentials, `not_scim` when the URL is
 *   not a SCIM service, `refused` when it rejects the first user, `unreachable` or `timeout` when it does not respond.
 *   The signal's reason when the run is aborted.
 * @example
 * ```ts
 * import { runConformance, formatConformanceReport } from "proxyclick-scim/conformance";
 *
 * const report = await runConformance({ url: "https://scim.example.com/scim/v2", token: "a-long-secret" });
 * console.log(formatConformanceReport(report).join("\n"));
 * ```
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { profile = "full", timeout = DEFAULT_TIMEOUT, sleep = sleepFor, onResult } = options;
  const { fetch = (url, init) => globalThis.fetch(url, init), guid = () => globalThis.crypto.randomUUID() } = options;
  const { baseUrl, checks, template } = parseOptions(options);
  const signal = options.signal ?? new AbortController().signal;
  const redaction = new Redaction();
  const requestToken = tokenRequestOf(options, { fetch, timeout, redaction }, signal);
  const token = options.token ?? (await requireToken(requestToken ?? rejectMissingToken()));
  const send = createTransport({ baseUrl, token, redaction, fetch, timeout, sleep });
  const runId = guid()
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(0, 10);
  const discovery = await discover((path) => send("GET", path, {}, signal), profile);
  const service = new ServiceUnderTest({
    baseUrl,
    profile,
    discovery,
    send,
    requestToken,
    signal,
    runId,
    template,
    redaction,
  });
  const results: CheckResult[] = [];
  let leftovers: readonly string[] = [];
  try {
    await runChecks(checks, service, send, (raw) => {
      const result = withoutSecrets(raw, redaction);
      results.push(result);
      onResult?.(result);
    });
  } finally {
    leftovers = await removeEverythingCreated(service, send);
  }
  return { url: baseUrl, profile, results, counts: countOutcomes(results), leftovers };
}

/**
 * Checks the options that can be invalid.
 *
 * @throws TypeError for an invalid URL or user; RangeError for an unknown check.
 */
export function parseOptions({
  url,
  only,
  profile = "full",
  clientCredentials,
  user = {},
}: Pick<ConformanceOptions, "url" | "only" | "profile" | "clientCredentials" | "user">): {
  readonly baseUrl: string;
  readonly checks: readonly Check[];
  readonly template: UserTemplate;
} {
  const unknown = only?.find((id) => !EVERY_CHECK.some((check) => check.id === id));
  if (unknown !== undefined) throw new RangeError(`Unknown check "${unknown}": expected an id of CONFORMANCE_CHECKS.`);
  if (clientCredentials !== undefined) parseTokenEndpoint(clientCredentials.tokenEndpoint);
  return { baseUrl: parseBaseUrl(url), checks: checksOf(profile, only), template: checkTemplate(user) };
}

function tokenRequestOf(
  { clientCredentials }: ConformanceOptions,
  transport: Parameters<typeof createTokenRequest>[1],
  signal: AbortSignal,
): RequestToken | undefined {
  if (clientCredentials === undefined) return undefined;
  const tokenEndpoint = parseTokenEndpoint(clientCredentials.tokenEndpoint);
  const credentials = { ...clientCredentials, tokenEndpoint };
  return createTokenRequest(credentials, transport, signal);
}

function rejectMissingToken(): never {
  throw new TypeError("runConformance needs a token or clientCredentials.");
}

async function runChecks(
  checks: readonly Check[],
  service: ServiceUnderTest,
  send: SendRequest,
  onResult: (result: CheckResult) => void,
): Promise<void> {
  let failures = 0;
  for (const check of checks) {
    const reason = skipReason(check, service.discovery, service.profile);
    if (reason !== undefined) {
      onResult(resultOf(check, { outcome: "skipped", reason }));
      continue;
    }
    const result = await runCheck(check, service, (error) => {
      failures += 1;
      if (failures >= MAX_CONSECUTIVE_FAILURES) throw error;
    });
    if (result.evidence?.response !== undefined || result.outcome === "passed") failures = 0;
    onResult(result);
    await removeResources(service.removablePaths(), service, send);
  }
}

/**
 * Runs one check. It throws errors that say nothing about conformance: an abort, a service that is gone, a defect of
 * the check.
 */
async function runCheck(
  check: Check,
  service: ServiceUnderTest,
  onNoResponse: (error: unknown) => void,
): Promise<CheckResult> {
  try {
    await check.run(service);
    return resultOf(check, { outcome: "passed" });
  } catch (error) {
    if (error instanceof NotApplicable) return resultOf(check, { outcome: "skipped", reason: error.message });
    const outcome = check.level === "must" ? "failed" : "warned";
    if (error instanceof ExpectationFailed)
      return resultOf(check, { outcome, evidence: evidenceOf(error.message, error.response) });
    if (!isScimRequestError(error) || error.code === "refused") throw error;
    onNoResponse(error);
    return resultOf(check, { outcome: "failed", evidence: { expected: "a response", noResponse: error.detail } });
  }
}

function resultOf(
  { id, section, requirement, level, remedy }: Check,
  ending: Pick<CheckResult, "outcome" | "reason" | "evidence">,
): CheckResult {
  const isProblem = ending.outcome === "failed" || ending.outcome === "warned";
  return { id, section, requirement, level, ...ending, ...(isProblem && remedy !== undefined && { remedy }) };
}

function evidenceOf(expected: string, response: ServiceResponse | undefined): Evidence {
  if (response === undefined) return { expected, noResponse: "no response" };
  const { request, status, headers, rawBody } = response;
  const names = ["content-type", "location", "etag", "www-authenticate", "retry-after"];
  const shown = names.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    expected,
    request,
    response: { status, headers: Object.fromEntries(shown), body: rawBody },
  };
}

/** A result as it is shown: no secret, and bodies of a bounded length. */
function withoutSecrets(result: CheckResult, redaction: Redaction): CheckResult {
  const { evidence, reason } = result;
  const hide = (value: string) => redaction.hide(value);
  const hideAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hide(value)]));
  return {
    ...result,
    ...(reason !== undefined && { reason: hide(reason) }),
    ...(evidence !== undefined && { evidence: hideEvidence(evidence) }),
  };

  function hideEvidence({ expected, request, response, noResponse }: Evidence): Evidence {
    return {
      expected: hide(expected),
      ...(noResponse !== undefined && { noResponse: hide(noResponse) }),
      ...(request !== undefined && {
        request: {
          ...request,
          path: hide(request.path),
          headers: hideAll(request.headers),
          ...(request.body !== undefined && { body: shorten(hide(request.body)) }),
        },
      }),
      ...(response !== undefined && {
        response: { ...response, headers: hideAll(response.headers), body: shorten(hide(response.body)) },
      }),
    };
  }
}

function shorten(body: string): string {
  return body.length > MAX_SHOWN_BODY
    ? `${body.slice(0, MAX_SHOWN_BODY).toWellFormed()}… (${body.length} characters)`
    : body;
}

/** Waits for a time, unless the signal is aborted. */
function sleepFor(milliseconds: number, signal: AbortSignal): Promise<void> {
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
