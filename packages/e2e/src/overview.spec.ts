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

test("a series filters where it is clicked, and Back brings the others again", async ({ page, product }) => {
  test.setTimeout(120_000);
  const requests = page.getByRole("region", { name: "Requests", exact: true });
  const series = requests.getByRole("button", { name: application });
  await expect(async () => {
    await page.goto(`${product.consoleUrl}/p/default/overview?range=1h&by=application`);
    await expect(series).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 45_000 });
  await expect(
    page.getByRole("region", { name: "Error rate" }).getByRole("button", { name: application }),
  ).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);

  await series.click();
  await expect(page).toHaveURL(new RegExp(`application=${application}`));
  await expect(page).not.toHaveURL(/by=/);
  await expect(requests.locator("b")).toHaveText("3");
  await page.goBack();
  await expect(page).toHaveURL(/by=application/);
  await expect(series).toBeVisible();

  // Where a bar stands, a click at its foot picks the value that it belongs to.
  const plot = requests.locator(".u-over");
  const value = requests.locator("dl > div").filter({ hasText: application }).locator("dd");
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  for (let bucket = 0; bucket < 62; bucket++) {
    await page.mouse.move(box.x + (box.width * (bucket + 0.5)) / 62, box.y + box.height - 3);
    if (/[1-9]/.test(await value.innerText())) break;
  }
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/application=/);
});

test("charts are drawn beside the time before, and lead to the traces that they count", async ({ page, product }) => {
  const address = `${product.consoleUrl}/p/default/overview?range=1h&application=${application}`;
  await page.goto(address);
  const requests = page.getByRole("region", { name: "Requests", exact: true });
  await expect(requests.locator("canvas")).toBeVisible();
  await page.getByRole("button", { name: "vs before" }).click();
  await expect(page).toHaveURL(/compare=before/);
  await expect(requests.getByText("before")).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole("link", { name: "See the traces" }).click();
  await expect(page).toHaveURL(/\/traces\?.*q=/);
  for (const question of ["One?", "Two?", "Three?"]) await expect(page.getByText(question).first()).toBeVisible();

  await page.goto(address);
  const group = page.getByRole("region", { name: "Error groups" }).getByRole("link");
  await expect(group).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Error groups" }).getByText("new", { exact: true })).toBeVisible();
  await group.click();
  await expect(page).toHaveURL(/\/traces\?.*error/);
  await expect(page.getByText("Three?").first()).toBeVisible();
  await expect(page.getByText("One?")).toHaveCount(0);
});

test("figures with minutes that are still to be counted say so, until they are", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/overview?range=1h`);
  const isBacklog = { is: true };
  await page.route("**/metrics/summary?*", async (route) => {
    const response = await route.fetch();
    const answer: object = await response.json();
    await route.fulfill({ response, json: isBacklog.is ? { ...answer, uncountedMinutes: 71 } : answer });
  });
  await page.getByRole("region", { name: "Requests", exact: true }).locator("canvas").waitFor();
  await page.getByLabel("Environment").click();
  await page.getByRole("option", { name: /no environment/ }).click();
  await expect(page.getByText("Counting: 71 minutes left")).toBeVisible();
  isBacklog.is = false;
  await expect(page.getByText("Counting: 71 minutes left")).toHaveCount(0, { timeout: 15_000 });
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
