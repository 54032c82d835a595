/** The worker in workerd, the runtime of Cloudflare, bundled as wrangler bundles it. */
import { env } from "node:process";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const { outputFiles } = await build({
  entryPoints: ["workers.ts"],
  bundle: true,
  write: false,
  format: "esm",
  conditions: ["workerd", "worker", "browser"],
});

await new Miniflare({
  modules: true,
  script: outputFiles[0].text,
  compatibilityDate: "2026-07-01",
  bindings: { SCIM_TOKEN: env.SCIM_TOKEN },
  host: "127.0.0.1",
  port: Number(env.PORT),
}).ready;
