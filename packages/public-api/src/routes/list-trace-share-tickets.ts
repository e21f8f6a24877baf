import { z } from "zod";
import { defineRoute } from "../define-route";
import { shareTicket, shareTicketFrom } from "../schemas/share-ticket";
import { traceId } from "../schemas/trace-id";

const response = z.strictObject({ items: z.array(shareTicket), nextCursor: z.string().nullable() });
export type ListTraceShareTicketsResponse = z.infer<typeof response>;

export const listTraceShareTickets = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/share-tickets",
  permission: "share:read",
  summary: "List the share links of one trace, newest first",
  params: z.strictObject({ traceId }),
  query: z.strictObject({ cursor: z.string().max(400).optional().describe("nextCursor of the page before.") }),
  response,
  async handle({ access }, { grant, params, query }) {
    const page = await access.listShareTickets(grant, { ...params, ...query });
    return { items: page.items.map(shareTicketFrom), nextCursor: page.nextCursor };
  },
});
