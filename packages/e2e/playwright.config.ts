import { defineConfig } from "@playwright/test";
import { browserProgram } from "./src/browser";

const isVerbose = process.env.CI === undefined;

export default defineConfig({
  testDir: "src",
  testMatch: /.*\.spec\.ts$/,
  // One browser at a time: the product, PostgreSQL and Chromium share two cores.
  workers: 1,
  fullyParallel: false,
  forbidOnly: !isVerbose,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  globalSetup: "./src/start-product.ts",
  outputDir: "test-results",
  reporter: [["list"]],
  use: {
    headless: true,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: await browserProgram(),
  },
  projects: [
    { name: "first sign-in", testMatch: /first-sign-in\.spec\.ts$/ },
    { name: "console", testIgnore: /first-sign-in\.spec\.ts$/, dependencies: ["first sign-in"] },
  ],
});
