import { z } from "zod";
import { defineRoute } from "../define-route";
import { shareTicket, shareTicketFrom } from "../schemas/share-ticket";

const response = z.strictObject({ items: z.array(shareTicket), nextCursor: z.string().nullable() });
export type ListShareTicketsResponse = z.infer<typeof response>;

export const listShareTickets = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/share-tickets",
  permission: "share:read",
  summary: "List all share links of the project, newest first",
  query: z.strictObject({ cursor: z.string().max(400).optional().describe("nextCursor of the page before.") }),
  response,
  async handle({ access }, { grant, query }) {
    const page = await access.listShareTickets(grant, query);
    return { items: page.items.map(shareTicketFrom), nextCursor: page.nextCursor };
  },
});
