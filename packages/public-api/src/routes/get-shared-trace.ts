import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionOf, shareQuery } from "../schemas/share-query";
import { hiddenPart } from "../schemas/share-ticket";
import { spanColumns } from "../schemas/span-columns";
import { traceItem, traceItemFrom } from "../schemas/trace-item";
import { encodeSpanColumns } from "../span-columns";

const response = z.strictObject({
  trace: traceItem,
  spans: spanColumns,
  share: z.strictObject({
    senderName: z.string(),
    note: z.string().nullable(),
    expiresAt: z.string(),
    hiddenParts: z.array(hiddenPart).describe("Left out on the server; nothing of them is in any answer."),
  }),
});
export type SharedTraceResponse = z.infer<typeof response>;

export const getSharedTrace = defineRoute({
  method: "GET",
  path: "/api/share/trace",
  permission: "trace:read-shared",
  summary: "Read the trace that this browser opened by a link",
  query: shareQuery,
  response,
  async handle({ spans }, { grant, request }) {
    const { senderName, note, expiresAt, hiddenParts } = sessionOf(request);
    const detail = await spans.getSharedTrace(grant, hiddenParts);
    return {
      trace: traceItemFrom(detail.trace),
      spans: encodeSpanColumns(detail.spans),
      share: { senderName, note, expiresAt: expiresAt.toISOString(), hiddenParts: [...hiddenParts] },
    };
  },
});
