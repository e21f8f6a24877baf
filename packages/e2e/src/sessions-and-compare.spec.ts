import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { sendTurn } from "./conversation";
import { asOwner, expect, test } from "./fixtures";

test.use(asOwner());

// Playwright begins a new worker after a failure, which sends everything again: the figures below hold for one worker's own.
const run = randomBytes(4).toString("hex");
const application = `sessions-and-compare-${run}`;
const sessionStart = `chat/${run}`;
/** No plain word: a slash, a space and a question mark have to survive the address. */
const sessionId = `${sessionStart} 预订?`;
const quietSession = `quiet-session-${run}`;
const userId = `u_${run}`;
const longAnswer = `First line.\nSecond line.\n${"And so on, at length. ".repeat(30)}The very end.`;
let failed = "";
let succeeded = "";

test.beforeAll(async ({ product }) => {
  const common = { application, sessionId, userId };
  await sendTurn(product, {
    ...common,
    question: "How do I change my address?",
    answer: "In Orders.",
    secondsAgo: 600,
  });
  failed = await sendTurn(product, { ...common, question: "Is it in stock today?", secondsAgo: 500 });
  succeeded = await sendTurn(product, {
    ...common,
    question: "Is it in stock tomorrow?",
    answer: longAnswer,
    secondsAgo: 400,
    durationMs: 9_000,
  });
  await sendTurn(product, {
    application,
    sessionId: quietSession,
    question: "Hello?",
    answer: "Hi.",
    secondsAgo: 900,
  });
});

const row = (page: Page, name: RegExp | string) => page.getByRole("row", { name });

test("a session is found, opened by its row, and read as a conversation with its whole texts", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/sessions`);
  await page.getByRole("searchbox", { name: "Find a session" }).fill(sessionStart);
  await expect(page).toHaveURL(/q=chat/);
  await expect(row(page, new RegExp(quietSession))).toHaveCount(0);
  const session = row(page, new RegExp(sessionStart));
  await expect(session).toContainText("1 failed");
  await expect(session).toContainText(userId);
  await session.getByRole("link").click();

  await expect(page.getByRole("heading", { name: sessionId })).toBeVisible();
  const turns = page.getByRole("list", { name: "Turns" });
  await expect(turns.getByText("How do I change my address?")).toBeVisible();
  await expect(turns.getByText("ReadTimeout: no response after 2.0 s")).toBeVisible();
  await expect(turns.getByText("slowest")).toHaveCount(1);
  const last = turns.locator(`[data-row="${succeeded}"]`);
  await expect(last).toContainText("slowest");
  await expect(last).toContainText("1,300 tokens");
  await expect(last).not.toContainText("The very end.");
  await last.getByRole("button", { name: "Show whole texts" }).click();
  await expect(last).toContainText("The very end.");

  // The turn that is selected stands in the address, so that a link leads to it.
  await page.keyboard.press("l");
  await expect(page).toHaveURL(new RegExp(`turn=${succeeded}`));
  await page.reload();
  await expect(turns.getByText("Is it in stock today?")).toBeVisible();
  await expect(last).toHaveAttribute("aria-current", "true");
  await turns.locator(`[data-row="${failed}"]`).getByRole("link", { name: "helpdesk.answer" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${failed}`));
});

test("sessions are walked with j, k and Enter, and an empty search says what was looked for", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/sessions?application=${application}`);
  await expect(row(page, new RegExp(quietSession))).toBeVisible();
  await page.keyboard.press("j");
  await expect(row(page, new RegExp(sessionStart))).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("j");
  await expect(row(page, new RegExp(quietSession))).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: sessionId })).toBeVisible();

  await page.goto(`${product.consoleUrl}/p/default/sessions?q=nobody-is-called-so`);
  await expect(page.getByRole("heading", { name: "No session matches" })).toBeVisible();
  await page.getByRole("button", { name: "Remove the filter" }).click();
  await expect(row(page, new RegExp(quietSession))).toBeVisible();
  await page.goto(`${product.consoleUrl}/p/default/sessions?q=status+%3D+broken`);
  await expect(page.getByText(/status/).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "The sessions were not listed" })).toBeVisible();
});

test("users stand in the order that was chosen, and a row leads to the user's traces", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/users?application=${application}`);
  const user = row(page, new RegExp(userId));
  await expect(user).toContainText("3");
  await expect(user).toContainText("$0.0080");
  await expect(page.getByRole("columnheader", { name: "Cost" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Traces" }).click();
  await expect(page).toHaveURL(/sort=traces/);
  await expect(page.getByRole("columnheader", { name: "Traces" })).toHaveAttribute("aria-sort", "descending");
  await user.getByRole("link", { name: userId }).click();
  await expect(page).toHaveURL(/\/traces\?.*q=.*user/);
});

const comparePath = (a: string, b: string) => `/p/default/compare?a=${a}&b=${b}`;

test("two traces are compared: the first divergence by one key, both spans in place, sides swapped", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}${comparePath(failed, succeeded)}`);
  const totals = page.getByRole("table", { name: "Totals of both traces" });
  await expect(totals).toContainText("2.00 s");
  await expect(totals).toContainText("−7.00 s");
  const texts = page.getByRole("region", { name: "Texts of the traces" });
  await expect(texts.locator("del", { hasText: "today" })).toBeVisible();
  await expect(texts.locator("ins", { hasText: "tomorrow" })).toBeVisible();

  const spans = page.getByRole("tree", { name: "Spans of both traces" });
  await expect(spans.getByRole("treeitem")).toHaveCount(5);
  await page.keyboard.press("n");
  const first = spans.getByRole("treeitem", { name: /http GET \/stock/ });
  await expect(first).toHaveAttribute("aria-selected", "true");
  await expect(first).toContainText("failed in A only");
  const pair = page.getByRole("region", { name: "Spans http GET /stock" });
  await expect(pair).toContainText("Open in its trace");
  await page.keyboard.press("n");
  await expect(spans.getByRole("treeitem", { name: /chat/ })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("region", { name: "Spans chat" })).toContainText("has no such span");
  await page.keyboard.press("Shift+N");
  await expect(first).toHaveAttribute("aria-selected", "true");
  await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
  await page.reload();
  await expect(first).toHaveAttribute("aria-selected", "true");

  await page.keyboard.press("s");
  await expect(first).toContainText("failed in B only");
  const onlyDifferences = page.getByRole("checkbox", { name: "Only differences" });
  // Its state comes from the address, a moment after the click.
  await onlyDifferences.click();
  await expect(onlyDifferences).toBeChecked();
  await expect(spans.getByRole("treeitem", { name: /retrieve/ })).toHaveCount(0);
  await first.click();
  await page.keyboard.press("Escape");
  await expect(texts).toBeVisible();
});

test("the menu of a trace leads to a comparison, whose other side is chosen from what is most similar", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/traces/${failed}`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Compare with another trace" }).click();
  await expect(page).toHaveURL(new RegExp(`/compare\\?a=${failed}`));
  await page.getByRole("button", { name: "Choose… trace B" }).click();
  const choose = page.getByRole("dialog", { name: "Choose trace B" });
  await expect(choose.getByText("Most similar recent success")).toBeVisible();
  await choose.getByRole("textbox", { name: "Trace id, or its beginning" }).fill(succeeded.slice(0, 12));
  await expect(choose.getByRole("button", { name: /Is it in stock tomorrow/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`b=${succeeded}`));
  await expect(page.getByRole("tree", { name: "Spans of both traces" })).toBeVisible();
});

const pages = [
  ["the session list", "/p/default/sessions"],
  ["an empty session list", "/p/default/sessions?q=nobody-is-called-so"],
  ["a session", `/p/default/sessions/${encodeURIComponent(sessionId)}`],
  ["the user list", "/p/default/users"],
  ["an empty comparison", "/p/default/compare"],
  ["a comparison", "comparison"],
] as const;

for (const theme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious on these pages, ${theme}, ${width} px wide`, async ({ page, product }) => {
      test.setTimeout(120_000);
      await page.context().addCookies([{ name: "plumbline-theme", value: theme, url: product.consoleUrl }]);
      await page.setViewportSize({ width, height: 900 });
      for (const [name, path] of pages) {
        const isComparison = path === "comparison";
        await page.goto(`${product.consoleUrl}${isComparison ? comparePath(failed, succeeded) : path}`);
        await page.waitForLoadState("networkidle");
        if (isComparison) {
          await page.keyboard.press("n");
          await expect(page.getByRole("region", { name: /^Spans / })).toBeVisible();
        }
        expect(await seriousProblems(page), name).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    });
  }
}
