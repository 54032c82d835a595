/** Routes of the emulator: what they are called with, what they answer, and how a path finds its route. */
import type { ODataQuery } from "./odata-query.ts";

/** HTTP methods of Microsoft Graph. */
type GraphMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request to a route, after its token, permission and query were checked. */
export interface RoutedRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path below `/v1.0`, as requested. */
  readonly path: string;
  /** Values of the parameters in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** System query options. */
  readonly query: ODataQuery;
  /** Request headers. */
  readonly headers: Headers;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
  /** Base URL of links in the response, such as `https://graph.microsoft.com/v1.0`. */
  readonly base: string;
  /** Client id of the application that is signed in. */
  readonly clientId: string;
  /** Application permissions of the token. */
  readonly permissions: ReadonlySet<string>;
  /** Whether `ConsistencyLevel: eventual` and `$count=true` are set, as advanced queries require. */
  readonly advanced: boolean;
  /** Number of the request, which no other one has. */
  readonly number: number;
  /** Whether the link in the answer must be refused, because the request repeats an earlier one for the same page. */
  readonly losesLink: boolean;
}

/** An answer of a route; errors are thrown as `ServiceError`. */
export interface GraphAnswer {
  /** HTTP status. Default: 200, and 204 without a body. */
  readonly status?: number;
  /** Additional headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON body; none when undefined. */
  readonly body?: unknown;
  /** Whether the body breaks off in the middle. */
  readonly truncated?: boolean;
}

/** A route. */
export interface GraphRoute {
  /** HTTP method. */
  readonly method: GraphMethod;
  /** Path below `/v1.0`, such as `/users/{id}` or `/servicePrincipals(appId='{appId}')`. */
  readonly path: string;
  /** Application permissions, of which the token needs one; empty when any token is sufficient. */
  readonly permissions: readonly string[];
  /** The error for a token without the permission. Default: 403 `Authorization_RequestDenied`. */
  readonly denied?: () => Error;
  /** Query options that the resource supports. Default: none. */
  readonly options?: readonly string[];
  /** Resource units of a request, before `$select`, `$expand` and `$top` are considered. Default: 1. */
  readonly units?: number;
  /** Answers a request. */
  readonly answer: (request: RoutedRequest) => GraphAnswer | Promise<GraphAnswer>;
}

/** The route of a path, and the parameters in the path. */
export interface RouteMatch {
  readonly route: GraphRoute;
  readonly params: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly route: GraphRoute;
  readonly pattern: RegExp;
}

/** The routes of an emulator. Literal segments take precedence over parameters, in the order of registration. */
export class Router {
  readonly #routes: CompiledRoute[] = [];

  /** Adds routes; a route without parameters is preferred to one with parameters. */
  add(routes: readonly GraphRoute[]): void {
    for (const route of routes) this.#routes.push({ route, pattern: patternOf(route.path) });
    this.#routes.sort((a, b) => parameterCount(a.route.path) - parameterCount(b.route.path));
  }

  /** Returns the route of a path; `method` when the path exists with other methods only. */
  find(method: string, path: string): RouteMatch | "method" | undefined {
    let pathExists = false;
    for (const { route, pattern } of this.#routes) {
      const match = pattern.exec(path);
      if (match === null) continue;
      if (route.method === method) return { route, params: decodedParams(match.groups ?? {}) };
      pathExists = true;
    }
    return pathExists ? "method" : undefined;
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      return name === undefined ? part.replaceAll(/[.()$]/g, "\\$&") : `(?<${name}>[^/()']+)`;
    })
    .join("");
  return new RegExp(`^${source}/?$`, "i");
}

function parameterCount(path: string): number {
  return path.split("{").length - 1;
}

function decodedParams(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
