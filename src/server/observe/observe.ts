/** Observes requests for the operators of a service: one event, one log line and one span for each. */
import { isScimError } from "../../errors.ts";
import type { Logger } from "../../internal/logger.ts";
import { millisecondClock } from "../../internal/millisecond-clock.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { ScimRequest, ScimResponse } from "../http/messages.ts";
import type { Store } from "../store/store.ts";
import { meterStore, type StoreUsage } from "./store-meter.ts";

/** One request and its response, without personal data: no ids, names, filters or bodies. */
export interface RequestEvent {
  /** The requested operation; `unknown` is a path or method that the service does not have. */
  readonly operation:
    | "create"
    | "read"
    | "list"
    | "search"
    | "replace"
    | "patch"
    | "delete"
    | "bulk"
    | "me"
    | "discovery"
    | "options"
    | "unknown";
  /** HTTP method in upper case. */
  readonly method: string;
  /** Name of the resource type, such as `User`; undefined for other endpoints. */
  readonly resourceType: string | undefined;
  /** Tenant of the caller; undefined for an unrecognized caller. */
  readonly tenant: string | undefined;
  /** HTTP status of the response. */
  readonly status: number;
  /** Detail error keyword of RFC 7644 §3.12, where the response has one. */
  readonly scimType: string | undefined;
  /** Milliseconds from the request to its response, without sending the response. */
  readonly duration: number;
  /** Milliseconds of store calls; concurrent calls add up. */
  readonly storeDuration: number;
  /** Number of store calls. */
  readonly storeCalls: number;
  /** Number of resources that the store returned or wrote. */
  readonly resources: number;
}

/**
 * The part of a tracer of `@opentelemetry/api` that is needed: `trace.getTracer("scim")` fits. This package does not
 * import it.
 */
export interface RequestTracer {
  /** Runs a function in a new span, which is the parent of the spans that start in it. */
  startActiveSpan<Result>(
    name: string,
    run: (span: {
      /** Renames the span once its operation is known. */
      updateName(name: string): unknown;
      /** Sets one attribute. */
      setAttribute(key: string, value: string | number): unknown;
      /** Sets the status; 2 is an error. */
      setStatus(status: {
        /** A `SpanStatusCode`. */
        readonly code: number;
      }): unknown;
      /** Records an error. */
      recordException(exception: Error): void;
      /** Ends the span. */
      end(): void;
    }) => Promise<Result>,
  ): Promise<Result>;
}

type RequestSpan = Parameters<Parameters<RequestTracer["startActiveSpan"]>[1]>[0];

/** The observers of a handler. */
export interface ObserveOptions {
  /** Called for every request once it is answered; what it throws goes to `onError`. */
  readonly onRequest?: (event: RequestEvent) => void;
  /**
   * Gets a line for each request: `info`, or `error` for a status of 500 and above. Errors that are not part of the
   * protocol are among the fields as `err`; redact them in the logger.
   */
  readonly logger?: Logger;
  /** Gets a span for each request, such as `trace.getTracer("scim")` of `@opentelemetry/api`. */
  readonly tracer?: RequestTracer;
}

/** What becomes known about a request while it runs. */
export interface RequestObservation {
  tenant: string | undefined;
  /** Segments of the path below the base path. */
  segments: readonly string[] | undefined;
  error: unknown;
  /** Wraps the store so that its calls are counted and timed. */
  meter(store: Store): Store;
}

/** Runs a request and reports it to the observers. */
export type Observer = (
  request: ScimRequest,
  run: (observation: RequestObservation) => Promise<ScimResponse>,
) => Promise<ScimResponse>;

/**
 * Creates the observer of a handler; undefined for a handler that nothing observes.
 *
 * @param options - the observers, and the clock for durations: `performance.now` by default. When the clock throws, the
 * error is reported and the duration is 0.
 * @param reportError - receives what an observer throws.
 */
export function createObserver(
  options: ObserveOptions & { readonly now?: () => Date },
  resourceTypes: readonly ResourceType[],
  reportError: (error: unknown) => void,
): Observer | undefined {
  const { onRequest, logger, tracer } = options;
  if (onRequest === undefined && logger === undefined && tracer === undefined) return undefined;
  const startTimer = createTimer(millisecondClock(options.now), reportError);

  const observe = async (
    request: ScimRequest,
    run: (observation: RequestObservation) => Promise<ScimResponse>,
    span?: RequestSpan,
  ): Promise<ScimResponse> => {
    const elapsed = startTimer();
    const usage: StoreUsage = { storeDuration: 0, storeCalls: 0, resources: 0 };
    const observation: RequestObservation = {
      tenant: undefined,
      segments: undefined,
      error: undefined,
      meter: (store) => meterStore(store, usage, startTimer),
    };
    const response = await run(observation);
    const { tenant, error } = observation;
    const event: RequestEvent = {
      ...describeRequest(request.method, observation.segments, resourceTypes),
      method: request.method,
      tenant,
      status: response.status,
      scimType: isScimError(error) ? error.scimType : undefined,
      duration: elapsed(),
      ...usage,
    };
    if (onRequest !== undefined) attempt(() => onRequest(event), reportError);
    if (logger !== undefined) attempt(() => log(logger, event, error), reportError);
    if (span !== undefined) endSpan(span, event, error, reportError);
    return response;
  };
  return tracer === undefined ? observe : observeInSpan(tracer, observe, reportError);
}

/** Creates a timer: starting it returns a function for the milliseconds since. A failing clock measures 0. */
function createTimer(clock: () => number, reportError: (error: unknown) => void): () => () => number {
  const read = (): number => {
    try {
      return clock();
    } catch (error) {
      reportError(error);
      return Number.NaN;
    }
  };
  return () => {
    const start = read();
    return () => read() - start || 0;
  };
}

/** Observes each request in a span. A failing tracer changes neither the response nor how often the request runs. */
function observeInSpan(
  tracer: RequestTracer,
  observe: (...parameters: [...Parameters<Observer>, span?: RequestSpan]) => Promise<ScimResponse>,
  reportError: (error: unknown) => void,
): Observer {
  return async (request, run) => {
    let response: Promise<ScimResponse> | undefined;
    try {
      await tracer.startActiveSpan("SCIM request", (span) => {
        response = observe(request, run, span);
        return response;
      });
    } catch (error) {
      reportError(error);
    }
    return await (response ?? observe(request, run));
  };
}

/** Calls an observer and reports its failure, synchronous or not. */
function attempt(notify: () => unknown, reportError: (error: unknown) => void): void {
  try {
    const result = notify();
    if (result instanceof Promise) result.catch(reportError);
  } catch (error) {
    reportError(error);
  }
}

function log(logger: Logger, event: RequestEvent, error: unknown): void {
  const message = `SCIM ${nameOf(event)} answered with ${event.status}`;
  if (event.status < 500) logger.info?.(event, message);
  else logger.error?.({ ...event, err: error }, message);
}

function nameOf({ operation, resourceType }: RequestEvent): string {
  return resourceType === undefined ? operation : `${operation} ${resourceType}`;
}

/** Describes a span and ends it, even if the description fails. */
function endSpan(span: RequestSpan, event: RequestEvent, error: unknown, reportError: (error: unknown) => void): void {
  attempt(() => describeSpan(span, event, error), reportError);
  attempt(() => span.end(), reportError);
}

/** HTTP attributes follow OpenTelemetry's semantic conventions; attributes of this package begin with `scim.`. */
function describeSpan(span: RequestSpan, event: RequestEvent, error: unknown): void {
  const attributes = {
    "http.request.method": event.method,
    "http.response.status_code": event.status,
    "scim.operation": event.operation,
    "scim.resource_type": event.resourceType,
    "scim.tenant": event.tenant,
    "scim.type": event.scimType,
    "scim.store.calls": event.storeCalls,
    "scim.store.duration": event.storeDuration,
    "scim.resources": event.resources,
  };
  span.updateName(`SCIM ${nameOf(event)}`);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) span.setAttribute(key, value);
  if (event.status >= 500) {
    span.setStatus({ code: 2 });
    if (error instanceof Error) span.recordException(error);
  }
}

type OperationName = RequestEvent["operation"];

const COLLECTION_OPERATIONS: Readonly<Record<string, OperationName>> = { GET: "list", HEAD: "list", POST: "create" };

const RESOURCE_OPERATIONS: Readonly<Record<string, OperationName>> = {
  GET: "read",
  HEAD: "read",
  PUT: "replace",
  PATCH: "patch",
  DELETE: "delete",
};

const OTHER_ENDPOINTS: ReadonlyMap<string | undefined, OperationName> = new Map([
  ["ServiceProviderConfig", "discovery"],
  ["ResourceTypes", "discovery"],
  ["Schemas", "discovery"],
  ["Bulk", "bulk"],
  ["Me", "me"],
  [".search", "search"],
]);

/** Names what a request asks for, by its method and path. */
function describeRequest(
  method: string,
  segments: readonly string[] | undefined,
  resourceTypes: readonly ResourceType[],
): Pick<RequestEvent, "operation" | "resourceType"> {
  const type = resourceTypes.find(({ endpoint }) => isBelow(segments, endpoint));
  if (method === "OPTIONS") return { operation: "options", resourceType: type?.name };
  if (type === undefined) {
    const [first, ...more] = segments ?? [];
    return { operation: (more.length < 2 && OTHER_ENDPOINTS.get(first)) || "unknown", resourceType: undefined };
  }
  const below = segments?.slice(type.endpoint.split("/").length - 1) ?? [];
  if (below.length === 1 && below[0] === ".search") return { operation: "search", resourceType: type.name };
  const operations = below.length === 0 ? COLLECTION_OPERATIONS : RESOURCE_OPERATIONS;
  const isKnown = below.length < 2 && Object.hasOwn(operations, method);
  return { operation: (isKnown && operations[method]) || "unknown", resourceType: type.name };
}

function isBelow(segments: readonly string[] | undefined, endpoint: string): boolean {
  const path = endpoint.split("/").slice(1);
  return segments !== undefined && path.every((segment, index) => segments[index] === segment);
}
