import { PlumblineError } from "@plumbline/base/errors";
import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { type TraceQuery, type TraceSort, traceSortFields } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { type ListedTrace, listedTrace, listedTraces } from "../schemas/listed-trace";
import { traceColumns } from "../schemas/trace-columns";
import { listDaysByDefault, toTraceFilter, traceFilter } from "../schemas/trace-filter";

export type { ListedTrace };

const response = z.strictObject({
  items: z.array(listedTrace),
  nextCursor: z.string().nullable().describe("The page that follows. Null: this is the last one."),
  prevCursor: z
    .string()
    .nullable()
    .describe("The page that precedes; on the first page, what has come in since. Null on an empty page."),
  hasPrevious: z.boolean().describe("Whether traces stand before this page."),
  searchedBackTo: z
    .string()
    .optional()
    .describe(
      "A search of attributes or text ran out of time before the page was full: traces that started from here on were looked at, and nextCursor goes on.",
    ),
});
export type ListTracesResponse = z.infer<typeof response>;

const sorts = traceSortFields.flatMap((field) => [`-${field}` as const, field]);

export const listTraces = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces",
  permission: "trace:read",
  summary: "List traces, newest first or by a number",
  query: z.strictObject({
    ...traceFilter,
    sort: z
      .enum(sorts)
      .default("-time")
      .describe("With - the largest first. Traces without tokens or a price come last then, and first without -."),
    limit: z.coerce.number().int().min(1).max(listLimitMax).default(50),
    cursor: z
      .string()
      .max(100)
      .optional()
      .describe("nextCursor of another page, with the same filters and sort: the page that follows it."),
    columns: traceColumns
      .optional()
      .describe("Paths into spans, such as attributes.llm.temperature or resource.attributes.host.name; at most 10."),
    before: z.string().max(100).optional().describe("prevCursor of another page: the page that precedes it."),
  }),
  response,
  async handle({ spans }, { grant, query }) {
    const { limit, cursor, before, sort, columns, ...filter } = query;
    const page = await spans.listTraces(grant, {
      ...toTraceFilter(filter, listDaysByDefault),
      limit,
      sort: readSort(sort),
      ...toCursor(cursor, before),
    });
    const { nextCursor, prevCursor, hasPrevious, searchedBackTo } = page;
    const items = await listedTraces(spans, grant, page, columns);
    return {
      items,
      nextCursor,
      prevCursor,
      hasPrevious,
      ...(searchedBackTo === undefined ? {} : { searchedBackTo }),
    };
  },
});

function readSort(text: (typeof sorts)[number]): TraceSort {
  const isDescending = text.startsWith("-");
  return { field: (isDescending ? text.slice(1) : text) as TraceSort["field"], isDescending };
}

function toCursor(cursor: string | undefined, before: string | undefined): Pick<TraceQuery, "cursor" | "isBackward"> {
  if (cursor !== undefined && before !== undefined) {
    throw new PlumblineError("request.invalid", {
      field: "before",
      message: "Send cursor for the page that follows, or before for the one that precedes, not both.",
    });
  }
  if (before !== undefined) return { cursor: before, isBackward: true };
  return cursor === undefined ? {} : { cursor };
}
