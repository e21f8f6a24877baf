import type { CreateShareTicketResponse } from "@plumbline/public-api/routes/create-share-ticket";
import type { DescribeShareResponse } from "@plumbline/public-api/routes/describe-share";
import type { ListTraceShareTicketsResponse } from "@plumbline/public-api/routes/list-trace-share-tickets";
import type { RedeemShareResponse } from "@plumbline/public-api/routes/redeem-share";
import { callApi } from "~/lib/api-client";

/** A one-time link as its project sees it. */
export type ShareTicket = ListTraceShareTicketsResponse["items"][number];

/** What the landing page may know before the button is pressed: nothing of the trace. */
export type Invitation = DescribeShareResponse;

export const hideableParts = ["inputs", "outputs", "documents", "attributes"] as const;
export type HideablePart = (typeof hideableParts)[number];

export interface NewShareTicket {
  readonly expiresInSeconds: number;
  readonly passcode?: string;
  readonly hiddenParts: readonly HideablePart[];
  readonly note?: string;
}

/** The address is in this answer and nowhere else: the server keeps a hash of it. */
export function createTicket(
  projectId: string,
  traceId: string,
  ticket: NewShareTicket,
): Promise<CreateShareTicketResponse> {
  return callApi(`/v1/projects/${projectId}/traces/${traceId}/share-tickets`, { method: "POST", body: ticket });
}

/** The newest links of a trace; older ones stand in the project's settings. */
export async function listTickets(projectId: string, traceId: string): Promise<readonly ShareTicket[]> {
  const path = `/v1/projects/${projectId}/traces/${traceId}/share-tickets`;
  return (await callApi<ListTraceShareTicketsResponse>(path)).items;
}

export function revokeTicket(projectId: string, ticketId: string): Promise<unknown> {
  return callApi(`/v1/projects/${projectId}/share-tickets/${ticketId}`, { method: "DELETE" });
}

/** Looking does not use the link up. */
export function describeTicket(ticket: string): Promise<Invitation> {
  return callApi("/share/describe", { method: "POST", body: { ticket } });
}

/** Uses the link up; this browser then holds a cookie for the one trace. */
export function redeemTicket(ticket: string, passcode: string): Promise<RedeemShareResponse> {
  return callApi("/share/redeem", { method: "POST", body: { ticket, ...(passcode === "" ? {} : { passcode }) } });
}

/** Ends the session of this browser. The link stays used. */
export function closeShare(shareId: string | undefined): Promise<unknown> {
  return callApi("/share/close", { method: "POST", body: shareId === undefined ? {} : { shareId } });
}
