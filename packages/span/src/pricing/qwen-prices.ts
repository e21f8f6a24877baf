import type { PriceLookup, PriceRow, UnitPrice, UnitPrices } from "./price-row";

/**
 * Prices of Qwen models on DashScope (international, US dollars per million tokens), which @pydantic/genai-prices does not
 * have. Figures: the `dashscope/*` entries of LiteLLM's model_prices_and_context_window.json (MIT licence, BerriAI/litellm at
 * 00035b69), which cites https://www.alibabacloud.com/help/en/model-studio/models; copied on 2026-11-22. A model that stands in
 * neither list has no price. Projects on the mainland's price list put rows of their own on top.
 */
const table: Readonly<Record<string, UnitPrices>> = {
  "qwen-max": { input: 1.6, output: 6.4 },
  "qwen-plus": { input: 0.4, output: 1.2 },
  "qwen-plus-2025-01-25": { input: 0.4, output: 1.2 },
  "qwen-plus-2025-04-28": { input: 0.4, output: 1.2, reasoning: 4 },
  "qwen-plus-2025-07-14": { input: 0.4, output: 1.2, reasoning: 4 },
  "qwen-plus-2025-07-28": { input: tiers([0.4, 1.2]), output: tiers([1.2, 3.6]), reasoning: tiers([4, 12]) },
  "qwen-plus-2025-09-11": { input: tiers([0.4, 1.2]), output: tiers([1.2, 3.6]), reasoning: tiers([4, 12]) },
  "qwen-plus-latest": { input: tiers([0.4, 1.2]), output: tiers([1.2, 3.6]), reasoning: tiers([4, 12]) },
  "qwen-turbo": { input: 0.05, output: 0.2, reasoning: 0.5 },
  "qwen-turbo-2024-11-01": { input: 0.05, output: 0.2 },
  "qwen-turbo-2025-04-28": { input: 0.05, output: 0.2, reasoning: 0.5 },
  "qwen-turbo-latest": { input: 0.05, output: 0.2, reasoning: 0.5 },
  "qwen-flash": { input: tiers([0.05, 0.25]), output: tiers([0.4, 2]) },
  "qwen-flash-2025-07-28": { input: tiers([0.05, 0.25]), output: tiers([0.4, 2]) },
  "qwen-coder": { input: 0.3, output: 1.5 },
  "qwen3-coder-flash": {
    input: coderTiers([0.3, 0.5, 0.8, 1.6]),
    cacheRead: coderTiers([0.08, 0.12, 0.2, 0.4]),
    output: coderTiers([1.5, 2.5, 4, 9.6]),
  },
  "qwen3-coder-flash-2025-07-28": {
    input: coderTiers([0.3, 0.5, 0.8, 1.6]),
    output: coderTiers([1.5, 2.5, 4, 9.6]),
  },
  "qwen3-coder-plus": {
    input: coderTiers([1, 1.8, 3, 6]),
    cacheRead: coderTiers([0.1, 0.18, 0.3, 0.6]),
    output: coderTiers([5, 9, 15, 60]),
  },
  "qwen3-coder-plus-2025-07-22": { input: coderTiers([1, 1.8, 3, 6]), output: coderTiers([5, 9, 15, 60]) },
  "qwen3-max": { input: coderTiers([1.2, 2.4, 3]), output: coderTiers([6, 12, 15]) },
  "qwen3-max-preview": { input: coderTiers([1.2, 2.4, 3]), output: coderTiers([6, 12, 15]) },
  "qwen3-max-2026-01-23": { input: coderTiers([1.2, 2.4, 3]), output: coderTiers([6, 12, 15]) },
  "qwen3-next-80b-a3b-instruct": { input: 0.15, output: 1.2 },
  "qwen3-next-80b-a3b-thinking": { input: 0.15, output: 1.2 },
  "qwen3-vl-235b-a22b-instruct": { input: 0.4, output: 1.6 },
  "qwen3-vl-235b-a22b-thinking": { input: 0.4, output: 4 },
  "qwen3-vl-32b-instruct": { input: 0.16, output: 0.64 },
  "qwen3-vl-32b-thinking": { input: 0.16, output: 2.87 },
  "qwen3-vl-plus": { input: coderTiers([0.2, 0.3, 0.6]), output: coderTiers([1.6, 2.4, 4.8]) },
  "qwen3.5-plus": { input: tiers([0.4, 0.5]), output: tiers([2.4, 3]) },
  "qwq-plus": { input: 0.8, output: 2.4 },
};

/** Two prices, the second for prompts of more than 256,000 tokens. */
function tiers([base, long]: readonly [number, number]): UnitPrice {
  return { base, tiers: [{ above: 256_000, price: long }] };
}

/** Prices that rise at 32,000, 128,000 and, where there are four, 256,000 tokens. */
function coderTiers([base = 0, ...others]: readonly number[]): UnitPrice {
  const bounds = [32_000, 128_000, 256_000];
  return { base, tiers: others.map((price, index) => ({ above: bounds[index] ?? Infinity, price })) };
}

const rows: ReadonlyMap<string, PriceRow> = new Map(
  Object.entries(table).map(([model, prices]) => [
    model,
    { id: `plumbline@2026-11-22/dashscope/${model}`, source: "plumbline", currency: "USD", usdRate: 1, prices },
  ]),
);

/** Models whose weights are public run elsewhere too, at other prices: for them the provider has to be known. */
const isOpen = (model: string) => /^qwen3-(?:next|vl-\d)/.test(model);

/** @param provider "openai" is what clients of DashScope's OpenAI-compatible address report. */
export function findQwenPrice(provider: string | undefined, model: string): PriceLookup | undefined {
  const row = rows.get(model.toLowerCase());
  if (row === undefined) return undefined;
  const isDashScope = provider === "dashscope";
  const mayBeDashScope = (provider === undefined || provider === "openai") && !isOpen(model.toLowerCase());
  return isDashScope || mayBeDashScope ? () => row : undefined;
}
