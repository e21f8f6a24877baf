import { facetTracesMax, facetValuesMax } from "@plumbline/span-store/read/facets";
import { facetFields } from "@plumbline/span-store/read/types";
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
      "q asks about attributes or text, which are left out of the count: the true figures are these or smaller.",
    ),
  facets: z.array(
    z.strictObject({
      field: z.enum(facetFields),
      values: z
        .array(z.strictObject({ value: z.string(), traces: z.number().int() }))
        .describe(
          `At most ${facetValuesMax}, most traces first, and the values that q names, with 0 where none has them.`,
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
    fields: listOf(z.enum(facetFields)).describe(`${facetFields.join(", ")}; repeated or separated by commas.`),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { fields, ...filter } = query;
    const { facets, ...counted } = await spans.readFacets(grant, toTraceFilter(filter, listDaysByDefault), [
      ...new Set(fields),
    ]);
    return { ...counted, facets: facets.map(({ field, values }) => ({ field, values: [...values] })) };
  },
});
