import { execFileSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { defineConfig } from "tsup";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.ts";

const modules = [
  "models",
  "filter",
  "patch",
  "client",
  "server",
  "expression",
  "provisioning",
  "provisioning/state",
  "proxyclick",
  "node",
  "files",
  "entra",
  "sqlite",
  "postgres",
  "conformance",
  "testing",
];
const entries = ["src/index.ts", ...modules.map((module) => `src/${module}/index.ts`)];

/** Packages of the command line: bundled, so that those who install the SDK do not install them. */
const bundled = ["commander", "@clack/prompts", "libphonenumber-js", "yaml"];

export default defineConfig({
  entry: [...entries, "src/cli/main.ts"],
  format: "esm",
  target: "es2024",
  platform: "neutral",
  // The package pg is loaded by the command line where it is installed.
  external: [/^node:/, "pg"],
  removeNodeProtocol: false,
  noExternal: bundled,
  esbuildPlugins: [thirdPartyLicenses("dist/cli/THIRD-PARTY-LICENSES.txt")],
  dts: { entry: entries },
  splitting: true,
  // With the sources in them, so that debuggers show TypeScript without the repository.
  sourcemap: true,
  clean: true,
  // The demo's directory and the JSON Schema of job files go with the package.
  onSuccess: async () => {
    await cp("examples/contoso", "dist/contoso", { recursive: true });
    // Not bundled: old versions of Node must be able to read it.
    await cp("src/cli/bin.cjs", "dist/cli/bin.cjs");
    execFileSync(process.execPath, ["scripts/write-job-schema.ts"]);
  },
});
