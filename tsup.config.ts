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
  "sqlite",
  "conformance",
  "testing",
];
const entries = ["src/index.ts", ...modules.map((module) => `src/${module}/index.ts`)];

/** Packages of the command line: bundled, so that those who install the SDK do not install them. */
const bundled = ["commander", "@clack/prompts", "libphonenumber-js"];

export default defineConfig({
  entry: [...entries, "src/cli/main.ts"],
  format: "esm",
  target: "es2024",
  platform: "neutral",
  external: [/^node:/],
  removeNodeProtocol: false,
  noExternal: bundled,
  esbuildPlugins: [thirdPartyLicenses("dist/cli/THIRD-PARTY-LICENSES.txt")],
  dts: { entry: entries },
  splitting: true,
  // With the sources in them, so that debuggers show TypeScript without the repository.
  sourcemap: true,
  clean: true,
  // The demo's directory goes with the package.
  onSuccess: () => cp("examples/contoso", "dist/contoso", { recursive: true }),
});
