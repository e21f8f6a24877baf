import { facetTracesMax, facetValuesMax } from "@plumbline/span-store/read/facets";
import { facetFields, rangeFields } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { listOf } from "../schemas/list-of";
import { listDaysByDefault, toTraceFilter, traceFilter } from "../schemas/trace-filter";

const response = z.strictObject({
  traces: z.number().int().describe("How many traces were counted."),
  isEstimate: z.boolean().describe(`The newest ${facetTracesMax} were counted; there may be more.`),
  isUpperBound: z
    .boolean()
    .describe(
      "q asks about attributes or text of more traces than can be looked at in time; it is left out of the count, so that the true figures are these or smaller.",
    ),
  facets: z.array(
    z.strictObject({
      field: z.enum(facetFields),
      traces: z
        .number()
        .int()
        .describe("How many were counted for this field: what q says of the field's own values is left out."),
      values: z
        .array(z.strictObject({ value: z.string(), traces: z.number().int() }))
        .describe(
          `At most ${facetValuesMax}, most traces first, and the values that q names, with 0 where none has them.`,
        ),
    }),
  ),
  ranges: z.array(
    z.strictObject({
      field: z.enum(rangeFields),
      isEstimate: z.boolean().describe(`The newest ${facetTracesMax} were counted; there may be more.`),
      isUpperBound: z.boolean().describe("As above."),
      without: z.number().int().describe("Traces that have no such value."),
      buckets: z
        .array(
          z.strictObject({
            from: z.number().describe("Included. Milliseconds, counts, US dollars or a score from 0 to 1."),
            to: z.number().nullable().describe("Not included; null: whatever is larger."),
            traces: z.number().int(),
          }),
        )
        .describe(
          "Side by side, the smallest first. The bounds that q sets for the field itself are left out of them.",
        ),
    }),
  ),
});
export type FacetsResponse = z.infer<typeof response>;

export const getFacets = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/facets",
  permission: "trace:read",
  summary: "Count how traces spread over the values of fields",
  query: z.strictObject({
    ...traceFilter,
    fields: listOf(z.enum(facetFields))
      .optional()
      .describe(`${facetFields.join(", ")}; repeated or separated by commas.`),
    ranges: listOf(z.enum(rangeFields))
      .optional()
      .describe(`${rangeFields.join(", ")}: numbers that are counted in buckets.`),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { fields = [], ranges = [], ...parameters } = query;
    const filter = toTraceFilter(parameters, listDaysByDefault);
    const [{ facets, ...counted }, rangeCounts] = await Promise.all([
      spans.readFacets(grant, filter, [...new Set(fields)]),
      spans.readRangeCounts(grant, filter, [...new Set(ranges)]),
    ]);
    return {
      ...counted,
      facets: facets.map((facet) => ({ ...facet, values: [...facet.values] })),
      ranges: rangeCounts.map((counts) => ({ ...counts, buckets: [...counts.buckets] })),
    };
  },
});
