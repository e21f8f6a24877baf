import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { asOwner, expect, test } from "./fixtures";

test.use({ ...asOwner(), permissions: ["clipboard-read", "clipboard-write"] });

const rows = Array.from({ length: 62_000 }, (_, id) => ({ id, text: "五 words ".repeat(14) }));
const value = JSON.stringify({ rows, end: "the last words" });
let traceId = "";

test.beforeAll(async ({ product }) => {
  traceId = randomBytes(16).toString("hex");
  const nano = `${Date.now() - 60_000}000000`;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = {
    traceId,
    spanId: "00000000000000a1",
    name: "read table",
    startTimeUnixNano: nano,
    endTimeUnixNano: nano,
    attributes: [text("input.value", "All rows."), text("output.value", value)],
  };
  const response = await fetch(`${product.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(response.status).toBe(200);
});

const panel = (page: Page) => page.getByRole("region", { name: "Span read table" });

test("a value of ten megabytes opens with its beginning, and all of it is read, copied and saved on demand", async ({
  page,
  product,
}) => {
  const answers: number[] = [];
  page.on("response", async (response) => {
    if (/\/spans\/[0-9a-f]{16}\?/.test(response.url())) answers.push((await response.body()).length);
  });
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?tab=io`);
  const size = panel(page).getByRole("status").filter({ hasText: /MB/ });
  // Ten megabytes take a busy machine a while to store and to read.
  await expect(size).toBeVisible({ timeout: 30_000 });
  await expect(size).toHaveText(/^\d+(\.\d)? MB, first \d+(\.\d)? kB shown$/);
  expect(Math.max(...answers)).toBeLessThan(500_000);
  expect(await seriousProblems(page)).toEqual([]);

  await panel(page).getByRole("button", { name: "Copy output" }).click();
  await expect(panel(page).getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(async () => (await navigator.clipboard.readText()).length)).toBe(value.length);

  const download = page.waitForEvent("download");
  await panel(page).getByRole("link", { name: "Download" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toBe(value);

  await panel(page).getByRole("button", { name: "Load more" }).click();
  await expect(size).toHaveText(/first 1\.\d MB shown/);
  await panel(page).getByRole("button", { name: "Show all" }).click();
  await expect(size).toHaveText(/all of it/);
  const text = panel(page).getByRole("region", { name: "Output", exact: true });
  expect(await text.evaluate((element) => element.textContent?.includes("the last words"))).toBe(true);
});

test("its JSON is opened entry by entry, and its paths are those of any other value", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?tab=json`);
  const tree = page.getByRole("tree", { name: "Span document" });
  const line = (name: RegExp) => tree.getByRole("treeitem", { name });
  await expect(line(/JSON in text, \d+(\.\d)? MB/)).toBeVisible({ timeout: 30_000 });
  await line(/JSON in text, \d+(\.\d)? MB/).click({ position: { x: 40, y: 8 } });
  await line(/^rows/).click();
  await expect(line(/61,997 more items/)).toBeVisible();
  await line(/^end: /).click();
  await page.getByRole("menuitem", { name: "Copy value" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("the last words");
  const path = page.getByRole("region", { name: "Path of the picked value" });
  await expect(path).toContainText("attributes.output.value");
  await expect(path).toContainText("end");
});
