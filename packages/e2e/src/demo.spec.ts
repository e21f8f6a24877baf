import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { asOwner, expect, keepPicture, test } from "./fixtures";

const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));

test.use(asOwner());

test("the demo fills the running Plumbline, and evaluations end in every way", async ({ page, product }) => {
  test.setTimeout(180_000);
  const output = execFileSync(process.execPath, ["apps/cli/dist/main.js", "demo", "--visits", "120"], {
    cwd: rootFolder,
    encoding: "utf8",
    env: {
      ...process.env,
      PLUMBLINE_DATA_DIR: product.dataFolder,
      PLUMBLINE_CONSOLE_PORT: String(product.ports.console),
      PLUMBLINE_OTLP_HTTP_PORT: String(product.ports.otlpHttp),
      PLUMBLINE_STANDIN_PORT: String(product.ports.standin),
      PLUMBLINE_POSTGRES_PORT: String(product.ports.postgres),
    },
  });
  expect(output).toMatch(/\d+ scored/);
  expect(output).toMatch(/\d+ not extracted/);
  expect(output).toMatch(/\d+ failed/);
  await page.goto(`${product.consoleUrl}/p/default/applications`);
  for (const application of [
    "rag-node",
    "knowledge-search",
    "order-agent",
    "report-writer",
    "support-chat",
    "trip-planner",
  ]) {
    await expect(page.getByRole("link", { name: application, exact: true })).toBeVisible();
  }
  await page.goto(`${product.consoleUrl}/p/default/traces?range=6h`);
  await expect(page.getByRole("row").nth(20)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "stand-in" }).first()).toBeVisible();
  await keepPicture(page, "trace-query");
  const links = [...output.matchAll(/http\S+\/traces\S*/g)].map((match) => match[0]);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    await page.goto(link);
    await expect(page.getByRole("row").nth(1).or(page.getByRole("treeitem").first()).first()).toBeVisible();
  }
});
