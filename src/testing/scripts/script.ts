/**
 * What an identity provider sends, as plain data that can be replayed against any SCIM endpoint.
 */

/** One request of a script. `{name}` in its path, query and body stands for an id that an earlier step remembered. */
export interface ScriptedRequest {
  /** What the step is about. */
  readonly title: string;
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, with the query as the provider spells it. */
  readonly path: string;
  /** JSON body. */
  readonly body?: unknown;
  /** Statuses with which the provider is content. */
  readonly expect: readonly number[];
  /** For a list: how many resources the answer must have in all. */
  readonly expectTotal?: number | undefined;
  /** Values that the answer must have, by their dotted path, such as `name.givenName`; texts may use `{name}`. */
  readonly expectValues?: Readonly<Record<string, unknown>> | undefined;
  /** Name under which the id of the answer is remembered. */
  readonly remember?: string | undefined;
}

/** The requests of a provider, in order. */
export interface RequestScript {
  /** Who sends them, such as `Entra`. */
  readonly provider: string;
  /** Value of the `Content-Type` and `Accept` headers. */
  readonly mediaType: string;
  /** The requests. */
  readonly requests: readonly ScriptedRequest[];
}

/** Where a script is replayed. */
export interface ReplayOptions {
  /** Base URL of the service. */
  readonly baseUrl: string;
  /** Bearer token. */
  readonly token: string;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** What became of a step. */
export interface ReplayedRequest {
  /** The step. */
  readonly request: ScriptedRequest;
  /** Status of the answer. */
  readonly status: number;
  /** The answer as JSON; its text when it is none. */
  readonly body: unknown;
  /** What the provider would not be content with; undefined when it is. */
  readonly problem: string | undefined;
}

/**
 * Replays a script, one request after the other, to its end even when a step fails.
 *
 * @returns what became of each step; the script passed when no step has a problem.
 */
export async function replayScript(script: RequestScript, options: ReplayOptions): Promise<readonly ReplayedRequest[]> {
  const ids = new Map<string, string>();
  const replayed: ReplayedRequest[] = [];
  for (const request of script.requests) {
    const { status, body } = await send(request, script, options, ids);
    const id = memberOf(body, ["id"]);
    if (request.remember !== undefined && typeof id === "string") ids.set(request.remember, id);
    replayed.push({ request, status, body, problem: problemOf(request, status, body, ids) });
  }
  return replayed;
}

async function send(
  { method, path, body }: ScriptedRequest,
  { mediaType }: RequestScript,
  { baseUrl, token, fetch = globalThis.fetch }: ReplayOptions,
  ids: ReadonlyMap<string, string>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const url = `${baseUrl.replace(/\/+$/, "")}${fill(path, ids)}`;
  const response = await fetch(
    new Request(url, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${token}`,
        accept: mediaType,
        ...(body === undefined ? {} : { "content-type": mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(fillAll(body, ids)) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fill(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => ids.get(name) ?? whole);
}

function fillAll(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return fill(value, ids);
  if (Array.isArray(value)) return value.map((element) => fillAll(element, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillAll(part, ids)]));
}

function problemOf(
  request: ScriptedRequest,
  status: number,
  body: unknown,
  ids: ReadonlyMap<string, string>,
): string | undefined {
  const { expect, expectTotal, expectValues = {}, remember } = request;
  if (!expect.includes(status)) return `status ${status}, expected ${expect.join(" or ")}`;
  const total = memberOf(body, ["totalResults"]);
  if (expectTotal !== undefined && total !== expectTotal)
    return `totalResults ${String(total)}, expected ${expectTotal}`;
  if (remember !== undefined && !ids.has(remember)) return "no id in the answer";
  // PATCH may be answered without a body (RFC 7644 §3.5.2).
  if (status === 204) return undefined;
  const wrong = Object.entries(expectValues).find(
    ([path, value]) => JSON.stringify(memberOf(body, path.split("."))) !== JSON.stringify(fillAll(value, ids)),
  );
  return wrong === undefined ? undefined : `${wrong[0]} is not ${JSON.stringify(wrong[1])}`;
}

function memberOf(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (place, name) =>
      typeof place === "object" && place !== null && Object.hasOwn(place, name) ? Reflect.get(place, name) : undefined,
    value,
  );
}
