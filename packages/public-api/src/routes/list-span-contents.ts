import type { SpanId } from "@plumbline/base/ids";
import { z } from "zod";
import { cutTexts } from "../cut-texts";
import { defineRoute } from "../define-route";
import { spanContentParts } from "../schemas/span-content";
import { traceId } from "../schemas/trace-id";

const spansMax = 50;
/** A conversation is read, not searched for its last byte: the span's own page has the whole text. */
const textCharsMax = 20_000;

const query = z.strictObject({
  spanIds: z
    .string()
    .regex(/^[0-9a-f]{16}(,[0-9a-f]{16})*$/, "spanIds must be span ids of 16 hex digits, separated by commas.")
    .transform((text) => text.split(",") as SpanId[])
    .refine((ids) => ids.length <= spansMax, `At most ${spansMax} spans can be read at once.`),
});

const response = z.strictObject({
  items: z.array(spanContentParts).describe("In the order that was asked for; spans that are not stored are left out."),
});
export type SpanContentsResponse = z.infer<typeof response>;

export const listSpanContents = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/contents",
  permission: "trace:read",
  summary: "Read the texts of several spans of a trace, each text cut at 20,000 characters",
  params: z.strictObject({ traceId }),
  query,
  response,
  async handle({ spans }, { grant, params, query }) {
    const content = await spans.readTraceContent(grant, params.traceId, { spanIds: query.spanIds });
    return {
      items: query.spanIds.flatMap((spanId) => {
        const span = content.spans.get(spanId);
        return span === undefined ? [] : [{ spanId, facts: span.facts, content: cutTexts(span.content, textCharsMax) }];
      }),
    };
  },
});
