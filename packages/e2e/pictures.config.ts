import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

/** Pictures of every page for docs/pages.md: `npx playwright test --config pictures.config.ts`, after `npm run build`. */
export default defineConfig({
  ...base,
  testMatch: /.*\.(spec|pictures)\.ts$/,
  timeout: 600_000,
  projects: [
    { name: "first sign-in", testMatch: /first-sign-in\.spec\.ts$/ },
    { name: "pictures", testMatch: /\.pictures\.ts$/, dependencies: ["first sign-in"] },
  ],
});
