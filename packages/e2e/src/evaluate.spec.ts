import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

let traceId = "";
test.beforeAll(async () => {
  const { readProduct } = await import("./fixtures");
  [traceId = ""] = await askSample(readProduct(), ["When is the first service due?"], "evaluate-form");
});

test.beforeEach(async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?evaluate=${traceId}`);
  await expect(page.getByRole("dialog", { name: /Evaluate/ }).getByRole("region", { name: "Query" })).toBeVisible();
});

function field(page: import("@playwright/test").Page, slot: "Query" | "Answer" | "Context") {
  return page.getByRole("dialog").getByRole("region", { name: slot });
}

test("a wildcard outside of Context is refused under its field, with its position", async ({ page }) => {
  await field(page, "Query").getByLabel("JsonPathInSpan", { exact: true }).fill("attributes.input[*].value");
  await expect(field(page, "Query")).toContainText(/\[\*\].*Context|Context.*\[\*\]/);
});

test("a path that is no path says so under its field", async ({ page }) => {
  await field(page, "Answer").getByLabel("JsonPathInSpan", { exact: true }).fill("attributes..[");
  await expect(
    field(page, "Answer").getByRole("alert").or(field(page, "Answer").locator("[aria-invalid=true]")).first(),
  ).toBeVisible();
});

test("JsonPathInSpan is required", async ({ page }) => {
  await field(page, "Query").getByLabel("JsonPathInSpan", { exact: true }).fill("");
  await page.getByRole("button", { name: /Confirm/ }).click();
  await expect(field(page, "Query")).toContainText(/required/i);
  await expect(page.getByRole("dialog", { name: /Evaluate/ })).toBeVisible();
});

test("a path that finds nothing is told before anything is judged, and is never scored", async ({ page, product }) => {
  await field(page, "Answer").getByLabel("JsonPathInSpan", { exact: true }).fill("attributes.output.values");
  await expect(field(page, "Answer").getByRole("status")).toContainText(/attributes\.output\.value|no |not /i);
  await page.getByRole("button", { name: /Confirm/ }).click();
  await expect(page.getByRole("dialog", { name: /Evaluate/ })).toHaveCount(0);
  await page.goto(`${product.consoleUrl}/p/default/traces?application=evaluate-form`);
  await expect(page.getByRole("row", { name: /answer_question/ })).toContainText(/not extracted/i, { timeout: 60_000 });
});
