import { calcPrice, type ModelInfo, type ModelPrice, type PriceCalculation } from "@pydantic/genai-prices";
import type { PriceLookup, PriceRow, UnitPrice, UnitPrices } from "./price-row";

/** Of the package whose data this is; a test compares it with what is installed. */
export const bundledPricesVersion = "0.1.8";

/** Our provider names (conventions of OpenTelemetry) where the package knows the provider by another one. */
const providerIds: Readonly<Record<string, string>> = {
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  x_ai: "x-ai",
};

/**
 * The price of a model as @pydantic/genai-prices states it; undefined where it states none. Slow (0.1 ms): callers keep what
 * they found.
 */
export function findBundledPrice(provider: string | undefined, model: string): PriceLookup | undefined {
  const found = calculateNothing(provider === undefined ? undefined : (providerIds[provider] ?? provider), model);
  if (!found) return undefined;
  const id = `genai-prices@${bundledPricesVersion}/${found.provider.id}/${found.model.id}`;
  const { prices } = found.model;
  if (!Array.isArray(prices)) {
    const row = toRow(id, prices);
    return row && (() => row);
  }
  const rows = prices.map((period) => ({ ...period, row: toRow(id, period.prices) }));
  const [first] = rows;
  if (first?.row === undefined || rows.some(({ row }) => row === undefined)) return undefined;
  const always = first.row;
  // The last period that holds wins, as in the package itself.
  return (at) => rows.findLast(({ constraint }) => holds(constraint, at))?.row ?? always;
}

/** A call of no tokens: only which model's prices apply is of interest. */
function calculateNothing(providerId: string | undefined, model: string): PriceCalculation | null {
  try {
    return calcPrice({ input_tokens: 0, output_tokens: 0 }, model, providerId === undefined ? {} : { providerId });
  } catch {
    // A provider or model name that its patterns cannot read has no price.
    return null;
  }
}

type Periods = Exclude<ModelInfo["prices"], ModelPrice>;

function holds(constraint: Periods[number]["constraint"], at: Date): boolean {
  if (constraint === undefined) return true;
  if (constraint.type === "start_date") return at >= new Date(constraint.start_date);
  const time = at.toISOString().slice(11, 19);
  const [start, end] = [constraint.start_time.slice(0, 8), constraint.end_time.slice(0, 8)];
  return end < start ? time >= start || time < end : time >= start && time < end;
}

function toRow(id: string, prices: ModelPrice): PriceRow | undefined {
  const units: UnitPrices = {
    ...unit("input", prices.input_mtok),
    ...unit("cacheRead", prices.cache_read_mtok),
    ...unit("cacheWrite", prices.cache_write_mtok),
    ...unit("output", prices.output_mtok),
  };
  // Models that are paid by the image or the minute of audio: their tokens have no price.
  if (units.input === undefined && units.output === undefined) return undefined;
  return { id, source: "genai-prices", currency: "USD", usdRate: 1, prices: units };
}

function unit(name: keyof UnitPrices, price: ModelPrice[string]): UnitPrices {
  if (price === undefined) return {};
  const read: UnitPrice =
    typeof price === "number"
      ? price
      : {
          base: price.base,
          tiers: price.tiers
            .map(({ start, price: tierPrice }) => ({ above: start, price: tierPrice }))
            .sort((a, b) => a.above - b.above),
        };
  return { [name]: read };
}
