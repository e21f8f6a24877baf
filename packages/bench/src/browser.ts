import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { browserProgram } from "@plumbline/e2e/browser";
import { freePorts, type Product, startProduct } from "@plumbline/e2e/product";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Conditions, describeConditions, readConditions } from "./conditions";
import { type LargeValueOpening, largeValueBytes, openLargeValue, seedLargeValue } from "./large-value";
import { seedProduct } from "./seed-product";
import { type Opening, readOpening, watchOpening } from "./watch-opening";
import { type Scrolling, scrollCallChain, scrollSteps } from "./watch-scrolling";

export interface BrowserFigures {
  readonly spans: number;
  /** From the click on the trace's name in the list to its first painted row. */
  readonly click: OpeningTiming;
  /** From the beginning of the navigation, by address, to the first painted row. */
  readonly load: OpeningTiming;
  readonly rowsDrawn: number;
  /** Absent where all rows fit on the page. */
  readonly scrolling?: Scrolling;
}

interface OpeningTiming {
  readonly msMin: number;
  readonly msP50: number;
  readonly msP95: number;
  /** The longest task on the main thread in any of the runs; 0 where none took more than 50 ms. */
  readonly longestTaskMs: number;
  readonly runs: number;
}

const sizes = [50_000, 10_000, 10, 1_000];
const admin = { email: "bench@example.com", password: "a passphrase for one measurement" };
const warmUps = 2;
/** Medians of so many, beside those that warm up. */
const scrollRuns = 5;
const valueRuns = 5;
/** The analysis of a long trace follows the first paint. */
const analysedMs = 3_000;
/** Time for tasks that begin after the first row: they keep a reader's next click waiting. */
const settleMs = 300;

/**
 * Opens traces of 10 to 50,000 spans in a real Chromium, in the built product with its own launcher, ingest and PostgreSQL.
 * Every opening begins with an empty page state and a filled HTTP cache.
 */
export async function run({ isJson = false }: { readonly isJson?: boolean } = {}): Promise<readonly BrowserFigures[]> {
  const conditions = readConditions();
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-bench-"));
  await chmod(folder, 0o755);
  let product: Product | undefined;
  let browser: Browser | undefined;
  try {
    product = await startProduct(path.join(folder, "data"), await freePorts(), {
      PLUMBLINE_ADMIN_EMAIL: admin.email,
      PLUMBLINE_ADMIN_PASSWORD: admin.password,
    });
    const traceIds = await seedProduct(product, sizes);
    browser = await chromium.launch(await browserProgram());
    const page = await signIn(browser, product);
    const figures: BrowserFigures[] = [];
    for (const [spans, traceId] of [...traceIds].sort(([a], [b]) => a - b))
      figures.push(await measure(page, product.consoleUrl, spans, traceId));
    const value = await measureValue(page, product.consoleUrl, await seedLargeValue(product));
    if (isJson) {
      for (const figure of figures) console.log(JSON.stringify({ bench: "browser", ...conditions, ...figure }));
      console.log(JSON.stringify({ bench: "browser", ...conditions, largeValueBytes, ...value }));
    } else {
      print(figures, conditions, browser.version());
      printScrolling(figures);
      printValue(value);
    }
    return figures;
  } finally {
    await browser?.close();
    await product?.stop("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  }
}

async function signIn(browser: Browser, product: Product): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${product.consoleUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password").fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/p\/default/);
  await context.addInitScript(watchOpening);
  return page;
}

async function measure(page: Page, consoleUrl: string, spans: number, traceId: string): Promise<BrowserFigures> {
  const runs = spans === 1_000 ? 20 : 10;
  const list = `${consoleUrl}/p/default/traces`;
  const clicks = await repeat(runs, () => openByClick(page, list, traceId));
  const loads = await repeat(runs, () => openByAddress(page, `${list}/${traceId}`));
  const rowsDrawn = Math.max(...clicks.map((opening) => opening.rowsDrawn));
  const scrolling = spans > rowsDrawn ? await measureScrolling(page, `${list}/${traceId}`) : undefined;
  return {
    spans,
    click: summarize(clicks, ({ paintedMs, clickMs }) => paintedMs - (clickMs ?? 0)),
    load: summarize(loads, ({ paintedMs }) => paintedMs),
    rowsDrawn,
    ...(scrolling === undefined ? {} : { scrolling }),
  };
}

async function measureScrolling(page: Page, address: string): Promise<Scrolling> {
  await openByAddress(page, address);
  await page.waitForTimeout(analysedMs);
  const runs: Scrolling[] = [];
  for (let nth = -1; nth < scrollRuns; nth++) {
    const scrolling = await page.evaluate(scrollCallChain, scrollSteps);
    if (nth >= 0) runs.push(scrolling);
  }
  return {
    frameMsP50: median(runs.map(({ frameMsP50 }) => frameMsP50)),
    slowShare: median(runs.map(({ slowShare }) => slowShare)),
    frameMsMax: median(runs.map(({ frameMsMax }) => frameMsMax)),
  };
}

async function measureValue(page: Page, consoleUrl: string, traceId: string): Promise<LargeValueOpening> {
  const runs: LargeValueOpening[] = [];
  for (let nth = -1; nth < valueRuns; nth++) {
    const opening = await openLargeValue(page, `${consoleUrl}/p/default/traces/${traceId}`);
    if (nth >= 0) runs.push(opening);
  }
  const of = (figure: keyof LargeValueOpening) => median(runs.map((run) => run[figure]));
  return { openMs: of("openMs"), allMs: of("allMs"), treeMs: of("treeMs"), longestTaskMs: of("longestTaskMs") };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function repeat(runs: number, open: () => Promise<Opening>): Promise<Opening[]> {
  for (let nth = 0; nth < warmUps; nth++) await open();
  const openings: Opening[] = [];
  for (let nth = 0; nth < runs; nth++) openings.push(await open());
  return openings;
}

async function openByClick(page: Page, list: string, traceId: string): Promise<Opening> {
  await page.goto(list);
  const link = page.locator(`td a[href$="/traces/${traceId}"], [role="cell"] a[href$="/traces/${traceId}"]`).first();
  await link.waitFor();
  // Before React has taken the link over, a click would load a whole document.
  await link.evaluate(async (element) => {
    const isTakenOver = () => Object.keys(element).some((key) => key.startsWith("__reactProps"));
    while (!isTakenOver()) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 }));
  });
  await link.click();
  const opening = await whenPainted(page);
  if (opening.clickMs === undefined) throw new Error("The click loaded a whole document instead of changing the page.");
  return opening;
}

async function openByAddress(page: Page, address: string): Promise<Opening> {
  await page.goto(address);
  return whenPainted(page);
}

async function whenPainted(page: Page): Promise<Opening> {
  await page.waitForFunction(() => window.plumblineOpening?.paintedMs !== undefined);
  await page.waitForTimeout(settleMs);
  return page.evaluate(readOpening);
}

function summarize(openings: readonly Opening[], msOf: (opening: Opening) => number): OpeningTiming {
  const sorted = openings.map(msOf).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return {
    msMin: at(0),
    msP50: at(0.5),
    msP95: at(0.95),
    longestTaskMs: Math.round(Math.max(0, ...openings.flatMap(({ longTasksMs }) => longTasksMs))),
    runs: openings.length,
  };
}

function print(figures: readonly BrowserFigures[], conditions: Conditions, version: string): void {
  console.log(
    `Opening one trace in headless Chromium ${version} (1440 × 900, drawn in software), to the first painted row; spans of about 2 kB. ${describeConditions(conditions)}. Warm: the HTTP cache is filled, the page itself starts empty.`,
  );
  const show = ({ msMin, msP50, msP95 }: OpeningTiming) => `${msMin} / ${msP50} / ${msP95}`;
  console.table(
    Object.fromEntries(
      figures.map(({ spans, click, load, rowsDrawn }) => [
        `${spans} spans`,
        {
          "click ms min/p50/p95": show(click),
          "click longest task ms": click.longestTaskMs,
          "load ms min/p50/p95": show(load),
          "load longest task ms": load.longestTaskMs,
          rowsDrawn,
          runs: click.runs,
        },
      ]),
    ),
  );
}

function printScrolling(figures: readonly BrowserFigures[]): void {
  console.log(
    `Scrolling the call chain by ${scrollSteps.pxPerFrame} px a frame; medians of ${scrollRuns} runs of ${scrollSteps.frames} frames.`,
  );
  console.table(
    Object.fromEntries(
      figures.flatMap(({ spans, scrolling }) =>
        scrolling === undefined
          ? []
          : [
              [
                `${spans} spans`,
                {
                  "frames/s, median": Math.round(1000 / scrolling.frameMsP50),
                  "frames over 20 ms": `${Math.round(scrolling.slowShare * 100)} %`,
                  "longest frame ms": Math.round(scrolling.frameMsMax),
                },
              ],
            ],
      ),
    ),
  );
}

function printValue({ openMs, allMs, treeMs, longestTaskMs }: LargeValueOpening): void {
  console.log(`One attribute of ${largeValueBytes / 1e6} MB (JSON in text); medians of ${valueRuns}.`);
  console.table({
    "from the click on its span to its beginning": { ms: openMs },
    "all of its text, from the press on Show all": { ms: allMs },
    "its entries, from opening it in the JSON tree": { ms: treeMs },
    "longest task of the page": { ms: longestTaskMs },
  });
}
