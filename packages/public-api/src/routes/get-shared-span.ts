import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionOf, shareQuery } from "../schemas/share-query";
import { spanContent } from "../schemas/span-content";
import { cutQuery, cutSpanContent, cutsField } from "../schemas/span-value";
import { spanId } from "../schemas/trace-id";

const response = spanContent.extend(cutsField);
export type SharedSpanResponse = z.infer<typeof response>;

export const getSharedSpan = defineRoute({
  method: "GET",
  path: "/api/share/spans/{spanId}",
  permission: "trace:read-shared",
  summary: "Read one span of the shared trace, without the hidden parts",
  params: z.strictObject({ spanId }),
  query: shareQuery.extend(cutQuery.shape),
  response,
  async handle({ spans }, { grant, params, query, request }) {
    const span = await spans.getSharedSpan(grant, params.spanId, sessionOf(request).hiddenParts);
    return cutSpanContent(span, query.textCharsMax);
  },
});
