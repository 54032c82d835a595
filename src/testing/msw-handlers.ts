/**
 * The emulator behind msw: an app's own requests to Proxyclick are answered in the test, without any change to the app.
 */
import type { ProxyclickEmulator } from "./emulator.ts";

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
 */
export function proxyclickHandlers<Handler>(http: MswHttp<Handler>, emulator: ProxyclickEmulator): readonly Handler[] {
  const { origin, pathname } = new URL(emulator.tenantUrl);
  return [http.all(`${origin}${pathname.replace(/\/+$/, "")}/*`, ({ request }) => emulator.fetch(request))];
}
