import { randomBytes } from "node:crypto";
import type { Product } from "@plumbline/e2e/product";
import type { Page } from "playwright-core";
import { agentSpanId } from "./agent-trace";

/** One attribute of ten megabytes: JSON, as a tool that returned a table would send it. */
export const largeValueBytes = 10_000_000;
const spans = 8;
/** Far from the first, whose neighbours are read ahead. */
const largeSpan = 5;

export interface LargeValueOpening {
  /** From the click on the span's row to the frame with the beginning of the value. */
  readonly openMs: number;
  /** From the press on "Show all" to the frame with the last words of the value. */
  readonly allMs: number;
  /** From opening the value in the JSON tree to the frame with its entries. */
  readonly treeMs: number;
  /** The longest task on the main thread from the click to the end. */
  readonly longestTaskMs: number;
}

export async function seedLargeValue(product: Product): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const startNano = BigInt(Date.now() - 60_000) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const made = Array.from({ length: spans }, (_, index) => ({
    traceId,
    spanId: agentSpanId(index),
    parentSpanId: index === 0 ? "" : agentSpanId(0),
    name: index === largeSpan ? "read table" : `step ${index}`,
    startTimeUnixNano: String(startNano + BigInt(index) * 1_000_000n),
    endTimeUnixNano: String(startNano + BigInt(index + 1) * 1_000_000n),
    attributes: [
      text("input.value", "All rows, please."),
      text("output.value", index === largeSpan ? tableOf(largeValueBytes) : "done"),
    ],
  }));
  const response = await fetch(`${product.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: made }] }] }),
  });
  if (response.status !== 200) throw new Error(`Ingest answered ${response.status}: ${await response.text()}`);
  return traceId;
}

function tableOf(bytes: number): string {
  const row = (id: number) => ({
    id,
    name: randomBytes(12).toString("base64"),
    note: randomBytes(75).toString("base64"),
  });
  const rows = Array.from({ length: Math.ceil(bytes / 160) }, (_, id) => row(id));
  const text = JSON.stringify({ rows, end: "the last words" });
  return text.slice(0, bytes).length < bytes ? text.padEnd(bytes) : text;
}

/** Opens the value as a reader does: the span, all of its text, then the JSON tree. */
export async function openLargeValue(page: Page, address: string): Promise<LargeValueOpening> {
  await page.goto(`${address}?tab=io`);
  const row = page.getByRole("treeitem").filter({ hasText: "read table" });
  await row.waitFor();
  await page.waitForTimeout(1_000);
  const openMs = await timed(page, () => row.click(), /first 6\d(\.\d)? kB shown/);
  const allMs = await timed(page, () => page.getByRole("button", { name: "Show all" }).click(), /all of it/);
  await page.getByRole("tab", { name: "JSON" }).click();
  const text = page.getByRole("treeitem").filter({ hasText: "JSON in text" });
  await text.waitFor();
  const treeMs = await timed(page, () => text.click({ position: { x: 30, y: 8 } }), /the last words/);
  const longestTaskMs = await page.evaluate(() => Math.max(0, ...(window.plumblineTasks ?? [])));
  return { openMs, allMs, treeMs, longestTaskMs: Math.round(longestTaskMs) };
}

declare global {
  interface Window {
    plumblineTasks?: number[];
    plumblineShown?: Promise<number>;
  }
}

/** Milliseconds from the press to the frame in which the panel says what is expected. */
async function timed(page: Page, press: () => Promise<void>, expected: RegExp): Promise<number> {
  await page.evaluate((source) => {
    window.plumblineTasks ??= [];
    const tasks = window.plumblineTasks;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask" });
    const wanted = new RegExp(source);
    window.plumblineShown = new Promise((resolve) => {
      let pressed: number | undefined;
      addEventListener("click", (event) => (pressed ??= event.timeStamp), { capture: true, once: true });
      const look = () => {
        const places = document.querySelectorAll('[role="status"], [role="tree"][aria-label="Span document"]');
        const isThere = [...places].some((place) => wanted.test(place.textContent ?? ""));
        if (isThere && pressed !== undefined) {
          const from = pressed;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - from);
          port2.postMessage(null);
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, expected.source);
  await press();
  const ms = await page.evaluate(() => window.plumblineShown ?? Promise.reject(new Error("Nothing was awaited.")));
  await page.waitForTimeout(300);
  return Math.round(ms);
}
