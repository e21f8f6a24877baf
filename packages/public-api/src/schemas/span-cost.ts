import { priceBuckets } from "@plumbline/span/pricing/price-call";
import { priceSources } from "@plumbline/span/pricing/price-row";
import { z } from "zod";

/** What a model call cost, with its arithmetic. */
export const spanCost = z.strictObject({
  total: z.number().describe("US dollars, as stored when the span came in."),
  currency: z.string().describe("Of the prices."),
  usdRate: z.number().describe("US dollars for one unit of the currency."),
  rowId: z.string().describe("Row of the price list, with the list's version."),
  source: z.enum(priceSources),
  parts: z
    .array(
      z.strictObject({
        bucket: z.enum(priceBuckets),
        tokens: z.number(),
        pricePerMillion: z.number().describe("In the currency."),
        cost: z.number().describe("US dollars: tokens / 1,000,000 × pricePerMillion × usdRate."),
      }),
    )
    .describe(
      "They add up to the total. Empty: the price list has changed since and does not say this total any more.",
    ),
  isCounted: z.boolean().describe("False: it repeats another call's usage, and the trace's cost leaves it out."),
  cachedExceedsInput: z.boolean().describe("More cached than input tokens were reported: the cost is doubtful."),
});
