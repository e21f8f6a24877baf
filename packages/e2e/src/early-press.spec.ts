import type { Page } from "@playwright/test";
import { asOwner, expect, newStranger, owner, test, watch } from "./fixtures";
import { holdScripts } from "./hold-scripts";
import type { ProductFacts } from "./product";
import { askSample } from "./sample";

test.use(asOwner());

const application = `early-press-${Date.now().toString(36)}`;
const questions = ["Can the battery be replaced?", "Where is the frame number?", "How long does a charge last?"];
let traceId = "";
test.beforeAll(async ({ product }) => {
  [traceId = ""] = await askSample(product, questions, application);
});

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
    await page.getByRole("button", { name: button, exact: true }).click();
    scripts.release();
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`tab=json&${parameter}`));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
  });
}

test("a menu that is pressed before the page's scripts run opens when they do", async ({ page, product }) => {
  const scripts = await holdScripts(page);
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`, { waitUntil: "commit" });
  await page.getByRole("button", { name: "More", exact: true }).click();
  scripts.release();
  await expect(page.getByRole("menuitem", { name: "Copy trace id" })).toBeVisible();
});

test.describe("in the list, before the page's scripts run", () => {
  const row = (page: Page, nth: number) => page.locator("tbody tr[data-trace]").nth(nth);

  async function openHeld(page: Page, product: ProductFacts) {
    const scripts = await holdScripts(page);
    const address = `${product.consoleUrl}/p/default/traces?q=application = ${application}`;
    await page.goto(address, { waitUntil: "commit" });
    await expect(row(page, questions.length - 1)).toBeVisible();
    return scripts;
  }

  test("keys are done in their order once it runs", async ({ page, product }) => {
    const scripts = await openHeld(page, product);
    for (const key of ["j", "j", "j", "k", "x"]) await page.keyboard.press(key);
    scripts.release();
    await expect(row(page, 1)).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("region", { name: "Ticked traces" }).getByRole("status")).toHaveText("1 trace ticked");
    await expect(page).toHaveURL(new RegExp(`peek=${await row(page, 1).getAttribute("data-trace")}`));
  });

  test("words that follow / are written into the field", async ({ page, product }) => {
    const scripts = await openHeld(page, product);
    await page.keyboard.press("/");
    await page.keyboard.type("battery");
    scripts.release();
    const field = page.getByRole("combobox", { name: "Add a clause" });
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("battery");
  });

  test("a ticked box and a pressed button of a row are not lost, and count once", async ({ page, product }) => {
    const scripts = await openHeld(page, product);
    await row(page, 0).getByRole("checkbox").click();
    await page.getByRole("button", { name: "Columns" }).click();
    scripts.release();
    await expect(page.getByRole("dialog", { name: "Columns" })).toBeVisible();
    await expect(row(page, 0).getByRole("checkbox")).toBeChecked();
    await expect(page.getByRole("region", { name: "Ticked traces" }).getByRole("status")).toHaveText("1 trace ticked");
  });
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
