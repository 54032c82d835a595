/**
 * The table of endpoints. It is data: a resource type, a message endpoint or a refusal adds entries, and nothing else knows which there are.
 */
import { ScimError } from "../../errors.ts";
import type { ScimAnswer } from "../http/messages.ts";
import { answerEmpty, answerError } from "../http/respond.ts";
import type { Exchange, Operation } from "./exchange.ts";

/** Methods that SCIM gives a meaning (RFC 7644 §3.2). */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const KNOWN = [...METHODS, "OPTIONS"] as const;

/** What an endpoint does with each method; OPTIONS lists the others where nothing is said. */
export type Methods = Readonly<Partial<Record<Method | "OPTIONS", Operation>>>;

/** Endpoints by their path below the base path, such as `/Users`. */
export interface Routes {
  /** Endpoints at exactly this path. */
  readonly exact: Map<string, Methods>;
  /** Endpoints one segment below this path; the segment is an id. */
  readonly items: Map<string, Methods>;
}

/** A table without endpoints. */
export function createRoutes(): Routes {
  return { exact: new Map(), items: new Map() };
}

/** The same operation for every method: a refusal, of which OPTIONS has nothing else to say. */
export function everyMethod(operation: Operation): Methods {
  return {
    GET: operation,
    POST: operation,
    PUT: operation,
    PATCH: operation,
    DELETE: operation,
    OPTIONS: operation,
  };
}

/** An endpoint found for a path. */
export interface Match {
  readonly methods: Methods;
  readonly id: string;
}

/** Finds the endpoint for the segments of a path: one at exactly this path goes before one with an id. */
export function findRoute(routes: Routes, segments: readonly string[]): Match | undefined {
  const last = segments.at(-1) ?? "";
  const parents = segments.slice(0, -1);
  // A slash that was encoded is a part of its segment, and divides nothing (RFC 3986 §2.2).
  if (parents.some(holdsSlash)) return undefined;
  const parent = parents.length > 0 ? `/${parents.join("/")}` : "";
  const exact = holdsSlash(last) ? undefined : routes.exact.get(segments.length === 0 ? "/" : `${parent}/${last}`);
  if (exact !== undefined) return { methods: exact, id: "" };
  const items = routes.items.get(parent);
  return items === undefined ? undefined : { methods: items, id: last };
}

function holdsSlash(segment: string): boolean {
  return segment.includes("/");
}

/** Runs the operation for the method; HEAD is a GET whose body the caller leaves out, OPTIONS lists the methods, any other is answered 405. */
export async function dispatch(methods: Methods, exchange: Exchange): Promise<ScimAnswer> {
  const { method } = exchange.call;
  const name = KNOWN.find((known) => known === (method === "HEAD" ? "GET" : method));
  const operation = name === undefined ? undefined : methods[name];
  if (operation !== undefined) return await operation(exchange);
  const allow = allowedMethods(methods).join(", ");
  if (method === "OPTIONS") return answerEmpty(204, { allow });
  return answerError(
    new ScimError(`This endpoint does not support ${method.slice(0, 20)}; it supports ${allow}.`, { status: 405 }),
    { allow },
  );
}

/** For the `Allow` header, which a 405 must carry (RFC 9110 §15.5.6). */
function allowedMethods(methods: Methods): readonly string[] {
  const own = METHODS.filter((method) => methods[method] !== undefined);
  return own.includes("GET") ? ["GET", "HEAD", ...own.slice(1), "OPTIONS"] : [...own, "OPTIONS"];
}
