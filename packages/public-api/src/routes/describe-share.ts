import { z } from "zod";
import { defineRoute } from "../define-route";
import { hiddenPart } from "../schemas/share-ticket";
import { shareVisitor } from "../share-visitor";

const response = z.strictObject({
  senderName: z.string(),
  note: z.string().nullable(),
  expiresAt: z.string(),
  hiddenParts: z.array(hiddenPart),
  needsPasscode: z.boolean(),
});
export type DescribeShareResponse = z.infer<typeof response>;

export const describeShare = defineRoute({
  method: "POST",
  path: "/api/share/describe",
  permission: "public",
  summary: "Say who shared and what is hidden, without using the link up and without anything of the trace",
  body: z.strictObject({ ticket: z.string().max(200) }),
  response,
  failures: ["resource.gone", "auth.rate_limited"],
  async handle({ access }, { body, request }) {
    const invitation = await access.describeShareTicket(body.ticket, shareVisitor(request.headers));
    return {
      senderName: invitation.senderName,
      note: invitation.note,
      expiresAt: invitation.expiresAt.toISOString(),
      hiddenParts: [...invitation.hiddenParts],
      needsPasscode: invitation.needsPasscode,
    };
  },
});
