import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { toTraceFilter, traceFilter } from "../schemas/trace-filter";
import { traceItem, traceItemFrom } from "../schemas/trace-item";

const response = z.strictObject({ items: z.array(traceItem), nextCursor: z.string().nullable() });
export type ListTracesResponse = z.infer<typeof response>;

/** A page costs the same however long the range is, so it reaches as far back as data is kept by default. */
const daysByDefault = 30;

export const listTraces = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces",
  permission: "trace:read",
  summary: "List traces, newest first",
  query: z.strictObject({
    ...traceFilter,
    limit: z.coerce.number().int().min(1).max(listLimitMax).default(50),
    cursor: z.string().max(100).optional().describe("nextCursor of the page before, with the same filters."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { limit, cursor, ...filter } = query;
    const page = await spans.listTraces(grant, {
      ...toTraceFilter(filter, daysByDefault),
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { items: page.items.map(traceItemFrom), nextCursor: page.nextCursor };
  },
});
