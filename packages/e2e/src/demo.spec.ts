import { asOwner, expect, keepPicture, test } from "./fixtures";
import { runDemo } from "./run-demo";

test.use(asOwner());

test("the demo fills the running Plumbline, and evaluations end in every way", async ({ page, product }) => {
  test.setTimeout(180_000);
  const output = runDemo(product, 120);
  expect(output).toMatch(/\d+ scored/);
  expect(output).toMatch(/\d+ not extracted/);
  expect(output).toMatch(/\d+ failed/);
  await page.goto(`${product.consoleUrl}/p/default/applications`);
  for (const application of [
    "rag-node",
    "knowledge-search",
    "order-agent",
    "report-writer",
    "support-chat",
    "trip-planner",
  ]) {
    await expect(page.getByRole("link", { name: application, exact: true })).toBeVisible();
  }
  await page.goto(`${product.consoleUrl}/p/default/traces?range=6h`);
  await expect(page.getByRole("row").nth(20)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "stand-in" }).first()).toBeVisible();
  await keepPicture(page, "trace-query");
  const links = [...output.matchAll(/http\S+\/traces\S*/g)].map((match) => match[0]);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    await page.goto(link);
    await expect(page.getByRole("row").nth(1).or(page.getByRole("treeitem").first()).first()).toBeVisible();
  }
});
