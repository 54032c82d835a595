/** SCIM on Bun: `SCIM_TOKEN=secret bun examples/servers/bun.ts` */
import { createService } from "./service.ts";

export default { port: 8080, fetch: createService(process.env["SCIM_TOKEN"]) };
