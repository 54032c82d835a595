/** A service under test: a handler with a fixed clock and counted ids, and a short way to call it. */
import {
  bearerToken,
  createScimHandler,
  fullProfile,
  MemoryStore,
  type ScimHandler,
  type ScimHandlerOptions,
} from "../../src/server/index.ts";
import { SCIM_MEDIA_TYPE } from "../../src/urns.ts";

export const TOKEN = "correct-horse";
export const ORIGIN = "https://scim.example";
export const BASE = "/scim/v2";
const START = Date.UTC(2026, 0, 31, 8, 30);

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON object of the body; empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestService {
  readonly handler: ScimHandler;
  readonly errors: unknown[];
  /** Moves the clock on. */
  tick(seconds: number): void;
  /** Calls a path below the base path, with the token and the media type. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  patch(path: string, operations: readonly unknown[], headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Creates a user and returns its id. */
  user(attributes?: Readonly<Record<string, unknown>>): Promise<string>;
}

export function createService(options: Partial<ScimHandlerOptions> = {}): TestService {
  const errors: unknown[] = [];
  let time = START;
  let made = 0;
  const handler = createScimHandler({
    basePath: BASE,
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
    now: () => new Date(time),
    guid: () => {
      made += 1;
      return `id-${made}`;
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  const base = options.basePath ?? BASE;
  const call: TestService["call"] = async (method, path, { body, headers = {} } = {}) => {
    const response = await handler(
      new Request(`${ORIGIN}${base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { "content-type": SCIM_MEDIA_TYPE }),
          ...headers,
        },
        body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === "" ? {} : JSON.parse(text) };
  };
  let users = 0;
  return {
    handler,
    errors,
    tick: (seconds) => {
      time += seconds * 1000;
    },
    call,
    get: (path, headers) => call("GET", path, headers === undefined ? {} : { headers }),
    post: (path, body) => call("POST", path, { body }),
    put: (path, body) => call("PUT", path, { body }),
    patch: (path, operations, headers = {}) => call("PATCH", path, { body: { Operations: operations }, headers }),
    async user(attributes = {}) {
      users += 1;
      const answer = await call("POST", "/Users", { body: { userName: `user${users}@example.com`, ...attributes } });
      if (answer.status !== 201) throw new Error(`no user was created: ${answer.text}`);
      return String(answer.body["id"]);
    },
  };
}

/** The resources of a list. */
export function resources(answer: Answer): readonly Readonly<Record<string, unknown>>[] {
  const found = answer.body["Resources"];
  return Array.isArray(found) ? found : [];
}

/** A query string. */
export function query(parameters: Readonly<Record<string, string | number>>): string {
  return `?${new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]))}`;
}
