/** A price that may depend on how long the prompt is: all tokens of a call cost what the last tier that it exceeds says. */
export interface TieredPrice {
  readonly base: number;
  /** By `above`, rising: prompts of more than `above` input tokens cost `price`. */
  readonly tiers: readonly { readonly above: number; readonly price: number }[];
}

/** Per million tokens, in the row's currency. */
export type UnitPrice = number | TieredPrice;

/**
 * What a model's tokens cost. A bucket without a price of its own is part of a larger one: cached tokens then cost what input
 * costs, and reasoning what output costs.
 */
export interface UnitPrices {
  readonly input?: UnitPrice;
  readonly cacheRead?: UnitPrice;
  readonly cacheWrite?: UnitPrice;
  readonly output?: UnitPrice;
  readonly reasoning?: UnitPrice;
}

export const priceSources = ["genai-prices", "plumbline", "project"] as const;
/** Who states a price: the bundled data of @pydantic/genai-prices, our own table beside it, or a row of the project. */
export type PriceSource = (typeof priceSources)[number];

/** One row of a price list. */
export interface PriceRow {
  /** Stored with every call that it priced; says the source and its version. */
  readonly id: string;
  readonly source: PriceSource;
  /** ISO 4217. */
  readonly currency: string;
  /** US dollars for one unit of the currency: all costs are stored in dollars, so that they add up. 1 for USD. */
  readonly usdRate: number;
  readonly prices: UnitPrices;
}

/** The row of a model, or of each of its times: prices that change with the date or the hour are looked up per call. */
export type PriceLookup = (at: Date) => PriceRow;

/** @param inputTokens Of the whole prompt, its cached part included. */
export function unitPriceFor(price: UnitPrice, inputTokens: number): number {
  if (typeof price === "number") return price;
  let found = price.base;
  for (const tier of price.tiers) if (inputTokens > tier.above) found = tier.price;
  return found;
}
