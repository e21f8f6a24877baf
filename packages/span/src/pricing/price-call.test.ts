import { readFileSync } from "node:fs";
import { calcPrice, findProvider } from "@pydantic/genai-prices";
import { describe, expect, test } from "vitest";
import { bundledPricesVersion } from "./bundled-prices";
import { findPriceRow, storedPriceId } from "./find-price-row";
import { bundledPricer, cachedExceedsInput, createPricer, priceCall } from "./price-call";
import { matchesModel, type ProjectPrice } from "./project-price";

const at = new Date("2026-11-20T12:00:00Z");

describe("the cost of a call equals the arithmetic by hand", () => {
  test.each([
    [
      { provider: "openai", model: "gpt-4o", inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 200 },
      (800 * 2.5 + 200 * 1.25 + 100 * 10) / 1e6,
    ],
    [
      {
        provider: "anthropic",
        model: "claude-sonnet-4-20250514",
        inputTokens: 10_000,
        outputTokens: 500,
        cacheReadTokens: 6_000,
        cacheWriteTokens: 1_000,
      },
      (3_000 * 3 + 6_000 * 0.3 + 1_000 * 3.75 + 500 * 15) / 1e6,
    ],
    [
      {
        provider: "gcp.gemini",
        model: "gemini-2.5-pro",
        inputTokens: 250_000,
        outputTokens: 1_000,
        cacheReadTokens: 50_000,
      },
      (200_000 * 2.5 + 50_000 * 0.25 + 1_000 * 15) / 1e6,
    ],
    [{ provider: "openai", model: "text-embedding-3-large", inputTokens: 4_000 }, (4_000 * 0.13) / 1e6],
    [
      { provider: "dashscope", model: "qwen-max", inputTokens: 1_234, outputTokens: 56 },
      (1_234 * 1.6 + 56 * 6.4) / 1e6,
    ],
    [
      {
        provider: "dashscope",
        model: "qwen3-coder-flash",
        inputTokens: 40_000,
        outputTokens: 100,
        cacheReadTokens: 10_000,
      },
      (30_000 * 0.5 + 10_000 * 0.12 + 100 * 2.5) / 1e6,
    ],
    [
      { provider: "dashscope", model: "qwen-turbo", inputTokens: 100, outputTokens: 500, reasoningTokens: 400 },
      (100 * 0.05 + 100 * 0.2 + 400 * 0.5) / 1e6,
    ],
    [
      {
        provider: "deepseek",
        model: "deepseek-chat",
        inputTokens: 1_000,
        outputTokens: 100,
        cacheReadTokens: 500,
        at: new Date("2026-11-20T20:00:00Z"),
      },
      (500 * 0.135 + 500 * 0.035 + 100 * 0.55) / 1e6,
    ],
    // By day it costs twice as much.
    [
      { provider: "deepseek", model: "deepseek-chat", inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 500 },
      (500 * 0.27 + 500 * 0.07 + 100 * 1.1) / 1e6,
    ],
  ])("%o", (call, byHand) => {
    const priced = priceCall({ at, ...call });
    expect(priced?.cost).toBeCloseTo(byHand, 12);
    expect(priced?.currency).toBe("USD");
    const sum = priced?.parts.reduce((total, part) => total + part.cost, 0);
    expect(sum).toBeCloseTo(byHand, 12);
    for (const part of priced?.parts ?? [])
      expect(part.cost).toBeCloseTo((part.tokens * part.pricePerMillion) / 1e6, 15);
  });
});

test.each(["openai", "anthropic", "google", "mistral", "aws", "deepseek", "x-ai", "groq", "cohere"])(
  "every %s model costs what the package itself reckons",
  (providerId) => {
    let compared = 0;
    const usage = { inputTokens: 300_000, outputTokens: 1_234, cacheReadTokens: 100_000, cacheWriteTokens: 7_000 };
    const times = [at, new Date("2026-11-20T02:30:00Z"), new Date("2025-03-01T18:00:00Z")];
    for (const { id } of findProvider({ providerId })?.models ?? []) {
      for (const timestamp of times) {
        const theirs = calcPrice(
          { input_tokens: 300_000, output_tokens: 1_234, cache_read_tokens: 100_000, cache_write_tokens: 7_000 },
          id,
          { providerId, timestamp },
        );
        const ours = priceCall({ provider: providerId, model: id, at: timestamp, ...usage });
        const hasBoth = theirs?.model_price.input_mtok !== undefined && theirs.model_price.output_mtok !== undefined;
        if (!hasBoth || ours === undefined) continue;
        compared += 1;
        expect(ours.cost, id).toBeCloseTo(theirs.total_price, 9);
        const called = { provider: providerId, model: id };
        expect(findPriceRow(ours.rowId, timestamp, { provider: null, model: null })?.id, id).toBe(ours.rowId);
        const row = bundledPricer.findRow(providerId, id, timestamp);
        const stored = row && storedPriceId(row, true);
        expect(stored).toMatch(/^genai-prices@[^/]+$/);
        expect(findPriceRow(stored ?? "", timestamp, called)?.id, id).toBe(ours.rowId);
      }
    }
    expect(compared).toBeGreaterThan(5);
  },
);

describe("a call has no cost, and never 0, where", () => {
  test.each([
    ["no list knows the model", { provider: "openai", model: "house-model-7b", inputTokens: 10, outputTokens: 1 }],
    ["a model with public weights runs at an unknown place", { model: "qwen3-next-80b-a3b-instruct", inputTokens: 10 }],
    ["the provider is not known", { provider: "my-gateway", model: "gpt-4o", inputTokens: 10, outputTokens: 1 }],
    ["no tokens were reported", { provider: "openai", model: "gpt-4o" }],
    [
      "its output has no price",
      { provider: "openai", model: "text-embedding-3-large", inputTokens: 1, outputTokens: 5 },
    ],
  ])("%s", (_, call) => {
    expect(priceCall({ at, ...call })).toBeUndefined();
  });
});

test.each([
  ["gpt-4o without a provider", undefined, "gpt-4o", "genai-prices"],
  ["a dated snapshot", "openai", "gpt-4o-2024-08-06", "genai-prices"],
  ["a provider in the model's name", undefined, "openai/gpt-4o", "genai-prices"],
  ["qwen-max through an OpenAI client", "openai", "qwen-max", "plumbline"],
  ["gpt-4o on Azure", "azure.ai.openai", "gpt-4o", "genai-prices"],
  ["Claude on Bedrock", "aws.bedrock", "anthropic.claude-3-5-sonnet-20241022-v2:0", "genai-prices"],
])("%s has a price", (_, provider, model, list) => {
  expect(priceCall({ provider, model, at, inputTokens: 1, outputTokens: 1 })?.rowId.startsWith(`${list}@`)).toBe(true);
});

describe("prices of the project", () => {
  const price = (fields: Partial<ProjectPrice>): ProjectPrice => ({
    id: "1",
    modelPattern: "*",
    provider: null,
    currency: "USD",
    usdRate: 1,
    prices: { input: 1, output: 2 },
    validFrom: new Date("2026-01-01T00:00:00Z"),
    ...fields,
  });
  const rowIdAt = (prices: readonly ProjectPrice[], provider: string, model: string, time = at) =>
    createPricer(prices).findRow(provider, model, time)?.id;

  test("go before bundled ones, from their beginning on", () => {
    const own = [price({ modelPattern: "gpt-4o" })];
    expect(rowIdAt(own, "openai", "GPT-4o")).toBe("project/1");
    expect(rowIdAt(own, "openai", "gpt-4o", new Date("2025-12-31T23:59:59Z"))).toMatch(/^genai-prices@/);
    expect(rowIdAt(own, "openai", "gpt-4o-mini")).toMatch(/^genai-prices@/);
  });

  test("that name a provider go first, then the longer pattern, then the later one", () => {
    const prices = [
      price({ id: "any" }),
      price({ id: "family", modelPattern: "house-*" }),
      price({ id: "later", modelPattern: "house-*", validFrom: new Date("2026-06-01T00:00:00Z") }),
      price({ id: "of provider", provider: "vllm" }),
    ];
    expect(rowIdAt(prices, "openai", "house-7b")).toBe("project/later");
    expect(rowIdAt(prices, "openai", "house-7b", new Date("2026-03-01T00:00:00Z"))).toBe("project/family");
    expect(rowIdAt(prices, "vllm", "house-7b")).toBe("project/of provider");
    expect(rowIdAt(prices, "openai", "other")).toBe("project/any");
  });

  test("in another currency are reckoned in dollars", () => {
    const pricer = createPricer([price({ currency: "CNY", usdRate: 0.14, prices: { input: 2.4, output: 9.6 } })]);
    const priced = priceCall({ model: "qwen-max", at, inputTokens: 1_000_000, outputTokens: 500_000 }, pricer);
    expect(priced?.cost).toBeCloseTo((2.4 + 4.8) * 0.14, 12);
    expect(priced?.parts[0]).toMatchObject({ bucket: "input", pricePerMillion: 2.4 });
  });

  test.each([
    ["gpt-4o", "gpt-4o", true],
    ["gpt-*", "GPT-4o", true],
    ["*-mini", "gpt-4o-mini", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b", "ab", true],
    ["ab*b", "ab", false],
    ["gpt-4o", "gpt-4o-mini", false],
    ["*", "", true],
  ])("the pattern %s and the model %s: %s", (pattern, model, isMatch) => {
    expect(matchesModel(pattern, model)).toBe(isMatch);
  });
});

test("more cached tokens than input are noticed", () => {
  expect(cachedExceedsInput({ inputTokens: 10, cacheReadTokens: 8, cacheWriteTokens: 3 })).toBe(true);
  expect(cachedExceedsInput({ inputTokens: 11, cacheReadTokens: 8, cacheWriteTokens: 3 })).toBe(false);
  expect(cachedExceedsInput({ cacheReadTokens: 8 })).toBe(false);
});

test("the version in price ids is that of the installed package", () => {
  const entry = import.meta.resolve("@pydantic/genai-prices");
  const manifest = JSON.parse(readFileSync(new URL("../package.json", entry), "utf8")) as { version: string };
  expect(manifest.version).toBe(bundledPricesVersion);
});
