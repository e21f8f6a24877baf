import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { asOwner, expect, test } from "./fixtures";
import { type ProductFacts, rootFolder } from "./product";
import { runDemo } from "./run-demo";

const folder = path.join(rootFolder, "docs/images/pages");
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const themes = ["light", "dark"];

test.use({ ...asOwner(), locale: "en-US" });

async function findTraces(product: ProductFacts, query: string): Promise<string[]> {
  const url = `${product.consoleUrl}/api/v1/traces?limit=20&q=${encodeURIComponent(query)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${product.apiKey}` } });
  const { items } = (await answer.json()) as { items: { traceId: string }[] };
  return items.map(({ traceId }) => traceId);
}

interface Subject {
  readonly name: string;
  readonly path: string;
  /** Presses and waits that bring the page into the state that is shown. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** On a phone the trace's own page is the preview. */
  readonly isWideOnly?: boolean;
}

async function subjects(product: ProductFacts): Promise<Subject[]> {
  const [rag = ""] = await findTraces(product, "application = rag-node and evaluation = succeeded");
  const [failed = "", other = ""] = await findTraces(product, "application = order-agent and status = error");
  const [succeeded = other] = await findTraces(product, "application = order-agent and status = ok");
  const agent = failed === "" ? rag : failed;
  const p = "/p/default";
  return [
    { name: "overview", path: `${p}/overview?range=6h` },
    { name: "applications", path: `${p}/applications?range=6h` },
    { name: "traces", path: `${p}/traces?range=6h` },
    {
      name: "traces-preview",
      isWideOnly: true,
      path: `${p}/traces?range=6h`,
      prepare: async (page) => {
        await page.keyboard.press("j");
        await expect(page.getByRole("region", { name: "Preview of the selected trace" })).toBeVisible();
      },
    },
    { name: "traces-empty", path: `${p}/traces?range=6h&q=${encodeURIComponent('name = "nobody is called so"')}` },
    { name: "trace", path: `${p}/traces/${rag}` },
    { name: "trace-failure", path: `${p}/traces/${agent}` },
    { name: "trace-flame", path: `${p}/traces/${agent}?view=flame` },
    { name: "trace-agent-graph", path: `${p}/traces/${agent}?view=graph` },
    { name: "trace-transcript", path: `${p}/traces/${agent}?view=transcript` },
    { name: "trace-statistics", path: `${p}/traces/${agent}?view=statistics` },
    { name: "evaluate", path: `${p}/traces/${rag}?evaluate=${rag}` },
    { name: "compare", path: `${p}/compare?a=${agent}&b=${succeeded}` },
    { name: "sessions", path: `${p}/sessions?range=6h` },
    { name: "users", path: `${p}/users?range=6h` },
    { name: "judges", path: `${p}/settings/judges` },
    { name: "api-keys", path: `${p}/settings/api-keys` },
    { name: "share-links", path: `${p}/settings/share-links` },
  ];
}

test("every page, light and dark, wide and narrow", async ({ page, product, context }) => {
  mkdirSync(folder, { recursive: true });
  runDemo(product, 200);
  for (const { name, path: address, prepare, isWideOnly } of await subjects(product)) {
    for (const theme of themes) {
      for (const size of isWideOnly ? sizes.slice(0, 1) : sizes) {
        await page.setViewportSize(size);
        await context.addCookies([{ name: "plumbline-theme", value: theme, url: product.consoleUrl }]);
        await page.goto(`${product.consoleUrl}${address}`);
        await page.waitForLoadState("networkidle");
        await prepare?.(page);
        await page.screenshot({
          path: path.join(folder, `${name}.${size.width}.${theme}.jpg`),
          type: "jpeg",
          quality: 80,
          animations: "disabled",
        });
      }
    }
  }
});
