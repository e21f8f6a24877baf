import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionItem, sessionItemFrom } from "../schemas/session-item";
import { traceItem, traceItemFrom } from "../schemas/trace-item";

const response = z.strictObject({
  session: sessionItem,
  slowestTraceId: z.string().describe("The trace that took longest, on whichever page it stands."),
  traces: z.array(traceItem).describe("In order of time."),
  nextCursor: z.string().nullable(),
});
export type SessionResponse = z.infer<typeof response>;

export const getSession = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/sessions/{sessionId}",
  permission: "trace:read",
  summary: "Read a session: its totals and its traces in order of time",
  params: z.strictObject({ sessionId: z.string().min(1).max(1000) }),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(listLimitMax).default(100),
    cursor: z.string().max(100).optional().describe("nextCursor of the page before."),
  }),
  response,
  async handle({ spans }, { grant, params, query: { limit, cursor } }) {
    const detail = await spans.getSession(grant, params.sessionId, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      session: sessionItemFrom(detail.session),
      slowestTraceId: detail.slowestTraceId,
      traces: detail.traces.map(traceItemFrom),
      nextCursor: detail.nextCursor,
    };
  },
});
