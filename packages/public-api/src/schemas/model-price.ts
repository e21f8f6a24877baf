import type { ModelPrice, NewModelPrice } from "@plumbline/span-store/prices/model-prices";
import { z } from "zod";

const perMillion = z.number().min(0).max(1e9);

const prices = z
  .strictObject({
    input: perMillion.optional(),
    cacheRead: perMillion.optional().describe("Left out: cached tokens cost what input costs."),
    cacheWrite: perMillion.optional(),
    output: perMillion.optional(),
    reasoning: perMillion.optional().describe("Left out: reasoning costs what output costs."),
  })
  .refine(({ input, output }) => input !== undefined || output !== undefined, {
    error: "must hold a price for input or output",
  })
  .describe("Per million tokens, in the currency.");

const fields = {
  modelPattern: z.string().min(1).max(200).describe("A model name; * stands for any letters. Case does not matter."),
  provider: z.string().min(1).max(100).nullable().describe("As spans report it, e.g. openai; null: any."),
  currency: z.string().regex(/^[A-Z]{3}$/, { error: "must be a currency code such as USD" }),
  usdRate: z
    .number()
    .positive()
    .max(1e6)
    .describe("US dollars for one unit of the currency: costs are kept in dollars. 1 for USD."),
  validFrom: z.iso.datetime({ offset: true }).describe("Calls that began before have another price."),
  note: z.string().max(500).nullable(),
};

/** A price of the project. */
export const modelPrice = z.strictObject({
  id: z.string(),
  ...fields,
  prices: z
    .record(z.string(), z.number())
    .describe("Per million tokens: input, cacheRead, cacheWrite, output, reasoning."),
  createdAt: z.string(),
});
export type ModelPriceItem = z.infer<typeof modelPrice>;

export const newModelPrice = z
  .strictObject({
    ...fields,
    provider: fields.provider.default(null),
    currency: fields.currency.default("USD"),
    usdRate: fields.usdRate.default(1),
    validFrom: fields.validFrom.optional().describe("Default: every call from now on."),
    note: fields.note.default(null),
    prices,
  })
  .refine(({ currency, usdRate }) => currency !== "USD" || usdRate === 1, {
    path: ["usdRate"],
    error: "must be 1 for USD",
  });

export function toNewModelPrice({ validFrom, prices: units, ...body }: z.output<typeof newModelPrice>): NewModelPrice {
  return {
    ...body,
    prices: Object.fromEntries(Object.entries(units).filter(([, price]) => price !== undefined)),
    validFrom: validFrom === undefined ? new Date() : new Date(validFrom),
  };
}

export function modelPriceFrom({ validFrom, createdAt, prices: units, ...price }: ModelPrice): ModelPriceItem {
  return {
    ...price,
    // Tiers stand in bundled lists only.
    prices: Object.fromEntries(
      Object.entries(units).filter((unit): unit is [string, number] => typeof unit[1] === "number"),
    ),
    validFrom: validFrom.toISOString(),
    createdAt: createdAt.toISOString(),
  };
}
