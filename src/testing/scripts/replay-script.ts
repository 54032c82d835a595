/** Request scripts of identity providers as plain data, and their replay against any SCIM endpoint. */

/** The requests of a provider, in order. */
export interface RequestScript {
  /** The provider, such as `Entra`. */
  readonly provider: string;
  /** Value of the `Content-Type` and `Accept` headers. */
  readonly mediaType: string;
  /**
   * The requests. `{name}` in a path, query or body is replaced by an id that an earlier request saved.
   */
  readonly requests: readonly {
    /** Title of the request. */
    readonly title: string;
    /** HTTP method. */
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    /** Path below the base URL, with the query exactly as the provider sends it. */
    readonly path: string;
    /** JSON body. */
    readonly body?: unknown;
    /** Statuses that the provider accepts. */
    readonly expectStatus: readonly number[];
    /** Expected `totalResults` of a list. */
    readonly expectTotal?: number | undefined;
    /** Expected values of the response by their dotted path, such as `name.givenName`; strings may contain `{name}`. */
    readonly expectValues?: Readonly<Record<string, unknown>> | undefined;
    /** Name under which the id of the response is saved. */
    readonly saveIdAs?: string | undefined;
  }[];
}

/** A request of a script. */
export type ScriptedRequest = RequestScript["requests"][number];

/**
 * Replays a script, one request after the other, to its end even when a request fails.
 *
 * @param options - The base URL and bearer token of the service, and a `fetch` that sends the requests. Default: the
 * global `fetch`.
 * @returns the outcome of each request; the service passes when no request has a problem.
 */
export async function replayScript(
  script: RequestScript,
  options: {
    readonly baseUrl: string;
    readonly token: string;
    readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  },
): Promise<
  readonly {
    /** The request. */
    readonly request: ScriptedRequest;
    /** Status of the response. */
    readonly status: number;
    /** The body of the response as JSON, or as a string when it is not JSON. */
    readonly body: unknown;
    /** Why the provider would not accept the response; undefined when it would. */
    readonly problem: string | undefined;
  }[]
> {
  const ids = new Map<string, string>();
  const replayed: Awaited<ReturnType<typeof replayScript>>[number][] = [];
  for (const request of script.requests) {
    const { status, body } = await send(request, script, options, ids);
    const id = valueAt(body, ["id"]);
    if (request.saveIdAs !== undefined && typeof id === "string") ids.set(request.saveIdAs, id);
    replayed.push({ request, status, body, problem: problemOf(request, status, body, ids) });
  }
  return replayed;
}

async function send(
  { method, path, body }: ScriptedRequest,
  { mediaType }: RequestScript,
  { baseUrl, token, fetch = globalThis.fetch }: Parameters<typeof replayScript>[1],
  ids: ReadonlyMap<string, string>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const url = `${baseUrl.replace(/\/+$/, "")}${insertIds(path, ids)}`;
  const response = await fetch(
    new Request(url, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${token}`,
        accept: mediaType,
        ...(body === undefined ? {} : { "content-type": mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(insertAllIds(body, ids)) }),
    }),
  );
  const received = await response.text();
  return { status: response.status, body: received === "" ? undefined : parse(received) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function insertIds(template: string, ids: ReadonlyMap<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => ids.get(name) ?? whole);
}

function insertAllIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return insertIds(value, ids);
  if (Array.isArray(value)) return value.map((element) => insertAllIds(element, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, insertAllIds(part, ids)]));
}

function problemOf(
  request: ScriptedRequest,
  status: number,
  body: unknown,
  ids: ReadonlyMap<string, string>,
): string | undefined {
  const { expectStatus: expect, expectTotal, expectValues = {}, saveIdAs: remember } = request;
  if (!expect.includes(status)) return `status ${status}, expected ${expect.join(" or ")}`;
  const total = valueAt(body, ["totalResults"]);
  if (expectTotal !== undefined && total !== expectTotal)
    return `totalResults ${String(total)}, expected ${expectTotal}`;
  if (remember !== undefined && !ids.has(remember)) return "no id in the response";
  // A PATCH may be answered without a body (RFC 7644 §3.5.2).
  if (status === 204) return undefined;
  const wrong = Object.entries(expectValues).find(
    ([path, value]) => JSON.stringify(valueAt(body, path.split("."))) !== JSON.stringify(insertAllIds(value, ids)),
  );
  return wrong === undefined ? undefined : `${wrong[0]} is not ${JSON.stringify(wrong[1])}`;
}

function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (place, name) =>
      typeof place === "object" && place !== null && Object.hasOwn(place, name) ? Reflect.get(place, name) : undefined,
    value,
  );
}
