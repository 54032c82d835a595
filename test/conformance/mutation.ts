/** How a defect is put around a handler: by changing what it is asked, or what it answers. */

/** A function from request to answer, as `createScimHandler` makes it. */
export type Handle = (request: Request) => Promise<Response>;

/** A defect, in a sentence, and the handler that has it. */
export interface Mutant {
  readonly defect: string;
  readonly wrap: (handle: Handle) => Handle;
}

/** Anything that came as JSON. */
export type Json = { [name: string]: unknown };

/** A request taken apart. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Undefined without a JSON object. */
  readonly body: Json | undefined;
}

/** An answer taken apart. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined without a JSON object. */
  readonly body: Json | undefined;
}

/** Asks the handler itself. */
export type Ask = (asked: Asked) => Promise<Answered>;

/** A handler with a defect. It decides itself what it asks the sound one. */
export function defect(answer: (asked: Asked, ask: Ask) => Promise<Answered>): (handle: Handle) => Handle {
  return (handle) => async (request) => {
    const text = await request.text();
    const body = parse(text);
    const ask: Ask = async (asked) => {
      const sent = asked.method === "GET" ? "" : asked.body === undefined ? text : JSON.stringify(asked.body);
      const response = await handle(
        new Request(asked.url, {
          method: asked.method,
          headers: asked.headers,
          ...(sent === "" ? {} : { body: sent }),
        }),
      );
      return { status: response.status, headers: new Headers(response.headers), body: parse(await response.text()) };
    };
    const asked = { method: request.method, url: new URL(request.url), headers: new Headers(request.headers), body };
    const { status, headers, body: answered } = await answer(asked, ask);
    const isEmpty = answered === undefined || [204, 304].includes(status) || request.method === "HEAD";
    return new Response(isEmpty ? null : JSON.stringify(answered), { status, headers });
  };
}

/** A defect in what is asked. */
export function asking(change: (asked: Asked) => Asked): (handle: Handle) => Handle {
  return defect((asked, ask) => ask(change(asked)));
}

/** A defect in what is answered. */
export function answering(change: (answered: Answered, asked: Asked) => Answered): (handle: Handle) => Handle {
  return defect(async (asked, ask) => change(await ask(asked), asked));
}

/** A defect in the parameters of a query. */
export function parameters(change: (parameters: URLSearchParams) => void): (handle: Handle) => Handle {
  return asking((asked) => {
    const url = new URL(asked.url);
    change(url.searchParams);
    return { ...asked, url };
  });
}

/** A defect in the operations of a PATCH; undefined leaves one out. */
export function operations(change: (operation: Json, index: number) => Json | undefined): (handle: Handle) => Handle {
  return asking((asked) => {
    const list = asked.body?.["Operations"];
    if (asked.method !== "PATCH" || !Array.isArray(list)) return asked;
    return { ...asked, body: { ...asked.body, Operations: list.map(change).filter((kept) => kept !== undefined) } };
  });
}

/** A defect in each resource that is shown, alone or in a list. */
export function showing(change: (resource: Json, asked: Asked) => Json): (handle: Handle) => Handle {
  return answering((answered, asked) => {
    const { body, status } = answered;
    if (body === undefined || status >= 300) return answered;
    const list = body["Resources"];
    if (Array.isArray(list))
      return { ...answered, body: { ...body, Resources: list.map((each) => change(each, asked)) } };
    return { ...answered, body: typeof body["id"] === "string" ? change(body, asked) : body };
  });
}

/** An error message. */
export function failure(status: number, scimType?: string): Answered {
  const body = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: "refused",
  };
  return { status, headers: new Headers({ "content-type": "application/scim+json" }), body };
}

/** Members without some of them. */
export function without(body: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

/** Headers with one changed; null removes it. */
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
