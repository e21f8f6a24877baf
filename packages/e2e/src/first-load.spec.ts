import { gzipSync } from "node:zlib";
import type { APIRequestContext } from "@playwright/test";
import { asOwner, expect, test } from "./fixtures";
import { askSample } from "./sample";

test.use(asOwner());

let traceId = "";
test.beforeAll(async ({ product }) => {
  [traceId = ""] = await askSample(product, ["Is there a child seat?"], `first-load-${Date.now().toString(36)}`);
});

/** The scripts that a page's HTML names: all of them have to be there before the page takes a key or a click. */
async function scriptsOf(request: APIRequestContext, address: string): Promise<readonly string[]> {
  const html = await (await request.get(address)).text();
  const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  const sources = tags.flatMap((tag) => (/nomodule/i.test(tag) ? [] : (/\bsrc="([^"]+)"/.exec(tag)?.[1] ?? [])));
  return [...new Set(sources)].map((source) => new URL(source, address).href);
}

/** Bytes that come over the wire, and those that would with gzip, which is what browsers ask for without TLS. */
async function weigh(request: APIRequestContext, scripts: readonly string[]) {
  let bytes = 0;
  let gzipBytes = 0;
  for (const script of scripts) {
    const response = await request.get(script, { headers: { "accept-encoding": "gzip, deflate, br, zstd" } });
    expect(response.headers()["content-encoding"], script).toBe("br");
    bytes += Number(response.headers()["content-length"]);
    gzipBytes += gzipSync(await response.body()).length;
  }
  return { bytes, gzipBytes };
}

for (const [name, path, kibibytesMax] of [
  ["the trace list", () => "/p/default/traces", 180],
  ["a trace", () => `/p/default/traces/${traceId}`, 220],
] as const)
  test(`the JavaScript of ${name} weighs at most ${kibibytesMax} KiB when it is first opened`, async ({
    request,
    product,
  }) => {
    const scripts = await scriptsOf(request, `${product.consoleUrl}${path()}`);
    expect(scripts.length).toBeGreaterThan(5);
    const { bytes, gzipBytes } = await weigh(request, scripts);
    const kibibytes = (count: number) => `${(count / 1024).toFixed(1)} KiB`;
    const description = `${kibibytes(bytes)} in ${scripts.length} files, ${kibibytes(gzipBytes)} with gzip`;
    test.info().annotations.push({ type: "first load", description });
    console.log(`  ${name}: ${description}`);
    expect(bytes, description).toBeLessThanOrEqual(kibibytesMax * 1024);
  });

test("a script comes as it is asked for: with Brotli, with gzip or plain, and is the same each time", async ({
  request,
  product,
}) => {
  const [script = ""] = await scriptsOf(request, `${product.consoleUrl}/sign-in`);
  const texts = new Set<string>();
  for (const encoding of ["br", "gzip", "identity"]) {
    const response = await request.get(script, { headers: { "accept-encoding": encoding } });
    expect(response.status()).toBe(200);
    expect(response.headers()["content-encoding"] ?? "identity").toBe(encoding);
    expect(response.headers()["content-type"]).toMatch(/javascript/);
    expect(response.headers()["cache-control"]).toContain("immutable");
    texts.add(await response.text());
  }
  expect(texts.size).toBe(1);
});
