/** A `fetch` that answers by a script and records the requests. */
import { LIST_RESPONSE, USER_SCHEMA } from "../../src/urns.ts";

export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Step = Response | Error | ((sent: SentRequest) => Response | Promise<Response>);

export interface ScriptedFetch {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sent: readonly SentRequest[];
}

/** Answers the first request with the first step, and so on; one request too many fails the test. */
export function scripted(...steps: readonly Step[]): ScriptedFetch {
  const sent: SentRequest[] = [];
  return {
    sent,
    fetch: async (request) => {
      const text = await request.text();
      const entry: SentRequest = {
        method: request.method,
        url: new URL(request.url),
        headers: new Headers(request.headers),
        body: text === "" ? undefined : JSON.parse(text),
      };
      const step = steps[sent.length];
      sent.push(entry);
      if (step === undefined)
        throw new Error(`no step for request ${sent.length}: ${entry.method} ${entry.url.pathname}`);
      if (step instanceof Error) throw step;
      return typeof step === "function" ? step(entry) : step;
    },
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/scim+json", ...headers },
  });
}

export function user(id: string, userName = `${id}@example.com`, more: object = {}): object {
  return { schemas: [USER_SCHEMA], id, userName, ...more };
}

export function list(resources: readonly object[], more: object = {}): Response {
  return json({ schemas: [LIST_RESPONSE], totalResults: resources.length, Resources: resources, ...more });
}

export function networkError(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("below"), { code }) });
}

/** Repetitions without waiting. */
export const NO_WAIT = { delay: 0, maxRetryAfter: 0 } as const;
