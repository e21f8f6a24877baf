import { asOwner, expect, newStranger, test, watch } from "./fixtures";
import type { ProductFacts } from "./product";
import { askSample } from "./sample";

test.use(asOwner());

let traceId = "";
test.beforeAll(async () => {
  const { readProduct } = await import("./fixtures");
  [traceId = ""] = await askSample(readProduct(), ["How should I store the battery in winter?"], "share");
});

interface Ticket {
  readonly id: string;
  readonly url: string;
}

async function createLink(product: ProductFacts, body: Record<string, unknown> = {}): Promise<Ticket> {
  const response = await fetch(`${product.consoleUrl}/api/v1/traces/${traceId}/share-tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Ticket;
}

test("link previews, HEAD requests and pages that only load do not use a link up", async ({
  browser,
  product,
  watched,
}) => {
  const { url } = await createLink(product);
  for (const method of ["GET", "HEAD"]) expect((await fetch(url, { method })).status).toBe(200);
  const preview = await newStranger(browser);
  // A program that looks behind links: it runs the page's scripts, presses every button and submits every form by script.
  await preview.addInitScript(() => {
    const press = () => {
      for (const button of document.querySelectorAll("button")) button.click();
      for (const form of document.querySelectorAll("form")) form.requestSubmit();
      requestAnimationFrame(press);
    };
    document.addEventListener("DOMContentLoaded", press);
  });
  const scanner = await preview.newPage();
  watch(scanner, product, watched);
  await scanner.goto(url);
  await expect(scanner.getByRole("button", { name: "Open the trace" })).toBeVisible();
  await scanner.waitForLoadState("networkidle");
  await expect(scanner.getByRole("button", { name: "Open the trace" })).toBeEnabled();
  await preview.close();

  const context = await newStranger(browser);
  const reader = await context.newPage();
  await reader.goto(url);
  await reader.getByRole("button", { name: "Open the trace" }).click();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  await reader.reload();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  await context.close();
});

test("the reader sees this trace only", async ({ browser, product }) => {
  const { url } = await createLink(product);
  const context = await newStranger(browser);
  const reader = await context.newPage();
  await reader.goto(url);
  await reader.getByRole("button", { name: "Open the trace" }).click();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  await reader.goto(`${product.consoleUrl}/p/default/traces`);
  await expect(reader).toHaveURL(/\/sign-in/);
  const status = await reader.evaluate(async () => (await fetch("/api/v1/traces")).status);
  expect(status).toBe(401);
  await context.close();
});

test("hidden parts never reach the reader's browser", async ({ browser, product }) => {
  const { url } = await createLink(product, { hiddenParts: ["inputs", "outputs", "documents", "attributes"] });
  const context = await newStranger(browser);
  const reader = await context.newPage();
  const bodies: string[] = [];
  reader.on("response", async (response) => {
    if (response.url().includes("/api/share/")) bodies.push(await response.text().catch(() => ""));
  });
  await reader.goto(url);
  await reader.getByRole("button", { name: "Open the trace" }).click();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  await reader.getByRole("treeitem", { name: /generate_answer/ }).click();
  await reader.waitForLoadState("networkidle");
  expect(bodies.length).toBeGreaterThan(1);
  expect(bodies.join("\n")).not.toMatch(/winter|battery/i);
  await context.close();
});

test("a revoked link and one that never was get the same answer", async ({ page, browser, product }) => {
  const { url } = await createLink(product, { note: "to be withdrawn" });
  await page.goto(`${product.consoleUrl}/p/default/settings/share-links`);
  const row = page
    .getByRole("row", { name: /to be withdrawn/ })
    .or(page.getByRole("listitem").filter({ hasText: "to be withdrawn" }));
  // The first press only asks: a link that is withdrawn by mistake does not come back.
  await row.getByRole("button", { name: "Revoke", exact: true }).click();
  await row.getByRole("button", { name: "Revoke now" }).click();
  await expect(row).toContainText(/Revoked|Withdrawn/i);
  const unknown = `${product.consoleUrl}/s#${"A".repeat(43)}`;
  const texts: string[] = [];
  for (const link of [url, unknown]) {
    const context = await newStranger(browser);
    const other = await context.newPage();
    await other.goto(link);
    await expect(other.getByRole("heading", { name: "This link has already been used" })).toBeVisible();
    texts.push(await other.locator("body").innerText());
    await context.close();
  }
  expect(texts[0]).toBe(texts[1]);
});

test("a reader who has the trace open loses it when the sender revokes the link", async ({ browser, product }) => {
  const { id, url } = await createLink(product);
  const context = await newStranger(browser);
  const reader = await context.newPage();
  await reader.goto(url);
  await reader.getByRole("button", { name: "Open the trace" }).click();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  const revoked = await fetch(`${product.consoleUrl}/api/v1/share-tickets/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${product.apiKey}` },
  });
  expect(revoked.ok).toBe(true);
  await reader.reload();
  await expect(reader.getByRole("treeitem")).toHaveCount(0);
  await context.close();
});

test("the sender sees when a link was opened", async ({ page, browser, product }) => {
  const { url } = await createLink(product, { note: "with a receipt" });
  const context = await newStranger(browser);
  const reader = await context.newPage();
  await reader.goto(url);
  await reader.getByRole("button", { name: "Open the trace" }).click();
  await expect(reader.getByRole("treeitem")).toHaveCount(3);
  await context.close();
  await page.goto(`${product.consoleUrl}/p/default/settings/share-links`);
  const row = page
    .getByRole("row", { name: /with a receipt/ })
    .or(page.getByRole("listitem").filter({ hasText: "with a receipt" }));
  await expect(row).toContainText(/Opened|\d{2}:\d{2}/);
});
