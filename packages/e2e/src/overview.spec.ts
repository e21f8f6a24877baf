import { seriousProblems } from "./axe";
import { sendTurn } from "./conversation";
import { asOwner, expect, test } from "./fixtures";

test.use(asOwner());

const application = "overview-spec";

test.beforeAll(async ({ product }) => {
  const common = { application, sessionId: "overview", userId: "u1" };
  await sendTurn(product, { ...common, question: "One?", answer: "Yes.", secondsAgo: 1_800 });
  await sendTurn(product, { ...common, question: "Two?", answer: "Yes.", secondsAgo: 900 });
  await sendTurn(product, { ...common, question: "Three?", secondsAgo: 600 });
});

test("figures over time are drawn, read as a table, and lead to the traces behind them", async ({ page, product }) => {
  test.setTimeout(120_000);
  const requests = page.getByRole("region", { name: "Requests", exact: true });
  // Figures are counted some seconds behind ingest, later while the worker has hours of other traces to count.
  await expect(async () => {
    await page.goto(`${product.consoleUrl}/p/default/overview?range=1h&application=${application}`);
    await expect(requests.locator("b")).toHaveText("3", { timeout: 2_000 });
  }).toPass({ timeout: 45_000 });
  await expect(page.getByRole("region", { name: "Errors", exact: true }).locator("b")).toHaveText("1");
  await expect(requests.locator("canvas")).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole("button", { name: "Table" }).click();
  await expect(page).toHaveURL(/view=table/);
  const table = page.getByRole("region", { name: "Figures over time" });
  await expect(table.getByRole("columnheader", { name: "Response time, p95" })).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);
  await page.goBack();
  await expect(requests.locator("canvas")).toBeVisible();

  const errors = page.getByRole("region", { name: "Error groups" });
  await expect(errors.getByRole("row")).toHaveCount(2);
  await page.getByRole("region", { name: "Applications" }).getByRole("link", { name: application }).click();
  await expect(page).toHaveURL(/\/traces\?/);
  await expect(page.getByText("Three?").first()).toBeVisible();
});

test("dragging over a chart takes its time range", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/overview?range=1h&application=${application}`);
  const plot = page.getByRole("region", { name: "Requests", exact: true }).locator(".u-over");
  await expect(plot).toBeVisible();
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 5 });
  await page.mouse.move(box.x + box.width * 0.7, y, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  const search = new URL(page.url()).searchParams;
  const minutes = (Date.parse(search.get("to") ?? "") - Date.parse(search.get("from") ?? "")) / 60_000;
  expect(minutes).toBeGreaterThan(15);
  expect(minutes).toBeLessThan(35);
});
