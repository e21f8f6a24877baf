import { defineConfig } from "vitest/config";

export default defineConfig({
  // The console's own alias, as its tsconfig has it.
  resolve: { alias: [{ find: /^~\//, replacement: `${import.meta.dirname}/apps/console/` }] },
  test: {
    include: [
      "packages/*/src/**/*.test.{ts,tsx}",
      "apps/*/{src,app,features,lib}/**/*.test.{ts,tsx}",
      "examples/*/*.test.{ts,mjs}",
      "scripts/checks/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "packages/e2e/**"],
    globalSetup: ["packages/db/src/testing-global.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is polled for comes at once, but not on a machine that is busy with something else.
    expect: { poll: { timeout: 10_000 } },
    pool: "forks",
    maxWorkers: 2,
  },
});
