import type { Grant } from "@plumbline/base/grant";
import type { Path } from "@plumbline/span/extraction/path";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";
import { columnCharsMax, type TraceColumns } from "@plumbline/span-store/read/trace-path-columns";
import type { TracePage } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { traceItem, traceItemFrom } from "./trace-item";

const searchHit = z.strictObject({
  spanId: z.string(),
  spanName: z.string(),
  path: z.string().describe("Of the value in the span document; it may go on inside of JSON text."),
  snippet: z
    .strictObject({ before: z.string(), match: z.string(), after: z.string() })
    .describe("Text around the match on one line; … stands where some was left out."),
});

export const listedTrace = traceItem.extend({
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

/** The rows of a page as the API writes them, with the values of further columns where they are asked for. */
export async function listedTraces(
  spans: SpanReader,
  grant: Grant<"trace:read">,
  page: TracePage,
  columns: readonly Path[] | undefined,
): Promise<ListedTrace[]> {
  const found = columns === undefined ? [] : await spans.readTraceColumns(grant, page.items, columns);
  return page.items.map((trace, index) => ({
    ...traceItemFrom(trace),
    ...columnsAt(found, index),
    ...(trace.hits === undefined ? {} : { hits: [...trace.hits] }),
  }));
}

function columnsAt(found: readonly TraceColumns[], index: number): Pick<ListedTrace, "columns" | "isColumnsCut"> {
  const columns = found[index];
  return columns === undefined ? {} : { columns: { ...columns.values }, isColumnsCut: columns.isCut };
}
