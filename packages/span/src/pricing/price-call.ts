import { findBundledPrice } from "./bundled-prices";
import { type PriceRow, type UnitPrice, type UnitPrices, unitPriceFor } from "./price-row";
import { findProjectPrice, type ProjectPrice, withFallback } from "./project-price";
import { findQwenPrice } from "./qwen-prices";

/** Token counts of one model call, inclusive (conventions 7.4): cached tokens are part of input, reasoning of output. */
export interface CallUsage {
  readonly inputTokens?: number | null | undefined;
  readonly outputTokens?: number | null | undefined;
  readonly cacheReadTokens?: number | null | undefined;
  readonly cacheWriteTokens?: number | null | undefined;
  readonly reasoningTokens?: number | null | undefined;
}

export interface ModelCall extends CallUsage {
  readonly provider?: string | null | undefined;
  readonly model: string;
  /** Start of the call: prices change. */
  readonly at: Date;
}

export const priceBuckets = ["input", "cacheRead", "cacheWrite", "output", "reasoning"] as const;
export type PriceBucket = (typeof priceBuckets)[number];

/** One line of the arithmetic: `tokens / 1,000,000 × pricePerMillion = cost`. */
export interface CostPart {
  readonly bucket: PriceBucket;
  readonly tokens: number;
  /** In the row's own currency. */
  readonly pricePerMillion: number;
  /** In US dollars. */
  readonly cost: number;
}

export interface PricedCall {
  /** US dollars: the sum of the parts. */
  readonly cost: number;
  readonly currency: "USD";
  readonly rowId: string;
  readonly parts: readonly CostPart[];
}

/**
 * What a call cost, with its arithmetic; undefined where no price is known or no tokens were reported. Never 0 for want of a
 * price.
 */
export function priceCall(call: ModelCall, prices: Pricer = bundledPricer): PricedCall | undefined {
  const row = prices.findRow(call.provider ?? undefined, call.model, call.at);
  return row === undefined ? undefined : applyPrice(row, call);
}

/** The arithmetic of one row; undefined where the usage is unknown or the row has no price for a side that has tokens. */
export function applyPrice(row: PriceRow, usage: CallUsage): PricedCall | undefined {
  const parts = costParts(row, usage);
  if (parts === undefined) return undefined;
  const cost = toPicodollars(parts.reduce((sum, part) => sum + part.cost, 0));
  return { cost, currency: "USD", rowId: row.id, parts };
}

/** Costs end at 1e-12 dollars, so that a sum of binary fractions prints as people would write it. */
function toPicodollars(cost: number): number {
  return Math.round(cost * 1e12) / 1e12;
}

function costParts(row: PriceRow, usage: CallUsage): CostPart[] | undefined {
  const { prices } = row;
  const input = usage.inputTokens ?? null;
  const output = usage.outputTokens ?? null;
  if (input === null && output === null) return undefined;
  if ((input !== null && input > 0 && prices.input === undefined) || lacksOutput(prices, output)) return undefined;
  const parts: CostPart[] = [];
  const add = (bucket: PriceBucket, tokens: number, price: UnitPrice | undefined) => {
    if (price === undefined || tokens <= 0) return;
    const pricePerMillion = unitPriceFor(price, input ?? 0);
    parts.push({ bucket, tokens, pricePerMillion, cost: (tokens * pricePerMillion * row.usdRate) / 1e6 });
  };
  const cacheRead = prices.cacheRead === undefined ? 0 : (usage.cacheReadTokens ?? 0);
  const cacheWrite = prices.cacheWrite === undefined ? 0 : (usage.cacheWriteTokens ?? 0);
  const reasoning = prices.reasoning === undefined ? 0 : Math.min(usage.reasoningTokens ?? 0, output ?? 0);
  add("input", Math.max(0, (input ?? 0) - cacheRead - cacheWrite), prices.input);
  add("cacheRead", cacheRead, prices.cacheRead);
  add("cacheWrite", cacheWrite, prices.cacheWrite);
  add("output", (output ?? 0) - reasoning, prices.output);
  add("reasoning", reasoning, prices.reasoning);
  return parts;
}

/** An embedding has no price for output; one that reports 0 output tokens still has a cost. */
function lacksOutput(prices: UnitPrices, output: number | null): boolean {
  return output !== null && output > 0 && prices.output === undefined;
}

/** More cached tokens than input: the counts of this call contradict each other, and so its cost is doubtful. */
export function cachedExceedsInput(usage: CallUsage): boolean {
  if (usage.inputTokens === null || usage.inputTokens === undefined) return false;
  return (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0) > usage.inputTokens;
}

/** Finds price rows, and remembers per provider and model what it found. */
export interface Pricer {
  findRow(provider: string | undefined, model: string, at: Date): PriceRow | undefined;
}

type RowAt = ((at: Date) => PriceRow | undefined) | undefined;

/** Model names come from outside: somebody who makes up new ones must not fill the memory. */
const rememberedMax = 5_000;

/** @param projectPrices Go before the bundled ones. */
export function createPricer(projectPrices: readonly ProjectPrice[] = []): Pricer {
  const remembered = new Map<string, RowAt>();
  return {
    findRow(provider, model, at) {
      const key = `${provider ?? ""} ${model}`;
      let rowAt = remembered.get(key);
      if (rowAt === undefined && !remembered.has(key)) {
        rowAt = withFallback(findProjectPrice(projectPrices, provider, model), findKnownPrice(provider, model));
        if (remembered.size >= rememberedMax) remembered.clear();
        remembered.set(key, rowAt);
      }
      return rowAt?.(at);
    },
  };
}

/** Shared by all projects without prices of their own, and behind those of the others. */
export const bundledPricer = createPricer();

const bundledLookups = new Map<string, ReturnType<typeof findBundledPrice>>();

/** `openai/gpt-4o` without a provider, as LiteLLM and OpenRouter write it, is gpt-4o of OpenAI. */
function findKnownPrice(provider: string | undefined, model: string): ReturnType<typeof findBundledPrice> {
  const key = `${provider ?? ""} ${model}`;
  const known = bundledLookups.get(key);
  if (known !== undefined || bundledLookups.has(key)) return known;
  const found = findQwenPrice(provider, model) ?? findBundledPrice(provider, model) ?? findPrefixed(provider, model);
  if (bundledLookups.size >= rememberedMax) bundledLookups.clear();
  bundledLookups.set(key, found);
  return found;
}

function findPrefixed(provider: string | undefined, model: string): ReturnType<typeof findBundledPrice> {
  const slash = model.indexOf("/");
  if (slash <= 0) return undefined;
  const prefix = model.slice(0, slash).toLowerCase();
  if (provider !== undefined && provider !== prefix && !gateways.has(provider)) return undefined;
  const rest = model.slice(slash + 1);
  return findQwenPrice(prefix, rest) ?? findBundledPrice(prefix, rest);
}

/** They name the provider in the model. */
const gateways: ReadonlySet<string> = new Set(["litellm"]);
