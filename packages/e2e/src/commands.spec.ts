import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { asOwner, expect, newStranger, readProduct, test } from "./fixtures";

const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));

test.use(asOwner());

/** A command of the launcher beside the running Plumbline, as a person types it. Throws when it fails. */
function run(...args: string[]): string {
  const { dataFolder, ports } = readProduct();
  return execFileSync(process.execPath, ["apps/cli/dist/main.js", ...args], {
    cwd: rootFolder,
    encoding: "utf8",
    env: {
      ...process.env,
      PLUMBLINE_DATA_DIR: dataFolder,
      PLUMBLINE_CONSOLE_PORT: String(ports.console),
      PLUMBLINE_OTLP_HTTP_PORT: String(ports.otlpHttp),
      PLUMBLINE_STANDIN_PORT: String(ports.standin),
      PLUMBLINE_POSTGRES_PORT: String(ports.postgres),
      PLUMBLINE_WORKER_PORT: String(ports.worker),
    },
  });
}

test("create-api-key makes a key that may do what its scopes say and no more", async ({ product }) => {
  const key = /pl_\S{43}/.exec(run("create-api-key", "reader", "--scopes", "read"))?.[0] ?? "";
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  expect((await fetch(`${product.consoleUrl}/api/v1/traces`, { headers })).status).toBe(200);
  expect((await fetch(`${product.otlpUrl}/v1/traces`, { method: "POST", headers, body: "{}" })).status).toBe(403);
});

test("sign-in-link lets the owner in without a password, once", async ({ browser, product }) => {
  const link = /http\S+\/welcome#\S+/.exec(run("sign-in-link"))?.[0] ?? "";
  const context = await newStranger(browser);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: /Sign in|Continue/ }).click();
  await expect(page).toHaveURL(/\/p\/default\//);
  await context.close();
  const second = await newStranger(browser);
  const other = await second.newPage();
  await other.goto(link);
  await expect(other.getByText(/does not work|used/i).first()).toBeVisible();
  await second.close();
  expect(link.startsWith(product.consoleUrl)).toBe(true);
});

test("doctor finds nothing wrong with a running Plumbline, and migrate nothing to do", () => {
  expect(run("doctor")).not.toContain("WRONG");
  expect(run("migrate")).toContain("up to date");
});

test("a misspelt command is told with the way to the list", () => {
  expect(() => run("strat")).toThrow(/There is no command strat/);
});
