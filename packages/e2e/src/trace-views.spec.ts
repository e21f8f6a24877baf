import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { asOwner, expect, test } from "./fixtures";
import { helpdeskRequest, sendHelpdeskTrace } from "./helpdesk-trace";

test.use(asOwner());

const application = "trace-views";
let failed = "";
let succeeded = "";

test.beforeAll(async ({ product }) => {
  succeeded = await sendHelpdeskTrace(product, application, false);
  failed = await sendHelpdeskTrace(product, application, true);
});

async function openTrace(page: Page, consoleUrl: string, search = ""): Promise<void> {
  await page.goto(`${consoleUrl}/p/default/traces/${failed}${search}`);
  await expect(page.getByRole("region", { name: "Call chain" })).toBeVisible();
}

const panel = (page: Page) => page.getByRole("region", { name: /^Span / });

test("the views of a trace are reached by one key, stand in the address and survive loading", async ({
  page,
  product,
}) => {
  await openTrace(page, product.consoleUrl);
  await expect(page.getByRole("tree", { name: "Spans" })).toBeVisible();
  await page.keyboard.press("v");
  await expect(page.getByRole("tree", { name: "Flame graph" })).toBeVisible();
  await page.keyboard.press("v");
  await expect(page.getByRole("group", { name: /Agent graph/ })).toBeVisible();
  await page.keyboard.press("v");
  await expect(page.getByRole("region", { name: "Transcript" })).toBeVisible();
  await page.keyboard.press("v");
  await expect(page.getByRole("region", { name: "Statistics by span name" })).toBeVisible();
  await expect(page).toHaveURL(/view=statistics/);
  await page.reload();
  await expect(page.getByRole("region", { name: "Statistics by span name" })).toBeVisible();
  await page.getByRole("button", { name: "Waterfall" }).click();
  await expect(page).not.toHaveURL(/view=/);
});

test("a click into the flame graph zooms, Escape goes back, and the arrows move", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl, "?view=flame");
  const frame = (name: RegExp) => page.getByRole("treeitem", { name });
  await frame(/^shop agent/).click();
  await expect(page).toHaveURL(/zoom=/);
  await expect(frame(/^search documents/)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(frame(/^search documents/)).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(frame(/^inventory.lookup/).first()).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Merged" }).click();
  await expect(frame(/^inventory.lookup .*2×/)).toHaveCount(1);
});

test("a press on a tool of the agent graph picks its spans, one after the other", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl, "?view=graph");
  await expect(
    page.getByRole("button", { name: "shop agent called inventory.lookup 2 times, 2 failed" }),
  ).toBeVisible();
  await page.getByRole("button", { name: /inventory.lookup ?TOOL · 2×/ }).click();
  await expect(panel(page)).toHaveAccessibleName("Span inventory.lookup");
  await expect(page.getByRole("status").filter({ hasText: "1 of 2" })).toBeVisible();
  await page.keyboard.press("n");
  await expect(page.getByRole("status").filter({ hasText: "2 of 2" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/pick=/);
});

test("the transcript tells the trace as a conversation, each thing once", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl, "?view=transcript");
  const transcript = page.getByRole("region", { name: "Transcript" });
  await expect(transcript.getByText("You answer for the shop.")).toHaveCount(1);
  await expect(transcript.getByText("1 document: kb-1")).toBeVisible();
  await expect(transcript.getByText("httpx.ReadTimeout: no response after 2.0 s").first()).toBeVisible();
  await transcript.getByRole("button", { name: /ChatTongyi/ }).click();
  await expect(panel(page)).toHaveAccessibleName("Span ChatTongyi");
  const picture = panel(page).getByRole("img", { name: /Sent in the message/ });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
});

test("statistics are sorted by any column, and a name picks its spans", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl, "?view=statistics");
  await page.getByRole("button", { name: "Errors" }).click();
  await expect(page.getByRole("columnheader", { name: "Errors" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("row").nth(1)).toContainText("inventory.lookup");
  const row = page.getByRole("row").filter({ hasText: "inventory.lookup" });
  await row.getByRole("button").click();
  await expect(page).toHaveURL(/pick=name/);
  await expect(panel(page)).toHaveAccessibleName("Span inventory.lookup");
});

test("a wrong clock is corrected and said so, and the recorded times can be seen", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl);
  const notes = page.getByRole("region", { name: "Notes on the trace" });
  await expect(notes).toContainText(/Spans of stock are drawn .* later than recorded/);
  await notes.getByRole("button", { name: "Show original times" }).click();
  await expect(page).toHaveURL(/clock=original/);
  await expect(notes).toContainText("Times are shown as recorded");
});

test("a failure is explained: its origin, the retry, and the difference from the nearest success", async ({
  page,
  product,
}) => {
  await openTrace(page, product.consoleUrl);
  const cause = page.getByRole("region", { name: "Origin of the failure" });
  await expect(cause).toContainText("GET /stock");
  await expect(cause).toContainText("inventory.lookup");
  await expect(cause).toContainText("Differs from the most similar success");
  await expect(cause.getByRole("link", { name: "Compare" })).toHaveAttribute(
    "href",
    new RegExp(`/compare\\?a=${failed}&b=${succeeded}`),
  );
  await page.keyboard.press("o");
  await expect(panel(page)).toHaveAccessibleName("Span GET /stock");
  await panel(page)
    .getByRole("tab", { name: /Events/ })
    .click();
  const fold = panel(page).getByRole("button", { name: /Stack trace/ });
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await fold.click();
  await expect(panel(page)).toContainText('File "a.py", line 3');
});

test("Markdown is laid out without its HTML, and a value of the JSON becomes a filter", async ({ page, product }) => {
  await openTrace(page, product.consoleUrl);
  await panel(page)
    .getByRole("group", { name: "Format of the output" })
    .getByRole("button", { name: "Markdown" })
    .click();
  await expect(panel(page).getByRole("listitem").filter({ hasText: "twelve pieces" })).toBeVisible();
  await expect(panel(page)).toContainText("<b>raw</b>");
  await page.getByRole("tab", { name: "JSON" }).click();
  await page
    .getByRole("treeitem", { name: /Is the CM-220 in stock/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Add as filter" }).click();
  await expect(page).toHaveURL(/\/traces\?q=attributes\.input\.value/);
});

test("a file that is dropped is shown and not stored", async ({ page, product }) => {
  const traceId = "d0".repeat(16);
  const text = JSON.stringify(helpdeskRequest(traceId, "from-a-file", false));
  await page.goto(`${product.consoleUrl}/p/default/traces`);
  await expect(page.getByRole("heading", { name: "Traces" })).toBeVisible();
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "helpdesk.json", { type: "application/json" }));
    return transfer;
  }, text);
  // The page listens once its scripts run.
  await expect(async () => {
    await page.dispatchEvent("body", "dragover", { dataTransfer: files });
    await expect(page.getByText("Drop to look at it")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  await expect(page.getByText("not stored", { exact: true })).toBeVisible();
  await expect(page.getByRole("treeitem")).toHaveCount(6);
  await page.getByRole("treeitem", { name: /search documents/ }).click();
  await expect(panel(page)).toContainText("kb-1");
  const stored = await page.request.get(`${product.consoleUrl}/p/default/traces/${traceId}`);
  expect(await stored.text()).not.toContain("from-a-file");
});

test("axe finds nothing serious in any view and any tab, light and dark", async ({ page, product }) => {
  test.setTimeout(180_000);
  for (const theme of ["light", "dark"]) {
    await page.context().addCookies([{ name: "plumbline-theme", value: theme, url: product.consoleUrl }]);
    for (const search of [
      "",
      "?view=flame",
      "?view=graph",
      "?view=transcript",
      "?view=statistics&pick=name:ChatTongyi",
    ]) {
      await openTrace(page, product.consoleUrl, search);
      await page.waitForLoadState("networkidle");
      expect(await seriousProblems(page), `${theme} ${search}`).toEqual([]);
    }
    await openTrace(page, product.consoleUrl, "?span=0000000000000004");
    for (const tab of ["Conversation", "Input and output", "Events", "JSON", "Tokens and cost"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await seriousProblems(page), `${theme} ${tab}`).toEqual([]);
    }
  }
});
