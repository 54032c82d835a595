import { cp } from "node:fs/promises";
import { defineConfig } from "tsup";

const modules = [
  "models",
  "filter",
  "patch",
  "client",
  "server",
  "expression",
  "provisioning",
  "proxyclick",
  "node",
  "files",
  "sqlite",
  "conformance",
  "testing",
];
const entries = ["src/index.ts", ...modules.map((module) => `src/${module}/index.ts`)];

export default defineConfig({
  entry: [...entries, "src/cli/main.ts"],
  format: "esm",
  target: "es2024",
  platform: "neutral",
  external: [/^node:/],
  removeNodeProtocol: false,
  dts: { entry: entries },
  splitting: true,
  clean: true,
  // The demo's directory goes with the package.
  onSuccess: () => cp("examples/contoso", "dist/contoso", { recursive: true }),
});
