import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

test("what the list cannot use of its address is named, and stays until it is dismissed or the query changes", async ({
  page,
  product,
}) => {
  await askSample(product, ["Is there a trailer for children?"], "misspelt");
  await page.goto(`${product.consoleUrl}/p/default/traces?application=misspelt&from=abc&statuss=error`);
  const notice = page.getByRole("status").filter({ hasText: "Not all of the address was used" });
  await expect(notice).toContainText("“from=abc” is no time such as");
  await expect(notice).toContainText("so the last 24 hours are shown");
  await expect(notice).toContainText("“statuss” is no filter of this list");
  const row = page.getByRole("row", { name: /answer_question/ });
  await expect(row).toHaveCount(1);
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("j");
  await expect(page).toHaveURL(/peek=.*from=abc&statuss=error/);
  await expect(notice).toBeVisible();
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);
  expect(new URL(page.url()).searchParams.get("from")).toBeNull();
  expect(new URL(page.url()).searchParams.get("q")).toBe("application = misspelt");
});

test("a clause that cannot be run is named with what may be written, and nothing is listed in its place", async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?status=foo`);
  await expect(
    page.getByText('status is never "foo". Write one of ok, error, incomplete, running, unset.'),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: "answer_question", exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page).toHaveURL(/\/traces$/);
});

test("traces whose status is unset can be filtered for", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces`);
  await page.getByRole("combobox", { name: "Add a clause" }).pressSequentially("status:uns");
  await page.getByRole("option", { name: /unset/ }).click();
  await expect(page).toHaveURL(/q=status\+%3D\+unset/);
  await expect(page.getByRole("button", { name: "status is unset", exact: true })).toBeVisible();
  await expect(page.getByText("The query was not run")).toHaveCount(0);
});
