/** SCIM on Deno: `SCIM_TOKEN=secret deno serve --allow-env examples/servers/deno.ts` */
import process from "node:process";
import { createService } from "./service.ts";

export default { fetch: createService(process.env["SCIM_TOKEN"]) };
