import { z } from "zod";

const rule = z.strictObject({
  spanName: z.string(),
  jsonPathInSpan: z.string().optional().describe("Required, e.g. attributes.output.value"),
  jsonPathInSpanValue: z.string().nullish().describe("Used when the value found is itself JSON text."),
  pick: z.enum(["first", "last", "all"]).optional(),
});
const slot = z
  .union([rule, z.array(rule).max(10)])
  .describe("One rule, or several of which the first that finds wins.");

export const extractionSlots = z.strictObject({ query: slot, answer: slot, context: slot.optional() });
export type ExtractionSlots = z.output<typeof extractionSlots>;

/** As the service takes them: a list for every field. */
export function toExtraction({ query, answer, context }: ExtractionSlots) {
  return { query: toRules(query), answer: toRules(answer), context: toRules(context ?? []) };
}

function toRules(value: z.output<typeof slot>): z.output<typeof rule>[] {
  return Array.isArray(value) ? value : [value];
}

/** `extraction.query.0.spanName` is `extraction.query[0].spanName`, and of a rule that stands alone `extraction.query.spanName`. */
export function nameOfExtractionField(field: string, extraction: Readonly<Record<string, unknown>>): string {
  return field.replace(/^extraction\.(\w+)\.(\d+)/, (_, name: string, place: string) =>
    Array.isArray(extraction[name]) ? `extraction.${name}[${place}]` : `extraction.${name}`,
  );
}
