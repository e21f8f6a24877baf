import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionOf, shareQuery } from "../schemas/share-query";
import { spanContent, spanContentFrom } from "../schemas/span-content";
import { spanId } from "../schemas/trace-id";

export type SharedSpanResponse = z.infer<typeof spanContent>;

export const getSharedSpan = defineRoute({
  method: "GET",
  path: "/api/share/spans/{spanId}",
  permission: "trace:read-shared",
  summary: "Read one span of the shared trace, without the hidden parts",
  params: z.strictObject({ spanId }),
  query: shareQuery,
  response: spanContent,
  async handle({ spans }, { grant, params, request }) {
    return spanContentFrom(await spans.getSharedSpan(grant, params.spanId, sessionOf(request).hiddenParts));
  },
});
