import type { Page } from "@playwright/test";
import { asOwner, expect, newStranger, owner, test, watch } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

let traceId = "";
test.beforeAll(async () => {
  const { readProduct } = await import("./fixtures");
  [traceId = ""] = await askSample(readProduct(), ["Can the battery be replaced?"], "early-press");
});

/** A busy machine: no script of a page comes before `release` is called. */
async function holdScripts(page: Page): Promise<{ readonly release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.js(\?|$)/, async (route) => {
    await released;
    await route.continue();
  });
  return { release };
}

for (const [button, parameter, dialog] of [
  ["Share", "panel=share", "One-time link to this trace"],
  ["Evaluate", "evaluate=", /Evaluate answer_question/],
] as const) {
  test(`a press of ${button} before the page's scripts run is not lost, and keeps the rest of the address`, async ({
    page,
    product,
  }) => {
    const scripts = await holdScripts(page);
    await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?tab=json`, { waitUntil: "commit" });
    await page.getByRole("button", { name: button, exact: true }).click({ noWaitAfter: true });
    await expect(page).toHaveURL(new RegExp(`tab=json&${parameter}`));
    scripts.release();
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
  });
}

test("a menu that needs the page's scripts says that it is not ready until they run", async ({ page, product }) => {
  const scripts = await holdScripts(page);
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`, { waitUntil: "commit" });
  const more = page.getByRole("button", { name: "More", exact: true });
  await expect(more).toBeDisabled();
  await expect(more).toHaveAttribute("aria-busy", "true");
  scripts.release();
  await more.click();
  await expect(page.getByRole("menuitem", { name: "Copy trace id" })).toBeVisible();
});

test("a password never reaches the address, however early the form is sent", async ({ browser, product, watched }) => {
  const context = await newStranger(browser);
  const page = await context.newPage();
  watch(page, product, watched);
  const scripts = await holdScripts(page);
  await page.goto(`${product.consoleUrl}/sign-in`, { waitUntil: "commit" });
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeDisabled();
  expect(page.url()).not.toContain("password");
  scripts.release();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/p\/default/);
  await context.close();
});
