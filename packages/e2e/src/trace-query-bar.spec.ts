import type { Page } from "@playwright/test";
import { seriousProblems } from "./axe";
import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

const application = `query-bar-${Date.now().toString(36)}`;
const questions = [
  "Within how many days can a bicycle be returned?",
  "冬季电池如何存放？",
  "When is a bicycle delivered after I order?",
];

test.beforeAll(async ({ product }) => {
  await askSample(product, questions, application);
});

const bar = (page: Page) => page.getByRole("combobox", { name: "Add a clause" });
const rows = (page: Page) => page.getByRole("link", { name: "answer_question", exact: true });
const queryOf = (page: Page) => new URL(page.url()).searchParams.get("q");

test.beforeEach(async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?application=${application}`);
  await expect(rows(page)).toHaveCount(questions.length);
});

test("a clause is put together by keyboard: field, operator, value", async ({ page }) => {
  await page.keyboard.press("f");
  await expect(bar(page)).toBeFocused();
  await page.keyboard.type("dura");
  await expect(page.getByRole("option", { name: /^duration/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(bar(page)).toHaveValue("duration ");
  await page.keyboard.type("> 1us");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "duration > 1us", exact: true })).toBeVisible();
  await expect.poll(() => queryOf(page)).toBe(`application = ${application} duration > 1us`);
  await expect(rows(page)).toHaveCount(questions.length);
});

test("values that were seen are offered, and a click on a chip edits it", async ({ page }) => {
  await page.getByRole("button", { name: `application is ${application}`, exact: true }).click();
  const editing = page.getByRole("combobox", { name: "Clause 1" });
  await expect(editing).toHaveValue(`application = ${application}`);
  await editing.fill("application = query");
  await page.getByRole("option", { name: new RegExp(`^${application}`) }).click();
  await expect(page.getByRole("button", { name: `application is ${application}`, exact: true })).toBeVisible();
});

test("arrow keys walk over the chips, Backspace removes one, ! negates one, and Back brings it again", async ({
  page,
}) => {
  await bar(page).fill("status = ok");
  await bar(page).press("Enter");
  await expect.poll(() => queryOf(page)).toContain("status = ok");
  await bar(page).press("ArrowLeft");
  await expect(page.getByRole("button", { name: "status is ok", exact: true })).toBeFocused();
  await page.keyboard.press("!");
  await expect.poll(() => queryOf(page)).toContain("status != ok");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("button", { name: `application is ${application}`, exact: true })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Backspace");
  await expect.poll(() => queryOf(page)).toBe(`application = ${application}`);
  await page.goBack();
  await expect.poll(() => queryOf(page)).toContain("status != ok");
});

test("text is found with the place it stands in, Chinese too, and a click lands on the value", async ({ page }) => {
  await page.keyboard.press("/");
  await page.keyboard.type("电池");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  const hit = page.locator(".trace-hit-list a").first();
  await expect(hit.locator("mark")).toHaveText("电池");
  await hit.click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}\?span=[0-9a-f]{16}&tab=json&path=/);
  const value = page.getByRole("tree", { name: "Span document" }).getByRole("treeitem", { selected: true });
  await expect(value.locator("mark")).toHaveText("电池");
  await expect(value).toBeInViewport({ ratio: 0.9 });
});

test("groups, negation and conditions on one span are chips, and can always be edited as text", async ({ page }) => {
  await page.getByRole("button", { name: "Edit as text" }).click();
  const text = page.getByRole("combobox", { name: "The query as text" });
  await expect(text).toHaveValue(`application = ${application}`);
  await text.fill(`application = ${application} (status = error or tokens > 1) not has(kind = TOOL)`);
  await text.press("Escape");
  await text.press("Enter");
  await expect(page.locator(".clause").filter({ hasText: "any of" })).toHaveCount(1);
  await expect(page.locator(".clause").filter({ hasText: "no span" })).toContainText("kind = TOOL");
  await expect(rows(page)).toHaveCount(questions.length);
});

test("while a text is edited, what is wrong is underlined, explained and put right by one press", async ({ page }) => {
  await page.getByRole("button", { name: "Edit as text" }).click();
  const text = page.getByRole("combobox", { name: "The query as text" });
  await text.fill(`application = ${application} tokns > 5`);
  await expect(page.getByRole("alert").filter({ hasText: "There is no field" })).toContainText("Did you mean tokens?");
  await expect(page.locator(".query-mirror u")).toHaveText("tokns");
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Use tokens" }).click();
  await expect(text).toHaveValue(`application = ${application} tokens > 5`);
});

test("a clause that cannot be run is not run: it is named, its remedy offered, and the others are kept", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?q=application = ${application} duration >= 2 status = ok`);
  await expect(page.getByRole("heading", { name: "The query was not run" })).toBeVisible();
  await expect(page.getByText("Clause 2: duration needs a unit: 2s, 2ms or 2us.")).toBeVisible();
  await expect(page.locator(".clause-wrong")).toHaveText("2");
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Use 2s" }).click();
  await expect.poll(() => queryOf(page)).toBe(`application = ${application} duration >= 2s status = ok`);
  await expect(page.getByText("No trace matches all clauses")).toBeVisible();
});

test("Enter on something unfinished says what is missing and keeps what was typed", async ({ page }) => {
  await bar(page).fill("status =");
  await page.keyboard.press("Escape");
  await bar(page).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "A value is missing" })).toBeVisible();
  await expect(bar(page)).toHaveValue("status =");
});
