import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

test("no page breaks the content policy or asks another origin, and every answer forbids inline code", async ({
  page,
  product,
}) => {
  test.setTimeout(120_000);
  const [traceId] = await askSample(product, ["车架保修多久？"], "every-page");
  const paths = [
    "/",
    "/p/default/overview",
    "/p/default/applications",
    "/p/default/traces",
    `/p/default/traces/${traceId}`,
    `/p/default/traces/${traceId}?evaluate=${traceId}`,
    "/p/default/sessions",
    "/p/default/sessions/e2e-session",
    "/p/default/users",
    `/p/default/compare?a=${traceId}`,
    "/p/default/settings/judges",
    "/p/default/settings/api-keys",
    "/p/default/settings/share-links",
    "/s",
    "/welcome",
    "/p/default/no-such-page",
  ];
  for (const path of paths) {
    const response = await page.goto(`${product.consoleUrl}${path}`);
    const policy = response?.headers()["content-security-policy"] ?? "";
    expect(policy, path).toContain("'strict-dynamic'");
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval/);
    expect(response?.headers()["x-content-type-options"], path).toBe("nosniff");
    await page.waitForLoadState("networkidle");
    // The fixture has been listening; a page without text would have had nothing to break.
    expect((await page.locator("body").innerText()).length, path).toBeGreaterThan(20);
  }
});

test("the console can be used from the keyboard", async ({ page, product }) => {
  await askSample(product, ["When is a bicycle delivered after I order?", "车辆被盗后应该怎么办？"], "keyboard");
  await page.goto(`${product.consoleUrl}/p/default/traces?application=keyboard`);
  await expect(page.getByRole("link", { name: "answer_question", exact: true })).toHaveCount(2);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "Add a clause" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("j");
  await expect(page.getByRole("region", { name: "Preview of the selected trace" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a filter lives in the address, so that a link shows what its sender saw", async ({ page, product, context }) => {
  await askSample(product, ["What has to be done when the bicycle is stolen?"], "addressed");
  await page.goto(`${product.consoleUrl}/p/default/applications`);
  await page.getByRole("link", { name: "addressed", exact: true }).click();
  await expect(page.getByRole("link", { name: "answer_question", exact: true })).toHaveCount(1);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("link", { name: "answer_question", exact: true })).toHaveCount(1);
});
