import { PlumblineError } from "@plumbline/base/errors";
import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { columnCharsMax, type TraceColumns } from "@plumbline/span-store/read/trace-path-columns";
import { type TraceQuery, type TraceSort, traceSortFields } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceColumns } from "../schemas/trace-columns";
import { listDaysByDefault, toTraceFilter, traceFilter } from "../schemas/trace-filter";
import { traceItem, traceItemFrom } from "../schemas/trace-item";

const searchHit = z.strictObject({
  spanId: z.string(),
  spanName: z.string(),
  path: z.string().describe("Of the value in the span document; it may go on inside of JSON text."),
  snippet: z
    .strictObject({ before: z.string(), match: z.string(), after: z.string() })
    .describe("Text around the match on one line; … stands where some was left out."),
});

const listedTrace = traceItem.extend({
  columns: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      `With columns: by path, what it leads to in the root span, else in the first span that has it; null: in none. Texts are cut at ${columnCharsMax} characters.`,
    ),
  isColumnsCut: z
    .boolean()
    .optional()
    .describe("The trace or the page is too large to be read whole for columns: null may stand for what was not read."),
  hits: z
    .array(searchHit)
    .optional()
    .describe("With a query about attributes or text: where it is true, at most three places."),
});
export type ListedTrace = z.infer<typeof listedTrace>;

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
    const found = columns === undefined ? [] : await spans.readTraceColumns(grant, page.items, columns);
    const items = page.items.map((trace, index) => ({
      ...traceItemFrom(trace),
      ...columnsAt(found, index),
      ...(trace.hits === undefined ? {} : { hits: [...trace.hits] }),
    }));
    return {
      items,
      nextCursor,
      prevCursor,
      hasPrevious,
      ...(searchedBackTo === undefined ? {} : { searchedBackTo }),
    };
  },
});

function columnsAt(found: readonly TraceColumns[], index: number): Pick<ListedTrace, "columns" | "isColumnsCut"> {
  const columns = found[index];
  return columns === undefined ? {} : { columns: { ...columns.values }, isColumnsCut: columns.isCut };
}

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
