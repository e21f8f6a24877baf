import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

const application = `query-views-${Date.now().toString(36)}`;

/** Of its own, so that a run after one that broke off finds no other of the name. */
const viewName = `Slow answers ${application}`;

test.beforeAll(async ({ product }) => {
  await askSample(product, ["How should I store the battery in winter?"], application);
});

test("a view is saved, opened again from its menu and from the command menu, changed, made the default and deleted", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}&sort=-duration&range=7d`);
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("v");
  const menu = page.getByRole("dialog", { name: "Saved views" });
  await menu.getByRole("textbox", { name: "Name of the new view" }).fill(viewName);
  await menu.getByRole("checkbox", { name: "Shared" }).check();
  await menu.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/view=[0-9a-f-]{36}/);
  const title = page.locator(".views-button").filter({ hasText: viewName });
  await expect(title).toBeVisible();

  // Another page, and back by the command menu.
  await page.goto(`${product.consoleUrl}/p/default/applications`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").fill(viewName);
  await expect(page.getByRole("option", { name: viewName, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=-duration/);
  await expect(title).toBeVisible();

  // What it shows is changed, and it says so.
  await page.getByRole("columnheader", { name: "Tokens" }).getByRole("button").click();
  await expect(title).toContainText("changed");
  await page.keyboard.press("v");
  await menu.getByRole("button", { name: `Save the change to “${viewName}”` }).click();
  await expect(title).not.toContainText("changed");

  // The default is what the list starts with; an address of its own wins.
  await menu.getByRole("button", { name: `Change ${viewName}` }).click();
  await page.getByRole("menuitem", { name: "Make it the default" }).click();
  await expect(menu.getByText("default")).toBeVisible();
  await page.goto(`${product.consoleUrl}/p/default/traces`);
  await expect(page).toHaveURL(/sort=-tokens/);
  await page.goto(`${product.consoleUrl}/p/default/traces?range=1h`);
  await expect(page).toHaveURL(/traces\?range=1h$/);

  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("v");
  await menu.getByRole("button", { name: `Change ${viewName}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(menu.getByText(viewName)).toHaveCount(0);
  await page.goto(`${product.consoleUrl}/p/default/traces`);
  await expect(page).toHaveURL(/traces$/);
});

test("the keys are listed by ?, the actions of the page stand in the command menu, Escape goes one step back", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}`);
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Add a clause");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Preview of the selected trace" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Ticked traces" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Ticked traces" })).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Add a clause");
  await expect(page.getByRole("option", { name: /Add a clause/, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Add a clause" })).toBeFocused();
});

test("while new traces are followed, the selected row stays where it is", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}&live=1`);
  const rows = page.locator("tbody tr[data-trace]");
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("j");
  const selected = page.locator('tr[aria-selected="true"]');
  await expect(selected).toHaveCount(1);
  const place = (await selected.boundingBox())?.y;
  await askSample(product, ["When is a bicycle delivered after I order?"], application);
  await expect(rows).toHaveCount(before + 1);
  expect((await selected.boundingBox())?.y).toBe(place);
  await page.keyboard.press("l");
  await expect(page.getByRole("button", { name: "Live" })).toHaveAttribute("aria-pressed", "false");
});

test("a bar of the strip zooms by a click, and Back comes out again", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}`);
  const chart = page.locator(".pulse-chart");
  const bar = chart.locator("[data-lane=traces] rect").last();
  await expect(bar).toBeVisible();
  const box = await bar.boundingBox();
  if (box === null) throw new Error("The bar is not drawn.");
  await page.mouse.click(box.x + box.width / 2, box.y + 2);
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.locator("tbody tr[data-trace]").first()).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
});
