import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

const application = `query-list-${Date.now().toString(36)}`;
const count = 4;

test.beforeAll(async ({ product }) => {
  await askSample(
    product,
    Array.from({ length: count }, (_, index) => `How long is the frame guaranteed? (${index})`),
    application,
  );
});

const rows = (page: Page) => page.locator("tbody tr[data-trace]");
const search = (page: Page) => new URL(page.url()).searchParams;

test.beforeEach(async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}`);
  await expect(rows(page)).toHaveCount(count);
});

test("axe finds nothing serious in the list, with its preview, its menus and its sheet", async ({ page }) => {
  expect(await seriousProblems(page), "list").toEqual([]);
  await page.keyboard.press("j");
  await expect(page.getByRole("region", { name: "Preview of the selected trace" })).toBeVisible();
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Ticked traces" })).toBeVisible();
  expect(await seriousProblems(page), "preview").toEqual([]);
  await page.keyboard.press("f");
  await expect(page.getByRole("listbox", { name: "Suggestions" })).toBeVisible();
  expect(await seriousProblems(page), "suggestions").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Columns" }).click();
  await expect(page.getByText("Not shown")).toBeVisible();
  expect(await seriousProblems(page), "columns").toEqual([]);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: /^Filters/ }).click();
  await expect(page.getByRole("dialog", { name: "Filters" })).toBeVisible();
  expect(await seriousProblems(page), "sheet").toEqual([]);
});

test("facets count, a tick edits the query, and what has no trace stays, dimmed", async ({ page }) => {
  const facets = page.getByRole("complementary", { name: "Facets" });
  await facets.getByRole("checkbox", { name: /^OK, 4 traces/ }).click();
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application} status = ok`);
  await expect(facets.getByRole("checkbox", { name: /^Error, 0 traces/ })).toBeVisible();
  await facets.getByRole("checkbox", { name: /^OK/ }).click();
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application}`);
  await facets.getByRole("textbox", { name: "duration from" }).fill("1h");
  await facets.getByRole("textbox", { name: "duration from" }).press("Enter");
  await expect.poll(() => search(page).get("q")).toBe(`application = ${application} duration >= 1h`);
  await expect(page.getByText("No trace matches all clauses")).toBeVisible();
  await facets.getByRole("textbox", { name: "duration from" }).fill("two");
  await facets.getByRole("textbox", { name: "duration from" }).press("Enter");
  await expect(facets.getByRole("alert")).toBeVisible();
});

test("the list is sorted by a head, in the address too", async ({ page }) => {
  await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
  await expect.poll(() => search(page).get("sort")).toBe("-duration");
  await expect(page.getByRole("columnheader", { name: "Duration" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
  await expect.poll(() => search(page).get("sort")).toBe("duration");
  await expect(rows(page)).toHaveCount(count);
});

test("on a phone one menu sorts, shows boxes to tick, and opens the columns", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const more = async (item: string) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await more("Duration");
  await expect.poll(() => search(page).get("sort")).toBe("-duration");
  await more("Smallest first");
  await expect.poll(() => search(page).get("sort")).toBe("duration");
  await expect(rows(page)).toHaveCount(count);
  const box = rows(page).first().locator('td[data-column="select"]');
  await expect(box).toBeHidden();
  await more("Select rows");
  await box.click();
  await expect(page.getByText("1 trace ticked")).toBeVisible();
  await more("Columns");
  await expect(page.getByRole("dialog", { name: "Columns" }).getByText("Not shown")).toBeVisible();
});

test("columns are chosen, moved and widened by keyboard; an attribute is one; the browser remembers them", async ({
  page,
  product,
}) => {
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Session", exact: true }).check();
  await expect.poll(() => search(page).get("columns")).toContain("session");
  const path = page.getByRole("combobox", { name: "Path of an attribute" });
  await path.fill("attributes.openinference.span.kind");
  await path.press("Enter");
  await expect(page.getByRole("columnheader", { name: "openinference.span.kind" })).toBeVisible();
  const name = page.getByRole("checkbox", { name: "Name", exact: true });
  await name.focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(() => search(page).get("columns")).toMatch(/name:\d+/);
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => search(page).get("columns")).toMatch(/^name:\d+,status/);
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application}`);
  await expect(page.getByRole("columnheader", { name: "Session" })).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Back to the usual columns" }).click();
  await expect(page.getByRole("columnheader", { name: "Session" })).toHaveCount(0);
});

test("a head is dragged to another place, and its edge to another width", async ({ page }) => {
  await page
    .getByRole("columnheader", { name: "Application" })
    .dragTo(page.getByRole("columnheader", { name: "Input" }));
  await expect.poll(() => search(page).get("columns")).toMatch(/name,application,input/);
  const edge = page.locator('th[data-column="application"] .trace-resize');
  const box = await edge.boundingBox();
  if (box === null) throw new Error("The edge is not drawn.");
  await page.mouse.move(box.x + 3, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 63, box.y + 5, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => search(page).get("columns")).toMatch(/application:1\d\d/);
});

test("rows are ticked by keyboard and as a range; two can be compared, their ids copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  const bulk = page.getByRole("region", { name: "Ticked traces" });
  await expect(bulk.getByRole("status")).toHaveText("1 trace ticked");
  await page.keyboard.press("Shift+J");
  await expect(bulk.getByRole("status")).toHaveText("2 traces ticked");
  await expect(bulk.getByRole("link", { name: "Compare" })).toHaveAttribute(
    "href",
    /\/compare\?a=[0-9a-f]{32}&b=[0-9a-f]{32}/,
  );
  await bulk.getByRole("button", { name: "Copy trace ids" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("\n")).toHaveLength(2);
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select all rows that are shown" }).check();
  await expect(bulk.getByRole("status")).toHaveText(`${count} traces ticked`);
  await bulk.getByRole("button", { name: "Clear" }).click();
  await expect(bulk).toHaveCount(0);
});

test("the ticked traces are evaluated with one configuration, and the panel says how far it is", async ({ page }) => {
  await page.getByRole("checkbox", { name: "Select all rows that are shown" }).check();
  await page.getByRole("button", { name: `Evaluate ${count}`, exact: true }).click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText(`Evaluate ${count} traces`);
  await panel.getByRole("button", { name: `Evaluate ${count} traces` }).click();
  await expect(panel.getByRole("status").last()).toHaveText(new RegExp(`${count} of ${count} queued`));
  await panel.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByText("Not evaluated")).toHaveCount(0);
});

test.describe("export", () => {
  for (const { format, end } of [
    { format: "JSONL", end: `{"end":{"traces":${count}}}` },
    { format: "CSV", end: `# end: ${count} traces` },
    { format: "OTLP JSON", end: '{"resourceSpans":[]}' },
  ])
    test(`everything that matches is saved as ${format}, whole, and the drawer says how much it was`, async ({
      page,
    }) => {
      await page.getByRole("button", { name: /^Export: / }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByRole("radio", { name: new RegExp(`^${format}`) }).check();
      const download = page.waitForEvent("download");
      await drawer.getByRole("button", { name: `Export ${format}` }).click();
      const file = await readFile(await (await download).path(), "utf8");
      const lines = file.trimEnd().split(/\r?\n/);
      expect(lines.at(-1)).toBe(end);
      expect(lines).toHaveLength(count + (format === "CSV" ? 2 : 1));
      await expect(drawer.getByRole("status")).toContainText(`${count} traces,`);
    });

  test("an export can be cancelled, and a file that was cut is called one", async ({ page }) => {
    await page.route("**/traces/export?**", async (route) => {
      await route.fulfill({ contentType: "application/x-ndjson", body: '{"traceId":"1"}\n{"traceId":"2"}\n' });
    });
    await page.getByRole("button", { name: /^Export: / }).click();
    await page.getByRole("button", { name: "Export JSONL" }).click();
    await expect(page.getByText("The file was cut off")).toBeVisible();
    await expect(page.getByText("2 traces came before the connection ended")).toBeVisible();
    await page.unroute("**/traces/export?**");
    await page.route("**/traces/export?**", () => {});
    await page.getByRole("button", { name: "Export JSONL" }).click();
    await page.getByRole("button", { name: "Cancel the export" }).click();
    await expect(page.getByRole("button", { name: "Export JSONL" })).toBeVisible();
  });
});
