import { asOwner, expect, test } from "./fixtures";
import { holdScripts } from "./hold-scripts";
import { askSample } from "./sample";

test.use(asOwner());

let traceId = "";
test.beforeAll(async ({ product }) => {
  [traceId = ""] = await askSample(product, ["Is the bell included?"], `popups-${Date.now().toString(36)}`);
});

test.beforeEach(async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`);
  // Drawn by the running page only.
  await expect(page.getByRole("treeitem").first()).toBeVisible();
});

test("a menu opens by pointer and by keys before its code has come, and gives the focus back", async ({ page }) => {
  const more = page.getByRole("button", { name: "More", exact: true });
  await expect(more).toHaveAttribute("aria-haspopup", "menu");
  await expect(more).toHaveAttribute("aria-expanded", "false");
  const scripts = await holdScripts(page);
  await more.click();
  await expect(more).toHaveAttribute("aria-expanded", "true");
  scripts.release();
  const menu = page.getByRole("menu", { name: "More" });
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(more).toBeFocused();
});

for (const key of ["Enter", "ArrowDown"])
  test(`${key} on a menu's button highlights the first item, before its code has come and after`, async ({ page }) => {
    const scripts = await holdScripts(page);
    const more = page.getByRole("button", { name: "More", exact: true });
    await more.press(key);
    scripts.release();
    const first = page.getByRole("menuitem").first();
    await expect(first).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("menuitem").nth(1)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(more).toBeFocused();
    await page.keyboard.press(key);
    await expect(first).toBeFocused();
  });

test("a press of an open popup's button closes it, whether its code was there or not", async ({ page }) => {
  for (const name of ["Share", "More"]) {
    const button = page.getByRole("button", { name, exact: true });
    const popup = page.getByRole(name === "More" ? "menu" : "dialog", { name: /More|One-time link/ });
    for (let nth = 0; nth < 2; nth++) {
      await button.click();
      await expect(popup).toBeVisible();
      await button.click();
      await expect(popup).toHaveCount(0);
    }
  }
});

test("views and tabs are one stop of the Tab key each, and arrow keys move inside", async ({ page }) => {
  await page.getByRole("tab").first().click();
  await page.keyboard.press("End");
  const last = page.getByRole("tab").last();
  await expect(last).toBeFocused();
  await expect(last).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab").first()).toBeFocused();
  await expect(page.getByRole("tab").first()).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tabpanel")).toHaveCount(1);
});
