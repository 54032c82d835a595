/** Builds mutants: wraps a handler so that its requests or its responses change. */

/** A function from request to response, as `createScimHandler` returns it. */
export type Handle = (request: Request) => Promise<Response>;

/** A defect in one sentence, and the handler that has it. */
export interface Mutant {
  readonly defect: string;
  readonly wrap: (handle: Handle) => Handle;
}

/** A JSON object. */
export type Json = { [name: string]: unknown };

/** A parsed request. */
export interface ParsedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Undefined without a JSON object. */
  readonly body: Json | undefined;
}

/** A parsed response. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined without a JSON object. */
  readonly body: Json | undefined;
}

/** Calls the correct handler. */
export type CallHandler = (request: ParsedRequest) => Promise<ParsedResponse>;

/** Creates a handler with a defect, which decides how it calls the correct handler. */
export function defect(
  respond: (request: ParsedRequest, call: CallHandler) => Promise<ParsedResponse>,
): (handle: Handle) => Handle {
  return (handle) => async (incoming) => {
    const received = await incoming.text();
    const call: CallHandler = async ({ method, url, headers, body }) => {
      const sent = method === "GET" ? "" : body === undefined ? received : JSON.stringify(body);
      const response = await handle(new Request(url, { method, headers, ...(sent === "" ? {} : { body: sent }) }));
      return { status: response.status, headers: new Headers(response.headers), body: parse(await response.text()) };
    };
    const { method, headers } = incoming;
    const request = { method, url: new URL(incoming.url), headers: new Headers(headers), body: parse(received) };
    const response = await respond(request, call);
    const isEmpty = response.body === undefined || [204, 304].includes(response.status) || method === "HEAD";
    return new Response(isEmpty ? null : JSON.stringify(response.body), {
      status: response.status,
      headers: response.headers,
    });
  };
}

/** A defect that changes requests. */
export function changingRequests(change: (request: ParsedRequest) => ParsedRequest): (handle: Handle) => Handle {
  return defect((request, call) => call(change(request)));
}

/** A defect that changes responses. */
export function changingResponses(
  change: (response: ParsedResponse, request: ParsedRequest) => ParsedResponse,
): (handle: Handle) => Handle {
  return defect(async (request, call) => change(await call(request), request));
}

/** A defect that changes query parameters. */
export function changingQuery(change: (parameters: URLSearchParams) => void): (handle: Handle) => Handle {
  return changingRequests((request) => {
    const url = new URL(request.url);
    change(url.searchParams);
    return { ...request, url };
  });
}

/** A defect that changes the operations of a PATCH; undefined drops one. */
export function changingOperations(
  change: (operation: Json, index: number) => Json | undefined,
): (handle: Handle) => Handle {
  return changingRequests((request) => {
    const list = request.body?.["Operations"];
    if (request.method !== "PATCH" || !Array.isArray(list)) return request;
    return { ...request, body: { ...request.body, Operations: list.map(change).filter((kept) => kept !== undefined) } };
  });
}

/** A defect that changes each returned resource, alone or in a list. */
export function changingResources(
  change: (resource: Json, request: ParsedRequest) => Json,
): (handle: Handle) => Handle {
  return changingResponses((response, request) => {
    const { body, status } = response;
    if (body === undefined || status >= 300) return response;
    const list = body["Resources"];
    if (Array.isArray(list))
      return { ...response, body: { ...body, Resources: list.map((each) => change(each, request)) } };
    return { ...response, body: typeof body["id"] === "string" ? change(body, request) : body };
  });
}

/** An error response. */
export function errorResponse(status: number, scimType?: string): ParsedResponse {
  const body = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: "refused",
  };
  return { status, headers: new Headers({ "content-type": "application/scim+json" }), body };
}

/** An object without some of its members. */
export function without(body: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

/** Headers with one changed or, for null, removed. */
export function withHeader(headers: Headers, name: string, value: string | null): Headers {
  const changed = new Headers(headers);
  if (value === null) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
