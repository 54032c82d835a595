import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const long = "test/long/**/*.test.ts";

/** Examples import the package by its name, and are run against the sources. */
const alias = [
  { find: /^proxyclick-scim$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
  { find: /^proxyclick-scim\/([\w/]+)$/, replacement: fileURLToPath(new URL("src/$1/index.ts", import.meta.url)) },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: [long, "**/node_modules/**"],
          // The sources keep no state in modules, so test files may share them; loaded anew for each, they cost more than half of the time.
          isolate: false,
          setupFiles: ["test/support/seed.ts"],
          // Only what hangs ends here: a slow machine is no failure.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { name: "long", include: [long], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
      },
    ],
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: "out/tests.json" }]] : ["default"],
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text-summary"] },
  },
});
