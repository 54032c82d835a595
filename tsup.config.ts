import { cp } from "node:fs/promises";
import { defineConfig } from "tsup";

const rooms = [
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
  "testing",
];
const entries = ["src/index.ts", ...rooms.map((room) => `src/${room}/index.ts`)];

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
