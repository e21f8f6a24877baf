import { z } from "zod";
import { defineRoute } from "../define-route";
import { shareTicket, shareTicketFrom } from "../schemas/share-ticket";
import { uuid } from "../schemas/trace-id";

export type RevokeShareTicketResponse = z.infer<typeof shareTicket>;

export const revokeShareTicket = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/share-tickets/{shareTicketId}",
  permission: "share:revoke",
  summary: "Withdraw a share link; a browser that opened it loses the trace at its next request",
  params: z.strictObject({ shareTicketId: uuid }),
  response: shareTicket,
  async handle({ access }, { grant, params }) {
    return shareTicketFrom(await access.revokeShareTicket(grant, params.shareTicketId));
  },
});
