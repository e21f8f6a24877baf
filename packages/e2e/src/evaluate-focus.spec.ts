import { exportFailingTrace } from "./exporter";
import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

test("the panel starts at its first field, Escape closes it, and the focus returns to the button that opened it", async ({
  page,
  product,
}) => {
  const [traceId] = await askSample(product, ["How heavy may the luggage be?"], "evaluate-focus");
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}`);
  const opener = page.getByRole("button", { name: "Evaluate", exact: true });
  for (const open of [() => opener.press("Enter"), () => opener.click()]) {
    await open();
    const panel = page.getByRole("dialog", { name: /Evaluate/ });
    await expect(panel.getByRole("checkbox", { name: "Correctness" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
});

test("the panel starts at the field that still needs something", async ({ page, product }) => {
  const traceId = await exportFailingTrace(product);
  // As before the first evaluation of a project, whatever other tests evaluated in this one.
  await page.route("**/evaluation-settings?*", (route) => route.fulfill({ json: { last: null } }));
  await page.goto(`${product.consoleUrl}/p/default/traces/${traceId}?evaluate=${traceId}`);
  const panel = page.getByRole("dialog", { name: /Evaluate/ });
  await expect(panel.locator(":focus")).toHaveAttribute("data-field", /^extraction\./);
});
