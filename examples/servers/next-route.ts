/**
 * SCIM in Next.js: save this file as `app/scim/v2/[...path]/route.ts`. Behind a proxy, the base URL is the one that
 * clients use.
 */
import { createService } from "./service.ts";

const handler = createService(process.env["SCIM_TOKEN"], process.env["SCIM_BASE_URL"]);

export {
  handler as DELETE,
  handler as GET,
  handler as HEAD,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};

/** The store is in this process: answers must not be cached. */
export const dynamic = "force-dynamic";
