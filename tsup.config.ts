import { defineConfig } from "tsup";

const rooms = ["models", "filter", "patch", "client", "server", "expression", "provisioning", "proxyclick", "node", "files", "testing"];

export default defineConfig({
  entry: ["src/index.ts", "src/cli/main.ts", ...rooms.map((room) => `src/${room}/index.ts`)],
  format: "esm",
  target: "es2024",
  platform: "neutral",
  dts: { entry: ["src/index.ts", ...rooms.map((room) => `src/${room}/index.ts`)] },
  splitting: true,
  clean: true,
});
