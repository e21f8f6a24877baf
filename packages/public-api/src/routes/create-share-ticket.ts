import { z } from "zod";
import { defineRoute } from "../define-route";
import { hiddenPart } from "../schemas/share-ticket";
import { traceId } from "../schemas/trace-id";

const response = z.strictObject({
  id: z.string(),
  url: z.string().describe("The one-time address. It is shown this once and cannot be read again."),
  expiresAt: z.string(),
});
export type CreateShareTicketResponse = z.infer<typeof response>;

export const createShareTicket = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/share-tickets",
  permission: "share:create",
  summary: "Make a one-time address that opens this trace once, for one browser",
  params: z.strictObject({ traceId }),
  body: z.strictObject({
    expiresInSeconds: z.number().int().min(60).max(2_592_000).optional().describe("Default: 7 days; at most 30."),
    note: z.string().max(500).optional().describe("A line for the person who opens it."),
    hiddenParts: z.array(hiddenPart).max(4).optional().describe("Parts that never leave the server."),
    passcode: z.string().min(4).max(200).optional().describe("Asked for when the link is opened."),
  }),
  response,
  status: 201,
  failures: ["auth.rate_limited"],
  async handle({ access, spans, consoleUrl }, { grant, params, body }) {
    await spans.requireTrace(grant, params.traceId);
    const { ticketId, ticket, shareTicket } = await access.createShareTicket(grant, { ...params, ...body });
    // The ticket stands in the fragment: browsers send it to no server, so no log and no link preview can use it up.
    const url = new URL("/s", consoleUrl);
    url.hash = ticket;
    return { id: ticketId, url: url.href, expiresAt: shareTicket.expiresAt.toISOString() };
  },
});
