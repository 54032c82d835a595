/** SCIM in SvelteKit: save this file as `src/routes/scim/v2/[...path]/+server.ts`. */
import { createService } from "./service.ts";

const handler = createService(process.env["SCIM_TOKEN"], process.env["SCIM_BASE_URL"]);

/** What is needed of SvelteKit's `RequestEvent`. */
interface RequestEvent {
  readonly request: Request;
}

/** Answers every method. */
export function fallback({ request }: RequestEvent): Promise<Response> {
  return handler(request);
}
