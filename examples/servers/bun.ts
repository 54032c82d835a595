/** SCIM on Bun: `PORT=8080 SCIM_TOKEN=secret bun examples/servers/bun.ts` */
import { createService } from "./service.ts";

export default { fetch: createService(process.env["SCIM_TOKEN"]) };
