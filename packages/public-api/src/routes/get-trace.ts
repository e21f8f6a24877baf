import { PlumblineError } from "@plumbline/base/errors";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { spanDocument } from "../schemas/span-content";
import { traceId } from "../schemas/trace-id";
import { traceItem, traceItemFrom } from "../schemas/trace-item";

const response = z.strictObject({
  trace: traceItem,
  spans: z.array(spanDocument).describe("By start time, then span id."),
  nextCursor: z.string().nullable().describe("Null: these were the last spans."),
});
export type TraceResponse = z.infer<typeof response>;

const spanPattern = /^[0-9a-f]{16}$/;

export const getTrace = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}",
  permission: "trace:read",
  summary: "Read a trace with its spans as documents, up to 1,000 at a time",
  params: z.strictObject({ traceId }),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(1000).default(1000),
    cursor: z.string().max(100).optional().describe("nextCursor of the page before."),
  }),
  response,
  async handle({ spans }, { grant, params, query }) {
    const detail = await spans.getTrace(grant, params.traceId);
    const first = query.cursor === undefined ? 0 : rowAfter(detail.spans, query.cursor);
    const page = detail.spans.slice(first, first + query.limit);
    const spanIds = page.map((row) => row.spanId);
    const content = await spans.readTraceContent(grant, params.traceId, { spanIds });
    const last = first + page.length < detail.spans.length ? spanIds.at(-1) : undefined;
    return {
      trace: traceItemFrom(detail.trace),
      spans: spanIds.flatMap((spanId) => content.spans.get(spanId)?.document ?? []),
      nextCursor: last ?? null,
    };
  },
});

/** The cursor is the last span's id: rows that arrive between two pages shift nothing that was read. */
function rowAfter(rows: readonly { readonly spanId: string }[], cursor: string): number {
  const last = spanPattern.test(cursor) ? rows.findIndex((row) => row.spanId === cursor) : -1;
  if (last >= 0) return last + 1;
  throw new PlumblineError("request.invalid", {
    field: "cursor",
    message: "The cursor is not one that this trace gave. Leave it out to start at the first span.",
  });
}
