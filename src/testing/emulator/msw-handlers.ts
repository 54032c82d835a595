/** Handlers of Mock Service Worker (msw), which send an app's requests to Proxyclick to the emulator. */
import type { ProxyclickEmulator } from "./emulator.ts";
import { ConnectionReset } from "./inject-fault.ts";

/**
 * Creates msw 3 handlers that respond to requests to the emulator's tenant URL.
 *
 * @param http - `http` of `msw/http`.
 * @param emulator - The emulator that responds.
 * @example
 * ```ts
 * import { http } from "msw/http";
 * import { setupServer } from "msw/node";
 * import { createProxyclickEmulator, proxyclickHandlers } from "proxyclick-scim/testing";
 *
 * setupServer(...proxyclickHandlers(http, createProxyclickEmulator())).listen();
 * ```
 */
export function proxyclickHandlers<Handler>(
  http: { all(path: string, resolver: (info: { readonly request: Request }) => Promise<Response>): Handler },
  emulator: ProxyclickEmulator,
): readonly Handler[] {
  const { origin, pathname } = new URL(emulator.tenantUrl);
  return [http.all(`${origin}${pathname.replace(/\/+$/, "")}/*`, ({ request }) => respond(emulator, request))];
}

/** Returns a network error for a connection that is reset; msw would report a rejection as an error of the test. */
async function respond(emulator: ProxyclickEmulator, request: Request): Promise<Response> {
  try {
    return await emulator.fetch(request);
  } catch (error) {
    if (error instanceof ConnectionReset) return Response.error();
    throw error;
  }
}
