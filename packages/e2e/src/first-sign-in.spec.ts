import { expect, newStranger, owner, test } from "./fixtures";

test("the link of the first start makes the owner, once", async ({ page, product, browser }) => {
  const link = product.signInUrl ?? "";
  await page.goto(link);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Create the owner's account" }).click();
  await expect(page).toHaveURL(/\/p\/default\//);
  await page.context().storageState({ path: product.stateFile });

  const second = await newStranger(browser);
  const other = await second.newPage();
  await other.goto(link);
  await expect(other.getByText(/does not work|used/i).first()).toBeVisible();
  await expect(other.getByLabel("Password")).toHaveCount(0);
  await second.close();
});

test("a password signs in, a wrong one does not say which part was wrong", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("The e-mail address or the password is not right.")).toBeVisible();
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/p\/default\//);
});

test("pages send a signed-out visitor to the sign-in page and back", async ({ page, product }) => {
  await page.goto(`${product.consoleUrl}/p/default/traces?status=error`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/p\/default\/traces\?status=error/);
});
