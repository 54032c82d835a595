/** What is told about each request to those who run the service: one event, one log line, one span. */
import { isScimError } from "../../errors.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { ScimAnswer, ScimCall } from "../http/messages.ts";
import type { Store } from "../store/store.ts";
import { countCalls, type Meter } from "./store-meter.ts";

/** What a request asked for. `unknown` is a path or method that the service does not have. */
export type RequestOperation =
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

/** One request and its answer, without personal data: no ids, names, filters or bodies. */
export interface RequestEvent {
  /** What was asked for. */
  readonly operation: RequestOperation;
  /** HTTP method in upper case. */
  readonly method: string;
  /** Name of the resource type, such as `User`; undefined for other endpoints. */
  readonly resourceType: string | undefined;
  /** Tenant of the caller; undefined for one who was not recognised. */
  readonly tenant: string | undefined;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Detail error keyword of RFC 7644 §3.12, where the answer has one. */
  readonly scimType: string | undefined;
  /** Milliseconds from the call to the answer, without the time in which it is sent. */
  readonly durationMs: number;
  /** Milliseconds of it that store calls took; those that run side by side add up. */
  readonly storeMs: number;
  /** How many store calls there were. */
  readonly storeCalls: number;
  /** How many resources the store handed out, or took to write. */
  readonly resources: number;
}

/** A logger as pino has it: first the fields, then the message. */
export interface RequestLogger {
  /** An answered request, with a status below 500. */
  info(fields: object, message: string): void;
  /** A request that failed with 500 or above; `err` among the fields is the error. */
  error(fields: object, message: string): void;
}

/** What is needed of a span of `@opentelemetry/api`. */
export interface RequestSpan {
  /** Renames the span once it is known what was asked for. */
  updateName(name: string): unknown;
  /** Sets one attribute. */
  setAttribute(key: string, value: string | number): unknown;
  /** Sets the status; 2 is an error. */
  setStatus(status: { readonly code: number }): unknown;
  /** Notes an error. */
  recordException(exception: Error): void;
  /** Ends the span. */
  end(): void;
}

/** What is needed of a tracer of `@opentelemetry/api`: `trace.getTracer("scim")` fits. This package does not import it. */
export interface RequestTracer {
  /** Runs a function in a new span, which is the parent of those that begin in it. */
  startActiveSpan(name: string, run: (span: RequestSpan) => Promise<ScimAnswer>): Promise<ScimAnswer>;
}

/** Who is told about requests. */
export interface ObserveOptions {
  /** Told of every request once it is answered; what it throws goes to `onError`. */
  readonly onRequest?: (event: RequestEvent) => void;
  /** Gets a line for each request, such as a pino logger. Errors that are no answers of the protocol come with it, to be redacted there. */
  readonly logger?: RequestLogger;
  /** Gets a span for each request, such as `trace.getTracer("scim")` of `@opentelemetry/api`. */
  readonly tracer?: RequestTracer;
  /** Milliseconds of a clock that never goes back, for durations. What it throws goes to `onError`, and the duration is 0. Default: `performance.now`. */
  readonly clock?: () => number;
}

/** Gathers what becomes known about a request while it runs. */
export interface Watch {
  tenant: string | undefined;
  segments: readonly string[] | undefined;
  error: unknown;
  /** The store, with every call counted. */
  counted(store: Store): Store;
}

/** Runs a request and tells about it. */
export type Observer = (call: ScimCall, run: (watch: Watch) => Promise<ScimAnswer>) => Promise<ScimAnswer>;

/** Makes the observer of a handler, or undefined where nobody wants to know. */
export function compileObserver(
  options: ObserveOptions,
  resourceTypes: readonly ResourceType[],
  onFailure: (error: unknown) => void,
): Observer | undefined {
  const { onRequest, logger, tracer } = options;
  if (onRequest === undefined && logger === undefined && tracer === undefined) return undefined;
  const stopwatch = stopwatchOf(options.clock ?? (() => performance.now()), onFailure);

  const observe = async (
    call: ScimCall,
    run: (watch: Watch) => Promise<ScimAnswer>,
    span?: RequestSpan,
  ): Promise<ScimAnswer> => {
    const elapsed = stopwatch();
    const meter: Meter = { storeMs: 0, storeCalls: 0, resources: 0 };
    const watch: Watch = {
      tenant: undefined,
      segments: undefined,
      error: undefined,
      counted: (store) => countCalls(store, meter, stopwatch),
    };
    const answer = await run(watch);
    const { tenant, error } = watch;
    const event: RequestEvent = {
      ...describeRequest(call.method, watch.segments, resourceTypes),
      method: call.method,
      tenant,
      status: answer.status,
      scimType: isScimError(error) ? error.scimType : undefined,
      durationMs: elapsed(),
      ...meter,
    };
    if (onRequest !== undefined) tell(() => onRequest(event), onFailure);
    if (logger !== undefined) tell(() => log(logger, event, error), onFailure);
    if (span !== undefined) finish(span, event, error, onFailure);
    return answer;
  };
  return tracer === undefined ? observe : observeInSpan(tracer, observe, onFailure);
}

/** Begins to measure; what is returned tells the milliseconds since then. */
export type Stopwatch = () => () => number;

/** Measures with a clock; on one that fails nothing depends, and what cannot be measured took no time. */
function stopwatchOf(clock: () => number, onFailure: (error: unknown) => void): Stopwatch {
  const read = (): number => {
    try {
      return clock();
    } catch (failure) {
      onFailure(failure);
      return Number.NaN;
    }
  };
  return () => {
    const start = read();
    return () => read() - start || 0;
  };
}

/** Observes each request in a span. Of a tracer that fails the answer does not depend, and no request runs twice for it. */
function observeInSpan(
  tracer: RequestTracer,
  observe: (call: ScimCall, run: (watch: Watch) => Promise<ScimAnswer>, span?: RequestSpan) => Promise<ScimAnswer>,
  onFailure: (error: unknown) => void,
): Observer {
  return async (call, run) => {
    let answer: Promise<ScimAnswer> | undefined;
    try {
      await tracer.startActiveSpan("SCIM request", (span) => {
        answer = observe(call, run, span);
        return answer;
      });
    } catch (failure) {
      onFailure(failure);
    }
    return await (answer ?? observe(call, run));
  };
}

/** Tells one of those who want to know; its failure, now or later, is nobody else's. */
function tell(notify: () => unknown, onFailure: (error: unknown) => void): void {
  try {
    const told = notify();
    if (told instanceof Promise) told.catch(onFailure);
  } catch (failure) {
    onFailure(failure);
  }
}

function log(logger: RequestLogger, event: RequestEvent, error: unknown): void {
  const message = `SCIM ${nameOf(event)} answered with ${event.status}`;
  if (event.status < 500) logger.info(event, message);
  else logger.error({ ...event, err: error }, message);
}

function nameOf({ operation, resourceType }: RequestEvent): string {
  return resourceType === undefined ? operation : `${operation} ${resourceType}`;
}

/** Describes a span and ends it, whatever becomes of the description. */
function finish(span: RequestSpan, event: RequestEvent, error: unknown, onFailure: (error: unknown) => void): void {
  tell(() => describeSpan(span, event, error), onFailure);
  tell(() => span.end(), onFailure);
}

/** HTTP attributes by OpenTelemetry's semantic conventions; those of this package begin with `scim.`. */
function describeSpan(span: RequestSpan, event: RequestEvent, error: unknown): void {
  const attributes = {
    "http.request.method": event.method,
    "http.response.status_code": event.status,
    "scim.operation": event.operation,
    "scim.resource_type": event.resourceType,
    "scim.tenant": event.tenant,
    "scim.type": event.scimType,
    "scim.store.calls": event.storeCalls,
    "scim.store.duration": event.storeMs,
    "scim.resources": event.resources,
  };
  span.updateName(`SCIM ${nameOf(event)}`);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) span.setAttribute(key, value);
  if (event.status >= 500) {
    span.setStatus({ code: 2 });
    if (error instanceof Error) span.recordException(error);
  }
}

const ON_RESOURCES: Readonly<Record<string, RequestOperation>> = { GET: "list", HEAD: "list", POST: "create" };

const ON_RESOURCE: Readonly<Record<string, RequestOperation>> = {
  GET: "read",
  HEAD: "read",
  PUT: "replace",
  PATCH: "patch",
  DELETE: "delete",
};

const OTHER_ENDPOINTS: ReadonlyMap<string | undefined, RequestOperation> = new Map([
  ["ServiceProviderConfig", "discovery"],
  ["ResourceTypes", "discovery"],
  ["Schemas", "discovery"],
  ["Bulk", "bulk"],
  ["Me", "me"],
  [".search", "search"],
]);

/** What a request asks for, by its method and its path. */
function describeRequest(
  method: string,
  segments: readonly string[] | undefined,
  resourceTypes: readonly ResourceType[],
): Pick<RequestEvent, "operation" | "resourceType"> {
  const type = resourceTypes.find(({ endpoint }) => isUnder(segments, endpoint));
  if (method === "OPTIONS") return { operation: "options", resourceType: type?.name };
  if (type === undefined) {
    const [first, ...more] = segments ?? [];
    return { operation: (more.length < 2 && OTHER_ENDPOINTS.get(first)) || "unknown", resourceType: undefined };
  }
  const below = segments?.slice(type.endpoint.split("/").length - 1) ?? [];
  if (below.length === 1 && below[0] === ".search") return { operation: "search", resourceType: type.name };
  const operations = below.length === 0 ? ON_RESOURCES : ON_RESOURCE;
  const known = below.length < 2 && Object.hasOwn(operations, method);
  return { operation: (known && operations[method]) || "unknown", resourceType: type.name };
}

function isUnder(segments: readonly string[] | undefined, endpoint: string): boolean {
  const path = endpoint.split("/").slice(1);
  return segments !== undefined && path.every((segment, index) => segments[index] === segment);
}
