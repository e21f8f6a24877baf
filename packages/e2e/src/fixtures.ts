import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import type { ProductFacts } from "./product";

export { expect };

interface Facts extends ProductFacts {
  /** Where the owner's cookies are kept after the first sign-in. */
  readonly stateFile: string;
}

export function readProduct(): Facts {
  const text = process.env.PLUMBLINE_E2E;
  if (text === undefined) throw new Error("The global setup has not run.");
  return JSON.parse(text) as Facts;
}

export const owner = { name: "Olga Owner", email: "olga@example.com", password: "correct horse battery staple" };

/**
 * Every page of every test is watched: a violation of the content security policy, a request to another origin or an error
 * that nobody caught fails the test that caused it.
 */
export const test = base.extend<{ product: Facts; watched: string[] }>({
  // Playwright reads the names of a fixture's needs out of its first parameter, so it must be a pattern.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  product: async ({}, use) => use(readProduct()),
  watched: [
    async ({ context, product }, use) => {
      const problems: string[] = [];
      context.on("page", (page) => watch(page, product, problems));
      for (const page of context.pages()) watch(page, product, problems);
      await use(problems);
      expect(problems, "no CSP violation, foreign request or uncaught error").toEqual([]);
    },
    { auto: true },
  ],
});

export function watch(page: Page, product: ProductFacts, problems: string[]): void {
  const { port } = new URL(product.consoleUrl);
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isOwn = url.port === port && ["localhost", "127.0.0.1"].includes(url.hostname);
    if (!isOwn && !["data:", "blob:", "about:"].includes(url.protocol)) problems.push(`request to ${request.url()}`);
  });
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
}

/** Tests of signed-in pages: `test.use(asOwner())` at the top of the file. */
export function asOwner(): { storageState: string } {
  return { storageState: process.env.PLUMBLINE_E2E === undefined ? "" : readProduct().stateFile };
}

/** Somebody without an account: contexts made inside a signed-in test would carry its cookies along. */
export function newStranger(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ storageState: { cookies: [], origins: [] } });
}

const pictureFolder = fileURLToPath(new URL("../test-results/pictures", import.meta.url));

/** A screenshot for the README; they are made anew by every run and copied by hand (docs/images). */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(pictureFolder, `${name}.png`), animations: "disabled" });
}
