/**
 * The emulator behind msw: an app's own requests to Proxyclick are answered in the test, without any change to the app.
 */
import type { ProxyclickEmulator } from "./emulator.ts";
import { ConnectionReset } from "./faults.ts";

/** What is needed of msw's `http`; this package does not import msw. */
export interface MswHttp<Handler> {
  /** Makes a handler for every method of a path. */
  all(path: string, resolver: (info: { readonly request: Request }) => Promise<Response>): Handler;
}

/**
 * Handlers for msw 3 that answer requests to the emulator's tenant URL.
 *
 * @param http - the `http` of `msw/http`
 * @param emulator - who answers
 * @example
 * ```ts
 * import { http } from "msw/http";
 * import { setupServer } from "msw/node";
 * import { createProxyclickEmulator, proxyclickHandlers } from "proxyclick-scim/testing";
 *
 * setupServer(...proxyclickHandlers(http, createProxyclickEmulator())).listen();
 * ```
 */
export function proxyclickHandlers<Handler>(http: MswHttp<Handler>, emulator: ProxyclickEmulator): readonly Handler[] {
  const { origin, pathname } = new URL(emulator.tenantUrl);
  return [http.all(`${origin}${pathname.replace(/\/+$/, "")}/*`, ({ request }) => answer(emulator, request))];
}

/** msw takes a rejection for a mistake of the test; a connection that is reset is a network error to it. */
async function answer(emulator: ProxyclickEmulator, request: Request): Promise<Response> {
  try {
    return await emulator.fetch(request);
  } catch (error) {
    if (error instanceof ConnectionReset) return Response.error();
    throw error;
  }
}
