/** Everything that can go wrong between a job and its target, before or after the request took effect. */
import { ScimError, ScimRequestError } from "../../src/errors.ts";
import { type Life, never } from "./process-life.ts";

/** What goes wrong. */
export type FaultKind =
  /** The connection is reset. */
  | "reset"
  /** No answer comes until the caller gives up. */
  | "timeout"
  /** The body of the answer ends in the middle. */
  | "cut"
  /** The service answers with a SCIM error. */
  | "scim_400"
  | "scim_429"
  | "scim_500"
  | "scim_503"
  /** The same with `Retry-After`. */
  | "scim_503_later"
  /** Something on the way answers with a web page. */
  | "html_200"
  | "html_400"
  | "html_404"
  | "html_502"
  | "html_503"
  | "html_504"
  /** The process is killed. */
  | "kill";

/** A fault of one request. */
export interface TargetFault {
  readonly kind: FaultKind;
  /** Whether the request took effect before it went wrong. */
  readonly effect: "before" | "after";
}

/** A request to a target. */
export interface TargetRequest {
  readonly call: "test" | "get" | "list" | "create" | "patch" | "delete";
  /** The account. */
  readonly id?: string | undefined;
  readonly filter?: string | undefined;
  /** The account to create, or the operations. */
  readonly body?: unknown;
}

/** Decides what goes wrong with a request; undefined for nothing. */
export type TargetFaults = (request: TargetRequest) => TargetFault | undefined;

const SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const RETRY_AFTER_SECONDS = "20";

/** Answers an HTTP request with a fault. */
export async function faultyExchange(
  { kind, effect }: TargetFault,
  request: Request,
  execute: () => Promise<unknown>,
  life: Life,
): Promise<Response> {
  if (effect === "after") await execute();
  switch (kind) {
    case "kill":
      life.kill(`${effect} ${request.method} ${new URL(request.url).pathname}`);
      return never();
    case "reset":
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
      });
    case "timeout":
      return untilAborted(request.signal);
    case "cut":
      return new Response('{"schemas":["urn:', { status: 200, headers: { "content-type": "application/scim+json" } });
  }
  const [form, status, later] = kind.split("_");
  if (form === "html") {
    return new Response("<html><body>Something is on the way</body></html>", {
      status: Number(status),
      headers: { "content-type": "text/html" },
    });
  }
  const pause = later !== undefined || status === "429" ? { "retry-after": RETRY_AFTER_SECONDS } : {};
  const body = JSON.stringify({ schemas: [SCIM_ERROR], status, detail: "A fault was put in." });
  return new Response(body, { status: Number(status), headers: { "content-type": "application/scim+json", ...pause } });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** What a target that is no HTTP client of this package rejects with. */
export function faultError({ kind }: TargetFault, { call }: TargetRequest): Error {
  const isRead = call === "get" || call === "list" || call === "test";
  const lost = (code: "unreachable" | "timeout" | "not_scim", status: number) =>
    new ScimRequestError(`a fault was put in: ${kind}`, {
      code,
      method: call,
      requestPath: "/Users",
      status,
      attempts: 1,
      mayHaveTakenEffect: !isRead,
    });
  switch (kind) {
    case "kill":
      return new Error("a killed process gets no answer");
    case "reset":
      // An error of the platform, as the target of an app may hand it on.
      return new TypeError("fetch failed");
    case "timeout":
      return lost("timeout", 0);
    case "cut":
      return lost("not_scim", 200);
  }
  const [form, text] = kind.split("_");
  const status = Number(text);
  if (form === "html") return lost(status >= 502 ? "unreachable" : "not_scim", status);
  return new ScimError(`a fault was put in: ${kind}`, { status });
}
