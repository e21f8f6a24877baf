import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { sendTurn } from "./conversation";
import { asOwner, expect, test } from "./fixtures";
import type { ProductFacts } from "./product";

test.use(asOwner());

const application = `query-long-${Date.now().toString(36)}`;
/** More than the pages of 50 that a screen needs, and more than the 100 ids that fit into a query. */
const count = 130;

/** Half of them take 1 s, half 4 s; the newest began a minute ago. */
const send = (product: ProductFacts, index: number, secondsAgo = 60 + index) =>
  sendTurn(product, {
    application,
    question: `How long is the frame guaranteed? (${index})`,
    answer: "Ten years.",
    secondsAgo,
    durationMs: index % 2 === 0 ? 1_000 : 4_000,
  });

test.beforeAll(async ({ product }) => {
  for (let index = 0; index < count; index++) await send(product, index);
});

const rows = (page: Page) => page.locator("tbody tr[data-trace]");
const search = (page: Page) => new URL(page.url()).searchParams;
const scroller = (page: Page) => page.locator(".listing-rows");
const traces = `q=application = ${application}`;

/** The list, with the page's scripts running: only then do the facets show counts. */
async function openList(page: Page, product: ProductFacts, parameters = traces) {
  await page.goto(`${product.consoleUrl}/p/default/traces?${parameters}`);
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole("slider", { name: "duration at least" })).toBeVisible();
}

/** Scrolls until the foot says that all rows are there. */
async function loadAll(page: Page) {
  await expect(async () => {
    await scroller(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await expect(page.locator(".listing-foot")).toContainText(/All|The last trace/, { timeout: 500 });
  }).toPass();
}

test("a range of a number is moved by keys and dragged on its histogram, becomes clauses, and can be widened again", async ({
  page,
  product,
}) => {
  await openList(page, product);
  const facets = page.getByRole("complementary", { name: "Facets" });
  const spread = facets.getByRole("list", { name: "Traces by duration" });
  await expect(spread.getByRole("listitem").first()).toHaveText("1s to 1.5s: 65 traces");
  await expect(spread.getByRole("listitem").last()).toHaveText("3s to 5s: 65 traces");
  const low = facets.getByRole("slider", { name: "duration at least" });
  await low.focus();
  await page.keyboard.press("End");
  await expect(low).toHaveAttribute("aria-valuetext", "3s");
  await page.keyboard.press("ArrowLeft");
  await expect(low).toHaveAttribute("aria-valuetext", "2s");
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application} duration >= 2s`);
  await expect(low).toBeFocused();
  await expect(facets.getByRole("textbox", { name: "duration from" })).toHaveValue("2s");
  // The bars are those without the range, so that it can be widened.
  await expect(spread.getByRole("listitem").first()).toHaveText("1s to 1.5s: 65 traces");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application}`);

  const chart = facets.locator(".range-chart").first();
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (box === null) throw new Error("The chart is not drawn.");
  // Beside the handle, which stands at the edge.
  await page.mouse.move(box.x + box.width * 0.15, box.y + 15);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 15, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application} duration < 3s`);
  expect(await seriousProblems(page)).toEqual([]);
  await page.goBack();
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application}`);
});

test("more than a hundred ticked traces are exported, in the order of the list", async ({ page, product }) => {
  await openList(page, product, `${traces}&sort=-duration`);
  await loadAll(page);
  await page.getByRole("checkbox", { name: "Select all rows that are shown" }).check();
  const bulk = page.getByRole("region", { name: "Ticked traces" });
  await expect(bulk.getByRole("status")).toHaveText(`${count} traces ticked`);
  await bulk.getByRole("button", { name: `Export ${count}` }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText(`Export ${count} traces`);
  const download = page.waitForEvent("download");
  await drawer.getByRole("button", { name: "Export JSONL" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\n");
  expect(lines.at(-1)).toBe(`{"end":{"traces":${count}}}`);
  const durations = lines.slice(0, -1).map((line) => (JSON.parse(line) as { durationMs: number }).durationMs);
  expect(durations).toEqual(durations.toSorted((a, b) => b - a));
  await expect(drawer.getByRole("status")).toContainText(`${count} traces,`);
});

test("all that match are ticked from the first page, and exported after their number was shown", async ({
  page,
  product,
}) => {
  await openList(page, product);
  await page.getByRole("checkbox", { name: "Select all rows that are shown" }).check();
  const bulk = page.getByRole("region", { name: "Ticked traces" });
  await bulk.getByRole("button", { name: `Tick all ${count} that match` }).click();
  await expect(bulk.getByRole("status")).toHaveText(`All ${count} traces of this query`);
  await bulk.getByRole("button", { name: "Export all" }).click();
  await expect(page.getByRole("dialog")).toContainText(`Export ${count} traces`);
});

test("a link to the exact list has its times and columns, and shows them to somebody who chose others", async ({
  page,
  product,
  context,
  browser,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openList(page, product, `${traces}&sort=-duration`);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Session", exact: true }).check();
  await page.keyboard.press("Escape");
  // Another visit: the columns are remembered, and stand in no address.
  await openList(page, product, `${traces}&sort=-duration`);
  await expect(page.getByRole("columnheader", { name: "Session" })).toBeVisible();
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("y");
  await expect(page.getByRole("status", { name: "Messages" })).toContainText("Link copied. It shows ");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const parameters = new URL(link).searchParams;
  expect(parameters.get("columns")).toContain("session");
  expect(parameters.get("sort")).toBe("-duration");
  expect(Date.parse(parameters.get("to") ?? "") - Date.parse(parameters.get("from") ?? "")).toBeGreaterThan(86_000_000);

  const other = await browser.newContext(asOwner());
  const theirs = await other.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("columnheader", { name: "Session" })).toBeVisible();
  await expect(theirs.getByRole("columnheader", { name: "Duration" })).toHaveAttribute("aria-sort", "descending");
  await other.close();

  await page.goto(`${product.consoleUrl}/p/default/sessions`);
  await expect(page.getByRole("heading", { name: "Sessions" })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("y");
    await expect(page.getByRole("status", { name: "Messages" })).toContainText("Link copied.", { timeout: 500 });
  }).toPass();
});

test("a time range is typed, in words or as a log writes it; what is no time says what may be written", async ({
  page,
  product,
}) => {
  await openList(page, product);
  await page.getByRole("button", { name: /^Last 24 hours/ }).click();
  const panel = page.getByRole("dialog", { name: "Time range" });
  const from = panel.getByRole("textbox", { name: "From" });
  const to = panel.getByRole("textbox", { name: "To" });
  await from.fill("soon");
  await expect(panel).toContainText("Write a time such as");
  await expect(panel.getByRole("button", { name: "Show this range" })).toBeDisabled();
  await from.fill("2h ago");
  await to.fill("2020-01-01");
  await expect(panel).toContainText("The end must be after the start.");
  expect(await seriousProblems(page)).toEqual([]);
  await to.fill("now");
  await to.press("Enter");
  await expect.poll(() => search(page).has("from")).toBe(true);
  const length = Date.parse(search(page).get("to") ?? "") - Date.parse(search(page).get("from") ?? "");
  expect(length).toBe(7_200_000);
  await expect(rows(page).first()).toBeVisible();
  await page.goBack();
  await expect.poll(() => search(page).has("from")).toBe(false);
});

test("a link to a row far down opens there; rows before come when they are scrolled to, and nothing jumps", async ({
  page,
  product,
}) => {
  await openList(page, product);
  await loadAll(page);
  const last = rows(page).last();
  const traceId = await last.getAttribute("data-trace");
  await last.locator("td").nth(3).click();
  await expect.poll(() => search(page).get("peek")).toBe(traceId);
  await expect.poll(() => search(page).has("at")).toBe(true);
  await page.reload();
  const row = page.locator(`tr[data-trace="${traceId}"]`);
  await expect(row).toBeInViewport();
  await expect(page.getByRole("slider", { name: "duration at least" })).toBeVisible();
  // Row after row, up to the first of all.
  await expect(async () => {
    await scroller(page).evaluate((element) => element.scrollTo({ top: 0 }));
    await expect(page.locator(".listing-top")).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(page.getByRole("button", { name: /new trace/ })).toHaveCount(0);
  await loadAll(page);
  await expect(row).toBeInViewport();
  await expect(page.locator(".listing-foot")).toContainText(`All ${count} traces`);
});

test("while somebody reads further down, new traces wait behind a button, and nothing moves; paused, none come", async ({
  page,
  product,
}) => {
  await openList(page, product, `${traces}&live=1`);
  await scroller(page).evaluate((element) => element.scrollTo({ top: 400 }));
  const read = page.locator(`tr[data-trace="${await rows(page).nth(14).getAttribute("data-trace")}"]`);
  const place = (await read.boundingBox())?.y;
  await send(product, 1_000, 0);
  const waiting = page.getByRole("button", { name: "1 new trace" });
  await expect(waiting).toBeVisible();
  expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (place ?? 0))).toBeLessThan(2);
  await waiting.click();
  await expect(page.getByText("(1000)").first()).toBeInViewport();
  await page.getByRole("button", { name: "Live" }).click();
  await expect.poll(() => search(page).has("live")).toBe(false);
});
