/**
 * The routing table.
 *
 * It is data: resource types, message endpoints and refused endpoints add entries to it.
 */
import { ScimError } from "../../errors.ts";
import type { ScimResponse } from "../http/messages.ts";
import { decodeSegment } from "../http/request-target.ts";
import { emptyResponse, errorResponse } from "../http/respond.ts";
import type { Exchange, Operation } from "./exchange.ts";

/** Methods to which SCIM gives a meaning (RFC 7644 §3.2). */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const DISPATCHED = [...METHODS, "OPTIONS"] as const;

/** What an endpoint does for each method. Without an entry for OPTIONS, OPTIONS lists the others. */
export type MethodTable = Readonly<Partial<Record<Method | "OPTIONS", Operation>>>;

/** Endpoints by their path below the base path, such as `/Users`. */
export interface Routes {
  /** Endpoints at exactly this path. */
  readonly exact: Map<string, MethodTable>;
  /** Endpoints one segment below this path; the segment is an id. */
  readonly byId: Map<string, MethodTable>;
}

/** A routing table without entries. */
export function createRoutes(): Routes {
  return { exact: new Map(), byId: new Map() };
}

/** The same operation for every method, OPTIONS included. */
export function forEveryMethod(operation: Operation): MethodTable {
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
export interface RouteMatch {
  readonly methods: MethodTable;
  /** Decoded; undefined for an endpoint without an id. */
  readonly id: string | undefined;
}

/**
 * Finds the endpoint for the segments of a path: one at exactly this path takes precedence over one with an id.
 *
 * @param segments - still encoded. An id may be encoded in any way; the names of an endpoint must be written plainly,
 * because a proxy that guards a path by its prefix reads it literally.
 * @throws ScimError 400 for an invalid percent encoding, and for an endpoint whose name is encoded.
 */
export function findRoute(routes: Routes, segments: readonly string[]): RouteMatch | undefined {
  if (!segments.some(isEncoded)) return findDecoded(routes, segments);
  const decoded = segments.map(decodeSegment);
  const route = findDecoded(routes, decoded);
  const names = route === undefined ? [] : route.id === undefined ? decoded : decoded.slice(0, -1);
  if (names.some((name, index) => name !== segments[index])) throw encodedName(names);
  return route;
}

function isEncoded(segment: string): boolean {
  return segment.includes("%");
}

function encodedName(names: readonly string[]): ScimError {
  return new ScimError(`Write the name of an endpoint without percent encoding: /${names.join("/")}.`, { status: 400 });
}

function findDecoded(routes: Routes, segments: readonly string[]): RouteMatch | undefined {
  const last = segments.at(-1) ?? "";
  const parents = segments.slice(0, -1);
  // An encoded slash is part of its segment and separates nothing (RFC 3986 §2.2).
  if (parents.some(hasSlash)) return undefined;
  const parent = parents.length > 0 ? `/${parents.join("/")}` : "";
  const exact = hasSlash(last) ? undefined : routes.exact.get(segments.length === 0 ? "/" : `${parent}/${last}`);
  if (exact !== undefined) return { methods: exact, id: undefined };
  const byId = routes.byId.get(parent);
  return byId === undefined ? undefined : { methods: byId, id: last };
}

function hasSlash(segment: string): boolean {
  return segment.includes("/");
}

/**
 * Runs the operation for the method. HEAD runs GET, and the handler drops the body; OPTIONS lists the methods; any
 * other method gets 405.
 */
export async function dispatch(methods: MethodTable, exchange: Exchange): Promise<ScimResponse> {
  const { method } = exchange.request;
  const name = DISPATCHED.find((known) => known === (method === "HEAD" ? "GET" : method));
  const operation = name === undefined ? undefined : methods[name];
  if (operation !== undefined) return await operation(exchange);
  const allow = allowedMethods(methods).join(", ");
  if (method === "OPTIONS") return emptyResponse(204, { allow });
  return errorResponse(
    new ScimError(`This endpoint does not support ${method.slice(0, 20)}; it supports ${allow}.`, { status: 405 }),
    { allow },
  );
}

/** For the `Allow` header, which a 405 must carry (RFC 9110 §15.5.6). */
function allowedMethods(methods: MethodTable): readonly string[] {
  const supported = METHODS.filter((method) => methods[method] !== undefined);
  return supported.includes("GET") ? ["GET", "HEAD", ...supported.slice(1), "OPTIONS"] : [...supported, "OPTIONS"];
}
