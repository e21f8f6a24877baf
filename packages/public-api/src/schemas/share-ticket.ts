import type { ShareTicket } from "@plumbline/access/share-tickets";
import { hiddenParts } from "@plumbline/span-store/read/types";
import { z } from "zod";

export const hiddenPart = z.enum(hiddenParts);

export const shareTicket = z.strictObject({
  id: z.string(),
  traceId: z.string(),
  senderName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  note: z.string().nullable(),
  hiddenParts: z.array(hiddenPart),
  hasPasscode: z.boolean(),
  state: z.enum(["unopened", "open", "expired", "revoked"]),
  openedAt: z.string().nullable(),
  openedIp: z.string().nullable(),
  openedAgent: z.string().nullable(),
  lastViewedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

export function shareTicketFrom(ticket: ShareTicket): z.infer<typeof shareTicket> {
  return {
    id: ticket.id,
    traceId: ticket.traceId,
    senderName: ticket.senderName,
    createdAt: ticket.createdAt.toISOString(),
    expiresAt: ticket.expiresAt.toISOString(),
    note: ticket.note,
    hiddenParts: [...ticket.hiddenParts],
    hasPasscode: ticket.hasPasscode,
    state: ticket.state,
    openedAt: ticket.openedAt?.toISOString() ?? null,
    openedIp: ticket.openedIp,
    openedAgent: ticket.openedAgent,
    lastViewedAt: ticket.lastViewedAt?.toISOString() ?? null,
    revokedAt: ticket.revokedAt?.toISOString() ?? null,
  };
}
