import { defineConfig } from "vitest/config";

const long = "test/long/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: [long, "**/node_modules/**"] } },
      {
        test: { name: "long", include: [long], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
      },
    ],
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: "out/tests.json" }]] : ["default"],
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text-summary"] },
  },
});
