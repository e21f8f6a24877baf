import { exportFailingTrace } from "./exporter";
import { asOwner, expect, test } from "./fixtures";

test.use(asOwner());

test("a trace from OpenTelemetry's own exporter appears in the list and on its page, with the cause of its failure", async ({
  page,
  product,
}) => {
  const traceId = await exportFailingTrace(product);
  await page.goto(`${product.consoleUrl}/p/default/traces?status=error`);
  await expect(page.getByRole("link", { name: "invoke_agent order-desk", exact: true }).first()).toBeVisible();
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`);
  await expect(page.getByRole("treeitem")).toHaveCount(2);
  await expect(page.getByText("The stock service does not answer").first()).toBeVisible();
  await page.getByRole("treeitem", { name: /execute_tool find_order/ }).click();
  await page.getByRole("tab", { name: /Events/ }).click();
  await expect(page.getByRole("tabpanel")).toContainText("exception");
  await page.getByRole("tab", { name: "JSON" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("gen_ai");
});

test("an application that has sent spans is in the list with its requests and errors", async ({ page, product }) => {
  await exportFailingTrace(product);
  await page.goto(`${product.consoleUrl}/p/default/applications`);
  const row = page.getByRole("row", { name: /unknown_service:/ });
  await expect(row).toBeVisible();
  await row.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/traces\?.*application=/);
});

test("a trace that is not there is told in words, with a way back", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces/${"ab".repeat(16)}`);
  await expect(page.getByText(/not found|no trace|does not exist/i).first()).toBeVisible();
  await expect(page.getByRole("link", { name: /traces/i }).first()).toBeVisible();
});
